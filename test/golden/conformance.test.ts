import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureExtractor } from '../../src/features/extractor.ts';
import { createNativeExtractor } from '../../src/features/native-extractor.ts';
import { needsReference, referencePath } from '../reference.ts';
import { measureConformance } from './conformance.ts';

const directory = referencePath('golden');

describe.skipIf(directory === undefined)(needsReference('golden light curves', directory), () => {
  let extractor: FeatureExtractor;
  beforeAll(() => {
    extractor = createNativeExtractor();
  });
  afterAll(() => extractor.close());

  it('have the features of the original, within the tolerances', async () => {
    const conformance = await measureConformance(directory ?? '', extractor, { compat: true });
    expect(conformance.objects).toBeGreaterThan(0);
    expect(conformance.violations).toEqual([]);
  });
});
