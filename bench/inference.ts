import { readConfig } from '../src/config.ts';
import { openClassifiers, openExtractor } from '../src/dependencies.ts';
import { randomNumbers } from '../test/synthetic-light-curve.ts';
import { median, type Report } from './report.ts';

const ROWS = 2000;

/** One row at a time, and many that wait together, through the worker thread. */
export async function benchInference(report: Report): Promise<void> {
  const extractor = openExtractor(1);
  const classifiers = await openClassifiers(readConfig({}), extractor);
  const random = randomNumbers(1);
  for (const classifier of classifiers.all) {
    const { id, manifest } = classifier;
    const rows = Array.from({ length: ROWS }, () =>
      Float64Array.from(manifest.featureNames, () => 4 * random() - 2),
    );
    const alone: number[] = [];
    for (const row of rows) {
      const start = performance.now();
      await classifier.classify(row);
      alone.push(1000 * (performance.now() - start));
    }
    const start = performance.now();
    await Promise.all(rows.map((row) => classifier.classify(row)));
    const together = (1000 * (performance.now() - start)) / ROWS;
    report.section(`Inference, ${id}, ${manifest.featureNames.length} features`);
    report.add(`${id} one row at a time, median`, median(alone), 'us', '300');
    report.add(`${id} per row, ${ROWS} waiting together`, together, 'us');
  }
  await Promise.all([classifiers.close(), extractor.close()]);
}
