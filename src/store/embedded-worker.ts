import { existsSync, renameSync, rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { EmbeddedDatabase } from './embedded.ts';

const { clusterDirectory, socketPath } = workerData as EmbeddedDatabase;

/** The default of 128 MB is taken in full, for tables that fit the cache of the system. */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

/**
 * More than the one connection of the pool: one that replaces a broken connection may arrive before
 * the end of the broken one is noticed, and would be turned away.
 */
const MAXIMUM_CONNECTIONS = 8;

/** The database has its name only once it is complete: a kill while it is made leaves no ruin. */
async function makeDatabase(): Promise<void> {
  const unfinished = `${clusterDirectory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const database = await PGlite.create(unfinished, { startParams });
  await database.close();
  renameSync(unfinished, clusterDirectory);
}

if (!existsSync(clusterDirectory)) await makeDatabase();
const database = await PGlite.create(clusterDirectory, { startParams });
const server = new PGLiteSocketServer({
  db: database,
  path: socketPath,
  maxConnections: MAXIMUM_CONNECTIONS,
});
await server.start();

parentPort?.once('message', async () => {
  await server.stop();
  await database.close();
});
parentPort?.postMessage('ready');
