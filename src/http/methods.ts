import type { FastifyInstance } from 'fastify';
import { Problem } from '../domain/problem.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Collects the routes that are registered from now on; the function given back makes each of their
 * paths answer any other method with METHOD_NOT_ALLOWED and the header Allow, where Fastify alone
 * would say that there is nothing at all.
 */
export function refuseOtherMethods(app: FastifyInstance): () => void {
  const allowed = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = allowed.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    allowed.set(url, methods);
  });

  return () => {
    for (const [url, methods] of allowed) {
      const others = METHODS.filter((method) => !methods.has(method));
      if (others.length === 0) continue;
      const allow = [...methods].join(', ');
      app.route({
        url,
        method: others,
        schema: { hide: true },
        // Before the body is read: of a request that cannot succeed nothing else matters.
        onRequest: async (request, reply) => {
          reply.header('allow', allow);
          throw new Problem('METHOD_NOT_ALLOWED', `${request.method} is not one of ${allow}.`);
        },
        handler: () => undefined,
      });
    }
  };
}
