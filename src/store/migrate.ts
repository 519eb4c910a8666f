import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { Problem } from '../domain/problem.ts';
import { toStoreError } from './postgres/pool.ts';
import * as queries from './postgres/queries.ts';

/** Lies beside src/ and dist/ alike. */
const MIGRATIONS = new URL('../../migrations/', import.meta.url);
/** A migration may rewrite tables, or wait for another service that does. */
const MIGRATION_TIMEOUT_MS = 3_600_000;

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** @throws Error unless what was applied is how `migrations` begin */
function checkApplied(
  applied: readonly Pick<Migration, 'name' | 'sha256'>[],
  migrations: readonly Migration[],
): void {
  for (const [place, { name, sha256 }] of applied.entries()) {
    const migration = migrations[place];
    if (migration === undefined) {
      throw new Error(
        `The database is newer than this program: migration ${name} was applied to it, which is not known here. Start the newer version.`,
      );
    }
    if (migration.name !== name || migration.sha256 !== sha256) {
      throw new Error(
        `Migration ${migration.name} is not what was applied to the database as ${name}: an applied migration must never change. Restore its text and add a new migration instead.`,
      );
    }
  }
}

/**
 * Brings the tables up to date: every migration that is new to the database is applied, in order,
 * all of them or none. Safe where several services start at once.
 *
 * @throws Error where an applied migration has changed or is not known;
 *   Problem STORE_UNAVAILABLE where the database cannot be reached
 */
export async function migrate(pool: pg.Pool, folder: URL = MIGRATIONS): Promise<void> {
  const migrations = await readMigrations(folder);
  const client = await pool.connect().catch((error: unknown) => {
    throw toStoreError(error);
  });
  const run = async (statement: queries.Statement) => {
    const patient = { ...statement, query_timeout: MIGRATION_TIMEOUT_MS };
    try {
      return (await client.query(patient)).rows;
    } catch (error) {
      throw toStoreError(error);
    }
  };
  try {
    await run(queries.begin);
    await run(queries.limitStatements(MIGRATION_TIMEOUT_MS));
    await run(queries.lockMigrations);
    await run(queries.createMigrationsTable);
    const applied = await run(queries.appliedMigrations);
    checkApplied(applied, migrations);
    for (const { name, text, sha256 } of migrations.slice(applied.length)) {
      await run({ text }).catch((error: unknown) => {
        if (error instanceof Problem || !(error instanceof Error)) throw error;
        throw new Error(`Migration ${name} fails: ${error.message}`, { cause: error });
      });
      await run(queries.recordMigration(name, sha256));
    }
    await run(queries.commit);
  } catch (error) {
    // Ends the connection, and with it the transaction.
    client.release(true);
    throw error;
  }
  client.release();
}
