import type { ClassificationStore } from './classification-store.ts';
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';
import { type Database, openServer } from './postgres/pool.ts';
import { PostgresStore } from './postgres/postgres-store.ts';

export interface StoreOptions {
  /** Of a Postgres server; absent: the embedded database is used. */
  readonly databaseUrl?: string | undefined;
  /** Where the embedded database keeps its files; made where absent. */
  readonly dataDirectory: string;
}

/** The database of a store as it is, without a look at its tables. */
export async function openDatabase(options: StoreOptions): Promise<Database> {
  return options.databaseUrl === undefined
    ? openEmbedded(options.dataDirectory)
    : openServer(options.databaseUrl);
}

/**
 * Opens the store, with its tables up to date.
 *
 * @throws DirectoryInUseError, where another process has the data directory open;
 *   Problem STORE_UNAVAILABLE; Error where the tables are not those of this program
 */
export async function openStore(options: StoreOptions): Promise<ClassificationStore> {
  const database = await openDatabase(options);
  try {
    await migrate(database.pool);
  } catch (error) {
    await database.close();
    throw error;
  }
  return new PostgresStore(database);
}
