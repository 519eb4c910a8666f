import { type LightCurve, toLightCurveBody } from '../../domain/light-curve.ts';
import type {
  ClassificationKey,
  ClassificationRecord,
  StoredClassification,
} from '../classification-store.ts';
import type { HistoryPosition } from '../cursor.ts';
import { positionOf } from '../position.ts';

/** A statement for pg; one with a name is parsed once per connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
}

const NEWEST_FIRST = 'classified_at DESC, id DESC';

/** Drops prepared statements, settings and whatever else a session has gathered. */
export const discardSession: Statement = { text: 'DISCARD ALL' };

export const ping: Statement = { text: 'SELECT 1' };

/** Gives `answer`. */
export function findClassification(key: ClassificationKey): Statement {
  return {
    name: 'find-classification',
    text: `
      SELECT answer FROM classifications
      WHERE object_id = $1 AND input_hash = $2 AND classifier = $3 AND model_sha256 = $4`,
    values: [key.objectId, key.inputHash, key.classifier, key.modelSha256],
  };
}

/**
 * Writes all of a record in one statement, so in one round trip and one transaction. What is there
 * already stays, but for the annotations where new ones came along. Affects one row if the
 * classification is new, else none.
 */
export function saveRecord({
  lightCurve,
  features,
  classification,
}: ClassificationRecord): Statement {
  const { annotations, ...body } = toLightCurveBody(lightCurve);
  const position = positionOf(lightCurve);
  return {
    name: 'save-record',
    text: `
      WITH object AS (
        INSERT INTO objects (object_id, survey) VALUES ($1, $2)
        ON CONFLICT DO NOTHING
      ), light_curve AS (
        INSERT INTO light_curves (object_id, input_hash, ra, dec, body, annotations)
        VALUES ($1, $3, $4, $5, $6, $7)
        ON CONFLICT (object_id, input_hash) DO UPDATE SET annotations = excluded.annotations
        WHERE excluded.annotations IS NOT NULL
          AND excluded.annotations::text IS DISTINCT FROM light_curves.annotations::text
      ), feature AS (
        INSERT INTO features (object_id, input_hash, feature_set, answer)
        VALUES ($1, $3, $8, $9)
        ON CONFLICT DO NOTHING
      )
      INSERT INTO classifications
        (object_id, input_hash, feature_set, classifier, model_sha256, class, probability,
         outlier_score, classified_at, answer)
      VALUES ($1, $3, $8, $10, $11, $12, $13, $14, $15, $16)
      ON CONFLICT (object_id, input_hash, classifier, model_sha256) DO NOTHING`,
    values: [
      lightCurve.objectId,
      lightCurve.survey,
      classification.inputHash,
      position?.ra,
      position?.dec,
      JSON.stringify(body),
      annotations && JSON.stringify(annotations),
      features.featureSet,
      JSON.stringify(features),
      classification.classifier,
      classification.modelSha256,
      classification.class,
      classification.probabilities[classification.class],
      classification.outlierScore,
      classification.classifiedAt,
      JSON.stringify(classification),
    ],
  };
}

export function annotate({ objectId, annotations }: LightCurve, inputHash: string): Statement {
  return {
    name: 'annotate',
    text: `
      UPDATE light_curves SET annotations = $3::json
      WHERE object_id = $1 AND input_hash = $2 AND annotations::text IS DISTINCT FROM $3`,
    values: [objectId, inputHash, annotations && JSON.stringify(annotations)],
  };
}

export interface ObjectRow {
  readonly survey: string;
  readonly ra: number | null;
  readonly dec: number | null;
  readonly first_classified_at: Date;
  readonly last_classified_at: Date;
  readonly classifications: StoredClassification[];
}

