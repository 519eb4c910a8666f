/**
 * Everything that can go wrong for a caller. The code is the contract, the texts are prose.
 * Each code has a heading of its own in openapi/problems.md.
 */
export const PROBLEMS = {
  INVALID_JSON: { status: 400, title: 'The body is not JSON' },
  VALIDATION_FAILED: { status: 400, title: 'The request is not of the documented form' },
  NOT_FOUND: { status: 404, title: 'Nothing is here' },
  OBJECT_NOT_FOUND: { status: 404, title: 'No such object is stored' },
  CLASSIFIER_NOT_FOUND: { status: 404, title: 'No such classifier is served' },
  FEATURE_SET_NOT_FOUND: { status: 404, title: 'No such feature set is known' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The route does not take this method' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The media type is not supported' },
  TOO_FEW_DETECTIONS: { status: 422, title: 'Too few usable detections' },
  INTERNAL_ERROR: { status: 500, title: 'The service failed' },
  STORE_UNAVAILABLE: { status: 503, title: 'The store cannot be reached' },
  SHUTTING_DOWN: { status: 503, title: 'The service is shutting down' },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** One wrong datum: a JSON Pointer (RFC 6901) to it, and what is wrong. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** An error that a caller is told about as it is. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly Fault[];
  /** Further members of the answer (RFC 9457, section 3.2). */
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(
    code: ProblemCode,
    detail: string,
    more: {
      errors?: readonly Fault[];
      extensions?: Readonly<Record<string, unknown>>;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: more.cause });
    this.name = 'Problem';
    this.code = code;
    this.errors = more.errors ?? [];
    this.extensions = more.extensions ?? {};
  }
}

/** What a caller reads: RFC 9457, plus `code` and `errors`. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly code: ProblemCode;
  readonly errors: readonly Fault[];
  readonly [extension: string]: unknown;
}

/** @param instance - the request or input line that the problem is about */
export function toProblemDocument(problem: Problem, instance?: string): ProblemDocument {
  const { status, title } = PROBLEMS[problem.code];
  return {
    type: `urn:larch:problem:${problem.code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail: problem.message,
    ...(instance === undefined ? {} : { instance }),
    code: problem.code,
    errors: problem.errors,
    ...problem.extensions,
  };
}
