-- How unlike the objects that the classifier was trained on; null where the classifier does not tell.
ALTER TABLE classifications
  ADD COLUMN outlier_score double precision CHECK (outlier_score BETWEEN 0 AND 1);

-- No classifier told it until now. The answers are completed as text, which keeps the order of their
-- keys and every digit.
ALTER TABLE classifications DISABLE TRIGGER classifications_append_only;
UPDATE classifications SET answer = (left(answer::text, -1) || ',"outlierScore":null}')::json;
ALTER TABLE classifications ENABLE TRIGGER classifications_append_only;
