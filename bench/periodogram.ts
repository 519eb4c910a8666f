import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Report } from './report.ts';

const ADDON = fileURLToPath(new URL('../addon', import.meta.url));

/** A line of addon/bench/periodogram_bench.cpp. */
interface Timing {
  readonly rows: number;
  readonly days: number;
  readonly frequencies: number;
  readonly instructions: string;
  readonly method: string;
  readonly microseconds: number;
}

/** What addon/bench/memory_bench.cpp prints. */
interface Memory {
  readonly rows: number;
  readonly days: number;
  readonly addedMegabytes: number;
}

/** The power of one band by each method, and the memory that the longest light curve takes. */
export function benchPeriodogram(report: Report): void {
  run('node', ['build.mjs', 'periodogram_bench', 'memory_bench']);
  let section = '';
  for (const timing of linesOf<Timing>('periodogram_bench')) {
    const { rows, days, frequencies, instructions } = timing;
    const title = `Power of one band, T = ${days} d, ${frequencies} frequencies, ${instructions}`;
    if (title !== section) report.section(title);
    section = title;
    report.add(`periodogram N=${rows} ${timing.method}`, timing.microseconds, 'us');
  }
  for (const { rows, days, addedMegabytes } of linesOf<Memory>('memory_bench')) {
    report.section(`Memory, N = ${rows}, T = ${days} d, the light curve included`);
    report.add('peak resident memory above the start of the process', addedMegabytes, 'MB', '64');
  }
}

function linesOf<Line>(program: string): Line[] {
  const lines = run(`build/release/${program}`, []).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: ADDON,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`, { cause: error });
  return stdout;
}
