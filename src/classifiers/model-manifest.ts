import * as z from 'zod';
import { BRANCHES, LEAVES, TAXONOMY_NAME } from '../domain/taxonomy.ts';

const count = z.int().min(0);
const score = z.number().min(0).max(1).nullable();

/**
 * `model.json`: what a model folder says of its `model.onnx`. The file is written by training and
 * checked when the service starts.
 */
export const modelManifestSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    description: z.string(),
    preview: z
      .boolean()
      .describe('true: to try the service with, not to rely on; never the default beside another'),
    taxonomy: z.literal(TAXONOMY_NAME),
    classes: z
      .array(z.enum(LEAVES))
      .min(2)
      .describe('The classes it was trained on, in the order of its probabilities'),
    branches: z
      .array(z.enum(BRANCHES))
      .min(1)
      .describe('The branches it was trained on, in the order of its branch probabilities'),
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
        testObjects: count,
        macroF1: score.describe('Mean F1 over the classes, held-out objects'),
        expectedCalibrationError: score.describe('Of the most probable class, 15 bins'),
        perClass: z.partialRecord(
          z.enum(LEAVES),
          z.strictObject({ precision: score, recall: score, f1: score, testObjects: count }),
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
