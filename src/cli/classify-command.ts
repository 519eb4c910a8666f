import * as z from 'zod';
import {
  computeClassification,
  computeFeatures,
  findFeatureSet,
} from '../classification/compute.ts';
import type { Classifier } from '../classifiers/classifier.ts';
import type { Config } from '../config.ts';
import { openClassifiers, openExtractor } from '../dependencies.ts';
import type { Classification } from '../domain/classification.ts';
import { parseInput } from '../domain/faults.ts';
import { featureAnswerSchema, featureValuesSchema } from '../domain/feature.ts';
import { inputHash } from '../domain/input-hash.ts';
import { toLightCurve } from '../domain/light-curve.ts';
import { lightCurveSchema, objectIdSchema } from '../domain/light-curve-body.ts';
import { resolvePriors, underPriors } from '../domain/priors.ts';
import { Problem } from '../domain/problem.ts';
import { rethrowTruncated, type Truncation, truncate } from '../domain/truncation.ts';
import type { FeatureExtractor } from '../features/extractor.ts';
import type { ClassifyCommand } from './arguments.ts';
import { runLines } from './run-lines.ts';

/** A FeatureAnswer, or a row of a table of features that says nothing of its origin. */
const featureRowSchema = z.looseObject({
  objectId: objectIdSchema,
  featureSet: featureAnswerSchema.shape.featureSet.nullable().default(null),
  features: featureValuesSchema,
  quality: featureAnswerSchema.shape.quality.nullable().default(null),
  inputHash: featureAnswerSchema.shape.inputHash.nullable().default(null),
});

/** @throws Problem CLASSIFIER_NOT_FOUND; Error where the run fails */
export async function classifyCommand(command: ClassifyCommand, config: Config): Promise<void> {
  const extractor = openExtractor(command.jobs);
  const classifiers = await openClassifiers(config, extractor);
  try {
    const classifier =
      command.classifier === undefined ? classifiers.default : classifiers.find(command.classifier);
    const { priors } = command;
    // Before any line is read, that priors without a class are refused.
    resolvePriors(priors, classifier.manifest.priors);
    const otherSets = new Set<string>();
    const answer = command.fromFeatures
      ? answerFeatureRow(classifier, otherSets)
      : answerLightCurve(classifier, extractor, command.truncation);
    await runLines(command.files, command.jobs, async (json) => ({
      ...underPriors(await answer(json), priors),
      cached: false,
    }));
    if (otherSets.size > 0) {
      process.stderr.write(
        `larch: there were features of ${[...otherSets].join(', ')}, where ${classifier.id} reads ${classifier.manifest.featureSet}; missingFeatures counts what each row lacked\n`,
      );
    }
  } finally {
    await Promise.all([classifiers.close(), extractor.close()]);
  }
}

/** The answer to one line, under the priors of the classifier. */
type ClassifyLine = (json: unknown) => Promise<
  Awaited<ReturnType<typeof computeClassification>> &
    Pick<Classification, 'truncated'> & {
      /** Features that the classifier reads and the row does not name. */
      readonly missingFeatures?: number;
    }
>;

function answerLightCurve(
  classifier: Classifier,
  extractor: FeatureExtractor,
  truncation: Truncation | undefined,
): ClassifyLine {
  const featureSet = findFeatureSet(extractor.featureSets, classifier.manifest.featureSet);
  return async (json) => {
    const { body, ...marked } = truncate(parseInput(lightCurveSchema, json), truncation);
    const lightCurve = toLightCurve(body);
    const { answer } = await computeFeatures(
      extractor,
      featureSet,
      lightCurve,
      inputHash(lightCurve),
    ).catch((error: unknown) =>
      rethrowTruncated(error, marked.truncated, lightCurve.detections.mjd.length),
    );
    return { ...(await computeClassification(classifier, answer)), ...marked };
  };
}

/** @param otherSets - takes the feature sets of rows that are not of the classifier's */
function answerFeatureRow(classifier: Classifier, otherSets: Set<string>): ClassifyLine {
  const { featureNames, featureSet } = classifier.manifest;
  return async (json) => {
    const row = parseInput(featureRowSchema, json);
    if (row.featureSet !== null && row.featureSet !== featureSet) otherSets.add(row.featureSet);
    if (!featureNames.some((name) => row.features[name] != null)) {
      throw new Problem(
        'VALIDATION_FAILED',
        `The row has a value for none of the features that ${classifier.id} reads.`,
        { errors: [{ pointer: '/features', detail: 'holds no feature of the classifier' }] },
      );
    }
    return {
      ...(await computeClassification(classifier, row)),
      missingFeatures: featureNames.filter((name) => !Object.hasOwn(row.features, name)).length,
    };
  };
}
