import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline, type Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** One line that is not empty, and where it stands. */
export interface InputLine {
  readonly text: string;
  /** Of the line in its file, from 1. */
  readonly number: number;
  /** FILE#L17, or stdin#L17 */
  readonly place: string;
}

/** Bytes in the files; undefined where standard input is among them. */
export async function sizeOf(files: readonly string[]): Promise<number | undefined> {
  const sizes = await Promise.all(
    files.map(async (file) => (file === '-' ? undefined : (await stat(file)).size)),
  );
  return sizes.reduce<number | undefined>(
    (total, size) => (total === undefined || size === undefined ? undefined : total + size),
    0,
  );
}

/**
 * The lines of the files, one file after the other.
 * @param files - "-" is standard input; names that end in .gz are unpacked
 * @param onBytes - told how many bytes of a file were read, before they are unpacked
 */
export async function* inputLines(
  files: readonly string[],
  onBytes: (count: number) => void,
): AsyncGenerator<InputLine> {
  for (const file of files) {
    const name = file === '-' ? 'stdin' : file;
    let number = 0;
    for await (const text of linesOf(file, onBytes)) {
      number += 1;
      if (text.trim() !== '') yield { text, number, place: `${name}#L${number}` };
    }
  }
}

async function* linesOf(file: string, onBytes: (count: number) => void): AsyncGenerator<string> {
  const source: Readable = file === '-' ? process.stdin : createReadStream(file);
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  const stages = file.endsWith('.gz') ? [counter, createGunzip()] : [counter];
  // readline may end, instead of failing, where its input fails.
  let failure: Error | undefined;
  const input = pipeline([source, ...stages], (error) => {
    failure = error ?? undefined;
  }) as unknown as Readable;
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    if (failure !== undefined) throw failure;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${file}: ${reason}`, { cause });
  }
}
