import { readFile } from 'node:fs/promises';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from './zod.ts';

/** As much of OpenAPI as is touched here. */
interface OpenApiDocument {
  readonly paths: Readonly<Record<string, object>>;
  readonly components: { readonly schemas: Record<string, object> };
}

const REFERENCE = '#/components/schemas/';

/** The page runs its own scripts and nothing else's; it is served over plain HTTP too. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'none'";

/** A tree, and the name. */
const LOGO = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 130 40"><path fill="#e8b04a" d="M20 2 30 16h-5l8 12H23v8h-6v-8H7l8-12h-5z"/><text x="42" y="29" font-family="sans-serif" font-size="26" fill="#fff">Larch</text></svg>',
);

/** The files in `examples/` that schemas are shown with, by name of the schema. */
const EXAMPLES: Readonly<Record<string, string>> = {
  LightCurve: 'ZTF18aagrehr.json',
  FeatureAnswer: 'ZTF18aagrehr.features.json',
  Classification: 'ZTF18aagrehr.classification.json',
};

function referencesIn(text: string): string[] {
  return [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name as string);
}

/**
 * Every schema that has a name comes twice, as it is sent and as it is answered (`XInput`, `X`).
 * Where both are alike, one is enough; and what nothing refers to is left out.
 */
function pruneSchemas(document: OpenApiDocument): OpenApiDocument {
  let text = JSON.stringify(document);
  const { schemas } = document.components;
  const asAnswer = (json: string) =>
    json.replaceAll(/"#\/components\/schemas\/([^"]+)Input"/g, `"${REFERENCE}$1"`);
  for (const [name, schema] of Object.entries(schemas)) {
    const input = schemas[`${name}Input`];
    if (input === undefined) continue;
    if (asAnswer(JSON.stringify(input)) === JSON.stringify(schema)) {
      text = text.replaceAll(`"${REFERENCE}${name}Input"`, `"${REFERENCE}${name}"`);
    }
  }
  const pruned = JSON.parse(text) as OpenApiDocument;
  const all = pruned.components.schemas;
  const used = new Set(referencesIn(JSON.stringify(pruned.paths)));
  for (const name of used) {
    for (const inner of referencesIn(JSON.stringify(all[name]))) used.add(inner);
  }
  const kept = Object.entries(all).filter(([name]) => used.has(name));
  return {
    ...pruned,
    components: {
      ...pruned.components,
      schemas: Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

/** Documents every route that is registered from now on, at /openapi.json and /docs. */
export async function documentRoutes(app: FastifyInstance, version: string): Promise<void> {
  const examples = await Promise.all(
    Object.entries(EXAMPLES).map(async ([name, file]) => {
      const text = await readFile(new URL(`../../examples/${file}`, import.meta.url), 'utf8');
      return [name, JSON.parse(text) as unknown] as const;
    }),
  );

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Larch',
        version,
        description:
          'Classifies astronomical light curves: features of the ALeRCE light curve classifier, class probabilities, and a history of both. Every error is a problem document (RFC 9457) whose `code` is one of those in problems.md and whose `errors` point at each wrong datum.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      security: [],
      tags: [
        { name: 'Classification', description: 'Light curve in, class probabilities out' },
        { name: 'Features', description: 'What the classifiers look at' },
        { name: 'Objects', description: 'What was stored' },
        { name: 'Classifiers', description: 'The trained models' },
        { name: 'Operations', description: 'For whoever runs the service' },
      ],
    },
    transform: jsonSchemaTransform,
    transformObject: (input) => {
      const document = pruneSchemas(jsonSchemaTransformObject(input) as OpenApiDocument);
      const { schemas } = document.components;
      for (const [name, example] of examples) {
        schemas[name] = { ...schemas[name], examples: [example] };
      }
      return document;
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'Larch' },
    logo: { type: 'image/svg+xml', content: LOGO },
  });

  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs'));
}
