import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { StoredClassification } from '../../src/store/classification-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openServer } from '../../src/store/postgres/pool.ts';
import { storeContract } from './contract.ts';
import {
  canStartPostgres,
  openPostgres,
  type PostgresServer,
  postgresMissing,
  startPostgres,
} from './postgres-server.ts';
import { keyOf, newRecord } from './records.ts';

const noDirectory = '/nonexistent';

describe.skipIf(postgresMissing !== undefined)(
  `the store on a Postgres server${postgresMissing === undefined ? '' : ` (skipped: ${postgresMissing})`}`,
  () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await openPostgres();
    });
    afterAll(async () => server?.remove());

    storeContract(async () => ({
      databaseUrl: await server.createDatabase(),
      dataDirectory: noDirectory,
    }));

    it('may be opened by many services at once', async () => {
      const databaseUrl = await server.createDatabase();
      const stores = await Promise.all(
        Array.from({ length: 6 }, () => openStore({ databaseUrl, dataDirectory: noDirectory })),
      );
      const record = newRecord('shared');
      const answers = await Promise.all(stores.map((store) => store.save(record)));
      for (const answer of answers) expect(answer).toEqual(record.classification);
      await Promise.all(stores.map((store) => store.close()));
    });
  },
);

describe.skipIf(!canStartPostgres)('a Postgres server that goes away', () => {
  const unavailable = { code: 'STORE_UNAVAILABLE', cause: expect.any(Error) };

  it('makes the store unavailable until it is back, and loses nothing', async () => {
    const server = await startPostgres();
    onTestFinished(() => server.remove());
    const options = { databaseUrl: await server.createDatabase(), dataDirectory: noDirectory };
    const store = await openStore(options);
    const record = newRecord('before');
    await store.save(record);

    const saved: StoredClassification[] = [];
    const failures: unknown[] = [];
    const running = Array.from({ length: 200 }, (_, i) =>
      store.save(newRecord(`during-${i}`)).then(
        (classification) => saved.push(classification),
        (failure: unknown) => failures.push(failure),
      ),
    );
    await server.stop();
    await Promise.all(running);
    for (const failure of failures) expect(failure).toMatchObject(unavailable);
    await expect(store.ping()).rejects.toMatchObject(unavailable);
    await expect(store.find(keyOf(record))).rejects.toMatchObject(unavailable);
    await expect(store.save(newRecord('while-away'))).rejects.toMatchObject(unavailable);
    await expect(openStore(options)).rejects.toMatchObject(unavailable);

    await server.start();
    expect(await store.find(keyOf(record))).toEqual(record.classification);
    for (const classification of saved) {
      expect(await store.find(classification)).toEqual(classification);
    }
    await store.close();
  });

  it('does no harm while nobody asks, to an idle connection or to one in use', async () => {
    const server = await startPostgres();
    onTestFinished(() => server.remove());
    const { pool, close } = openServer(await server.createDatabase());
    const used = await pool.connect();
    await pool.query('SELECT 1');
    // Not by events.once, which listens for errors too.
    const cut = Promise.all([
      new Promise((removed) => pool.once('remove', removed)),
      new Promise<void>((ended) => used.once('end', ended)),
    ]);
    await server.stop();
    await cut;
    await expect(used.query('SELECT 1')).rejects.toThrow('not queryable');
    used.release();
    await server.start();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await close();
  });
});
