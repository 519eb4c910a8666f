import type { Classifier } from '../classifiers/classifier.ts';
import { mostProbableClass } from '../domain/classification.ts';
import type { FeatureAnswer } from '../domain/feature.ts';
import type { LightCurve } from '../domain/light-curve.ts';
import { Problem } from '../domain/problem.ts';
import { findVersioned } from '../domain/versioned.ts';
import type { ExtractOptions, FeatureExtractor, FeatureSet } from '../features/extractor.ts';

/** Milliseconds spent in each stage that took part in an answer. */
export interface Timings {
  readonly memo?: number;
  readonly extract?: number;
  readonly infer?: number;
  readonly store?: number;
}

export interface ComputedFeatures {
  readonly answer: FeatureAnswer;
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
    { errors: [{ pointer: '/query/featureSet', detail: 'names no feature set that is known' }] },
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
    timings: { extract: performance.now() - start },
  };
}

/** Features by name; null says that the origin of the values is not known. */
export interface FeatureRow {
  readonly objectId: string;
  readonly features: FeatureAnswer['features'];
  readonly quality: FeatureAnswer['quality'] | null;
  readonly inputHash: FeatureAnswer['inputHash'] | null;
}

/** What a classifier makes of a row of features; names that the row does not have are missing. */
export async function computeClassification<Row extends FeatureRow>(
  classifier: Classifier,
  row: Row,
) {
  const { manifest } = classifier;
  const inputs = Float64Array.from(
    manifest.featureNames,
    (name) => row.features[name] ?? Number.NaN,
  );
  const { probabilities, branches, outlierScore } = await classifier.classify(inputs);
  return {
    objectId: row.objectId,
    classifier: classifier.id,
    taxonomy: manifest.taxonomy,
    class: mostProbableClass(probabilities),
    probabilities,
    branches,
    priors: { name: 'model' as const, mix: manifest.priors },
    outlierScore,
    quality: row.quality as Row['quality'],
    featureSet: manifest.featureSet,
    inputHash: row.inputHash as Row['inputHash'],
    modelSha256: manifest.sha256,
    classifiedAt: new Date().toISOString(),
  };
}
