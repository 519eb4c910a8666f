import { describe, expect, it } from 'vitest';
import { createNativeExtractor } from '../../src/features/native-extractor.ts';
import { needsReference, referencePath } from '../reference.ts';
import { measurePeriodRecovery } from './period-recovery.ts';

const directory = referencePath('golden', 'objects');

describe.skipIf(directory === undefined)(
  needsReference('periods at the epochs of real objects', directory),
  () => {
    it('are found at least as often with exact phases as with those of the original', async () => {
      const extractor = createNativeExtractor();
      const recoveries = await measurePeriodRecovery(directory ?? '', extractor);
      await extractor.close();
      const total = (mode: 'exact' | 'compat') =>
        recoveries.reduce((sum, recovery) => sum + recovery[mode], 0);
      expect(total('exact')).toBeGreaterThanOrEqual(total('compat'));
      for (const { exact, of } of recoveries) expect(exact).toBeGreaterThan(of / 2);
    });
  },
);
