import type { FeatureDescription, Quality } from '../domain/feature.ts';
import type { LightCurve } from '../domain/light-curve.ts';

/** The feature set that is computed where none is asked for; its newest version. */
export const DEFAULT_FEATURE_SET = 'alerce-2021';

/** A named, versioned list of features: what a classifier is trained on. */
export interface FeatureSet {
  /** name@version */
  readonly id: string;
  readonly featureNames: readonly string[];
}

export interface ExtractOptions {
  /** The original's float32 phases in the period search instead of exact ones. */
  readonly compat?: boolean;
}

/** The features of one light curve. */
export interface Extraction {
  readonly quality: Quality;
  /** One value per name of the feature set, in its order; NaN where there is no value. */
  readonly values: Float64Array;
  /** Microseconds by feature family. */
  readonly microseconds: Readonly<Record<string, number>>;
}

export interface FeatureExtractor {
  /** Every feature there is, with the sets it belongs to. */
  readonly catalogue: readonly FeatureDescription[];
  readonly featureSets: readonly FeatureSet[];
  /**
   * @throws Problem TOO_FEW_DETECTIONS, with `quality` saying what became of the rows;
   *   SHUTTING_DOWN where the extractor is closed before the answer is there
   */
  extract(
    lightCurve: LightCurve,
    featureSet: FeatureSet,
    options?: ExtractOptions,
  ): Promise<Extraction>;
  /** Cancels what is running and frees the threads. */
  close(): Promise<void>;
}
