import * as z from 'zod';
import type { Classifier, ClassifierRegistry } from '../../classifiers/classifier.ts';
import { modelManifestSchema } from '../../classifiers/model-manifest.ts';
import { noQuery } from '../parameters.ts';
import { answer, listOf, problems } from '../responses.ts';
import type { App } from '../zod.ts';

const classifierSchema = modelManifestSchema
  .extend({
    id: z.string().describe('name@version'),
    default: z.boolean().describe('true: it answers where no classifier is named'),
  })
  .meta({ id: 'Classifier' });

const classifierList = listOf('ClassifierList', classifierSchema);

export function classifierRoutes(
  app: App,
  classifiers: Pick<ClassifierRegistry, 'default' | 'all' | 'find'>,
): void {
  const described = ({ id, manifest }: Classifier) => ({
    id,
    default: id === classifiers.default.id,
    ...manifest,
  });

  app.route({
    method: 'GET',
    url: '/v1/classifiers',
    schema: {
      operationId: 'listClassifiers',
      tags: ['Classifiers'],
      summary: 'The classifiers that are served',
      description:
        'Each with its taxonomy, its features, its training data and how well it did on held-out objects. The list has one page.',
      querystring: noQuery,
      response: {
        200: answer('All classifiers', classifierList),
        ...problems('VALIDATION_FAILED'),
      },
    },
    handler: async () => ({ items: classifiers.all.map(described), nextCursor: null }),
  });

  app.route({
    method: 'GET',
    url: '/v1/classifiers/:classifier',
    schema: {
      operationId: 'getClassifier',
      tags: ['Classifiers'],
      summary: 'A classifier',
      description: 'What it was trained on, what it reads, and how well it did.',
      params: z.strictObject({
        classifier: z
          .string()
          .min(1)
          .max(128)
          .describe('name@version, or a name for its newest version'),
      }),
      querystring: noQuery,
      response: {
        200: answer('The classifier', classifierSchema),
        ...problems('VALIDATION_FAILED', 'CLASSIFIER_NOT_FOUND'),
      },
    },
    handler: async ({ params }) =>
      described(classifiers.find(params.classifier, '/path/classifier')),
  });
}
