import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { jsonPointer, parseInput } from '../../../src/domain/faults.ts';
import { lightCurveSchema } from '../../../src/domain/light-curve-body.ts';
import { type Fault, Problem } from '../../../src/domain/problem.ts';

const row = { mjd: 59000, band: 'g', mag: 19.1, magErr: 0.1 };
const columns = { mjd: [59000, 59001], band: ['g', 'r'], mag: [19.1, 19.2], magErr: [0.1, 0.1] };
const body = { objectId: 'a', survey: 'ZTF', photometry: 'total', detections: [row] };

function problemOf(input: unknown, schema: z.ZodType = lightCurveSchema): Problem {
  try {
    parseInput(schema, input);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
const faultsOf = (input: unknown, schema?: z.ZodType): readonly Fault[] =>
  problemOf(input, schema).errors;

describe('jsonPointer', () => {
  it('escapes as RFC 6901 says', () => {
    expect(jsonPointer(['a/b', 'm~n', 0, ''])).toBe('/a~1b/m~0n/0/');
    expect(jsonPointer([])).toBe('');
  });
});

describe('parseInput', () => {
  it('gives back what is right', () => {
    expect(parseInput(lightCurveSchema, body)).toEqual(body);
    expect(parseInput(lightCurveSchema, { ...body, detections: columns }).detections).toEqual(
      columns,
    );
  });

  it('takes rows for rows and columns for columns', () => {
    expect(faultsOf({ ...body, detections: [row, { ...row, magErr: '0.1' }] })).toEqual([
      {
        pointer: '/detections/1/magErr',
        detail: 'must be a finite number or null; got text "0.1"',
      },
    ]);
    expect(faultsOf({ ...body, detections: { ...columns, magErr: [0.1, true] } })).toEqual([
      { pointer: '/detections/magErr/1', detail: 'must be a finite number or null; got true' },
    ]);
  });

  it('says what a union might have been where the value is of no branch', () => {
    expect(faultsOf({ ...body, detections: 7 })).toEqual([
      { pointer: '/detections', detail: 'must be an array or an object; got 7' },
    ]);
  });

  it('points at the key that is unknown and at the one that is missing', () => {
    const { mag: _, ...withoutMag } = row;
    expect(faultsOf({ ...body, detections: [{ ...withoutMag, 'ma/g': 1 }] })).toEqual([
      { pointer: '/detections/0/mag', detail: 'is missing' },
      { pointer: '/detections/0/ma~1g', detail: 'is not a known key' },
    ]);
  });

  it('points at a number beyond floating point, in annotations too', () => {
    const overflow = JSON.parse('1e999') as number;
    expect(faultsOf({ ...body, annotations: { note: [1, overflow] } })[0]?.pointer).toBe(
      '/annotations/note/1',
    );
    expect(faultsOf({ ...body, detections: { ...columns, mag: [overflow, 1] } })).toEqual([
      {
        pointer: '/detections/mag/0',
        detail:
          'must be a finite number or null; got a number beyond the range of 64-bit floating point',
      },
    ]);
  });

  it('gives one fault per datum', () => {
    expect(faultsOf({ ...body, objectId: '' })).toEqual([
      { pointer: '/objectId', detail: 'must not be empty; got text ""' },
    ]);
  });

  it('lists the first twenty and says how many more there are', () => {
    const problem = problemOf({ ...body, detections: Array(30).fill({ ...row, band: 'z' }) });
    expect(problem.errors).toHaveLength(20);
    expect(problem.message).toBe(
      '/detections/0/band must be one of the bands g, r, i; got text "z" (and 29 more; the first 20 are listed)',
    );
  });

  it('refuses what is nested deeper than it can follow', () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) nested = [nested];
    expect(faultsOf({ ...body, annotations: { nested } })).toEqual([
      { pointer: '', detail: 'is nested too deeply' },
    ]);
  });

  it('puts where the input is in front of every pointer', () => {
    const refused = () => parseInput(z.strictObject({ limit: z.int() }), { limit: 1.5 }, ['query']);
    expect(refused).toThrow('/query/limit must be an integer; got 1.5');
  });

  it.each([
    [z.string().min(3), 'ab', 'must have at least 3 characters; got text "ab"'],
    [z.array(z.int()).max(1), [1, 2], 'must have at most 1 values; got an array of 2'],
    [z.number().max(1), 2, 'must be at most 1; got 2'],
    [z.enum(['a', 'b']), null, 'must be "a" or "b"; got null'],
    [
      z.string().max(1),
      'x'.repeat(50),
      `must have at most 1 characters; got text "${'x'.repeat(40)}..."`,
    ],
  ])('says what is expected and what was got', (schema, input, detail) => {
    expect(faultsOf(input, schema)).toEqual([{ pointer: '', detail }]);
  });
});
