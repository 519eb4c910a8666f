import type { Classification } from '../domain/classification.ts';
import type { FeatureAnswer } from '../domain/feature.ts';
import type { LightCurve } from '../domain/light-curve.ts';
import type { LightCurveBody } from '../domain/light-curve-body.ts';

/** What is stored is an answer to a whole light curve; whether it was cached is said when it is given. */
export type StoredClassification = Omit<Classification, 'cached' | 'truncated'>;

/** Identifies one answer: this content of this object by this model of this classifier. */
export interface ClassificationKey {
  readonly objectId: string;
  readonly inputHash: string;
  /** name@version */
  readonly classifier: string;
  /** Of the model file, which may be another one under the same name and version. */
  readonly modelSha256: string;
}

/** One answer and what it was made from, stored together or not at all. */
export interface ClassificationRecord {
  readonly lightCurve: LightCurve;
  readonly features: FeatureAnswer;
  readonly classification: StoredClassification;
}

export interface ObjectSummary {
  readonly objectId: string;
  readonly survey: string;
  /** Degrees, ICRS; null where neither the object nor its detections have a position. */
  readonly ra: number | null;
  readonly dec: number | null;
  readonly firstClassifiedAt: string;
  readonly lastClassifiedAt: string;
  /** The newest classification of each classifier. */
  readonly classifications: readonly StoredClassification[];
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; null on the last page. */
  readonly nextCursor: string | null;
}

export interface HistoryQuery {
  /** name@version, or a name for all its versions. */
  readonly classifier?: string;
  /** Only what had been classified by then. */
  readonly asOf?: Date;
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * Keeps every classification ever made, by object; nothing is overwritten. Every method throws
 * Problem STORE_UNAVAILABLE where the store cannot be reached; `undefined` is "no such object".
 */
export interface ClassificationStore {
  /** Throws where the store does not answer. */
  ping(): Promise<void>;
  find(key: ClassificationKey): Promise<StoredClassification | undefined>;
  /**
   * Durable once resolved. Where the same key was stored in the meantime, that row stays and is
   * what is returned.
   */
  save(record: ClassificationRecord): Promise<StoredClassification>;
  /** Replaces the annotations kept with a stored light curve by those of this one. */
  annotate(lightCurve: LightCurve, inputHash: string): Promise<void>;
  object(objectId: string): Promise<ObjectSummary | undefined>;
  /**
   * Newest first.
   * @throws Problem VALIDATION_FAILED where the cursor is not one of ours
   */
  history(objectId: string, query: HistoryQuery): Promise<Page<StoredClassification> | undefined>;
  /** Of the latest classification. */
  features(objectId: string): Promise<FeatureAnswer | undefined>;
  /** Of the latest classification, with columns. */
  lightCurve(objectId: string): Promise<LightCurveBody | undefined>;
  close(): Promise<void>;
}
