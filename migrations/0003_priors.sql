-- Answers name the mix of classes that their probabilities assume. Until now there was one classifier,
-- a balanced forest: as many objects of each branch, and of each class within it.
ALTER TABLE classifications DISABLE TRIGGER classifications_append_only;
UPDATE classifications
SET answer = (left(answer::text, -1) || ',"priors":{"name":"model","mix":{'
  || '"SNIa":0.08333333333333333,"SNIbc":0.08333333333333333,"SNII":0.08333333333333333,'
  || '"SLSN":0.08333333333333333,"YSO":0.3333333333333333,"LPV":0.08333333333333333,'
  || '"E":0.08333333333333333,"RRL":0.08333333333333333,"CEP":0.08333333333333333}}}')::json
WHERE classifier = 'larch-preview@0.1.0';
ALTER TABLE classifications ENABLE TRIGGER classifications_append_only;
