import * as z from 'zod';
import { type Fault, Problem } from './problem.ts';

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** The most faults told at once: a wrong column of a long light curve is one mistake, not thousands. */
const MAXIMUM_FAULTS = 20;
const MAXIMUM_SHOWN_CHARACTERS = 40;

const NOUNS: Readonly<Record<string, string>> = {
  array: 'an array',
  object: 'an object',
  record: 'an object',
  string: 'a string',
  number: 'a finite number',
  int: 'an integer',
  boolean: 'true or false',
  null: 'null',
};

/** RFC 6901 */
export function jsonPointer(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** What is expected, where the schema does not say it in words of its own. */
function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${NOUNS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return `must ${bounds(issue.origin)} at least ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `must ${bounds(issue.origin)} at most ${issue.maximum}${unit(issue.origin)}`;
    case 'invalid_union':
      return issue.errors
        .flatMap(([first]) => (first === undefined ? [] : [first.message]))
        .map((message, index) => (index === 0 ? message : message.replace(/^must be /, '')))
        .join(' or ');
    default:
      return 'is not of the documented form';
  }
}
const bounds = (origin: string) => (origin === 'array' || origin === 'string' ? 'have' : 'be');
const unit = (origin: string) =>
  origin === 'array' ? ' values' : origin === 'string' ? ' characters' : '';

/** What arrived, at the end of a fault: short, and of its kind. */
export function shown(value: unknown): string {
  if (typeof value === 'string') {
    const short =
      value.length > MAXIMUM_SHOWN_CHARACTERS
        ? `${value.slice(0, MAXIMUM_SHOWN_CHARACTERS)}...`
        : value;
    return `text ${JSON.stringify(short)}`;
  }
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return Number.isFinite(value) || typeof value !== 'number'
    ? String(value)
    : 'a number beyond the range of 64-bit floating point';
}

function valueAt(input: unknown, path: Path): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

const isOfWrongKind = (issue: Issue) =>
  issue.path.length === 0 &&
  (issue.code === 'invalid_type' ||
    issue.code === 'invalid_value' ||
    issue.code === 'invalid_union');

/**
 * The faults of one issue. Of a union, those of the branch that the value is of: rows or columns
 * as was sent; where it is of no branch, all that it might have been.
 */
function faultsOf(issue: Issue, input: unknown, parent: Path): Fault[] {
  const path = [...parent, ...issue.path];
  const pointer = jsonPointer(path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: jsonPointer([...path, key]),
      detail: 'is not a known key',
    }));
  }
  const value = valueAt(input, path);
  if (issue.code === 'custom') return [{ pointer, detail: issue.message }];
  if (value === undefined) return [{ pointer, detail: 'is missing' }];
  if (issue.code === 'invalid_union') {
    const branch = issue.errors.find((issues) => !issues.some(isOfWrongKind));
    if (branch !== undefined) return branch.flatMap((inner) => faultsOf(inner, input, path));
  }
  return [{ pointer, detail: `${issue.message}; got ${shown(value)}` }];
}

/** One fault per datum, the first: "is empty" needs no "is of the wrong form" beside it. */
function firstPerPointer(faults: readonly Fault[]): Fault[] {
  const first = new Map<string, Fault>();
  for (const fault of faults) {
    if (!first.has(fault.pointer)) first.set(fault.pointer, fault);
  }
  return [...first.values()];
}

/**
 * @param faults - at least one
 * @returns VALIDATION_FAILED, saying the first fault in words and listing up to 20
 */
export function validationProblem(faults: readonly Fault[], cause?: unknown): Problem {
  const [first] = faults;
  const more = faults.length - 1;
  const listed = faults.length > MAXIMUM_FAULTS ? `; the first ${MAXIMUM_FAULTS} are listed` : '';
  return new Problem(
    'VALIDATION_FAILED',
    `${first?.pointer || 'The input'} ${first?.detail}${more > 0 ? ` (and ${more} more${listed})` : ''}`,
    { errors: faults.slice(0, MAXIMUM_FAULTS), cause },
  );
}

/**
 * What `input` is by `schema`.
 *
 * @param parent - where `input` is, in front of every pointer
 * @throws Problem VALIDATION_FAILED, with a JSON Pointer to each wrong datum
 */
export function parseInput<S extends z.ZodType>(
  schema: S,
  input: unknown,
  parent: Path = [],
): z.output<S> {
  const result = safeParse(schema, input, parent);
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) => faultsOf(issue, input, []));
  throw validationProblem(
    firstPerPointer(faults).map(({ pointer, detail }) => ({
      pointer: jsonPointer(parent) + pointer,
      detail,
    })),
    result.error,
  );
}

/** `z.json()` descends by recursion, so annotations can be nested deeper than the stack is. */
function safeParse<S extends z.ZodType>(schema: S, input: unknown, parent: Path) {
  try {
    return schema.safeParse(input, { error: expectation });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const fault = { pointer: jsonPointer(parent), detail: 'is nested too deeply' };
    throw validationProblem([fault], error);
  }
}
