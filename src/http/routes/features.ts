import * as z from 'zod';
import type { ClassificationService } from '../../classification/classify.ts';
import { featureAnswerSchema, featureDescriptionSchema } from '../../domain/feature.ts';
import { toLightCurve } from '../../domain/light-curve.ts';
import type { FeatureExtractor } from '../../features/extractor.ts';
import { featureSetReference, lightCurveBody, noQuery } from '../parameters.ts';
import { answer, listOf, problems } from '../responses.ts';
import { serverTiming } from '../server-timing.ts';
import type { App } from '../zod.ts';

const featureList = listOf('FeatureList', featureDescriptionSchema);

export function featureRoutes(
  app: App,
  service: ClassificationService,
  extractor: Pick<FeatureExtractor, 'catalogue'>,
): void {
  app.route({
    method: 'GET',
    url: '/v1/features',
    schema: {
      operationId: 'listFeatures',
      tags: ['Features'],
      summary: 'The catalogue of features',
      description:
        'Every feature that can be computed: its unit, what it means, how many points it needs, and where it was published. The list has one page.',
      querystring: noQuery,
      response: { 200: answer('All features', featureList), ...problems('VALIDATION_FAILED') },
    },
    handler: async () => ({ items: extractor.catalogue, nextCursor: null }),
  });

  app.route({
    method: 'POST',
    url: '/v1/features',
    schema: {
      operationId: 'computeFeatures',
      tags: ['Features'],
      summary: 'Compute the features of a light curve',
      description: 'Stores nothing.',
      querystring: z.strictObject({ featureSet: featureSetReference }),
      body: lightCurveBody,
      response: {
        200: answer('The features', featureAnswerSchema),
        ...problems(
          'INVALID_JSON',
          'VALIDATION_FAILED',
          'FEATURE_SET_NOT_FOUND',
          'BODY_TOO_LARGE',
          'UNSUPPORTED_MEDIA_TYPE',
          'TOO_FEW_DETECTIONS',
        ),
      },
    },
    handler: async (request, reply) => {
      const { answer: features, timings } = await service.features(
        toLightCurve(request.body),
        request.query.featureSet,
      );
      reply.header('server-timing', serverTiming(timings));
      return features;
    },
  });
}
