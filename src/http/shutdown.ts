import type { FastifyInstance } from 'fastify';
import { Problem } from '../domain/problem.ts';

/** While requests in flight are finished, new ones that open connections still bring are refused. */
export function refuseWhileClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onRequest', async () => {
    if (closing) throw new Problem('SHUTTING_DOWN', 'The service takes no new requests.');
  });
}
