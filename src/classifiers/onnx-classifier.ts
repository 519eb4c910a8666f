import { type ClassProbabilities, toClassProbabilities } from '../domain/classification.ts';
import type { Classifier, Inference } from './classifier.ts';
import { classifierId, type ModelManifest } from './model-manifest.ts';
import type { OnnxThread } from './onnx-thread.ts';

/** What one batch may hold, so that a burst cannot keep the thread from its other models. */
const MAXIMUM_BATCH_ROWS = 512;

/** What the model gives for one row, in single precision. */
interface RowOutputs {
  readonly probabilities: Float32Array;
  readonly outlierScore: number | undefined;
}

interface Waiting {
  readonly features: Float64Array;
  resolve(outputs: RowOutputs): void;
  reject(reason: unknown): void;
}

/** A model of the thread. Calls that come while it computes go together as its next batch. */
export class OnnxClassifier implements Classifier {
  readonly id: string;
  readonly manifest: ModelManifest;
  readonly #thread: Pick<OnnxThread, 'run'>;
  #waiting: Waiting[] = [];
  #busy = false;

  constructor(manifest: ModelManifest, thread: Pick<OnnxThread, 'run'>) {
    this.id = classifierId(manifest);
    this.manifest = manifest;
    this.#thread = thread;
  }

  /** @throws RangeError where the number of features is another than the model's; Problem as `OnnxThread.run` */
  async classify(features: Float64Array): Promise<Inference> {
    const expected = this.manifest.featureNames.length;
    if (features.length !== expected) {
      throw new RangeError(`${this.id} takes ${expected} features, not ${features.length}`);
    }
    const outputs = await new Promise<RowOutputs>((resolve, reject) => {
      this.#waiting.push({ features, resolve, reject });
      if (!this.#busy) void this.#work();
    });
    return {
      ...toProbabilities(this.manifest, outputs.probabilities),
      outlierScore: toOutlierScore(this.manifest, outputs.outlierScore),
    };
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, MAXIMUM_BATCH_ROWS);
      this.#waiting = this.#waiting.slice(MAXIMUM_BATCH_ROWS);
      await this.#answer(batch);
    }
    this.#busy = false;
  }

  async #answer(batch: readonly Waiting[]): Promise<void> {
    const width = this.manifest.featureNames.length;
    const features = new Float32Array(batch.length * width);
    for (const [row, call] of batch.entries()) features.set(call.features, row * width);
    try {
      const outputs = await this.#thread.run(this.id, batch.length, features);
      const classes = this.manifest.classes.length;
      for (const [row, call] of batch.entries()) {
        call.resolve({
          probabilities: outputs.probabilities.subarray(row * classes, (row + 1) * classes),
          outlierScore: outputs.outlierScores?.[row],
        });
      }
    } catch (error) {
      for (const call of batch) call.reject(error);
    }
  }
}

/** @throws RangeError where they are no probabilities */
function toProbabilities(manifest: ModelManifest, values: Float32Array): ClassProbabilities {
  const weights = Object.fromEntries(
    manifest.classes.map((name, index) => [name, values[index] ?? Number.NaN]),
  );
  const probabilities = toClassProbabilities(weights);
  if (probabilities !== undefined) return probabilities;
  throw new RangeError(`${classifierId(manifest)} gave no probabilities`);
}

/** @throws RangeError where it is no number */
function toOutlierScore(manifest: ModelManifest, value: number | undefined): number | null {
  if (value === undefined) return null;
  if (!Number.isFinite(value)) {
    throw new RangeError(`${classifierId(manifest)} gave the outlier score ${value}`);
  }
  // Single precision can carry it past its ends.
  return Math.min(Math.max(value, 0), 1);
}
