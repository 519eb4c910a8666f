import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const BASELINE = fileURLToPath(new URL('baseline.json', import.meta.url));

/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** Prints figures as they come, each beside the stored baseline, and can store them as the next. */
export class Report {
  readonly #figures: Figure[] = [];
  readonly #baseline: Readonly<Record<string, number>> = existsSync(BASELINE)
    ? (JSON.parse(readFileSync(BASELINE, 'utf8')) as { figures: Record<string, number> }).figures
    : {};

  machine(): void {
    const [cpu] = cpus();
    console.log(`${cpu?.model.trim()}, ${cpus().length} processors, ${arch()}`);
    console.log(
      `Linux ${release()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
    );
  }

  section(title: string): void {
    console.log(
      `\n${title.padEnd(58)}${'now'.padStart(10)}${'baseline'.padStart(10)}${'ratio'.padStart(7)}  to reach`,
    );
  }

  /** @param reach - the figure to reach, in words; absent where none is set */
  add(name: string, value: number, unit: string, reach = ''): void {
    this.#figures.push({ name, value, unit });
    const before = this.#baseline[name];
    const compared =
      before === undefined ? ['', ''] : [format(before), (value / before).toFixed(2)];
    const [baseline = '', ratio = ''] = compared;
    console.log(
      `  ${`${name} [${unit}]`.padEnd(56)}${format(value).padStart(10)}${baseline.padStart(10)}${ratio.padStart(7)}  ${reach}`.trimEnd(),
    );
  }

  save(): void {
    const figures = Object.fromEntries(this.#figures.map(({ name, value }) => [name, value]));
    writeFileSync(BASELINE, `${JSON.stringify({ node: process.version, figures }, null, 2)}\n`);
    console.log(`\nStored as the baseline of later runs: ${BASELINE}`);
  }
}

function format(value: number): string {
  if (value >= 1000) return Math.round(value).toString();
  return value.toPrecision(3);
}

/** The value below which `share` of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b);
  return (
    ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? Number.NaN
  );
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
