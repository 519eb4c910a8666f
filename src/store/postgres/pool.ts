import pg from 'pg';
import { Problem } from '../../domain/problem.ts';

/** Waiting for a free connection counts too: a store that is this far behind is not available. */
const CONNECTION_TIMEOUT_MS = 10_000;
/** Every statement here touches one object by its key and takes milliseconds. */
const STATEMENT_TIMEOUT_MS = 20_000;
/** Ends a wait for a server that is gone without a word; longer, so that the server's own limit wins. */
const QUERY_TIMEOUT_MS = 30_000;

/** An open database: its connections, and how to end all that is behind them. */
export interface Database {
  readonly pool: pg.Pool;
  /** To be called once, when no query is running. */
  close(): Promise<void>;
}

/** A pool whose waits all end, and whose idle connections may break without harm. */
export function createPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    application_name: 'larch',
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    ...config,
  });
  // A connection may break while no query waits on it. Without listeners the event would end the
  // process; where the database is gone, the next query says so.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** A pool of connections to a Postgres server. */
export function openServer(databaseUrl: string): Database {
  const pool = createPool({ connectionString: databaseUrl });
  return { pool, close: () => pool.end() };
}

/** SQLSTATE classes of a statement that is wrong: data, integrity, syntax and names, `RAISE`. */
const FAULTS_OF_OURS = new Set(['22', '23', '42', 'P0']);

/**
 * What a failed query means to a caller: STORE_UNAVAILABLE for everything that may pass (no
 * connection, server going down, too many connections, disk full, timeout, deadlock), the error as
 * it is where the statement itself is at fault.
 */
export function toStoreError(error: unknown): unknown {
  if (error instanceof pg.DatabaseError && FAULTS_OF_OURS.has(error.code?.slice(0, 2) ?? '')) {
    return error;
  }
  return new Problem('STORE_UNAVAILABLE', 'The database does not answer', { cause: error });
}
