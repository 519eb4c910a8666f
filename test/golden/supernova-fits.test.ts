import { describe, expect, it } from 'vitest';
import { createNativeExtractor } from '../../src/features/native-extractor.ts';
import { needsReference, referencePath } from '../reference.ts';
import { measureSupernovaFits } from './supernova-fits.ts';

const directory = referencePath('golden', 'objects');

/** Fits that end above the best of the random starts by more than 1 %. */
const EXCEPTIONS = [
  // A supernova that both shapes fit within the errors: 0.44 of chi-square per point.
  'ZTF20aasiasa in r',
  // Made up: no supernovae.
  'SYN_g12_r2 in g',
  'SYN_onlyg_n30 in g',
  // No supernova fits these, by a chi-square of 9 to 1000 per point, and the search gives up.
  'ZTF17aaaaaan in g',
  'ZTF17aaageae in r',
  'ZTF17aaagccm in r',
  'ZTF17aaaizcd in g',
  'ZTF17aaajvds in g',
  'ZTF17aaajvds in r',
  'ZTF17aaakstv in r',
  'ZTF17aaanyaa in g',
  'ZTF17aaanyaa in r',
  'ZTF18aabkhrq in g',
  'ZTF18aablezn in g',
  'ZTF18aabllzx in r',
  'ZTF18aacdhgv in r',
  'ZTF18aagrehr in r',
  'ZTF18aagrhkq in g',
  'ZTF18aagrhkq in r',
  'ZTF18aagsgfb in g',
  'ZTF18aagsgfb in r',
  'ZTF18aagtecu in r',
  'ZTF18aajorqo in g',
  'ZTF18aajswmk in g',
  'ZTF18aakgsuq in r',
];

describe.skipIf(directory === undefined)(
  needsReference('supernova fits of golden light curves', directory),
  () => {
    it('cost at most 1 % more than the best of 100 random starts, but for those listed', {
      timeout: 300_000,
    }, async () => {
      const extractor = createNativeExtractor();
      const fits = await measureSupernovaFits(directory ?? '', extractor, 100);
      await extractor.close();
      expect(fits.length).toBeGreaterThan(0);
      for (const { name, cost, statedCost } of fits) {
        expect(statedCost / cost, name).toBeCloseTo(1, 8);
      }
      const above = fits.filter(({ cost, leastCost }) => cost > 1.01 * leastCost);
      expect(above.map(({ name }) => name).toSorted()).toEqual(EXCEPTIONS.toSorted());
    });
  },
);
