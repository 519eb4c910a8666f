import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { workerUrl } from '../worker-url.ts';
import { lockDirectory } from './directory-lock.ts';
import { createPool, type Database } from './postgres/pool.ts';
import { discardSession } from './postgres/queries.ts';

/** What the worker thread is started with. */
export interface EmbeddedDatabase {
  readonly clusterDirectory: string;
  readonly socketPath: string;
}

/** pg takes a folder as host and a port, and connects to this file. */
const PORT = 5432;
const SOCKET_NAME = `.s.PGSQL.${PORT}`;
/** A socket's path has at most 107 bytes (unix(7)); 103 on macOS. */
const MAXIMUM_SOCKET_PATH = 103;

/**
 * A burst of requests may wait long for the one connection and be answered; a database that is gone
 * refuses at once.
 */
const CONNECTION_TIMEOUT_MS = 60_000;

/**
 * Postgres inside this process (PGlite), in a thread of its own, with its files under `dataDirectory`.
 * It is spoken to through a socket, so that nothing else needs to know. It has one session that
 * outlives connections, hence the one connection of the pool.
 *
 * @throws DirectoryInUseError where another process has it open
 */
export async function openEmbedded(dataDirectory: string): Promise<Database> {
  const directory = resolve(dataDirectory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unlock = lockDirectory(directory);
  const socketDirectory = makeSocketDirectory();
  const release = () => {
    rmSync(socketDirectory, { recursive: true, force: true });
    unlock();
  };

  let worker: Worker;
  try {
    worker = await startWorker({
      clusterDirectory: join(directory, 'postgres'),
      socketPath: join(socketDirectory, SOCKET_NAME),
    });
  } catch (error) {
    release();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The embedded database in ${directory} does not start: ${reason}`, {
      cause: error,
    });
  }

  const pool = createPool({
    host: socketDirectory,
    port: PORT,
    user: 'postgres',
    database: 'postgres',
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    // Statements that an earlier connection prepared are still there, under the same names.
    onConnect: (client) => client.query(discardSession),
  });
  return {
    pool,
    close: async () => {
      await pool.end();
      await stopWorker(worker);
      release();
    },
  };
}

/** For this user only. */
function makeSocketDirectory(): string {
  const inTemporary = join(tmpdir(), 'larch-');
  const longest = `${inTemporary}XXXXXX/${SOCKET_NAME}`;
  return mkdtempSync(
    Buffer.byteLength(longest) <= MAXIMUM_SOCKET_PATH ? inTemporary : '/tmp/larch-',
  );
}

async function startWorker(database: EmbeddedDatabase): Promise<Worker> {
  const worker = new Worker(workerUrl(import.meta.url, 'embedded-worker'), {
    workerData: database,
  });
  await new Promise<void>((ready, failed) => {
    worker.once('message', () => ready());
    worker.once('error', failed);
    worker.once('exit', (code) => failed(new Error(`its thread ended with code ${code}`)));
  });
  worker.on('error', (error) => {
    // The queries fail from here on; this is why.
    process.emitWarning(`The embedded database has failed: ${error.stack ?? error.message}`);
  });
  return worker;
}

async function stopWorker(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return;
  const exited = new Promise((ended) => worker.once('exit', ended));
  worker.postMessage('close');
  await exited;
}
