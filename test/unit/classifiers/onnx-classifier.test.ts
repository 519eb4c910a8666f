import { describe, expect, it } from 'vitest';
import { OnnxClassifier } from '../../../src/classifiers/onnx-classifier.ts';
import type { ModelOutputs } from '../../../src/classifiers/onnx-worker.ts';
import { tinyManifest } from './tiny-model.ts';

/** Answers when told to; the first class of a row gets its first feature as probability, as does the outlier score. */
class HeldThread {
  readonly batches: number[] = [];
  #release: (() => void) | undefined;

  async run(_id: string, rows: number, features: Float32Array): Promise<ModelOutputs> {
    this.batches.push(rows);
    await new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    const probabilities = new Float32Array(rows * 5);
    for (let row = 0; row < rows; row += 1) {
      const first = features[row * 4] ?? Number.NaN;
      probabilities.set([first, 1 - first, 0, 0, 0], row * 5);
    }
    const outlierScores = Float32Array.from(probabilities.filter((_, index) => index % 5 === 0));
    return { probabilities, branches: new Float32Array(rows * 3), outlierScores };
  }

  /** Lets the batch that computes be answered. */
  async release(): Promise<void> {
    this.#release?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const row = (first: number) => new Float64Array([first, 0, 0, 0]);

describe('an ONNX classifier', () => {
  it('sends what came while it was busy as one batch, each call with its own answer', async () => {
    const thread = new HeldThread();
    const classifier = new OnnxClassifier(await tinyManifest(), thread);
    const calls = [0, 0.25, 0.5, 0.75].map((first) => classifier.classify(row(first)));
    expect(thread.batches).toEqual([1]);
    await thread.release();
    expect(thread.batches).toEqual([1, 3]);
    await thread.release();
    const answers = await Promise.all(calls);
    expect(answers.map(({ probabilities }) => probabilities.SNIa)).toEqual([0, 0.25, 0.5, 0.75]);
    expect(answers.map(({ outlierScore }) => outlierScore)).toEqual([0, 0.25, 0.5, 0.75]);
  });

  it('bounds a batch', async () => {
    const thread = new HeldThread();
    const classifier = new OnnxClassifier(await tinyManifest(), thread);
    const calls = Array.from({ length: 1000 }, () => classifier.classify(row(0.5)));
    for (let batch = 0; batch < 3; batch += 1) await thread.release();
    await Promise.all(calls);
    expect(thread.batches).toEqual([1, 512, 487]);
  });

  it('refuses the row alone that has no probabilities', async () => {
    const thread = new HeldThread();
    const classifier = new OnnxClassifier(await tinyManifest(), thread);
    const calls = [0.5, 0.5, Number.NaN, 0.5].map((first) => classifier.classify(row(first)));
    const outcomes = Promise.allSettled(calls);
    await thread.release();
    await thread.release();
    expect((await outcomes).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    await expect(calls[2]).rejects.toThrow('tiny@1.0.0 gave no probabilities');
  });

  it('gives an outlier score from 0 to 1 whatever rounding does, and refuses what is none', async () => {
    const manifest = await tinyManifest();
    const classifier = (outlierScore: number) =>
      new OnnxClassifier(manifest, {
        run: async () => ({
          probabilities: Float32Array.of(1, 0, 0, 0, 0),
          branches: Float32Array.of(1, 0, 0),
          outlierScores: Float32Array.of(outlierScore),
        }),
      });
    const score = async (value: number) => (await classifier(value).classify(row(0))).outlierScore;
    expect(await score(1.000_001)).toBe(1);
    expect(await score(-0.000_001)).toBe(0);
    await expect(score(Number.NaN)).rejects.toThrow('tiny@1.0.0 gave the outlier score NaN');
  });

  it('goes on after a batch that failed', async () => {
    const manifest = await tinyManifest();
    const failing = { run: () => Promise.reject(new Error('the thread ended')) };
    const classifier = new OnnxClassifier(manifest, failing);
    for (let call = 0; call < 2; call += 1) {
      await expect(classifier.classify(row(0.5))).rejects.toThrow('the thread ended');
    }
  });
});
