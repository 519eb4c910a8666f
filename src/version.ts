import { readFileSync } from 'node:fs';

// The same step up from src and from dist.
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Of the package. */
export const VERSION = manifest.version;
