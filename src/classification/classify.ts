import type { ClassifierRegistry } from '../classifiers/classifier.ts';
import type { Classification } from '../domain/classification.ts';
import type { FeatureAnswer } from '../domain/feature.ts';
import { inputHash } from '../domain/input-hash.ts';
import type { LightCurve } from '../domain/light-curve.ts';
import { MODEL_PRIORS, type PriorsRequest, resolvePriors, underPriors } from '../domain/priors.ts';
import { rethrowTruncated, type Truncated } from '../domain/truncation.ts';
import { DEFAULT_FEATURE_SET, type FeatureExtractor } from '../features/extractor.ts';
import type { ClassificationStore, StoredClassification } from '../store/classification-store.ts';
import { computeClassification, computeFeatures, findFeatureSet, type Timings } from './compute.ts';
import { Memo } from './memo.ts';

export interface ClassifyOptions {
  /** name@version or name; default: the default classifier. */
  readonly classifier?: string;
  /** Default: those of the classifier. */
  readonly priors?: PriorsRequest;
  /** Where the light curve is the beginning of another one: nothing is stored. */
  readonly truncated?: Truncated;
}

export interface ClassifyAnswer {
  readonly classification: Classification;
  readonly timings: Timings;
}

export interface ClassificationService {
  /**
   * The stored answer where this light curve was classified before, else a new one, which is stored
   * before it is given. Stored is the one under the priors of the classifier, whatever is asked for;
   * of a truncated light curve nothing is.
   * @throws Problem TOO_FEW_DETECTIONS, CLASSIFIER_NOT_FOUND, STORE_UNAVAILABLE, SHUTTING_DOWN;
   *   VALIDATION_FAILED where the priors leave no class
   */
  classify(lightCurve: LightCurve, options?: ClassifyOptions): Promise<ClassifyAnswer>;
  /**
   * Stores nothing.
   * @param reference - name@version or name; `alerce-2021` where absent
   * @throws Problem TOO_FEW_DETECTIONS, FEATURE_SET_NOT_FOUND, SHUTTING_DOWN
   */
  features(
    lightCurve: LightCurve,
    reference?: string,
  ): Promise<{ readonly answer: FeatureAnswer; readonly timings: Timings }>;
}

/** An answer in the memo, and how it came there. */
interface Remembered {
  readonly classification: StoredClassification;
  readonly computed: boolean;
  readonly timings: Timings;
}

/** @param memoSize - classifications to keep in memory */
export function createClassificationService(dependencies: {
  readonly extractor: FeatureExtractor;
  readonly classifiers: ClassifierRegistry;
  readonly store: ClassificationStore;
  readonly memoSize: number;
}): ClassificationService {
  const { extractor, classifiers, store } = dependencies;
  const memo = new Memo<Remembered>(dependencies.memoSize);

  return {
    async classify(lightCurve, { classifier: reference, priors = MODEL_PRIORS, truncated } = {}) {
      const start = performance.now();
      const classifier =
        reference === undefined ? classifiers.default : classifiers.find(reference);
      // Before anything is computed, that priors without a class are refused.
      resolvePriors(priors, classifier.manifest.priors);
      const hash = inputHash(lightCurve);
      const key = {
        objectId: lightCurve.objectId,
        inputHash: hash,
        classifier: classifier.id,
        modelSha256: classifier.manifest.sha256,
      };

      const compute = async () => {
        const featureSet = findFeatureSet(extractor.featureSets, classifier.manifest.featureSet);
        const { answer, timings } = await computeFeatures(extractor, featureSet, lightCurve, hash);
        const inferring = performance.now();
        const classification = await computeClassification(classifier, answer);
        const infer = performance.now() - inferring;
        return { features: answer, classification, timings: { ...timings, infer } };
      };
      const recallOrCompute = async (): Promise<Remembered> => {
        const asked = performance.now();
        const stored = await store.find(key);
        const lookup = performance.now() - asked;
        if (stored !== undefined) {
          return { classification: stored, computed: false, timings: { store: lookup } };
        }
        const { features, classification, timings } = await compute();
        const saving = performance.now();
        return {
          classification: await store.save({ lightCurve, features, classification }),
          computed: true,
          timings: { ...timings, store: lookup + performance.now() - saving },
        };
      };
      const onlyCompute = async (): Promise<Remembered> => {
        const { classification, timings } = await compute();
        return { classification, computed: true, timings };
      };

      // An objectId holds no white space, so that no two keys are written alike. What is not stored
      // is remembered apart, so that nobody is told it instead of what must be stored first.
      const memoKey = [key.objectId, hash, key.classifier, truncated ? 'truncated' : ''].join(' ');
      const remembered = memo.get(memoKey);
      const { classification, computed, timings } =
        remembered ??
        (await memo
          .getOrCompute(memoKey, truncated ? onlyCompute : recallOrCompute)
          .catch((error: unknown) =>
            rethrowTruncated(error, truncated, lightCurve.detections.mjd.length),
          ));
      const cached = remembered !== undefined || !computed;
      if (cached && !truncated && lightCurve.annotations !== undefined) {
        await store.annotate(lightCurve, hash);
      }
      return {
        classification: {
          ...underPriors(classification, priors),
          cached,
          ...(truncated && { truncated }),
        },
        timings: remembered === undefined ? timings : { memo: performance.now() - start },
      };
    },

    async features(lightCurve, reference = DEFAULT_FEATURE_SET) {
      const featureSet = findFeatureSet(extractor.featureSets, reference);
      return computeFeatures(extractor, featureSet, lightCurve, inputHash(lightCurve));
    },
  };
}
