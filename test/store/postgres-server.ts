import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const PORT = 5432;

/** A Postgres server to test with. */
export interface PostgresServer {
  /** The URL of a database that is new and empty. */
  createDatabase(): Promise<string>;
  /** Stops it and deletes what it held, unless it is somebody else's. */
  remove(): Promise<void>;
}

/** A server of our own. */
export interface OwnPostgresServer extends PostgresServer {
  start(): Promise<void>;
  /** At once: what is connected is cut, what is running is lost. */
  stop(): Promise<void>;
}

const binaries = findBinaries();

/** Where a server of our own can be started, as a test needs that stops it. */
export const canStartPostgres = binaries !== undefined;

/** Why there is no real Postgres to test with; undefined where there is one. */
export const postgresMissing =
  process.env['TEST_DATABASE_URL'] !== undefined || canStartPostgres
    ? undefined
    : 'no Postgres is installed; `apt-get install postgresql`, or set TEST_DATABASE_URL';

/** The server of TEST_DATABASE_URL, whose user may create databases, else one of our own. */
export async function openPostgres(): Promise<PostgresServer> {
  const url = process.env['TEST_DATABASE_URL'];
  if (url === undefined) return startPostgres();
  return { createDatabase: () => createDatabase(url), remove: async () => {} };
}

/** Debian keeps each version in a folder of its own; elsewhere the server is on the PATH. */
function findBinaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root) : [];
  const debian = versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'));
  const path = (process.env['PATH'] ?? '').split(':');
  return [...debian, ...path].find((folder) => existsSync(join(folder, 'initdb')));
}

/** Postgres refuses to run as root: then it runs as the user that Debian made for it, or nobody. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find(([name]) => name === wanted) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

export async function startPostgres(): Promise<OwnPostgresServer> {
  if (binaries === undefined) throw new Error(postgresMissing);
  const user = unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), 'larch-postgres-'));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  await promisify(execFile)(
    join(binaries, 'initdb'),
    ['--pgdata', data, '--username', 'larch', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
    { ...user, cwd: folder },
  );

  let server: ChildProcess;
  const start = async () => {
    // Reached through a socket in its own folder only: no port to collide with others.
    server = spawn(
      join(binaries, 'postgres'),
      ['-D', data, '-k', folder, '-p', String(PORT), '-c', 'listen_addresses='],
      { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await ready(server);
  };
  const stop = async () => {
    if (server.exitCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGQUIT');
    await exited;
  };
  await start();
  const url = `postgres://larch@localhost:${PORT}/postgres?host=${encodeURIComponent(folder)}`;
  return {
    createDatabase: () => createDatabase(url),
    start,
    stop,
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(server: ChildProcess): Promise<void> {
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`Postgres does not start: ${log}`)));
  });
}

let databases = 0;

async function createDatabase(url: string): Promise<string> {
  databases += 1;
  const name = `larch_test_${process.pid}_${databases}`;
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const database = new URL(url);
  database.pathname = name;
  return database.href;
}
