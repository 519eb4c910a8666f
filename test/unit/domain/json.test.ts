import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonProblem } from '../../../src/domain/json.ts';

const refusals: [name: string, text: string, pointer: string, detail: string][] = [
  [
    'a bare NaN',
    '{"mag": [19.1,\n NaN]}',
    '/mag/1',
    'line 2, column 2: expected a value, found "NaN"; a missing number is null',
  ],
  [
    'a bare -Infinity',
    '[-Infinity]',
    '/0',
    'line 1, column 2: expected a value, found "-Infinity"; a missing number is null',
  ],
  [
    'truncation in an array',
    '{"a/b": [1, 2',
    '/a~1b/1',
    'line 1, column 14: expected a comma or ], found the end',
  ],
  [
    'truncation in a string',
    '{"a": "x',
    '/a',
    'line 1, column 7: expected a string that is well formed, found "\\""',
  ],
  [
    'a bad escape',
    '["\\x"]',
    '/0',
    'line 1, column 2: expected a string that is well formed, found "\\""',
  ],
  ['a trailing comma in an array', '[1,]', '/1', 'line 1, column 4: expected a value, found "]"'],
  [
    'a trailing comma in an object',
    '{"a":1,}',
    '/a',
    'line 1, column 8: expected a key in double quotes, found "}"',
  ],
  [
    'single quotes',
    "{'a': 1}",
    '',
    'line 1, column 2: expected a key in double quotes, found "\'"',
  ],
  ['a missing colon', '{"a" 1}', '/a', 'line 1, column 6: expected a colon, found "1"'],
  [
    'a missing comma',
    '{"a": {} "b": 1}',
    '/a',
    'line 1, column 10: expected a comma or }, found "\\""',
  ],
  ['two documents', '{}\n{}', '', 'line 2, column 1: expected the end, found "{"'],
  ['a leading zero', '[01]', '/0', 'line 1, column 3: expected a comma or ], found "1"'],
  [
    'the key __proto__',
    '{"a": {"__proto__": {}}}',
    '/a/__proto__',
    'line 1, column 8: expected any key but __proto__, found "\\""',
  ],
];

describe('jsonProblem', () => {
  it.each(refusals)('points at %s', (_name, text, pointer, detail) => {
    const problem = jsonProblem(text);
    expect(problem.code).toBe('INVALID_JSON');
    expect(problem.errors).toEqual([{ pointer, detail }]);
  });

  it('says that there is nothing', () => {
    expect(jsonProblem(' \n').message).toBe('The text is empty.');
  });

  it('bounds the pointer into endless nesting', () => {
    const [fault] = jsonProblem('['.repeat(1_000_000)).errors;
    expect(fault?.pointer).toBe('/0'.repeat(100));
  });

  it('finds a fault in every text that JSON.parse refuses', () => {
    const brokenJson = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '}', ',', 'NaN', '\\', '\u0001', '0'))
      .map(([text, at, inserted]) => {
        const cut = at % (text.length + 1);
        return inserted === ''
          ? text.slice(0, cut)
          : text.slice(0, cut) + inserted + text.slice(cut);
      })
      .filter((text) => text.trim() !== '' && !text.includes('__proto__') && !isJson(text));
    fc.assert(
      fc.property(brokenJson, (text) => {
        expect(jsonProblem(text).errors).toHaveLength(1);
      }),
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
