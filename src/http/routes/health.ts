import * as z from 'zod';
import type { ClassifierRegistry } from '../../classifiers/classifier.ts';
import { Problem } from '../../domain/problem.ts';
import type { ClassificationStore } from '../../store/classification-store.ts';
import { answer, problems } from '../responses.ts';
import type { App } from '../zod.ts';

const liveness = z.strictObject({ status: z.literal('live') }).meta({ id: 'Liveness' });
const readiness = z
  .strictObject({
    status: z.literal('ready'),
    classifier: z.string().describe('name@version of the default classifier'),
    version: z.string().describe('Version of the service'),
  })
  .meta({ id: 'Readiness' });

export function healthRoutes(
  app: App,
  store: Pick<ClassificationStore, 'ping'>,
  classifiers: Pick<ClassifierRegistry, 'default'>,
  version: string,
): void {
  app.route({
    method: 'GET',
    url: '/health/live',
    schema: {
      operationId: 'live',
      tags: ['Operations'],
      summary: 'Is the process alive?',
      description: 'Looks at nothing else: restart the process where this does not answer.',
      response: { 200: answer('It is', liveness), ...problems() },
    },
    handler: async () => ({ status: 'live' as const }),
  });

  app.route({
    method: 'GET',
    url: '/health/ready',
    schema: {
      operationId: 'ready',
      tags: ['Operations'],
      summary: 'Can light curves be classified now?',
      description: 'The store answers and the default classifier is loaded.',
      response: { 200: answer('They can', readiness), ...problems('STORE_UNAVAILABLE') },
    },
    handler: async () => {
      try {
        await store.ping();
      } catch (cause) {
        throw new Problem('STORE_UNAVAILABLE', 'The store does not answer.', { cause });
      }
      return { status: 'ready' as const, classifier: classifiers.default.id, version };
    },
  });
}
