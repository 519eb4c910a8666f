import { Problem } from '../domain/problem.ts';

/** Where a page of a history ends: the place of its last row in the order (classified_at, id). */
export interface HistoryPosition {
  /** When it was classified, since 1970. */
  readonly milliseconds: number;
  readonly id: string;
}

/** Milliseconds since 1970, up to the year 2286, and a 64-bit id. */
const CURSOR = /^(\d{1,13})\.(\d{1,18})$/;

export function toCursor({ milliseconds, id }: HistoryPosition): string {
  return Buffer.from(`${milliseconds}.${id}`).toString('base64url');
}

/** @throws Problem VALIDATION_FAILED where the cursor is not one of ours */
export function fromCursor(cursor: string): HistoryPosition {
  const [, milliseconds, id] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (milliseconds === undefined || id === undefined) {
    throw new Problem('VALIDATION_FAILED', 'The cursor is not valid', {
      errors: [
        {
          pointer: '/query/cursor',
          detail: 'must be the nextCursor of the page before, unchanged',
        },
      ],
    });
  }
  return { milliseconds: Number(milliseconds), id };
}
