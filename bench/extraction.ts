import { findFeatureSet } from '../src/classification/compute.ts';
import { toLightCurve } from '../src/domain/light-curve.ts';
import { DEFAULT_FEATURE_SET } from '../src/features/extractor.ts';
import { createNativeExtractor } from '../src/features/native-extractor.ts';
import {
  toLightCurve as goldenLightCurve,
  readGoldenObjects,
} from '../test/golden/golden-object.ts';
import { referencePath } from '../test/reference.ts';
import { syntheticLightCurve } from '../test/synthetic-light-curve.ts';
import { median, type Report } from './report.ts';

/** Detections in both bands together, and days. */
const SIZES = [
  { points: 30, days: 400, reach: '1000', reachOfShape: '500' },
  { points: 100, days: 700, reach: '2000', reachOfShape: '' },
  { points: 300, days: 1500, reach: '5000', reachOfShape: '2000' },
  { points: 1000, days: 1500, reach: '12000', reachOfShape: '' },
  { points: 3000, days: 1500, reach: '35000', reachOfShape: '' },
] as const;

/** The features of DEFAULT_FEATURE_SET and those of the shape of an outburst. */
const LARGEST_FEATURE_SET = 'larch';

/** Frequencies of the period search over so many days: 1/500 to 1/0.045 a day, in steps of 0.4 / T. */
const gridSize = (days: number) => Math.max(1000, Math.ceil(((1 / 0.045 - 1 / 500) * days) / 0.4));

/** Different light curves of each size; each is extracted `REPEATS` times. */
const LIGHT_CURVES = 10;
const REPEATS = 3;

const total = (microseconds: Readonly<Record<string, number>>) =>
  Object.values(microseconds).reduce((sum, value) => sum + value, 0);

/** Microseconds of each feature family and of all, on one thread, one light curve at a time. */
export async function benchExtraction(report: Report): Promise<void> {
  const extractor = createNativeExtractor(1);
  const featureSet = findFeatureSet(extractor.featureSets, DEFAULT_FEATURE_SET);
  const largest = findFeatureSet(extractor.featureSets, LARGEST_FEATURE_SET);
  for (const { points, days, reach, reachOfShape } of SIZES) {
    const samples: Readonly<Record<string, number>>[] = [];
    const largestSamples: Readonly<Record<string, number>>[] = [];
    for (let seed = 0; seed < LIGHT_CURVES; seed += 1) {
      const lightCurve = toLightCurve(syntheticLightCurve('bench', points, days, seed));
      for (let repeat = 0; repeat < REPEATS; repeat += 1) {
        samples.push((await extractor.extract(lightCurve, featureSet)).microseconds);
        largestSamples.push((await extractor.extract(lightCurve, largest)).microseconds);
      }
    }
    const addFamilies = (families: readonly string[], from: typeof samples) => {
      for (const family of families) {
        report.add(
          `N=${points} ${family}`,
          median(from.map((sample) => sample[family] ?? 0)),
          'us',
        );
      }
    };
    report.section(
      `N = ${points}, T = ${days} d, grid of ${gridSize(days)}, median of ${samples.length}`,
    );
    const families = Object.keys(samples[0] ?? {});
    addFamilies(families, samples);
    report.add(
      `N=${points} all ${featureSet.featureNames.length} features`,
      median(samples.map(total)),
      'us',
      reach,
    );
    const more = Object.keys(largestSamples[0] ?? {}).filter((name) => !families.includes(name));
    addFamilies(more, largestSamples);
    report.add(
      `N=${points} the other features of ${largest.id}`,
      median(
        largestSamples.map((sample) => more.reduce((sum, name) => sum + (sample[name] ?? 0), 0)),
      ),
      'us',
      reachOfShape,
    );
  }
  await extractor.close();
}

/** Mean over the golden light curves, which the original takes 216 ms for. */
export async function benchGolden(report: Report): Promise<void> {
  const directory = referencePath('golden', 'objects');
  if (directory === undefined) {
    console.log('\nNo reference data here: the golden light curves are not timed.');
    return;
  }
  const extractor = createNativeExtractor(1);
  const featureSet = findFeatureSet(extractor.featureSets, DEFAULT_FEATURE_SET);
  for (const compat of [false, true]) {
    const times: number[] = [];
    for (const golden of readGoldenObjects(directory)) {
      if (golden.features === null) continue;
      const lightCurve = goldenLightCurve(golden);
      const repeats: number[] = [];
      for (let repeat = 0; repeat < REPEATS; repeat += 1) {
        const { microseconds } = await extractor.extract(lightCurve, featureSet, { compat });
        repeats.push(total(microseconds));
      }
      times.push(Math.min(...repeats));
    }
    const phases = compat ? 'phases of the original' : 'exact phases';
    report.section(`${times.length} golden light curves, ${phases}, best of ${REPEATS}`);
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    report.add(`golden mean, ${phases}`, mean, 'us', '2160: a hundredth of the original');
    report.add(`golden median, ${phases}`, median(times), 'us');
  }
  await extractor.close();
}
