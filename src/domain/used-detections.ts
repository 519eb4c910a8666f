import type { LightCurve } from './light-curve.ts';

/** Rows below are dropped; as in the core (`addon/core/preprocess.cpp`). */
const MINIMUM_RB = 0.55;
/** Mag, exclusive. */
const MAXIMUM_ERROR = 1;

/** The used detections by time, as columns. */
export interface UsedDetections {
  /** Codes of `BAND_CODES`. */
  readonly band: readonly number[];
  /** THE magnitude and its error: corrected where the light curve is; mag. */
  readonly magnitude: readonly number[];
  readonly error: readonly number[];
  /** 1 or -1, NaN where missing; absent where the light curve has no signs. */
  readonly isDiffPos?: readonly number[];
  /** Absent where the light curve has no real-bogus scores. */
  readonly rb?: readonly number[];
}

/**
 * The detections that features are computed from, by the rule of the core: complete, real by their
 * score, with an error between 0 and 1 mag, and of several at one time the best.
 */
export function usedDetections({ detections, corrected }: LightCurve): UsedDetections {
  const { mjd, band, mag, magErr, isDiffPos, ra, dec, rb, sgscore1 } = detections;
  const magnitude = (corrected ? detections.magCorr : mag) ?? [];
  const error = (corrected ? detections.magErrCorrExt : magErr) ?? [];
  const at = (column: ArrayLike<number>, row: number) => column[row] ?? Number.NaN;
  const measured = [mjd, mag, magErr, magnitude, error, ra, dec, rb, sgscore1].filter(
    (column) => column !== undefined,
  );

  const rows = Array.from(mjd.keys()).filter(
    (row) =>
      measured.every((column) => Number.isFinite(column[row])) &&
      (rb === undefined || at(rb, row) >= MINIMUM_RB) &&
      at(error, row) > 0 &&
      at(error, row) < MAXIMUM_ERROR,
  );
  // Best row of each time first; the magnitudes only make the choice independent of row order.
  const order = [mjd, rb?.map((score) => -score), magErr, band, magnitude, mag].filter(
    (column) => column !== undefined,
  );
  rows.sort((a, b) => {
    for (const column of order) {
      const difference = at(column, a) - at(column, b);
      if (difference !== 0) return difference;
    }
    return 0;
  });
  const used = rows.filter((row, place) => place === 0 || mjd[row] !== mjd[rows[place - 1] ?? row]);

  const take = (column: ArrayLike<number>) => used.map((row) => at(column, row));
  return {
    band: take(band),
    magnitude: take(magnitude),
    error: take(error),
    ...(isDiffPos === undefined ? {} : { isDiffPos: take(isDiffPos) }),
    ...(rb === undefined ? {} : { rb: take(rb) }),
  };
}
