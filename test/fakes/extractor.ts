import { Problem } from '../../src/domain/problem.ts';
import { qualityFlags } from '../../src/domain/quality-flags.ts';
import { type Band, bandOf } from '../../src/domain/survey.ts';
import type { FeatureExtractor } from '../../src/features/extractor.ts';

const TOO_FEW = 5;
const FEATURE_NAMES = ['Amplitude_1', 'g-r_max'];

/** Knows two features; of a light curve it sees the magnitudes only. */
export function fakeExtractor(): FeatureExtractor {
  return {
    catalogue: FEATURE_NAMES.map((name) => ({
      name,
      family: 'fake',
      unit: 'mag',
      description: 'The range of the magnitudes',
      minimumPoints: 1,
      citation: { text: 'None', doi: null },
      featureSets: ['alerce-2021@1'],
    })),
    featureSets: [{ id: 'alerce-2021@1', featureNames: FEATURE_NAMES }],

    async extract(lightCurve) {
      const { detections, nonDetections } = lightCurve;
      const usedPerBand: Partial<Record<Band, number>> = {};
      const magnitudes: number[] = [];
      for (const [index, mag] of detections.mag.entries()) {
        const magErr = detections.magErr[index] ?? Number.NaN;
        if (!(Number.isFinite(mag) && magErr > 0 && magErr < 1)) continue;
        const band = bandOf(detections.band[index] ?? 0);
        usedPerBand[band] = (usedPerBand[band] ?? 0) + 1;
        magnitudes.push(mag);
      }
      const received = detections.mag.length;
      const used = magnitudes.length;
      const counts = {
        received,
        used,
        dropped: received > used ? { magErrOutOfRange: received - used } : {},
        usedPerBand,
        timeSpanDays: 1,
        nonDetections: { received: nonDetections.mjd.length, used: nonDetections.mjd.length },
      };
      const quality = { ...counts, flags: qualityFlags(counts, lightCurve) };
      if (used <= TOO_FEW) {
        throw new Problem('TOO_FEW_DETECTIONS', `${used} of ${received} detections are usable.`, {
          errors: [{ pointer: '/detections', detail: `holds ${used} usable rows` }],
          extensions: { quality },
        });
      }
      const range = Math.max(...magnitudes) - Math.min(...magnitudes);
      return { quality, values: Float64Array.of(range, Number.NaN), microseconds: { fake: 1 } };
    },

    async close() {},
  };
}
