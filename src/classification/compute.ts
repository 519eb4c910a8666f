import type { Classifier } from '../classifiers/classifier.ts';
import { mostProbableClass } from '../domain/classification.ts';
import type { FeatureAnswer } from '../domain/feature.ts';
import type { LightCurve } from '../domain/light-curve.ts';
import { Problem } from '../domain/problem.ts';
import { findVersioned } from '../domain/versioned.ts';
import type { ExtractOptions, FeatureExtractor, FeatureSet } from '../features/extractor.ts';
import type { StoredClassification } from '../store/classification-store.ts';

/** Milliseconds spent in each stage that took part in an answer. */
export interface Timings {
  readonly memo?: number;
  readonly extract?: number;
  readonly infer?: number;
  readonly store?: number;
}

export interface ComputedFeatures {
  readonly answer: FeatureAnswer;
  /** In the order of the feature set; NaN where there is no value. */
  readonly values: Float64Array;
  readonly timings: Timings;
}

/** @throws Problem FEATURE_SET_NOT_FOUND */
export function findFeatureSet(featureSets: readonly FeatureSet[], reference: string): FeatureSet {
  const found = findVersioned(featureSets, reference);
  if (found !== undefined) return found;
  const known = featureSets.map((set) => set.id).join(', ');
  throw new Problem(
    'FEATURE_SET_NOT_FOUND',
    `There is no feature set ${reference}; there is ${known}.`,
  );
}

/** @throws Problem as `FeatureExtractor.extract` does */
export async function computeFeatures(
  extractor: Pick<FeatureExtractor, 'extract'>,
  featureSet: FeatureSet,
  lightCurve: LightCurve,
  inputHash: string,
  options: ExtractOptions = {},
): Promise<ComputedFeatures> {
  const start = performance.now();
  const { quality, values } = await extractor.extract(lightCurve, featureSet, options);
  const features: Record<string, number | null> = {};
  for (const [index, name] of featureSet.featureNames.entries()) {
    const value = values[index];
    features[name] = value === undefined || Number.isNaN(value) ? null : value;
  }
  return {
    answer: {
      objectId: lightCurve.objectId,
      featureSet: featureSet.id,
      features,
      quality,
      inputHash,
      ...(options.compat === true ? { compat: true } : {}),
    },
    values,
    timings: { extract: performance.now() - start },
  };
}

/** What a classifier makes of features that were computed from a light curve. */
export async function computeClassification(
  classifier: Classifier,
  featureSet: FeatureSet,
  features: ComputedFeatures,
): Promise<{ classification: StoredClassification; timings: Timings }> {
  const start = performance.now();
  const { probabilities, branches } = await classifier.classify(
    inputsOf(classifier, featureSet, features.values),
  );
  return {
    classification: {
      objectId: features.answer.objectId,
      classifier: classifier.id,
      taxonomy: classifier.manifest.taxonomy,
      class: mostProbableClass(probabilities),
      probabilities,
      branches,
      quality: features.answer.quality,
      featureSet: featureSet.id,
      inputHash: features.answer.inputHash,
      modelSha256: classifier.manifest.sha256,
      classifiedAt: new Date().toISOString(),
    },
    timings: { ...features.timings, infer: performance.now() - start },
  };
}

/** The classifier's inputs, picked from the values of its feature set by name. */
function inputsOf(
  classifier: Classifier,
  featureSet: FeatureSet,
  values: Float64Array,
): Float64Array {
  const index = new Map(featureSet.featureNames.map((name, position) => [name, position]));
  return Float64Array.from(
    classifier.manifest.featureNames,
    (name) => values[index.get(name) ?? -1] ?? Number.NaN,
  );
}
