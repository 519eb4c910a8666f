import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { jsonProblem } from '../domain/json.ts';
import { Problem, type ProblemDocument, toProblemDocument } from '../domain/problem.ts';
import type { InputLine } from './input-lines.ts';

/** A line that could not be answered. */
interface Refusal {
  readonly objectId: string | null;
  readonly problem: ProblemDocument;
}

/**
 * The answer to one line.
 * @throws Problem where the line cannot be answered
 */
export type AnswerLine = (json: unknown) => Promise<object>;

export interface Tally {
  answered: number;
  refused: number;
}

/**
 * Answers every line, `ahead` at a time, and writes the answers in input order. A line whose answer
 * is a Problem gives { objectId, problem }; any other error ends the run.
 */
export async function answerLines(options: {
  readonly lines: AsyncIterable<InputLine>;
  readonly answer: AnswerLine;
  readonly output: Writable;
  readonly ahead: number;
  readonly onAnswer: (tally: Readonly<Tally>) => void;
}): Promise<Tally> {
  const { output } = options;
  const tally: Tally = { answered: 0, refused: 0 };
  const waiting: Promise<object | Refusal>[] = [];

  const writeNext = async () => {
    const answer = await waiting.shift();
    if (answer === undefined) return;
    if ('problem' in answer) tally.refused += 1;
    else tally.answered += 1;
    if (!output.write(`${JSON.stringify(answer)}\n`)) await once(output, 'drain');
    options.onAnswer(tally);
  };

  for await (const line of options.lines) {
    const answer = answerOrRefuse(line, options.answer);
    // Its rejection is met by writeNext; until then it must not count as unhandled.
    answer.catch(() => undefined);
    waiting.push(answer);
    if (waiting.length >= options.ahead) await writeNext();
  }
  while (waiting.length > 0) await writeNext();
  return tally;
}

async function answerOrRefuse(line: InputLine, answer: AnswerLine): Promise<object | Refusal> {
  let json: unknown;
  try {
    json = parseJson(line);
    return await answer(json);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { objectId: objectIdOf(json), problem: toProblemDocument(error, line.place) };
  }
}

function parseJson({ text, number }: InputLine): unknown {
  try {
    // A byte order mark is no part of JSON, but may begin a file of it.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw jsonProblem(text, number);
  }
}

function objectIdOf(json: unknown): string | null {
  const id = typeof json === 'object' && json !== null && 'objectId' in json ? json.objectId : null;
  return typeof id === 'string' ? id : null;
}
