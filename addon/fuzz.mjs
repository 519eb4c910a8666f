// Builds the fuzz target with clang and feeds it for some seconds; what it finds is written to
// addon/build/fuzz. Says so and does nothing where clang is missing.
// Usage: node addon/fuzz.mjs [--seconds 60]
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const addon = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { cwd: addon, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

const target = 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }';
const probe = ['-fsanitize=fuzzer', '-x', 'c++', '-', '-o', '/dev/null'];
if (spawnSync('clang++', probe, { input: target }).status !== 0) {
  console.log('Not fuzzed: there is no clang++ with libFuzzer (Debian: clang libclang-rt-14-dev).');
  process.exit(0);
}
run('cmake', '--preset', 'fuzz');
run('cmake', '--build', '--preset', 'fuzz', '--parallel', `${availableParallelism()}`);
// What was reached in earlier runs is kept in the build folder, not in the seeds.
const reached = join(addon, 'build/fuzz/corpus');
mkdirSync(reached, { recursive: true });
run(
  join(addon, 'build/fuzz/extract_fuzz'),
  `-max_total_time=${values.seconds}`,
  '-timeout=20',
  '-max_len=2048',
  '-print_final_stats=1',
  `-artifact_prefix=${join(addon, 'build/fuzz/')}`,
  reached,
  join(addon, 'fuzz/corpus'),
);
