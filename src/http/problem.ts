import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { validationProblem } from '../domain/faults.ts';
import {
  PROBLEMS,
  Problem,
  type ProblemCode,
  type ProblemDocument,
  toProblemDocument,
} from '../domain/problem.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Seconds; about what a restart of the store or of the service takes. */
const RETRY_AFTER = '5';
const TEMPORARY: ReadonlySet<ProblemCode> = new Set(['STORE_UNAVAILABLE', 'SHUTTING_DOWN']);

/** RFC 9457 */
export const problemSchema = z
  .looseObject({
    type: z.string().describe('A URN that names the code'),
    title: z.string().describe('The code in words'),
    status: z.int().describe('HTTP status'),
    detail: z.string().describe('What is wrong here'),
    instance: z.string().optional().describe('The path that was asked for'),
    code: z
      .enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]])
      .describe('What programs should look at'),
    errors: z
      .array(
        z.strictObject({
          pointer: z
            .string()
            .describe(
              'JSON Pointer to the datum in the body; /query/<name> and /path/<name> for parameters',
            ),
          detail: z.string(),
        }),
      )
      .describe('What is wrong, datum by datum; the first 20'),
  })
  .meta({
    id: 'Problem',
    examples: [
      toProblemDocument(
        validationProblem([
          {
            pointer: '/detections/17/magErr',
            detail: 'must be a finite number or null; got text "0.1"',
          },
        ]),
        '/v1/classifications',
      ),
    ],
  });

/** What an error of whatever origin is for the caller. */
function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  if (error === request.raw.errored) {
    return validationProblem([{ pointer: '', detail: 'did not arrive as a whole' }]);
  }
  switch ((error as Partial<FastifyError> | undefined)?.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem(
        'BODY_TOO_LARGE',
        `The body is larger than ${request.routeOptions.bodyLimit} bytes.`,
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem(
        'UNSUPPORTED_MEDIA_TYPE',
        `The body must be application/json, not ${request.headers['content-type'] ?? 'unnamed'}.`,
      );
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return validationProblem([
        { pointer: '', detail: 'is not as long as the header Content-Length says' },
      ]);
    case 'FST_ERR_BAD_URL':
      return validationProblem([{ pointer: '/path', detail: 'is not URL-encoded UTF-8' }]);
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return validationProblem([{ pointer: '/path', detail: 'has a part that is too long' }]);
    default:
      return new Problem(
        'INTERNAL_ERROR',
        `The service failed in a way it did not foresee. Its log tells more of request ${request.id}.`,
        { cause: error },
      );
  }
}

/** Answers any error as a problem document, and logs it: for every hook of Fastify that has errors. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = toProblem(error, request);
  const document: ProblemDocument = toProblemDocument(problem, request.url);
  if (document.status >= 500) {
    request.log.error({ err: problem.cause ?? problem, code: problem.code }, problem.message);
  } else {
    request.log.info({ code: problem.code }, problem.message);
  }
  if (TEMPORARY.has(problem.code)) reply.header('retry-after', RETRY_AFTER);
  return reply
    .code(document.status)
    .type(PROBLEM_MEDIA_TYPE)
    .serializer(JSON.stringify)
    .send(document);
}

/** Where what a client sends does not even make a request: `clientError` of the HTTP server. */
export function sendProblemToSocket(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const document = toProblemDocument(
    new Problem('VALIDATION_FAILED', `This is not a request that can be read: ${error.message}.`),
  );
  const body = JSON.stringify(document);
  socket.end(
    [
      `HTTP/1.1 ${document.status} ${STATUS_CODES[document.status]}`,
      `content-type: ${PROBLEM_MEDIA_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** Where no route is. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply) {
  return sendProblem(
    new Problem('NOT_FOUND', `There is nothing at ${request.method} ${request.url}.`),
    request,
    reply,
  );
}
