import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { jsonLines, larch } from '../larch-process.ts';

const path = (file: string) => fileURLToPath(new URL(`../../examples/${file}`, import.meta.url));
const stored = (file: string) => jsonLines(readFileSync(path(file), 'utf8'));

describe('the answers in examples/', () => {
  it.each(['features', 'classification'])('are what larch gives: %s', async (kind) => {
    const command = kind === 'features' ? 'features' : 'classify';
    const { stdout } = await larch([command, path('ZTF18aagrehr.json')]);
    const [expected] = stored(`ZTF18aagrehr.${kind}.json`);
    const [answer] = jsonLines(stdout);
    // The last digits of a feature depend on the instructions that the processor has.
    expect(toDigits({ ...answer, classifiedAt: expected?.['classifiedAt'] })).toEqual(
      toDigits(expected),
    );
  });
});

function toDigits(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, entry: unknown) =>
      typeof entry === 'number' ? Number(entry.toPrecision(4)) : entry,
    ),
  );
}
