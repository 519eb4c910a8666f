import type { LightCurve } from '../domain/light-curve.ts';

/**
 * Where an object is, in degrees ICRS: the position that came with the light curve, else the mean
 * over the detections that have one.
 */
export function positionOf({
  position,
  detections,
}: LightCurve): LightCurve['position'] | undefined {
  const { ra, dec } = detections;
  if (position !== undefined || ra === undefined || dec === undefined) return position;
  const rows = [...ra.keys()].filter(
    (row) => Number.isFinite(ra[row]) && Number.isFinite(dec[row]),
  );
  const [first] = rows;
  if (first === undefined) return undefined;

  const mean = (value: (row: number) => number) =>
    rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
  const origin = ra[first] as number;
  // As offsets of -180 to 180 from the first detection: the mean of 359.9 and 0.1 is 0, not 180.
  const offset = mean((row) => (((ra[row] as number) - origin + 540) % 360) - 180);
  return { ra: (origin + offset + 360) % 360, dec: mean((row) => dec[row] as number) };
}
