import * as z from 'zod';
import { qualitySchema } from './feature.ts';
import { objectIdSchema } from './light-curve-body.ts';
import { BRANCHES, LEAVES, type Leaf, TAXONOMY, TAXONOMY_NAME } from './taxonomy.ts';

const probability = z.number().min(0).max(1);

export const probabilitiesSchema = z
  .partialRecord(z.enum(LEAVES), probability)
  .describe(
    'Probability of each class the classifier was trained on; the sum is 1. A class it was not trained on is absent',
  );
export const branchesSchema = z
  .partialRecord(z.enum(BRANCHES), probability)
  .describe('Probability of each branch: the sum over its classes');

const priorsAnswerSchema = z
  .strictObject({
    name: z
      .enum(['model', 'alerce-2021', 'uniform', 'custom'])
      .describe(
        'model: those that the classifier assumes (`priors` of `GET /v1/classifiers/{classifier}`); else as was asked for',
      ),
    mix: z.partialRecord(z.enum(LEAVES), probability).describe('Share of each class; sum 1'),
  })
  .describe('The mix of classes that the probabilities assume');
export type Priors = z.infer<typeof priorsAnswerSchema>;

export const classificationSchema = z
  .strictObject({
    objectId: objectIdSchema,
    classifier: z.string().describe('name@version'),
    taxonomy: z.literal(TAXONOMY_NAME),
    class: z.enum(LEAVES).describe('The most probable class'),
    probabilities: probabilitiesSchema,
    branches: branchesSchema,
    priors: priorsAnswerSchema,
    outlierScore: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .describe(
        'How unlike the objects that the classifier was trained on this one is, from 0 to 1: undecided between the classes, or of rare features; null where the classifier does not tell. Bad photometry is unlike them too: see `quality.flags`',
      ),
    quality: qualitySchema,
    featureSet: z.string().describe('name@version of the features the classifier read'),
    inputHash: z.string().describe('SHA-256 of what was measured, hex'),
    modelSha256: z.string().describe('SHA-256 of the model file, hex'),
    classifiedAt: z.iso.datetime().describe('When the probabilities were computed; UTC'),
    cached: z
      .boolean()
      .describe('true: this very light curve was classified before, and that answer is given'),
    truncated: z
      .strictObject({
        to: z.string().describe('As it was asked for: days with a "d", or detections'),
        endMjd: z.number().describe('Nothing later was looked at; Modified Julian Date, days'),
        detectionsLeftOut: z
          .int()
          .min(0)
          .describe('Detections that were sent and are later, or have no time'),
        stored: z.literal(false).describe('Such an answer is not kept'),
      })
      .exactOptional()
      .describe(
        'Present where the beginning of the light curve was classified alone; `quality` and `inputHash` are of this beginning',
      ),
  })
  .meta({ id: 'Classification' });
export type Classification = z.infer<typeof classificationSchema>;

/** The probabilities of one object, as a classifier gives them. */
export interface ClassProbabilities {
  readonly probabilities: Classification['probabilities'];
  readonly branches: Classification['branches'];
}

/**
 * Probabilities in the proportion of the weights: the classes sum to 1, a branch is the sum over its
 * classes. Undefined where the weights have no positive, finite sum.
 */
export function toClassProbabilities(
  weights: Readonly<Partial<Record<Leaf, number>>>,
): ClassProbabilities | undefined {
  const entries = Object.entries(weights) as [Leaf, number][];
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  if (!(total > 0 && total < Number.POSITIVE_INFINITY)) return undefined;
  const probabilities: ClassProbabilities['probabilities'] = Object.fromEntries(
    entries.map(([name, weight]) => [name, weight / total]),
  );
  const branches: ClassProbabilities['branches'] = {};
  for (const branch of BRANCHES) {
    const known = TAXONOMY[branch].filter((name) => probabilities[name] !== undefined);
    if (known.length === 0) continue;
    const sum = known.reduce((part, name) => part + (probabilities[name] ?? 0), 0);
    // Rounding can carry a sum of several classes past 1.
    branches[branch] = Math.min(sum, 1);
  }
  return { probabilities, branches };
}

/** @throws RangeError where there is no class at all */
export function mostProbableClass(
  probabilities: Classification['probabilities'],
): Classification['class'] {
  let best: Classification['class'] | undefined;
  for (const leaf of LEAVES) {
    const here = probabilities[leaf];
    if (here !== undefined && here > (best === undefined ? -1 : (probabilities[best] ?? -1))) {
      best = leaf;
    }
  }
  if (best === undefined) throw new RangeError('there are no probabilities to choose from');
  return best;
}
