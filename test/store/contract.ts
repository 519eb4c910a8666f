import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toLightCurve, toLightCurveBody } from '../../src/domain/light-curve.ts';
import { MAXIMUM_DETECTIONS } from '../../src/domain/light-curve-body.ts';
import type {
  ClassificationStore,
  HistoryQuery,
  StoredClassification,
} from '../../src/store/classification-store.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase, openStore, type StoreOptions } from '../../src/store/open-store.ts';
import type { Database } from '../../src/store/postgres/pool.ts';
import { keyOf, lightCurveBody, newRecord, recordOf } from './records.ts';

/**
 * What every store does, whatever database is behind it.
 *
 * @param prepare - makes an empty database
 */
export function storeContract(prepare: () => Promise<StoreOptions>): void {
  let options: StoreOptions;
  let store: ClassificationStore;

  beforeAll(async () => {
    options = await prepare();
    store = await openStore(options);
  });
  afterAll(async () => store?.close());

  async function wholeHistory(objectId: string, query: HistoryQuery) {
    const items: StoredClassification[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await store.history(objectId, {
        ...query,
        ...(typeof cursor === 'string' ? { cursor } : {}),
      });
      expect(page?.items.length).toBeLessThanOrEqual(query.limit);
      items.push(...(page?.items ?? []));
      cursor = page?.nextCursor;
    } while (cursor);
    return items;
  }

  describe('one record', () => {
    it('is found by its key as it was saved, digit for digit and in the order of its keys', async () => {
      const record = newRecord('round-trip');
      expect(await store.find(keyOf(record))).toBeUndefined();
      const saved = await store.save(record);
      const found = await store.find(keyOf(record));

      expect(saved).toEqual(record.classification);
      expect(JSON.stringify(found)).toBe(JSON.stringify(record.classification));
      expect(JSON.stringify(await store.features('round-trip'))).toBe(
        JSON.stringify(record.features),
      );
    });

    it('gives its light curve back with columns, nulls, exact doubles and annotations', async () => {
      const body = lightCurveBody('light-curve', {
        ra: 123.45678901234567,
        dec: -0.000_000_1,
        annotations: {
          note: 'nul \u0000, half a pair \ud800, quote "',
          nested: [1, null, { a: 0.1 }],
        },
      });
      const record = recordOf(body);
      await store.save(record);
      const found = await store.lightCurve('light-curve');

      expect(found).toEqual(toLightCurveBody(record.lightCurve));
      expect(found && toLightCurve(found)).toEqual(record.lightCurve);
    });

    it('may be as long as a light curve can be', async () => {
      const rows = Array.from({ length: MAXIMUM_DETECTIONS }, (_, row) => row);
      const record = recordOf(
        lightCurveBody('long', {
          detections: {
            mjd: rows.map((row) => 58_000 + row / 7),
            band: rows.map((row) => (row % 2 ? 'g' : 'r')),
            mag: rows.map((row) => 18 + Math.sin(row)),
            magErr: rows.map((row) => (row % 100 ? 0.1 / 3 : null)),
            candid: rows.map((row) => `${10n ** 18n + BigInt(row)}`),
          },
        }),
      );
      await store.save(record);
      expect(await store.lightCurve('long')).toEqual(toLightCurveBody(record.lightCurve));
    });

    it.each([
      "';DROP TABLE objects;--",
      '$1',
      '%_\\',
      '"object"',
      'ZTF☄é漢😀',
      '😀'.repeat(64),
      '{}',
      'x'.repeat(128),
    ])('may have the objectId %s', async (objectId) => {
      const record = newRecord(objectId);
      await store.save(record);
      expect(await store.find(keyOf(record))).toEqual(record.classification);
      expect((await store.object(objectId))?.objectId).toBe(objectId);
      expect((await store.lightCurve(objectId))?.objectId).toBe(objectId);
    });

    it('is saved once, however many save it at once, and all are told what stays', async () => {
      const body = lightCurveBody('race');
      const records = Array.from({ length: 12 }, (_, i) =>
        recordOf(body, { outlierScore: i / 16 }),
      );
      const answers = await Promise.all(records.map((record) => store.save(record)));
      const [first] = records;
      const stays = first && (await store.find(keyOf(first)));

      expect(records.map((record) => record.classification)).toContainEqual(stays);
      for (const answer of answers) expect(answer).toEqual(stays);
      expect((await store.history('race', { limit: 100 }))?.items).toEqual([stays]);
    });
  });

  describe('annotations', () => {
    it('are replaced by those that come later, and nothing else is', async () => {
      const body = lightCurveBody('annotated', { annotations: { a: 1 } });
      const record = recordOf(body);
      const hash = record.classification.inputHash;
      await store.save(record);

      await store.annotate(toLightCurve({ ...body, annotations: { b: [2] } }), hash);
      expect(await store.lightCurve('annotated')).toEqual({
        ...toLightCurveBody(record.lightCurve),
        annotations: { b: [2] },
      });
      const { annotations: _, ...bare } = body;
      await store.annotate(toLightCurve(bare), hash);
      expect(await store.lightCurve('annotated')).not.toHaveProperty('annotations');
    });

    it('come along where another classifier saves the same light curve', async () => {
      const body = lightCurveBody('annotated-twice');
      const classified = (classifier: string, annotations?: { n: number }) =>
        store.save(recordOf({ ...body, ...(annotations && { annotations }) }, { classifier }));

      await classified('a@1.0.0', { n: 1 });
      await classified('b@1.0.0', { n: 2 });
      await classified('c@1.0.0');
      expect((await store.lightCurve('annotated-twice'))?.annotations).toEqual({ n: 2 });
    });

    it('of a light curve that is not stored go nowhere', async () => {
      const body = lightCurveBody('never-saved', { annotations: { a: 1 } });
      await store.annotate(toLightCurve(body), '0'.repeat(64));
      expect(await store.object('never-saved')).toBeUndefined();
    });
  });

  describe('history', () => {
    const at = (minute: number) => new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString();

    it('keeps the first content when a second one comes', async () => {
      const first = newRecord('twice', { classifiedAt: at(1) });
      const second = newRecord('twice', { classifiedAt: at(2), class: 'SNIa' });
      await store.save(first);
      await store.save(second);

      expect(await store.find(keyOf(first))).toEqual(first.classification);
      expect((await store.history('twice', { limit: 10 }))?.items).toEqual([
        second.classification,
        first.classification,
      ]);
      expect(await store.features('twice')).toEqual(second.features);
      expect(await store.lightCurve('twice')).toEqual(toLightCurveBody(second.lightCurve));
    });

    it('keeps what another model of the same classifier answered, and does not find it', async () => {
      const body = lightCurveBody('trained-anew');
      const before = recordOf(body, { modelSha256: 'a'.repeat(64), classifiedAt: at(1) });
      const after = recordOf(body, { modelSha256: 'b'.repeat(64), classifiedAt: at(2) });
      await store.save(before);
      expect(await store.find(keyOf(after))).toBeUndefined();
      expect(await store.save(after)).toEqual(after.classification);
      expect(await store.find(keyOf(before))).toEqual(before.classification);
      expect((await store.object('trained-anew'))?.classifications).toEqual([after.classification]);
      expect((await store.history('trained-anew', { limit: 9 }))?.items).toEqual([
        after.classification,
        before.classification,
      ]);
    });

    it('is newest first and pages without loss or repetition, ties included', async () => {
      const records = Array.from({ length: 23 }, (_, i) =>
        newRecord('paged', { classifiedAt: at(Math.floor(((i * 7) % 23) / 4)) }),
      );
      for (const record of records) await store.save(record);
      const whole = await wholeHistory('paged', { limit: 100 });

      expect(whole).toHaveLength(records.length);
      const times = whole.map(({ classifiedAt }) => classifiedAt);
      expect(times).toEqual(times.toSorted().toReversed());
      for (const limit of [1, 4, 22, 23]) {
        expect(await wholeHistory('paged', { limit })).toEqual(whole);
      }
    });

    it('goes on where it was when something newer comes in between', async () => {
      for (let i = 0; i < 4; i += 1) await store.save(newRecord('moving', { classifiedAt: at(i) }));
      const before = await wholeHistory('moving', { limit: 10 });
      const page = await store.history('moving', { limit: 2 });
      await store.save(newRecord('moving', { classifiedAt: at(9) }));
      const next = await store.history('moving', { limit: 2, cursor: page?.nextCursor ?? '' });

      expect([...(page?.items ?? []), ...(next?.items ?? [])]).toEqual(before);
      expect(next?.nextCursor).toBeNull();
    });

    it('can be told as of a time, inclusively', async () => {
      for (const minute of [1, 2, 3]) {
        await store.save(newRecord('as-of', { classifiedAt: at(minute) }));
      }
      const asOf = async (minute: number) =>
        (await wholeHistory('as-of', { limit: 1, asOf: new Date(at(minute)) })).map(
          ({ classifiedAt }) => classifiedAt,
        );
      expect(await asOf(0)).toEqual([]);
      expect(await asOf(2)).toEqual([at(2), at(1)]);
      expect(await asOf(9)).toEqual([at(3), at(2), at(1)]);

      const count = async (time: string) =>
        (await store.history('as-of', { limit: 9, asOf: new Date(time) }))?.items.length;
      expect(await count('2024-01-01T00:02:00.001Z')).toBe(2);
      expect(await count('2024-01-01T00:01:59.999Z')).toBe(1);
      expect(await count('0000-01-01T00:00:00Z')).toBe(0);
      expect(await count('9999-12-31T23:59:59-12:00')).toBe(3);
    });

    it('can be that of one classifier, in one version or all', async () => {
      const body = lightCurveBody('filtered');
      const classifiers = ['forest@1.0.0', 'forest@1.0.1', 'forest-small@1.0.0'];
      for (const classifier of classifiers) await store.save(recordOf(body, { classifier }));
      const of = async (classifier: string) =>
        (await wholeHistory('filtered', { limit: 1, classifier })).map((item) => item.classifier);

      expect(await of('forest@1.0.1')).toEqual(['forest@1.0.1']);
      expect(await of('forest')).toEqual(['forest@1.0.1', 'forest@1.0.0']);
      expect(await of('forest-small')).toEqual(['forest-small@1.0.0']);
      for (const none of ['fores', 'forest@', 'forest@1', '%', '', '\0']) {
        expect(await of(none)).toEqual([]);
      }
    });

    it.each(['', 'x', '!!', 'MTIz', 'OTk5OTk5OTk5OTk5OTkuMQ', 'MS4xOyBEUk9QIFRBQkxF', '%00'])(
      'refuses the cursor "%s" with a pointer to it',
      async (cursor) => {
        await expect(store.history('paged', { limit: 1, cursor })).rejects.toMatchObject({
          code: 'VALIDATION_FAILED',
          errors: [{ pointer: '/query/cursor' }],
        });
      },
    );
  });

  describe('an object', () => {
    it('is unknown until something of it is saved', async () => {
      expect(await store.object('unknown')).toBeUndefined();
      expect(await store.history('unknown', { limit: 1 })).toBeUndefined();
      expect(await store.features('unknown')).toBeUndefined();
      expect(await store.lightCurve('unknown')).toBeUndefined();
    });

    it('shows the newest classification of each classifier', async () => {
      const save = (classifier: string, classifiedAt: string) =>
        store.save(newRecord('summary', { classifier, classifiedAt }));
      await save('a@1.0.0', '2024-01-05T00:00:00.000Z');
      const a = await save('a@1.0.0', '2024-01-06T00:00:00.000Z');
      const b = await save('b@1.0.0', '2024-01-07T00:00:00.001Z');
      await save('b@1.0.0', '2024-01-01T00:00:00.001Z');

      expect(await store.object('summary')).toEqual({
        objectId: 'summary',
        survey: 'ZTF',
        ra: null,
        dec: null,
        firstClassifiedAt: '2024-01-01T00:00:00.001Z',
        lastClassifiedAt: '2024-01-07T00:00:00.001Z',
        classifications: [b, a],
      });
    });

    it('is where its light curve says, else where its detections are, across 0 degrees too', async () => {
      const position = async (objectId: string) => {
        const found = await store.object(objectId);
        return [found?.ra, found?.dec];
      };
      const place = { ra: 0.1 + 0.2, dec: -1 / 3 };
      await store.save(recordOf(lightCurveBody('placed', place)));
      expect(await position('placed')).toEqual([place.ra, place.dec]);

      const row = { mjd: 59_000, band: 'g', mag: 18, magErr: 0.1 } as const;
      const detections = [
        { ...row, ra: 359.75, dec: 1 },
        { ...row, ra: 0.75, dec: 2 },
        { ...row, ra: null, dec: 80 },
        row,
      ];
      await store.save(recordOf(lightCurveBody('around-zero', { detections })));
      expect(await position('around-zero')).toEqual([0.25, 1.5]);

      // A later light curve without a position does not take it away.
      await store.save(newRecord('around-zero'));
      expect(await position('around-zero')).toEqual([0.25, 1.5]);
    });
  });

  // From here on the store is closed and opened again.
  describe('closing', () => {
    it('answers what is running, refuses what comes later, and may be asked for twice', async () => {
      const record = newRecord('in-flight');
      const running = [
        store.save(record),
        ...Array.from({ length: 30 }, () => store.find(keyOf(record))),
        store.ping(),
      ];
      const closed = Promise.all([store.close(), store.close()]);
      await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await Promise.all(running);
      await closed;
      await store.close();
      await expect(store.find(keyOf(record))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    });

    it('loses nothing', async () => {
      store = await openStore(options);
      const record = newRecord('kept');
      await store.save(record);
      const history = await store.history('paged', { limit: 100 });
      await store.close();

      store = await openStore(options);
      expect(await store.find(keyOf(record))).toEqual(record.classification);
      expect(await store.features('kept')).toEqual(record.features);
      expect(await store.history('paged', { limit: 100 })).toEqual(history);
      await store.close();
    });
  });

  describe('the tables', () => {
    let database: Database;
    let folder: string;
    const shipped = new URL('../../migrations/', import.meta.url);

    beforeAll(async () => {
      database = await openDatabase(options);
      folder = mkdtempSync(join(tmpdir(), 'larch-migrations-'));
    });
    afterAll(async () => {
      await database?.close();
      rmSync(folder, { recursive: true });
    });

    /** A folder with the shipped migrations and, by name, others. */
    function migrations(name: string, others: Record<string, string>): URL {
      const path = join(folder, name);
      cpSync(shipped, path, { recursive: true });
      for (const [file, text] of Object.entries(others)) writeFileSync(join(path, file), text);
      return pathToFileURL(`${path}/`);
    }
    const applied = async () =>
      (await database.pool.query('SELECT * FROM migrations ORDER BY name')).rows;
    const [first = ''] = readdirSync(shipped).toSorted();

    it('are migrated once', async () => {
      const before = await applied();
      expect(before.map(({ name }) => name)).toEqual(readdirSync(shipped).toSorted());
      await migrate(database.pool);
      expect(await applied()).toEqual(before);
    });

    it('are left alone when a migration that was applied has changed', async () => {
      const before = await applied();
      const changed = migrations('changed', {
        [first]: 'DROP TABLE classifications',
        '9000_more.sql': 'CREATE TABLE more ()',
      });
      await expect(migrate(database.pool, changed)).rejects.toThrow(
        `Migration ${first} is not what was applied`,
      );
      expect(await applied()).toEqual(before);
    });

    it('are left as they were when a migration fails', async () => {
      const before = await applied();
      const failing = migrations('failing', {
        '9000_more.sql': 'CREATE TABLE more ()',
        '9001_wrong.sql': 'CREATE TABLE wrong ()\n; SELECT 1/0',
      });
      await expect(migrate(database.pool, failing)).rejects.toThrow(/9001_wrong\.sql.*by zero/);
      expect(await applied()).toEqual(before);
      const more = await database.pool.query("SELECT to_regclass('more') AS found");
      expect(more.rows).toEqual([{ found: null }]);
    });

    it('refuse a change of what was answered', async () => {
      for (const table of ['classifications', 'features']) {
        for (const change of [`UPDATE ${table} SET answer = '{}'`, `DELETE FROM ${table}`]) {
          await expect(database.pool.query(change)).rejects.toThrow('append-only');
        }
      }
    });

    // Last: the database is of a later version from here on.
    it('of a newer program are refused', async () => {
      const newer = migrations('newer', { '9000_more.sql': 'CREATE TABLE more ()' });
      await migrate(database.pool, newer);
      await expect(migrate(database.pool)).rejects.toThrow(
        'The database is newer than this program: migration 9000_more.sql',
      );
    });
  });
}
