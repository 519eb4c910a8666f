import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readConfig } from '../src/config.ts';
import { openClassifiers, openExtractor, SHIPPED_MODELS } from '../src/dependencies.ts';
import { randomNumbers } from '../test/synthetic-light-curve.ts';
import { median, type Report } from './report.ts';

const ROWS = 2000;

/** The model file alone; then through the worker thread, one row at a time and many that wait together. */
export async function benchInference(report: Report): Promise<void> {
  const extractor = openExtractor(1);
  const classifiers = await openClassifiers(readConfig({}), extractor);
  const random = randomNumbers(1);
  for (const classifier of classifiers.all) {
    const { id, manifest } = classifier;
    const rows = Array.from({ length: ROWS }, () =>
      Float64Array.from(manifest.featureNames, () => 4 * random() - 2),
    );
    const session = await InferenceSession.create(join(SHIPPED_MODELS, id, 'model.onnx'), {
      intraOpNumThreads: 1,
    });
    const file = await timesOf(rows, (row) =>
      session.run({ features: new Tensor('float32', Float32Array.from(row), [1, row.length]) }),
    );
    await session.release();
    const alone = await timesOf(rows, (row) => classifier.classify(row));
    const start = performance.now();
    await Promise.all(rows.map((row) => classifier.classify(row)));
    const together = (1000 * (performance.now() - start)) / ROWS;
    report.section(`Inference, ${id}, ${manifest.featureNames.length} features`);
    report.add(`${id} model.onnx, one row at a time, median`, median(file), 'us', '300');
    report.add(`${id} through the thread, one row at a time, median`, median(alone), 'us');
    report.add(`${id} through the thread, per row of ${ROWS} waiting`, together, 'us');
  }
  await Promise.all([classifiers.close(), extractor.close()]);
}

/** Microseconds, one row after the other. */
async function timesOf(
  rows: readonly Float64Array[],
  answer: (row: Float64Array) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (const row of rows) {
    const start = performance.now();
    await answer(row);
    times.push(1000 * (performance.now() - start));
  }
  return times;
}
