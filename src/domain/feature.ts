import * as z from 'zod';
import { objectIdSchema } from './light-curve-body.ts';
import { QUALITY_FLAG_NAMES, QUALITY_FLAGS } from './quality-flags.ts';

/** Why a detection was not used; the keys of `quality.dropped`. */
export const DROP_REASONS = {
  lowRb: 'real-bogus score below 0.55, or missing where other rows have one',
  missingValue: 'a measurement is null or not given',
  magErrOutOfRange: 'the error is not between 0 and 1 mag, both exclusive',
  duplicateTime: 'another row of the same time was kept: the one with the larger rb',
} as const;
export type DropReason = keyof typeof DROP_REASONS;
export const DROP_REASON_NAMES = Object.keys(DROP_REASONS) as [DropReason, ...DropReason[]];

const count = z.int().min(0);

export const qualitySchema = z
  .strictObject({
    received: count.describe('Detections in the request'),
    used: count.describe('Detections that features were computed from'),
    dropped: z
      .partialRecord(z.enum(DROP_REASON_NAMES), count)
      .describe('Detections that were not used, by reason; reasons without a row are left out'),
    usedPerBand: z
      .record(z.string(), count)
      .describe('Used detections by band; bands without a row are left out'),
    timeSpanDays: z.number().describe('Last minus first used detection; days'),
    nonDetections: z
      .strictObject({ received: count, used: count })
      .describe('Upper limits in the request, and those with a time and a magnitude'),
    flags: z
      .array(z.enum(QUALITY_FLAG_NAMES))
      .exactOptional()
      .describe(
        `Why an odd answer may be owed to the photometry; absent where it was stored before there were flags. ${Object.entries(
          QUALITY_FLAGS,
        )
          .map(([flag, meaning]) => `${flag}: ${meaning}`)
          .join('. ')}`,
      ),
  })
  .meta({ id: 'Quality' })
  .describe('Which part of the light curve was used, and why the rest was not');
export type Quality = z.infer<typeof qualitySchema>;

export const featureValuesSchema = z
  .record(z.string(), z.number().nullable())
  .describe('Values by feature name, units as in the catalogue; null where there is no value');

export const featureAnswerSchema = z
  .strictObject({
    objectId: objectIdSchema,
    featureSet: z.string().describe('name@version of the set the features belong to'),
    features: featureValuesSchema,
    quality: qualitySchema,
    inputHash: z.string().describe('SHA-256 of what was measured, hex'),
    compat: z
      .literal(true)
      .optional()
      .describe(
        'Present where the period search used the phases of the original, in float32; `larch features --compat` alone asks for that',
      ),
  })
  .meta({ id: 'FeatureAnswer' });
export type FeatureAnswer = z.infer<typeof featureAnswerSchema>;

export const featureDescriptionSchema = z
  .strictObject({
    name: z.string().describe('The name ALeRCE uses; suffix _1 is band g, _2 band r'),
    family: z.string().describe('Features that are computed together'),
    unit: z.string().describe('"1" for a pure number'),
    description: z.string(),
    minimumPoints: count.describe(
      'Fewest used detections, in the band where the feature belongs to one, that give a value',
    ),
    citation: z.strictObject({ text: z.string(), doi: z.string().nullable() }),
    featureSets: z.array(z.string()).describe('name@version of the sets it belongs to'),
  })
  .meta({ id: 'FeatureDescription' });
export type FeatureDescription = z.infer<typeof featureDescriptionSchema>;
