import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const directory =
  process.env['LARCH_REFERENCE_DIR'] ?? fileURLToPath(new URL('../../shared', import.meta.url));

/**
 * A path in the folder of reference data, which is not part of the repository; undefined where the
 * folder does not have it.
 */
export function referencePath(...parts: readonly string[]): string | undefined {
  const path = join(directory, ...parts);
  return existsSync(path) ? path : undefined;
}

/** The title of a test that needs reference data, telling why it is skipped. */
export function needsReference(title: string, path: string | undefined): string {
  return path === undefined ? `${title} (skipped: no reference data in ${directory})` : title;
}
