// Builds the addon where it is missing or older than its sources; says nothing where it is not.
// Usage: node addon/build.mjs [cmake target ...]; the default target is the addon itself.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const addon = dirname(fileURLToPath(import.meta.url));
const targets = process.argv.length > 2 ? process.argv.slice(2) : ['larch'];

function cmake(...args) {
  const run = spawnSync('cmake', args, { cwd: addon, encoding: 'utf8' });
  if (run.error) {
    throw new Error('cmake could not be started; install cmake, make and g++', {
      cause: run.error,
    });
  }
  if (run.status !== 0) {
    process.stderr.write(run.stdout + run.stderr);
    process.exit(run.status ?? 1);
  }
}

if (!existsSync(join(addon, 'build/release/larch.node'))) {
  process.stderr.write('Building the addon; this takes a minute the first time.\n');
}
if (!existsSync(join(addon, 'build/release/Makefile'))) cmake('--preset', 'release');
cmake(
  '--build',
  '--preset',
  'release',
  '--parallel',
  `${availableParallelism()}`,
  '--target',
  ...targets,
);
