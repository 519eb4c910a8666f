import { type AnswerLine, answerLines } from './answer-lines.ts';
import { inputLines, sizeOf } from './input-lines.ts';
import { createProgress } from './progress.ts';

/** Lines that wait for each computation in progress, so that no thread waits for a line. */
const LINES_AHEAD_PER_JOB = 8;

/**
 * Answers every line of the files on standard output, and tells of it on standard error.
 * @param files - none is standard input
 * @throws Error where a file cannot be read
 */
export async function runLines(
  files: readonly string[],
  jobs: number,
  answer: AnswerLine,
): Promise<void> {
  const inputs = files.length === 0 ? ['-'] : files;
  const progress = createProgress(await sizeOf(inputs));
  const tally = await answerLines({
    lines: inputLines(inputs, progress.advance),
    answer,
    output: process.stdout,
    ahead: LINES_AHEAD_PER_JOB * jobs,
    onAnswer: progress.update,
  });
  progress.finish(tally);
}
