// Prints how many periods of synthetic stars are found at the epochs of real objects.
import { createNativeExtractor } from '../../src/features/native-extractor.ts';
import { referencePath } from '../reference.ts';
import { measurePeriodRecovery } from './period-recovery.ts';

const directory = referencePath('golden', 'objects');
if (directory === undefined) {
  console.error(
    'There is no reference data: set LARCH_REFERENCE_DIR to the folder that holds golden/.',
  );
  process.exit(1);
}
const extractor = createNativeExtractor();
const recoveries = await measurePeriodRecovery(directory, extractor);
await extractor.close();

const print = (
  kind: string,
  of: number | string,
  exact: number | string,
  compat: number | string,
) =>
  console.log(
    `${kind.padEnd(34)}${String(of).padStart(6)}${String(exact).padStart(8)}${String(compat).padStart(8)}`,
  );
const total = (count: 'of' | 'exact' | 'compat') =>
  recoveries.reduce((sum, recovery) => sum + recovery[count], 0);
console.log('Periods found at the epochs, bands and errors of real objects');
print('', 'of', 'exact', 'compat');
for (const { kind, of, exact, compat } of recoveries) print(kind, of, exact, compat);
print('all', total('of'), total('exact'), total('compat'));
console.log(
  'Found: within 5 % and half of the resolution; of an eclipsing binary also half of the period.',
);
