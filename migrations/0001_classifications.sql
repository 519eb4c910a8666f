-- What was received, what was computed from it and what it was classified as. Nothing here is ever
-- overwritten but the annotations, so what was known at any past time can be told.
--
-- Documents are json, not jsonb: they are given back as they were, with the order of their keys and
-- every digit, and may hold strings that jsonb refuses (U+0000). What is searched for has a column.
-- Identifiers sort by code point (collation "C"), so that no update of the system's locale data
-- can invalidate an index.

CREATE TABLE objects (
  object_id  text COLLATE "C" PRIMARY KEY,
  survey     text NOT NULL
);

CREATE TABLE light_curves (
  object_id    text COLLATE "C" NOT NULL REFERENCES objects,
  -- SHA-256, hex, of everything that can change an answer: what tells light curves of one object apart.
  input_hash   text COLLATE "C" NOT NULL,
  -- Degrees, ICRS: the position that came with the light curve, or the mean over its detections.
  ra           double precision,
  dec          double precision,
  -- The light curve in the form of the service, with columns and without its annotations.
  body         json NOT NULL,
  -- Not part of what was measured: those that came last are kept.
  annotations  json,
  received_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (object_id, input_hash),
  CHECK ((ra IS NULL) = (dec IS NULL))
);

CREATE TABLE features (
  object_id    text COLLATE "C" NOT NULL,
  input_hash   text COLLATE "C" NOT NULL,
  -- name@version
  feature_set  text COLLATE "C" NOT NULL,
  answer       json NOT NULL,
  PRIMARY KEY (object_id, input_hash, feature_set),
  FOREIGN KEY (object_id, input_hash) REFERENCES light_curves
);

CREATE TABLE classifications (
  -- Breaks ties of classified_at.
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  object_id      text COLLATE "C" NOT NULL,
  input_hash     text COLLATE "C" NOT NULL,
  feature_set    text COLLATE "C" NOT NULL,
  -- name@version
  classifier     text COLLATE "C" NOT NULL,
  -- The most probable class, and its probability (0 to 1).
  class          text COLLATE "C" NOT NULL,
  probability    double precision NOT NULL,
  -- When the probabilities were computed.
  classified_at  timestamptz NOT NULL,
  answer         json NOT NULL,
  -- One answer per content and classifier: what was computed once is found again by this key.
  UNIQUE (object_id, input_hash, classifier),
  FOREIGN KEY (object_id, input_hash, feature_set) REFERENCES features
);

-- The history of an object, newest first.
CREATE INDEX classifications_history
  ON classifications (object_id, classified_at DESC, id DESC);
-- The current classification of an object by each classifier.
CREATE INDEX classifications_current
  ON classifications (object_id, classifier, classified_at DESC, id DESC);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER features_append_only
  BEFORE UPDATE OR DELETE ON features
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER classifications_append_only
  BEFORE UPDATE OR DELETE ON classifications
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
