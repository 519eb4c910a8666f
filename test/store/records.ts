import type { FeatureAnswer } from '../../src/domain/feature.ts';
import { inputHash } from '../../src/domain/input-hash.ts';
import { toLightCurve } from '../../src/domain/light-curve.ts';
import type { LightCurveBody } from '../../src/domain/light-curve-body.ts';
import type { QualityFlag } from '../../src/domain/quality-flags.ts';
import type {
  ClassificationKey,
  ClassificationRecord,
  StoredClassification,
} from '../../src/store/classification-store.ts';

/** Doubles that a detour over fewer digits would change. */
export const AWKWARD_DOUBLES = [0.1 + 0.2, 5e-324, 1.7976931348623157e308, -1 / 3, 1e21];

let contents = 0;

/** A light curve with a content of its own. */
export function lightCurveBody(
  objectId: string,
  more: Partial<LightCurveBody> = {},
): LightCurveBody {
  contents += 1;
  return {
    objectId,
    survey: 'ZTF',
    photometry: 'difference',
    detections: {
      mjd: [59_000 + 1 / 3, 59_001.5 + contents / 1e6, null],
      band: ['g', 'r', 'i'],
      mag: [18 + 1 / 7, null, 20],
      magErr: [0.1 + 0.2, 0.05, 0.01],
      candid: ['1234567890123456789', null, 'c'],
    },
    nonDetections: [{ mjd: 58_999.5, band: 'g', limitingMag: 20.5 }],
    crossmatch: { W1: 12.5, W2: null },
    ...more,
  };
}

/** Everything of a record that is not what was received. */
export interface Answer {
  readonly features: FeatureAnswer;
  readonly classification: StoredClassification;
}

export function answerFor(body: LightCurveBody, more: Partial<StoredClassification> = {}): Answer {
  const about = { objectId: body.objectId, inputHash: inputHash(toLightCurve(body)) };
  const quality = {
    received: 3,
    used: 1,
    dropped: { missingValue: 2 },
    usedPerBand: { g: 1 },
    timeSpanDays: 1.25,
    nonDetections: { received: 1, used: 1 },
    flags: ['FEW_DETECTIONS', 'ONE_BAND', 'SHORT_TIME_SPAN'] satisfies QualityFlag[],
  };
  return {
    features: {
      ...about,
      featureSet: 'alerce-2021@1',
      features: {
        'Power_rate_1/2': null,
        ...Object.fromEntries(AWKWARD_DOUBLES.map((value, i) => [`Amplitude_${i}`, value])),
      },
      quality,
    },
    classification: {
      ...about,
      classifier: 'forest@1.0.0',
      taxonomy: 'alerce-15',
      class: 'RRL',
      probabilities: { SNIa: 0.1 + 0.2, RRL: 1 - (0.1 + 0.2) },
      branches: { Transient: 0.1 + 0.2, Periodic: 1 - (0.1 + 0.2) },
      priors: { name: 'model', mix: { SNIa: 1 / 3, RRL: 2 / 3 } },
      outlierScore: 1 / 3,
      quality,
      featureSet: 'alerce-2021@1',
      modelSha256: 'f'.repeat(64),
      classifiedAt: '2024-05-01T12:00:00.123Z',
      ...more,
    },
  };
}

export function recordOf(
  body: LightCurveBody,
  more: Partial<StoredClassification> = {},
): ClassificationRecord {
  return { lightCurve: toLightCurve(body), ...answerFor(body, more) };
}

/** A record with a content of its own. */
export function newRecord(
  objectId: string,
  more: Partial<StoredClassification> = {},
): ClassificationRecord {
  return recordOf(lightCurveBody(objectId), more);
}

export function keyOf({ classification }: ClassificationRecord): ClassificationKey {
  const { objectId, inputHash: hash, classifier, modelSha256 } = classification;
  return { objectId, inputHash: hash, classifier, modelSha256 };
}
