import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
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
  it('makes the store unavailable until it is back, and loses nothing', async () => {
    const server = await startPostgres();
    const databaseUrl = await server.createDatabase();
    const options = { databaseUrl, dataDirectory: noDirectory };
    const store = await openStore(options);
    const record = newRecord('before');
    await store.save(record);
    const unavailable = { code: 'STORE_UNAVAILABLE', cause: expect.any(Error) };

    const running = Promise.allSettled(
      Array.from({ length: 200 }, (_, i) => store.save(newRecord(`during-${i}`))),
    );
    await server.stop();
    for (const outcome of await running) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(unavailable);
    }
    await expect(store.ping()).rejects.toMatchObject(unavailable);
    await expect(store.find(keyOf(record))).rejects.toMatchObject(unavailable);
    await expect(store.save(newRecord('while-away'))).rejects.toMatchObject(unavailable);
    await expect(openStore(options)).rejects.toMatchObject(unavailable);

    await server.start();
    expect(await store.find(keyOf(record))).toEqual(record.classification);
    for (const outcome of await running) {
      if (outcome.status === 'fulfilled') {
        expect(await store.find(outcome.value)).toEqual(outcome.value);
      }
    }
    await store.close();
    await server.remove();
  });
});
