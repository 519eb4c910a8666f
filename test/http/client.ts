import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, expect } from 'vitest';
import * as z from 'zod';
import { type AppDependencies, buildApp } from '../../src/app.ts';
import { createClassificationService } from '../../src/classification/classify.ts';
import { fakeClassifiers } from '../fakes/classifiers.ts';
import { fakeExtractor } from '../fakes/extractor.ts';
import { memoryStore } from '../fakes/memory-store.ts';

/** Of an OpenAPI document, what says what an answer looks like. */
interface Documentation {
  readonly paths: Record<
    string,
    Record<
      string,
      { responses: Record<string, { content: Record<string, { schema: { $ref: string } }> }> }
    >
  >;
  readonly components: { readonly schemas: Record<string, object> };
}

/** The real application and use case over fakes of what they need. */
export async function appWithFakes(overrides: Partial<AppDependencies> = {}) {
  const extractor = fakeExtractor();
  const classifiers = fakeClassifiers();
  const store = overrides.store ?? memoryStore();
  const service = createClassificationService({ extractor, classifiers, store, memoSize: 100 });
  return buildApp({
    service,
    extractor,
    classifiers,
    store,
    version: '0.0.0',
    logger: false,
    ...overrides,
  });
}

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

type Request = InjectOptions & { readonly url: string };

export type Call = (request: Request) => Promise<LightMyRequestResponse>;

/** Sends requests to an application of its own, and holds every answer against the documentation. */
export async function client(overrides: Partial<AppDependencies> = {}): Promise<Call> {
  const app = await appWithFakes(overrides);
  afterAll(() => app.close());
  await app.ready();
  const expectDocumented = documented(app.swagger() as unknown as Documentation);
  return async (request) => {
    const response = await app.inject(request);
    expectDocumented(request, response);
    return response;
  };
}

function documented({ paths, components }: Documentation) {
  const definitions = JSON.parse(
    JSON.stringify(components.schemas).replaceAll('#/components/schemas/', '#/$defs/'),
  ) as object;
  const schemas = Object.fromEntries(
    Object.keys(components.schemas).map((name) => [
      `#/components/schemas/${name}`,
      z.fromJSONSchema({ $ref: `#/$defs/${name}`, $defs: definitions } as JsonSchema),
    ]),
  );
  const routes = Object.entries(paths).map(([path, methods]) => ({
    path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
    methods,
  }));

  return ({ method = 'GET', url }: Request, response: LightMyRequestResponse) => {
    const pathname = url.replace(/\?.*/, '');
    const route = routes.find(({ path }) => path.test(pathname));
    const operation = route?.methods[method.toLowerCase()];
    if (operation === undefined) return;
    const [mediaType = ''] = String(response.headers['content-type']).split(';');
    const content = operation.responses[response.statusCode]?.content[mediaType];
    expect(content, `${response.statusCode} ${mediaType} is documented`).toBeDefined();
    const result = schemas[content?.schema.$ref ?? '']?.safeParse(response.json());
    expect(result?.error, `${response.body.slice(0, 200)} is as documented`).toBeUndefined();
    expect(result?.success).toBe(true);
  };
}
