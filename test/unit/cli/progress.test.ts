import { afterEach, expect, it, vi } from 'vitest';
import { createProgress } from '../../../src/cli/progress.ts';

const { isTTY } = process.stderr;
afterEach(() => {
  process.stderr.isTTY = isTTY;
  vi.restoreAllMocks();
});

it('changes nothing of a terminal that an interrupt would leave changed', () => {
  process.stderr.isTTY = true;
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const progress = createProgress(100);
  const written = write.mock.calls.join('');
  progress.finish({ answered: 0, refused: 0 });
  expect(written).toContain('0 answered');
  // The cursor, and the wrapping of lines.
  for (const off of ['\x1B[?25l', '\x1B[?7l']) expect(written).not.toContain(off);
});