/** Gives an ObjectRow; the position is that of the newest light curve that has one. */
export function findObject(objectId: string): Statement {
  return {
    name: 'find-object',
    text: `
      SELECT survey, ra, dec, first_classified_at, last_classified_at, classifications
      FROM objects
      LEFT JOIN LATERAL (
        SELECT ra, dec FROM light_curves
        WHERE object_id = $1 AND ra IS NOT NULL
        ORDER BY received_at DESC
        LIMIT 1
      ) AS position ON true
      CROSS JOIN LATERAL (
        SELECT min(classified_at) AS first_classified_at, max(classified_at) AS last_classified_at
        FROM classifications
        WHERE object_id = $1
      ) AS span
      CROSS JOIN LATERAL (
        SELECT json_agg(answer ORDER BY ${NEWEST_FIRST}) AS classifications
        FROM (
          SELECT DISTINCT ON (classifier) classified_at, id, answer
          FROM classifications
          WHERE object_id = $1
          ORDER BY classifier, ${NEWEST_FIRST}
        ) AS newest
      ) AS current
      WHERE object_id = $1`,
    values: [objectId],
  };
}

/**
 * The time of milliseconds since 1970: exact, and for every Date; Postgres cannot read each of them
 * as text (year 0).
 */
const timeOf = (milliseconds: string) =>
  `('epoch'::timestamptz + ${milliseconds}::float8 * interval '1 millisecond')`;

export interface HistoryRow {
  /** Null in the one row of an object of which nothing matches. */
  readonly id: string | null;
  readonly answer: StoredClassification;
}

/**
 * Gives HistoryRows, newest first; no row where there is no such object.
 *
 * @param filter.classifier - name@version, or a name for all its versions
 * @param filter.after - the row before the first one wanted
 */
export function findHistory(
  objectId: string,
  limit: number,
  filter: {
    classifier: string | undefined;
    asOf: Date | undefined;
    after: HistoryPosition | undefined;
  },
): Statement {
  return {
    name: 'find-history',
    text: `
      SELECT id, answer
      FROM objects
      LEFT JOIN classifications AS c ON c.object_id = $1
        AND ($3::text IS NULL OR classifier = $3 OR starts_with(classifier, $3 || '@'))
        AND ($4::float8 IS NULL OR classified_at <= ${timeOf('$4')})
        AND ($5::float8 IS NULL OR (classified_at, id) < (${timeOf('$5')}, $6::bigint))
      WHERE objects.object_id = $1
      ORDER BY ${NEWEST_FIRST}
      LIMIT $2`,
    values: [
      objectId,
      limit,
      // No text of Postgres holds U+0000, nor has a classifier no name: either finds nothing.
      filter.classifier?.includes('\0') ? '' : filter.classifier,
      filter.asOf?.getTime(),
      filter.after?.milliseconds,
      filter.after?.id,
    ],
  };
}

/** Gives `answer`. */
export function findFeatures(objectId: string): Statement {
  return {
    name: 'find-features',
    text: `
      SELECT features.answer
      FROM classifications JOIN features USING (object_id, input_hash, feature_set)
      WHERE object_id = $1
      ORDER BY ${NEWEST_FIRST}
      LIMIT 1`,
    values: [objectId],
  };
}

/** Gives `body` and `annotations`, which may be null. */
export function findLightCurve(objectId: string): Statement {
  return {
    name: 'find-light-curve',
    text: `
      SELECT body, annotations
      FROM classifications JOIN light_curves USING (object_id, input_hash)
      WHERE object_id = $1
      ORDER BY ${NEWEST_FIRST}
      LIMIT 1`,
    values: [objectId],
  };
}

export const begin: Statement = { text: 'BEGIN' };
export const commit: Statement = { text: 'COMMIT' };

/** Until the end of the transaction. */
export function limitStatements(milliseconds: number): Statement {
  return { text: `SET LOCAL statement_timeout = ${milliseconds}` };
}

export const createMigrationsTable: Statement = {
  text: `
    CREATE TABLE IF NOT EXISTS migrations (
      name        text COLLATE "C" PRIMARY KEY,
      sha256      text NOT NULL,
      applied_at  timestamptz NOT NULL DEFAULT now()
    )`,
};

/** Makes services that start at once migrate one after the other; the number is only ours. */
export const lockMigrations: Statement = { text: 'SELECT pg_advisory_xact_lock(7110612420160511)' };

/** Gives `name` and `sha256`, in the order of application. */
export const appliedMigrations: Statement = {
  text: 'SELECT name, sha256 FROM migrations ORDER BY name',
};

export function recordMigration(name: string, sha256: string): Statement {
  return {
    text: 'INSERT INTO migrations (name, sha256) VALUES ($1, $2)',
    values: [name, sha256],
  };
}
