// Prints how fast each part is, beside the stored baseline; asserts nothing.
// Usage: npm run bench [-- --save] [-- extraction golden periodogram inference service command-line]
import { parseArgs } from 'node:util';
import { benchCommandLine } from './command-line.ts';
import { benchExtraction, benchGolden } from './extraction.ts';
import { benchInference } from './inference.ts';
import { benchPeriodogram } from './periodogram.ts';
import { Report } from './report.ts';
import { benchService } from './service.ts';

const BENCHMARKS = {
  extraction: benchExtraction,
  golden: benchGolden,
  periodogram: benchPeriodogram,
  inference: benchInference,
  service: benchService,
  'command-line': benchCommandLine,
} as const;

const { values, positionals } = parseArgs({
  options: { save: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const report = new Report();
report.machine();
for (const [name, run] of Object.entries(BENCHMARKS)) {
  if (positionals.length === 0 || positionals.includes(name)) await run(report);
}
if (values.save) report.save();
