import { Presets, SingleBar } from 'cli-progress';
import type { Tally } from './answer-lines.ts';

/** Tells on standard error how far a run is: a bar on a terminal, and a line at its end. */
export interface Progress {
  advance(bytes: number): void;
  update(tally: Readonly<Tally>): void;
  finish(tally: Readonly<Tally>): void;
}

/** @param totalBytes - of the input; undefined where its length is not known */
export function createProgress(totalBytes: number | undefined): Progress {
  const start = performance.now();
  let bytes = 0;
  const bar = new SingleBar(
    {
      format:
        totalBytes === undefined
          ? '{answered} answered, {refused} refused, {rate}/s'
          : '{bar} {percentage} % | {answered} answered, {refused} refused, {rate}/s',
      stream: process.stderr,
      // Silent where standard error is not a terminal.
      noTTYOutput: false,
      // Whatever is changed of the terminal, an interrupt would leave so; hence a bar that fits a line.
      linewrap: true,
      barsize: 20,
      clearOnComplete: true,
      fps: 5,
    },
    Presets.shades_classic,
  );
  const counts = ({ answered, refused }: Readonly<Tally>) => {
    const seconds = (performance.now() - start) / 1000;
    return { answered, refused, rate: Math.round((answered + refused) / Math.max(seconds, 1e-3)) };
  };
  bar.start(totalBytes ?? 0, 0, counts({ answered: 0, refused: 0 }));

  return {
    advance(count) {
      bytes += count;
    },
    update(tally) {
      bar.update(bytes, counts(tally));
    },
    finish(tally) {
      bar.stop();
      const { answered, refused, rate } = counts(tally);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      process.stderr.write(
        `${answered} answered, ${refused} refused in ${seconds} s (${rate}/s)\n`,
      );
    },
  };
}
