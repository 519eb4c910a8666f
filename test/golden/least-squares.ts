/** Writes the residuals of a model at the parameters, over their errors. */
export type Residuals = (parameters: Float64Array, out: Float64Array) => void;

export interface Box {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

const STEP = 1e-6;
const TOLERANCE = 1e-5;
const MOST_STEPS = 200;

/**
 * Half of a local least sum of `count` squares inside a box, by the method of Levenberg and
 * Marquardt with derivatives by differences. The normal equations must be positive definite.
 */
export function leastHalfSquares(
  residuals: Residuals,
  count: number,
  start: readonly number[],
  box: Box,
): number {
  const bound = (i: number, value: number) =>
    Math.min(Math.max(value, box.lower[i] ?? -Infinity), box.upper[i] ?? Infinity);
  let at = Float64Array.from(start, (value, i) => bound(i, value));
  let here = new Float64Array(count);
  residuals(at, here);
  let cost = halfSquares(here);
  let there = new Float64Array(count);
  const columns = Array.from(start, () => new Float64Array(count));
  let damping = 1e-2;
  let small = 0;
  for (let step = 0; step < MOST_STEPS && small < 2 && damping < 1e12; step += 1) {
    for (const [i, column] of columns.entries()) {
      const value = at[i] ?? 0;
      at[i] = value + STEP;
      residuals(at, column);
      at[i] = value;
      for (let row = 0; row < count; row += 1) {
        column[row] = ((column[row] ?? 0) - (here[row] ?? 0)) / STEP;
      }
    }
    // A parameter that the gradient holds at a bound stays.
    const gradient = columns.map((column) => dot(column, here));
    const free = gradient.flatMap((slope, i) => {
      const held = slope > 0 ? box.lower[i] : box.upper[i];
      return at[i] === held ? [] : [i];
    });
    const move = solve(
      free.map((i) =>
        free.map((k) => dot(columns[i] ?? here, columns[k] ?? here) * (i === k ? 1 + damping : 1)),
      ),
      free.map((i) => -(gradient[i] ?? 0)),
    );
    const to = Float64Array.from(at);
    for (const [k, i] of free.entries()) to[i] = bound(i, (at[i] ?? 0) + (move[k] ?? 0));
    residuals(to, there);
    const decrease = cost - halfSquares(there);
    if (decrease >= 0) {
      small = decrease <= TOLERANCE * cost ? small + 1 : 0;
      cost -= decrease;
      at = to;
      [here, there] = [there, here];
      damping /= 5;
    } else {
      damping *= 4;
    }
  }
  return cost;
}

export function halfSquares(residuals: Float64Array): number {
  return 0.5 * dot(residuals, residuals);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** By elimination, without exchange of rows: for positive definite matrices. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const n = rows.length;
  for (const [i, pivot] of rows.entries()) {
    for (const row of rows.slice(i + 1)) {
      const factor = (row[i] ?? 0) / (pivot[i] ?? 1);
      for (let k = i; k <= n; k += 1) row[k] = (row[k] ?? 0) - factor * (pivot[k] ?? 0);
    }
  }
  const x = right.map(() => 0);
  for (let i = n - 1; i >= 0; i -= 1) {
    const row = rows[i] ?? [];
    let rest = row[n] ?? 0;
    for (let k = i + 1; k < n; k += 1) rest -= (row[k] ?? 0) * (x[k] ?? 0);
    x[i] = rest / (row[i] ?? 1);
  }
  return x;
}
