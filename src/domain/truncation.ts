import * as z from 'zod';
import type { Classification } from './classification.ts';
import { validationProblem } from './faults.ts';
import type { LightCurveBody } from './light-curve-body.ts';
import { Problem } from './problem.ts';

/** What is said of a light curve that was truncated. */
export type Truncated = NonNullable<Classification['truncated']>;

/** Where a light curve is to end. */
export interface Truncation {
  /** As it was asked for. */
  readonly to: string;
  /** After the first detection, inclusive, or so many detections by time. */
  readonly limit: { readonly days: number } | { readonly detections: number };
}

export const TRUNCATION_GRAMMAR =
  'days after the first detection, such as 16d or 0.5d, or a number of detections, such as 10';

/** An end as text: days with a "d", or detections. */
export const truncationSchema = z
  .string()
  .regex(/^(?=.*[1-9])\d{1,6}((\.\d{1,6})?d)?$/, `must be ${TRUNCATION_GRAMMAR}`)
  .transform((to): Truncation => {
    const number = Number.parseFloat(to);
    return { to, limit: to.endsWith('d') ? { days: number } : { detections: number } };
  });

/**
 * The light curve as it was at an earlier time: its detections up to the end, and its non-detections
 * up to the end, or up to the last of so many detections. The choice of magnitude, where left open,
 * is that of what remains.
 *
 * @returns the body as it is where there is no truncation
 * @throws Problem VALIDATION_FAILED
 */
export function truncate(
  body: LightCurveBody,
  truncation: Truncation | undefined,
): {
  readonly body: LightCurveBody;
  readonly truncated?: Truncated;
} {
  if (truncation === undefined) return { body };
  const { to, limit } = truncation;
  const byTime = timesOf(body.detections)
    .flatMap((mjd, row) => (mjd === null ? [] : [{ mjd, row }]))
    .toSorted((a, b) => a.mjd - b.mjd);
  const [first] = byTime;
  if (first === undefined) {
    throw validationProblem([
      { pointer: '/detections', detail: 'holds no mjd, so that there is no first detection' },
    ]);
  }

  const kept =
    'days' in limit
      ? byTime.filter(({ mjd }) => mjd <= first.mjd + limit.days)
      : byTime.slice(0, limit.detections);
  const endMjd = 'days' in limit ? first.mjd + limit.days : (kept.at(-1) ?? first).mjd;
  const rows = new Set(kept.map(({ row }) => row));
  const { detections, nonDetections, ...rest } = body;
  return {
    body: {
      ...rest,
      detections: rowsOf(detections, (row) => rows.has(row)),
      ...(nonDetections && {
        nonDetections: rowsOf(nonDetections, (_, mjd) => mjd !== null && mjd <= endMjd),
      }),
    },
    truncated: {
      to,
      endMjd,
      detectionsLeftOut: timesOf(detections).length - kept.length,
      stored: false,
    },
  };
}

/**
 * Throws the error; that too few detections are usable is told with how many the truncation left.
 * @param left - detections within the truncation
 */
export function rethrowTruncated(
  error: unknown,
  truncated: Truncated | undefined,
  left: number,
): never {
  if (truncated === undefined) throw error;
  if (!(error instanceof Problem) || error.code !== 'TOO_FEW_DETECTIONS') throw error;
  const sent = left + truncated.detectionsLeftOut;
  throw new Problem(
    error.code,
    `Of ${sent} detections, ${left} lie within truncate=${truncated.to}. ${error.message}`,
    {
      errors: [
        ...error.errors,
        { pointer: '/query/truncate', detail: `leaves ${left} of ${sent} detections` },
      ],
      extensions: error.extensions,
      cause: error,
    },
  );
}

type Table = LightCurveBody['detections'] | NonNullable<LightCurveBody['nonDetections']>;

function timesOf(table: Table): readonly (number | null)[] {
  return Array.isArray(table) ? table.map(({ mjd }) => mjd) : table.mjd;
}

/** Some rows of a table, in the form that the table has: rows or columns. */
function rowsOf<T extends Table>(
  table: T,
  isKept: (row: number, mjd: number | null) => boolean,
): T {
  const times = timesOf(table);
  const keep = (column: readonly unknown[]) =>
    column.filter((_, row) => isKept(row, times[row] ?? null));
  if (Array.isArray(table)) return keep(table) as T;
  return Object.fromEntries(
    Object.entries(table).map(([name, column]) => [name, keep(column as readonly unknown[])]),
  ) as T;
}
