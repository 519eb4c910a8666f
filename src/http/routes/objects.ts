import * as z from 'zod';
import { classificationSchema } from '../../domain/classification.ts';
import { featureAnswerSchema } from '../../domain/feature.ts';
import { objectIdSchema } from '../../domain/light-curve-body.ts';
import { underPriors } from '../../domain/priors.ts';
import { Problem } from '../../domain/problem.ts';
import type { ClassificationStore } from '../../store/classification-store.ts';
import { lightCurveBody, noQuery, objectPath, pageQuery, priors } from '../parameters.ts';
import { answer, listOf, problems } from '../responses.ts';
import type { App } from '../zod.ts';

const storedClassification = classificationSchema
  .omit({ cached: true, truncated: true })
  .meta({ id: 'StoredClassification' });

const classificationPage = listOf('ClassificationPage', storedClassification);

const objectSummary = z
  .strictObject({
    objectId: objectIdSchema,
    survey: z.string(),
    ra: z.number().nullable().describe('Right ascension, ICRS; degrees; null where unknown'),
    dec: z.number().nullable().describe('Declination, ICRS; degrees; null where unknown'),
    firstClassifiedAt: z.iso.datetime().describe('UTC'),
    lastClassifiedAt: z.iso.datetime().describe('UTC'),
    classifications: z
      .array(storedClassification)
      .readonly()
      .describe('The newest of each classifier'),
  })
  .meta({ id: 'ObjectSummary' });

const historyQuery = z.strictObject({
  classifier: z
    .string()
    .min(1)
    .max(128)
    .exactOptional()
    .describe('name@version, or a name for all its versions; default: all classifiers'),
  asOf: z.iso
    .datetime({ offset: true, error: 'must be a time such as 2026-01-31T12:00:00Z' })
    .exactOptional()
    .describe('Only what had been classified by then; RFC 3339'),
  priors,
  ...pageQuery,
});

/** What the store has of an object. */
function found<T>(stored: T | undefined, objectId: string): T {
  if (stored !== undefined) return stored;
  throw new Problem('OBJECT_NOT_FOUND', `No light curve of ${objectId} was ever classified here.`, {
    errors: [{ pointer: '/path/objectId', detail: 'names no object that is stored' }],
  });
}

export function objectRoutes(app: App, store: ClassificationStore): void {
  const readProblems = problems('VALIDATION_FAILED', 'OBJECT_NOT_FOUND', 'STORE_UNAVAILABLE');

  app.route({
    method: 'GET',
    url: '/v1/objects/:objectId',
    schema: {
      operationId: 'getObject',
      tags: ['Objects'],
      summary: 'An object and its current classifications',
      description: 'The newest classification by each classifier that has seen the object.',
      params: objectPath,
      querystring: z.strictObject({ priors }),
      response: { 200: answer('The object', objectSummary), ...readProblems },
    },
    handler: async ({ params: { objectId }, query }) => {
      const object = found(await store.object(objectId), objectId);
      return {
        ...object,
        classifications: object.classifications.map((stored) => underPriors(stored, query.priors)),
      };
    },
  });

  app.route({
    method: 'GET',
    url: '/v1/objects/:objectId/classifications',
    schema: {
      operationId: 'listClassifications',
      tags: ['Objects'],
      summary: 'Every classification of an object',
      description: 'Newest first. Nothing is ever overwritten, so that `asOf` can look back.',
      params: objectPath,
      querystring: historyQuery,
      response: { 200: answer('A page of classifications', classificationPage), ...readProblems },
    },
    handler: async ({ params: { objectId }, query: { asOf, priors: asked, ...query } }) => {
      const stored = await store.history(objectId, {
        ...query,
        ...(asOf === undefined ? {} : { asOf: new Date(asOf) }),
      });
      const page = found(stored, objectId);
      return { ...page, items: page.items.map((each) => underPriors(each, asked)) };
    },
  });

  app.route({
    method: 'GET',
    url: '/v1/objects/:objectId/features',
    schema: {
      operationId: 'getFeatures',
      tags: ['Objects'],
      summary: 'The features of an object',
      description: 'As stored with its latest classification.',
      params: objectPath,
      querystring: noQuery,
      response: { 200: answer('The features', featureAnswerSchema), ...readProblems },
    },
    handler: async ({ params: { objectId } }) => found(await store.features(objectId), objectId),
  });

  app.route({
    method: 'GET',
    url: '/v1/objects/:objectId/light-curve',
    schema: {
      operationId: 'getLightCurve',
      tags: ['Objects'],
      summary: 'The light curve of an object',
      description:
        'As stored with its latest classification, as columns; it can be sent again as it is.',
      params: objectPath,
      querystring: noQuery,
      response: { 200: answer('The light curve', lightCurveBody), ...readProblems },
    },
    handler: async ({ params: { objectId } }) => found(await store.lightCurve(objectId), objectId),
  });
}
