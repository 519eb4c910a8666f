-- A classifier may be trained anew under its name and version: what another model file answered is
-- history, and is not what the classifier says.
ALTER TABLE classifications ADD COLUMN model_sha256 text COLLATE "C";

ALTER TABLE classifications DISABLE TRIGGER classifications_append_only;
UPDATE classifications SET model_sha256 = answer ->> 'modelSha256';
ALTER TABLE classifications ENABLE TRIGGER classifications_append_only;

ALTER TABLE classifications
  -- SHA-256 of the model file, hex.
  ALTER COLUMN model_sha256 SET NOT NULL,
  -- One answer per content and model: what was computed once is found again by this key.
  DROP CONSTRAINT classifications_object_id_input_hash_classifier_key,
  ADD UNIQUE (object_id, input_hash, classifier, model_sha256);
