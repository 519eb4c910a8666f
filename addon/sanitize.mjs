// Builds and runs the C++ tests under the sanitizer presets that are named.
// Usage: node addon/sanitize.mjs asan tsan
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const addon = dirname(fileURLToPath(import.meta.url));

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { cwd: addon, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

for (const preset of process.argv.slice(2)) {
  run('cmake', '--preset', preset);
  run('cmake', '--build', '--preset', preset, '--parallel', `${availableParallelism()}`);
  run(join(addon, 'build', preset, 'larch_tests'));
}
