// Prints how the converged supernova fits of the golden light curves compare with the best of a
// hundred random starts.
import { createNativeExtractor } from '../../src/features/native-extractor.ts';
import { referencePath } from '../reference.ts';
import { measureSupernovaFits } from './supernova-fits.ts';

const directory = referencePath('golden', 'objects');
if (directory === undefined) {
  console.error(
    'There is no reference data: set LARCH_REFERENCE_DIR to the folder that holds golden/.',
  );
  process.exit(1);
}
const extractor = createNativeExtractor();
const fits = await measureSupernovaFits(directory, extractor, 100);
await extractor.close();

const byExcess = fits
  .map((fit) => ({ ...fit, excess: fit.cost / fit.leastCost - 1 }))
  .toSorted((a, b) => b.excess - a.excess);
const count = (predicate: (excess: number) => boolean) =>
  byExcess.filter(({ excess }) => predicate(excess)).length;
console.log(`${fits.length} fits of golden light curves against the best of 100 random starts`);
console.log(`cost at most 1 % above: ${count((excess) => excess <= 0.01)}`);
console.log(`cost at most 0.01 % above: ${count((excess) => excess <= 1e-4)}`);
console.log(`cost more than 0.01 % below: ${count((excess) => excess < -1e-4)}`);
console.log('\nMore than 1 % above: cost, least of the random starts');
for (const { name, cost, leastCost, excess } of byExcess) {
  if (excess <= 0.01) break;
  console.log(
    `${name.padEnd(20)}${cost.toFixed(3).padStart(14)}${leastCost.toFixed(3).padStart(14)}${(100 * excess).toFixed(1).padStart(8)} %`,
  );
}
