import { createHash } from 'node:crypto';
import { type LightCurve, OPTIONAL_DETECTION_COLUMNS } from './light-curve.ts';

/**
 * SHA-256, in hex, of everything in a light curve that can change an answer: survey, photometry,
 * the choice of magnitude, position, cross-match, and every column as little-endian doubles in the
 * order of the rows received. Not of objectId, candid and annotations.
 */
export function inputHash(lightCurve: LightCurve): string {
  const hash = createHash('sha256');
  const { detections, nonDetections, crossmatch } = lightCurve;
  hash.update(
    JSON.stringify([
      lightCurve.survey,
      lightCurve.photometry,
      lightCurve.corrected,
      lightCurve.position ?? null,
      [crossmatch.W1, crossmatch.W2, crossmatch.W3, crossmatch.W4, crossmatch.sgscore1],
    ]),
  );
  const update = (name: string, column: Float64Array | Uint8Array | undefined) => {
    if (column === undefined) return;
    hash.update(`${name}:${column.length};`);
    hash.update(column);
  };
  for (const name of ['mjd', 'band', 'mag', 'magErr', ...OPTIONAL_DETECTION_COLUMNS] as const) {
    update(name, detections[name]);
  }
  for (const name of ['mjd', 'band', 'limitingMag'] as const) {
    update(`nonDetections.${name}`, nonDetections[name]);
  }
  return hash.digest('hex');
}
