import type { ClassificationStore } from './classification-store.ts';
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';
import { openServer } from './postgres/pool.ts';
import { PostgresStore } from './postgres/postgres-store.ts';

/**
 * Opens the store, with its tables up to date.
 *
 * @param options.databaseUrl - of a Postgres server; absent: the embedded database is used
 * @param options.dataDirectory - where the embedded database keeps its files; made where absent
 * @throws DirectoryInUseError, where another process has `dataDirectory` open; Problem STORE_UNAVAILABLE;
 *   Error where the tables are not those of this program
 */
export async function openStore(options: {
  readonly databaseUrl?: string | undefined;
  readonly dataDirectory: string;
}): Promise<ClassificationStore> {
  const database =
    options.databaseUrl === undefined
      ? await openEmbedded(options.dataDirectory)
      : openServer(options.databaseUrl);
  try {
    await migrate(database.pool);
  } catch (error) {
    await database.close();
    throw error;
  }
  return new PostgresStore(database);
}
