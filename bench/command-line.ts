import { availableParallelism } from 'node:os';
import { larch } from '../test/larch-process.ts';
import { syntheticLightCurve } from '../test/synthetic-light-curve.ts';
import type { Report } from './report.ts';

const OBJECTS = 2000;
const START_ONLY = 1;

/** `larch classify` as a whole process, reading and writing included, its start taken off. */
export async function benchCommandLine(report: Report): Promise<void> {
  const lines = Array.from({ length: OBJECTS }, (_, index) =>
    JSON.stringify(syntheticLightCurve(`bench-${index}`, 20 + (index % 60), 400, index)),
  );
  const seconds = async (count: number) => {
    const start = performance.now();
    const { status, stderr } = await larch(['classify'], {
      input: lines.slice(0, count).join('\n'),
    });
    if (status !== 0) throw new Error(stderr);
    return (performance.now() - start) / 1000;
  };
  const start = await seconds(START_ONLY);
  const all = await seconds(OBJECTS);
  report.section(`larch classify, ${OBJECTS} light curves of 20 to 79 points, 400 d`);
  report.add('start and one light curve', 1000 * start, 'ms');
  report.add(
    `light curves, ${availableParallelism()} processors`,
    (OBJECTS - START_ONLY) / (all - start),
    '1/s',
    '600',
  );
}
