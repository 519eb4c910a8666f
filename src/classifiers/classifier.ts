import type { ClassProbabilities } from '../domain/classification.ts';
import type { ModelManifest } from './model-manifest.ts';

/** What a model makes of the features of one object. */
export interface Inference extends ClassProbabilities {
  /** 0 to 1: how unlike the objects it was trained on; null where the model does not tell. */
  readonly outlierScore: number | null;
}

/** A trained model that is ready to answer. */
export interface Classifier {
  /** name@version */
  readonly id: string;
  readonly manifest: ModelManifest;
  /**
   * @param features - one value per `manifest.featureNames`, in that order; NaN where missing
   */
  classify(features: Float64Array): Promise<Inference>;
}

/** The classifiers that are served. */
export interface ClassifierRegistry {
  readonly default: Classifier;
  readonly all: readonly Classifier[];
  /**
   * @param reference - name@version, or a name for its newest version
   * @param pointer - to the reference in the request; default: `/query/classifier`
   * @throws Problem CLASSIFIER_NOT_FOUND
   */
  find(reference: string, pointer?: string): Classifier;
  close(): Promise<void>;
}
