import type { Quality } from './feature.ts';
import type { LightCurve } from './light-curve.ts';
import { type UsedDetections, usedDetections } from './used-detections.ts';

const FEW_DETECTIONS = 10;
/** Days. */
const SHORT_TIME_SPAN = 7;
/** Above the threshold of the preprocessor, below what most real detections of ZTF have. */
const LOW_REAL_BOGUS = 0.65;
/** Mag; the error at a signal-to-noise ratio of about 5, where alerts begin. */
const LARGE_ERROR = 0.2;

const OUTLIERS = {
  /** A band with fewer used detections shows no scatter to be outside of. */
  minimumDetections: 10,
  /** One in so many may be isolated; more are eclipses or flares. */
  oneIn: 50,
  /** Mag. */
  distance: 1,
  ownErrors: 5,
  robustDeviations: 10,
};
/** Standard deviation of a normal distribution whose median absolute deviation is 1. */
const DEVIATION_OF_MAD = 1.4826;

/** Why an odd answer may be owed to the photometry, not to the object; `quality.flags`. */
export const QUALITY_FLAGS = {
  FEW_DETECTIONS: `fewer than ${FEW_DETECTIONS} detections were used`,
  ONE_BAND: 'all used detections are in one band',
  NO_G_OR_R: 'all used detections are in i, which only the multiband period search uses',
  SHORT_TIME_SPAN: `the used detections span less than ${SHORT_TIME_SPAN} days`,
  MOST_ROWS_DROPPED: 'less than half of the received detections were used',
  PARTLY_CORRECTED:
    'some detections have magCorr, but not all, so that the difference magnitudes were used',
  SIGNS_MISSING:
    'the photometry is of differences, and isDiffPos is missing in some used detections, so that what fades is not told from what brightens',
  LOW_REAL_BOGUS: `the median real-bogus score of the used detections is below ${LOW_REAL_BOGUS}`,
  LARGE_ERRORS: `the median error of the used detections is above ${LARGE_ERROR} mag`,
  ISOLATED_OUTLIERS: `in a band of at least ${OUTLIERS.minimumDetections} used detections one of them, or at most one in ${OUTLIERS.oneIn}, is farther from the median of the band than ${OUTLIERS.distance} mag, ${OUTLIERS.ownErrors} of its own errors and ${OUTLIERS.robustDeviations} robust standard deviations`,
} as const;
export type QualityFlag = keyof typeof QUALITY_FLAGS;
export const QUALITY_FLAG_NAMES = Object.keys(QUALITY_FLAGS) as [QualityFlag, ...QualityFlag[]];

/** The flags of a light curve, in the order of `QUALITY_FLAGS`. */
export function qualityFlags(
  { received, used, usedPerBand, timeSpanDays }: Omit<Quality, 'flags'>,
  lightCurve: LightCurve,
): QualityFlag[] {
  const detections = usedDetections(lightCurve);
  const magCorr = lightCurve.detections.magCorr ?? [];
  const holds: Readonly<Record<QualityFlag, boolean>> = {
    FEW_DETECTIONS: used < FEW_DETECTIONS,
    ONE_BAND: Object.keys(usedPerBand).length === 1,
    NO_G_OR_R: used > 0 && !usedPerBand['g'] && !usedPerBand['r'],
    SHORT_TIME_SPAN: timeSpanDays < SHORT_TIME_SPAN,
    MOST_ROWS_DROPPED: used < received / 2,
    PARTLY_CORRECTED:
      lightCurve.photometry === 'difference' &&
      !lightCurve.corrected &&
      magCorr.some(Number.isFinite) &&
      !magCorr.every(Number.isFinite),
    SIGNS_MISSING:
      lightCurve.photometry === 'difference' && !detections.isDiffPos?.every(Number.isFinite),
    LOW_REAL_BOGUS: median(detections.rb ?? []) < LOW_REAL_BOGUS,
    LARGE_ERRORS: median(detections.error) > LARGE_ERROR,
    ISOLATED_OUTLIERS: [...new Set(detections.band)].some((band) =>
      hasIsolatedOutliers(detections, band),
    ),
  };
  return QUALITY_FLAG_NAMES.filter((flag) => holds[flag]);
}

function hasIsolatedOutliers({ band, magnitude, error }: UsedDetections, of: number): boolean {
  const ofBand = (column: readonly number[]) => column.filter((_, row) => band[row] === of);
  const magnitudes = ofBand(magnitude);
  const errors = ofBand(error);
  if (magnitudes.length < OUTLIERS.minimumDetections) return false;

  const middle = median(magnitudes);
  const distances = magnitudes.map((value) => Math.abs(value - middle));
  const deviation = DEVIATION_OF_MAD * median(distances);
  const outliers = distances.filter(
    (distance, row) =>
      distance > OUTLIERS.distance &&
      distance > OUTLIERS.ownErrors * (errors[row] ?? 0) &&
      distance > OUTLIERS.robustDeviations * deviation,
  );
  return outliers.length > 0 && outliers.length <= Math.max(1, magnitudes.length / OUTLIERS.oneIn);
}

/** NaN where there is nothing. */
function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).toSorted();
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.ceil(middle) - 1],
    sorted[Math.floor(middle)],
  ];
  return (low + high) / 2;
}
