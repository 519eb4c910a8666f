import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifySchemaCompiler,
  RawServerDefault,
} from 'fastify';
import type { FastifySerializerCompiler } from 'fastify/types/schema.js';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import * as z from 'zod';
import { parseInput } from '../domain/faults.ts';

/** The application, with handlers typed by the zod schemas of their routes. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Where each part of a request is, in front of the pointers into it; the body is the document. */
const PARENTS: Readonly<Record<string, readonly string[]>> = {
  querystring: ['query'],
  params: ['path'],
  headers: ['headers'],
};

export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data) => {
    try {
      return { value: parseInput(schema, data, PARENTS[httpPart ?? 'body']) };
    } catch (error) {
      return { error: error as Error };
    }
  };

/**
 * The schemas of answers document; what is sent is typed by them, and tests compare it with them.
 * To parse every answer once more would cost more than to write it.
 */
export const serializerCompiler: FastifySerializerCompiler<unknown> = () => JSON.stringify;

/** "Any JSON value" refers to itself in zod; JSON Schema says it by saying nothing. */
const zodToJsonConfig: Parameters<typeof createJsonSchemaTransform>[0]['zodToJsonConfig'] = {
  override: ({ zodSchema, jsonSchema }) => {
    if (zodSchema instanceof z.ZodRecord && zodSchema.valueType instanceof z.ZodLazy) {
      jsonSchema.additionalProperties = {};
    }
  },
};
export const jsonSchemaTransform = createJsonSchemaTransform({ zodToJsonConfig });
export const jsonSchemaTransformObject = createJsonSchemaTransformObject({ zodToJsonConfig });
