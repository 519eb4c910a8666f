import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { DirectoryInUseError } from '../../src/store/directory-lock.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase, openStore } from '../../src/store/open-store.ts';
import { startChild } from './children/child.ts';
import { storeContract } from './contract.ts';
import { answerFor, keyOf, lightCurveBody, newRecord } from './records.ts';

/** The threads that were started, to be able to end one. */
const workers = vi.hoisted((): Worker[] => []);
vi.mock('node:worker_threads', async (original) => {
  const threads = await original<typeof import('node:worker_threads')>();
  return {
    ...threads,
    Worker: class extends threads.Worker {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        workers.push(this);
      }
    },
  };
});

/** What a killed process leaves behind goes away with it. */
const temporary = mkdtempSync(join(tmpdir(), 'larch-store-'));
vi.stubEnv('TMPDIR', temporary);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true });
});
const newDirectory = () => mkdtempSync(join(temporary, 'data-'));

describe('the store on the embedded database', () => {
  storeContract(async () => ({ dataDirectory: newDirectory() }));
});

describe('the embedded database', () => {
  const dataDirectory = join(newDirectory(), 'made', 'where', 'absent');

  it('starts where a first start was killed half-way', async () => {
    const child = startChild('save-records.mjs', dataDirectory);
    const unfinished = join(dataDirectory, 'postgres.unfinished');
    await vi.waitUntil(() => existsSync(unfinished), { interval: 1, timeout: 30_000 });
    await child.kill();
    expect(existsSync(join(dataDirectory, 'postgres'))).toBe(false);

    const store = await openStore({ dataDirectory });
    await store.ping();
    await store.close();
    expect(readdirSync(dataDirectory)).toEqual(['postgres']);
  });

  it('completes the answers of the first version', async () => {
    const older = { dataDirectory: newDirectory() };
    const database = await openDatabase(older);
    const folder = newDirectory();
    const first = '0001_classifications.sql';
    copyFileSync(new URL(`../../migrations/${first}`, import.meta.url), join(folder, first));
    await migrate(database.pool, pathToFileURL(`${folder}/`));
    const record = newRecord('old', { classifier: 'larch-preview@0.1.0' });
    const { outlierScore: _, priors: __, ...answer } = record.classification;
    const { inputHash } = answer;
    for (const text of [
      "INSERT INTO objects VALUES ('old', 'ZTF')",
      `INSERT INTO light_curves (object_id, input_hash, body) VALUES ('old', '${inputHash}', '{}')`,
      `INSERT INTO features VALUES ('old', '${inputHash}', 'alerce-2021@1', '{}')`,
    ]) {
      await database.pool.query(text);
    }
    await database.pool.query(
      `INSERT INTO classifications
         (object_id, input_hash, feature_set, classifier, class, probability, classified_at, answer)
       VALUES ('old', $1, 'alerce-2021@1', 'larch-preview@0.1.0', 'RRL', 0.5, now(), $2)`,
      [inputHash, JSON.stringify(answer)],
    );
    await database.close();

    const store = await openStore(older);
    const found = await store.find(keyOf(record));
    expect(found).toMatchObject({ ...answer, outlierScore: null, priors: { name: 'model' } });
    const shares = Object.values(found?.priors.mix ?? {});
    expect(shares).toHaveLength(9);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    await store.close();
  });

  it('is for its user only, and leaves no socket behind', async () => {
    const before = readdirSync(temporary);
    const store = await openStore({ dataDirectory });
    const socket = readdirSync(temporary).find((name) => !before.includes(name)) ?? '';
    expect(statSync(join(temporary, socket)).mode & 0o077).toBe(0);
    expect(statSync(dataDirectory).mode & 0o077).toBe(0);
    await store.close();
    expect(readdirSync(temporary)).toEqual(before);
  });

  it('is open once at a time', async () => {
    const store = await openStore({ dataDirectory });
    await expect(openStore({ dataDirectory })).rejects.toThrow(DirectoryInUseError);
    await store.save(newRecord('still-works'));
    await store.close();
    await (await openStore({ dataDirectory })).close();
  });

  it('goes on after statements that fail, one after the other or many at once', async () => {
    const { pool, close } = await openDatabase({ dataDirectory });
    const half = async (number: number | string) => {
      const statement = { name: 'half', text: 'SELECT $1::int / 2 AS half', values: [number] };
      return (await pool.query<{ half: number }>(statement)).rows[0]?.half;
    };
    expect(await half(4)).toBe(2);
    await expect(half('four')).rejects.toThrow('invalid input syntax');
    expect(await half(6)).toBe(3);
    const outcomes = await Promise.allSettled([1, 'a', 2, 'b', 'c', 8].map(half));
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([
      true,
      false,
      true,
      false,
      false,
      true,
    ]);
    await close();
  });

  it('keeps all that was acknowledged when the process is killed', async () => {
    const child = startChild('save-records.mjs', dataDirectory);
    const bodies = Array.from({ length: 500 }, (_, i) => lightCurveBody(`acknowledged-${i}`));
    for (const body of bodies) child.send(JSON.stringify({ body, ...answerFor(body) }));
    const acknowledged = new Set<string>();
    while (acknowledged.size < 40) acknowledged.add((await child.lines.next()).value);
    await expect(openStore({ dataDirectory })).rejects.toThrow(
      `in use by process ${child.process.pid}`,
    );
    await child.kill();
    for (let line = await child.lines.next(); !line.done; line = await child.lines.next()) {
      acknowledged.add(line.value);
    }

    const store = await openStore({ dataDirectory });
    for (const body of bodies.filter(({ objectId }) => acknowledged.has(objectId))) {
      const { classification, features } = answerFor(body);
      expect(await store.find(classification)).toEqual(classification);
      expect(await store.features(body.objectId)).toEqual(features);
    }
    await store.close();
  });

  it('is unavailable, and nothing worse, once its thread is gone', async () => {
    const store = await openStore({ dataDirectory });
    const record = newRecord('mourned');
    await store.save(record);
    const unavailable = { code: 'STORE_UNAVAILABLE' };
    const running = Promise.all(Array.from({ length: 20 }, () => store.save(newRecord('lost'))));
    await Promise.all([
      expect(running).rejects.toMatchObject(unavailable),
      workers.at(-1)?.terminate(),
    ]);
    await expect(store.find(keyOf(record))).rejects.toMatchObject(unavailable);
    await expect(store.ping()).rejects.toMatchObject(unavailable);
    await store.close();

    const again = await openStore({ dataDirectory });
    expect(await again.find(keyOf(record))).toEqual(record.classification);
    await again.close();
  });
});
