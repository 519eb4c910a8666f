import * as z from 'zod';
import { BRANCHES, LEAVES, TAXONOMY_NAME } from '../domain/taxonomy.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const score = share.nullable();

const interval = z
  .tuple([share, share])
  .exactOptional()
  .describe('From and to: 95 per cent over bootstrap samples of the test objects');

const summary = {
  testObjects: count,
  accuracy: score,
  macroF1: score.describe('Mean F1 over the classes that occur'),
  expectedCalibrationError: score.describe('Of the most probable class, 15 bins'),
  logLoss: z
    .number()
    .min(0)
    .nullable()
    .exactOptional()
    .describe('Mean of -ln of the probability of the true class'),
};

const withInterval = { ...summary, macroF1Interval: interval };

const OF_SUPERNOVAE = 'Of objects of the four supernova classes, called within all classes';

const ofLength = {
  ...summary,
  supernovae: z.strictObject(summary).exactOptional().describe(OF_SUPERNOVAE),
};

const days = z.number().positive();

/**
 * `model.json`: what a model folder says of its `model.onnx`. The file is written by training and
 * checked when the service starts.
 */
export const modelManifestSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    description: z.string(),
    taxonomy: z.literal(TAXONOMY_NAME),
    classes: z
      .array(z.enum(LEAVES))
      .min(2)
      .describe('The classes it was trained on, in the order of its probabilities'),
    branches: z
      .array(z.enum(BRANCHES))
      .min(1)
      .describe('The branches it was trained on, in the order of its branch probabilities'),
    priors: z
      .partialRecord(z.enum(LEAVES), z.number().positive())
      .describe('Share of each class in the mix of objects that its probabilities assume; sum 1'),
    featureSet: z.string().describe('name@version of the set the features belong to'),
    featureNames: z.array(z.string()).min(1).describe('Its inputs, in order'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('SHA-256 of model.onnx, hex'),
    minimumDetections: count.describe('Fewest used detections it was trained with'),
    trainingData: z
      .array(
        z.strictObject({
          set: z.string(),
          citation: z.string(),
          licence: z.string(),
          objects: z.partialRecord(z.enum(LEAVES), count).describe('Objects by class'),
        }),
      )
      .describe('What it was trained and judged on'),
    metrics: z
      .strictObject({
        ...withInterval,
        perClass: z.partialRecord(
          z.enum(LEAVES),
          z.strictObject({
            precision: score,
            recall: score,
            f1: score,
            precisionInterval: interval,
            recallInterval: interval,
            f1Interval: interval,
            testObjects: count,
          }),
        ),
        branches: z.strictObject(summary).exactOptional().describe('Of the branches alone'),
        supernovae: z.strictObject(withInterval).exactOptional().describe(OF_SUPERNOVAE),
        supernovaeInFolds: z
          .strictObject({
            ...withInterval,
            byDays: z.array(z.strictObject({ days, ...summary })),
            alerts: z.strictObject(summary),
          })
          .exactOptional()
          .describe(
            'Of supernovae to learn from, each by a classifier of the same recipe that has not seen it',
          ),
        byDetections: z
          .array(z.strictObject({ detections: count, ...ofLength }))
          .exactOptional()
          .describe('Of the same objects, after so many detections'),
        byDays: z
          .array(z.strictObject({ days, ...ofLength }))
          .exactOptional()
          .describe('Of the same objects, so many days after the first detection'),
        alerts: z
          .strictObject(ofLength)
          .exactOptional()
          .describe('Of those that came as alerts: one of them with its history of 30 days'),
        alertPipeline: z
          .strictObject({ ...withInterval, branches: z.strictObject(summary) })
          .exactOptional()
          .describe('Of those that all came through one alert pipeline, as differences'),
        outlierAuroc: z
          .partialRecord(z.enum(LEAVES), score)
          .exactOptional()
          .describe(
            'By class: probability that an object of it, had it been left out of training, has a higher outlier score than one of the others; null where not measured',
          ),
      })
      .describe('On held-out objects, split by object'),
    limits: z.array(z.string()).describe('What it must not be used for'),
  })
  .meta({ id: 'ModelManifest' });

export type ModelManifest = z.infer<typeof modelManifestSchema>;

/** name@version */
export function classifierId(manifest: Pick<ModelManifest, 'name' | 'version'>): string {
  return `${manifest.name}@${manifest.version}`;
}
