/**
 * Negative log likelihood of a damped random walk: covariance sigma exp(-|dt| / tau) plus the
 * squared errors on the diagonal, after subtraction of the mean; by Cholesky decomposition of the
 * dense matrix, which is the definition.
 *
 * @param sigma - a variance, mag^2
 * @param tau - days
 */
export function dampedRandomWalkNll(
  rows: readonly { readonly time: number; readonly magnitude: number; readonly error: number }[],
  sigma: number,
  tau: number,
): number {
  const n = rows.length;
  const mean = rows.reduce((total, row) => total + row.magnitude, 0) / n;
  const factor: Float64Array[] = [];
  const whitened = new Float64Array(n);
  let nll = (n / 2) * Math.log(2 * Math.PI);
  for (const [i, row] of rows.entries()) {
    const here = new Float64Array(i + 1);
    for (const [j, other] of rows.slice(0, i + 1).entries()) {
      const left = factor[j] ?? here;
      let value = sigma * Math.exp(-Math.abs(row.time - other.time) / tau);
      if (i === j) value += row.error ** 2;
      for (let k = 0; k < j; k += 1) value -= (here[k] ?? 0) * (left[k] ?? 0);
      here[j] = i === j ? Math.sqrt(value) : value / (left[j] ?? 0);
    }
    factor.push(here);
    let residual = row.magnitude - mean;
    for (let k = 0; k < i; k += 1) residual -= (here[k] ?? 0) * (whitened[k] ?? 0);
    whitened[i] = residual / (here[i] ?? 0);
    nll += Math.log(here[i] ?? 0) + (whitened[i] ?? 0) ** 2 / 2;
  }
  return nll;
}
