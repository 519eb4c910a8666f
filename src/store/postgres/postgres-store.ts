import type pg from 'pg';
import type { FeatureAnswer } from '../../domain/feature.ts';
import type { LightCurve } from '../../domain/light-curve.ts';
import type { LightCurveBody } from '../../domain/light-curve-body.ts';
import { Problem } from '../../domain/problem.ts';
import type {
  ClassificationKey,
  ClassificationRecord,
  ClassificationStore,
  HistoryQuery,
  ObjectSummary,
  Page,
  StoredClassification,
} from '../classification-store.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import { type Database, toStoreError } from './pool.ts';
import * as queries from './queries.ts';

/** The store on a Postgres database, embedded or not, that has been migrated. */
export class PostgresStore implements ClassificationStore {
  readonly #database: Database;
  readonly #running = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  async ping(): Promise<void> {
    await this.#run(() => this.#query(queries.ping));
  }

  async find(key: ClassificationKey): Promise<StoredClassification | undefined> {
    return this.#run(() => this.#find(key));
  }

  async save(record: ClassificationRecord): Promise<StoredClassification> {
    const { classification } = record;
    const statement = queries.saveRecord(record);
    return this.#run(async () => {
      const { rowCount } = await this.#query(statement);
      if (rowCount === 1) return classification;
      const there = await this.#find(classification);
      if (there === undefined) throw new Error('a classification that was there is gone');
      return there;
    });
  }

  async annotate(lightCurve: LightCurve, inputHash: string): Promise<void> {
    await this.#run(() => this.#query(queries.annotate(lightCurve, inputHash)));
  }

  async object(objectId: string): Promise<ObjectSummary | undefined> {
    const row = await this.#run(() => this.#first<queries.ObjectRow>(queries.findObject(objectId)));
    return (
      row && {
        objectId,
        survey: row.survey,
        ra: row.ra,
        dec: row.dec,
        firstClassifiedAt: row.first_classified_at.toISOString(),
        lastClassifiedAt: row.last_classified_at.toISOString(),
        classifications: row.classifications,
      }
    );
  }

  async history(
    objectId: string,
    { classifier, asOf, limit, cursor }: HistoryQuery,
  ): Promise<Page<StoredClassification> | undefined> {
    const after = cursor === undefined ? undefined : fromCursor(cursor);
    // One row more than the page tells whether there is a next one.
    const statement = queries.findHistory(objectId, limit + 1, { classifier, asOf, after });
    const { rows } = await this.#run(() => this.#query<queries.HistoryRow>(statement));
    if (rows.length === 0) return undefined;

    const page = rows
      .slice(0, limit)
      .flatMap(({ id, answer }) => (id === null ? [] : { id, answer }));
    const last = page.at(-1);
    return {
      items: page.map(({ answer }) => answer),
      nextCursor:
        last === undefined || rows.length <= limit
          ? null
          : toCursor({ milliseconds: Date.parse(last.answer.classifiedAt), id: last.id }),
    };
  }

  async features(objectId: string): Promise<FeatureAnswer | undefined> {
    const statement = queries.findFeatures(objectId);
    const row = await this.#run(() => this.#first<{ answer: FeatureAnswer }>(statement));
    return row?.answer;
  }

  async lightCurve(objectId: string): Promise<LightCurveBody | undefined> {
    type Row = { body: LightCurveBody; annotations: LightCurveBody['annotations'] | null };
    const statement = queries.findLightCurve(objectId);
    const row = await this.#run(() => this.#first<Row>(statement));
    return (
      row && { ...row.body, ...(row.annotations === null ? {} : { annotations: row.annotations }) }
    );
  }

  /** What is running is answered, what comes later is refused. */
  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#running).then(() => this.#database.close());
    return this.#closed;
  }

  async #run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#closed !== undefined) throw new Problem('STORE_UNAVAILABLE', 'The store is closed');
    const running = operation();
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      throw toStoreError(error);
    } finally {
      this.#running.delete(running);
    }
  }

  #query<Row extends pg.QueryResultRow>(
    statement: queries.Statement,
  ): Promise<pg.QueryResult<Row>> {
    return this.#database.pool.query<Row>(statement);
  }

  async #first<Row extends pg.QueryResultRow>(
    statement: queries.Statement,
  ): Promise<Row | undefined> {
    return (await this.#query<Row>(statement)).rows[0];
  }

  async #find(key: ClassificationKey): Promise<StoredClassification | undefined> {
    const row = await this.#first<{ answer: StoredClassification }>(
      queries.findClassification(key),
    );
    return row?.answer;
  }
}
