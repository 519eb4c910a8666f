import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../addon/build/release/larch_tests', import.meta.url));

it('the C++ core passes its own tests', async () => {
  const child = spawn(program, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [status] = (await once(child, 'close')) as [number | null];
  expect(status, output).toBe(0);
  expect(output).toMatch(/Status: SUCCESS/);
}, 300_000);
