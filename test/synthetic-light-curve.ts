import type { LightCurveBody } from '../src/domain/light-curve-body.ts';

/** With its detections as columns. */
export type ColumnarBody = LightCurveBody & {
  detections: Extract<LightCurveBody['detections'], { mjd: unknown }>;
};

/** Uniform numbers from 0 to 1, always the same for a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A pulsating star in g and r, with alert-like errors and a few upper limits before it.
 * @param points - detections in both bands together
 * @param days - time span
 */
export function syntheticLightCurve(
  objectId: string,
  points: number,
  days: number,
  seed = 1,
): ColumnarBody {
  const random = randomNumbers(seed);
  const period = 0.3 + 0.5 * random();
  const times = Array.from({ length: points }, () => 58_200 + days * random()).toSorted(
    (a, b) => a - b,
  );
  const errors = times.map(() => 0.03 + 0.05 * random());
  const magnitude = (mjd: number, index: number) => {
    const noise = (errors[index] ?? 0) * (random() + random() + random() - 1.5) * 2;
    const phase = (2 * Math.PI * mjd) / period;
    const mean = index % 2 === 0 ? 17.4 : 17.1;
    return mean + 0.35 * Math.sin(phase) + 0.1 * Math.sin(2 * phase + 1) + noise;
  };
  return {
    objectId,
    survey: 'ZTF',
    photometry: 'difference',
    detections: {
      mjd: times,
      band: times.map((_, index) => (index % 2 === 0 ? 'g' : 'r')),
      mag: times.map(magnitude),
      magErr: errors,
      isDiffPos: times.map(() => (random() < 0.5 ? 1 : -1)),
      rb: times.map(() => 0.6 + 0.4 * random()),
      ra: times.map(() => 210.8),
      dec: times.map(() => 54.3),
    },
    nonDetections: {
      mjd: Array.from({ length: 10 }, (_, index) => 58_190 + index),
      band: Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? 'g' : 'r')),
      limitingMag: Array.from({ length: 10 }, () => 19.5 + random()),
    },
  };
}
