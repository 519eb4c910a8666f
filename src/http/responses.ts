import * as z from 'zod';
import { PROBLEMS, type ProblemCode } from '../domain/problem.ts';
import { PROBLEM_MEDIA_TYPE, problemSchema } from './problem.ts';

/** Documents an answer. */
export function answer<S extends z.ZodType>(description: string, schema: S) {
  return { description, content: { 'application/json': { schema } } };
}

/** Documents the problems a route may answer with, by status; every route may fail. */
export function problems(...codes: ProblemCode[]) {
  const byStatus: Record<number, ProblemCode[]> = {};
  for (const code of [...codes, 'INTERNAL_ERROR', 'SHUTTING_DOWN'] as const) {
    (byStatus[PROBLEMS[code].status] ??= []).push(code);
  }
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus.map((code) => `${code}: ${PROBLEMS[code].title}`).join('. '),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema } },
      },
    ]),
  );
}

/** `{ items, nextCursor }`, the form of every list. */
export function listOf<S extends z.ZodType>(id: string, items: S) {
  return z
    .strictObject({
      items: z.array(items).readonly(),
      nextCursor: z
        .string()
        .nullable()
        .describe('What `cursor` is to be for the next page; null on the last'),
    })
    .meta({ id });
}
