// Prints how every feature compares with the original extractor. Exit status 1 where a tolerance is
// broken with the phases of the original.
import { createNativeExtractor } from '../../src/features/native-extractor.ts';
import { referencePath } from '../reference.ts';
import { type Conformance, measureConformance } from './conformance.ts';

function printTable(title: string, conformance: Conformance): void {
  console.log(`\n${title}: ${conformance.objects} light curves`);
  console.log(
    `${'feature'.padEnd(32)}${'compared'.padStart(9)}${'within'.padStart(8)}${'worst'.padStart(11)}  object of the worst`,
  );
  for (const row of conformance.features) {
    console.log(
      `${row.feature.padEnd(32)}${String(row.compared).padStart(9)}${String(row.within).padStart(8)}${row.worst.toExponential(1).padStart(11)}  ${row.worstObject}`,
    );
  }
  const { fits, within } = conformance.supernovaFits;
  console.log(`SPM: all parameters within tolerance in ${within} of ${fits} fits`);
}

/** Which objects were not compared, and why. */
function printExceptions(conformance: Conformance): void {
  const exceptions = new Map<string, Set<string>>();
  for (const { feature, excluded } of conformance.features) {
    for (const [reason, objects] of excluded) {
      const all = exceptions.get(reason) ?? new Set();
      for (const object of objects) all.add(`${feature} of ${object}`);
      exceptions.set(reason, all);
    }
  }
  for (const [reason, cases] of exceptions) {
    console.log(`\nNot compared (${reason}): ${[...cases].join(', ')}`);
  }
}

const directory = referencePath('golden');
if (directory === undefined) {
  console.error(
    'There is no reference data: set LARCH_REFERENCE_DIR to the folder that holds golden/.',
  );
  process.exit(1);
}
const extractor = createNativeExtractor();
const exact = await measureConformance(directory, extractor, { compat: false });
const compat = await measureConformance(directory, extractor, { compat: true });
await extractor.close();
printTable('Exact phases: what hangs on the period may differ from the original', exact);
printTable('The phases of the original (--compat)', compat);
printExceptions(compat);
for (const violation of compat.violations) console.log(`OUTSIDE ${violation}`);
console.log(
  compat.violations.length === 0
    ? '\nWith --compat every tolerance is kept.'
    : '\nWith --compat tolerances are broken.',
);
process.exitCode = compat.violations.length === 0 ? 0 : 1;
