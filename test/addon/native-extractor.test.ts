import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { findFeatureSet } from '../../src/classification/compute.ts';
import { DROP_REASON_NAMES } from '../../src/domain/feature.ts';
import { toLightCurve } from '../../src/domain/light-curve.ts';
import { bandOf } from '../../src/domain/survey.ts';
import { usedDetections } from '../../src/domain/used-detections.ts';
import { DEFAULT_FEATURE_SET, type FeatureExtractor } from '../../src/features/extractor.ts';
import { type NativeLightCurve, nativeAddon } from '../../src/features/native-addon.ts';
import { createNativeExtractor } from '../../src/features/native-extractor.ts';
import { needsReference, referencePath } from '../reference.ts';
import { randomNumbers, syntheticLightCurve } from '../synthetic-light-curve.ts';

const open: FeatureExtractor[] = [];
function extractorOf(threads: number) {
  const extractor = createNativeExtractor(threads);
  open.push(extractor);
  return { extractor, featureSet: findFeatureSet(extractor.featureSets, DEFAULT_FEATURE_SET) };
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((extractor) => extractor.close()));
});

const lightCurve = (points: number, days = 500) =>
  toLightCurve(syntheticLightCurve('star', points, days));

describe('the native extractor', () => {
  it('gives the same on one thread and on many', async () => {
    const one = extractorOf(1);
    const many = extractorOf(4);
    const inputs = Array.from({ length: 40 }, (_, index) => lightCurve(10 + 3 * index));
    const all = async ({ extractor, featureSet }: typeof one) =>
      (await Promise.all(inputs.map((input) => extractor.extract(input, featureSet)))).map(
        ({ values }) => values,
      );
    expect(await all(many)).toEqual(await all(one));
  });

  it('describes every feature of its sets', () => {
    const { extractor, featureSet } = extractorOf(1);
    expect(featureSet.featureNames).toHaveLength(180);
    const described = extractor.catalogue
      .filter(({ featureSets }) => featureSets.includes(featureSet.id))
      .map(({ name }) => name);
    expect(described).toEqual(featureSet.featureNames);
    for (const { name, unit, description, citation } of extractor.catalogue) {
      expect({ name, unit: unit !== '', said: description.length > 10 }).toEqual({
        name,
        unit: true,
        said: true,
      });
      expect(citation.doi ?? '10.').toMatch(/^10\./);
    }
  });

  it('uses the detections that quality flags look at', async () => {
    const { extractor, featureSet } = extractorOf(2);
    for (let seed = 1; seed <= 30; seed += 1) {
      const random = randomNumbers(seed);
      const body = syntheticLightCurve('spoilt', 60, 300, seed);
      const { mjd, mag, magErr, rb = [], ra = [] } = body.detections;
      for (let row = 0; row < 60; row += 1) {
        const lot = random();
        if (lot < 0.05) mag[row] = null;
        else if (lot < 0.1) rb[row] = random();
        else if (lot < 0.15) magErr[row] = 3 * random();
        else if (lot < 0.2) mjd[row] = mjd[Math.floor(60 * random())] ?? null;
        else if (lot < 0.22) ra[row] = null;
      }
      const spoilt = toLightCurve(body);
      const { quality } = await extractor.extract(spoilt, featureSet);
      const perBand: Record<string, number> = {};
      for (const code of usedDetections(spoilt).band) {
        perBand[bandOf(code)] = (perBand[bandOf(code)] ?? 0) + 1;
      }
      expect(perBand).toEqual(quality.usedPerBand);
      expect(quality.used).toBeLessThan(60);
    }
  });

  it('flags the quality of what it answers and of what it refuses', async () => {
    const { extractor, featureSet } = extractorOf(1);
    expect((await extractor.extract(lightCurve(9, 500), featureSet)).quality.flags).toEqual([
      'FEW_DETECTIONS',
    ]);
    await expect(extractor.extract(lightCurve(4, 5), featureSet)).rejects.toMatchObject({
      extensions: { quality: { flags: ['FEW_DETECTIONS', 'SHORT_TIME_SPAN'] } },
    });
  });

  it('ends what is running when it is closed, and refuses what comes later', async () => {
    const { extractor, featureSet } = extractorOf(1);
    const running = Array.from({ length: 20 }, () =>
      extractor.extract(lightCurve(5000, 3000), featureSet),
    );
    const settled = Promise.allSettled(running);
    await extractor.close();
    const last = (await settled).at(-1);
    expect(last).toMatchObject({ status: 'rejected', reason: { code: 'SHUTTING_DOWN' } });
    await expect(extractor.extract(lightCurve(10), featureSet)).rejects.toMatchObject({
      code: 'SHUTTING_DOWN',
    });
  });

  it('leaves the event loop free while it computes', async () => {
    const { extractor, featureSet } = extractorOf(1);
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 1);
    await extractor.extract(lightCurve(8000, 3000), featureSet);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
  });

  it('counts dropped rows by reasons that are documented', async () => {
    const { extractor, featureSet } = extractorOf(1);
    const input = lightCurve(30);
    input.detections.mag[0] = Number.NaN;
    input.detections.magErr[1] = 2;
    input.detections.mjd[3] = input.detections.mjd[2] ?? 0;
    if (input.detections.rb !== undefined) input.detections.rb[4] = 0;
    const { quality } = await extractor.extract(input, featureSet);
    expect(Object.keys(quality.dropped).toSorted()).toEqual([...DROP_REASON_NAMES].toSorted());
    expect(quality).toMatchObject({ received: 30, used: 26 });
  });
});

describe('the addon', () => {
  const column = Float64Array.of(1, 2);
  const good: NativeLightCurve = {
    total: true,
    corrected: false,
    detections: { mjd: column, band: Uint8Array.of(1, 2), mag: column, magErr: column },
    nonDetections: {
      mjd: new Float64Array(),
      band: new Uint8Array(),
      limitingMag: new Float64Array(),
    },
    crossmatch: {},
  };
  const wrong: [string, unknown, RegExp][] = [
    ['no light curve', null, /light curve must be an object/],
    ['no tables', {}, /detections must be an object/],
    ['a column of another length', { mag: Float64Array.of(1) }, /mag must be a Float64Array/],
    ['a column of another type', { magErr: Float32Array.of(1, 2) }, /magErr must be a Float64/],
    ['a column that is missing', { mag: undefined }, /mag must be a Float64Array/],
    ['an array', { mjd: [1, 2] }, /mjd must be a Float64Array/],
    ['a band that is none', { band: Uint8Array.of(1, 4) }, /band must be made of the codes/],
  ];
  it.each(wrong)('refuses %s', (_case, change, message) => {
    const extractor = new nativeAddon.Extractor(1);
    const input =
      change === null || Object.keys(change as object).length === 0
        ? change
        : { ...good, detections: { ...good.detections, ...(change as object) } };
    expect(() => extractor.extract(input as NativeLightCurve, [0], false)).toThrow(message);
  });

  it('refuses families that it does not have, and no threads', () => {
    const extractor = new nativeAddon.Extractor(1);
    expect(() => extractor.extract(good, [10_000], false)).toThrow(RangeError);
    expect(() => new nativeAddon.Extractor(0)).toThrow(RangeError);
  });
});

const names = referencePath('golden', 'feature_names.json');
it.skipIf(names === undefined)(needsReference('the order is that of the original', names), () => {
  const { featureSet } = extractorOf(1);
  expect(featureSet.featureNames).toEqual(JSON.parse(readFileSync(names ?? '', 'utf8')));
});
