import * as z from 'zod';
import type { ClassificationService } from '../../classification/classify.ts';
import { classificationSchema } from '../../domain/classification.ts';
import { toLightCurve } from '../../domain/light-curve.ts';
import { truncate } from '../../domain/truncation.ts';
import { classifierReference, lightCurveBody, priors, truncation } from '../parameters.ts';
import { answer, problems } from '../responses.ts';
import { serverTiming } from '../server-timing.ts';
import type { App } from '../zod.ts';

export function classificationRoutes(app: App, service: ClassificationService): void {
  app.route({
    method: 'POST',
    url: '/v1/classifications',
    schema: {
      operationId: 'classify',
      tags: ['Classification'],
      summary: 'Classify a light curve',
      description:
        'Computes features and class probabilities and stores both before answering. The same light curve sent again is answered from what was stored, with `cached` true. What is stored is the classification under the priors of the classifier; `priors` re-weighs what is answered. With `truncate`, the answer is what would have been said earlier: it is marked `truncated`, and nothing is stored. The header Server-Timing says, in milliseconds, what memo, extract, infer and store took.',
      querystring: z.strictObject({
        classifier: classifierReference,
        priors,
        truncate: truncation,
      }),
      body: lightCurveBody,
      response: {
        200: answer('The classification, stored unless truncated', classificationSchema),
        ...problems(
          'INVALID_JSON',
          'VALIDATION_FAILED',
          'CLASSIFIER_NOT_FOUND',
          'BODY_TOO_LARGE',
          'UNSUPPORTED_MEDIA_TYPE',
          'TOO_FEW_DETECTIONS',
          'STORE_UNAVAILABLE',
        ),
      },
    },
    handler: async (request, reply) => {
      const { truncate: end, ...options } = request.query;
      const { body, ...marked } = truncate(request.body, end);
      const { classification, timings } = await service.classify(toLightCurve(body), {
        ...options,
        ...marked,
      });
      reply.header('server-timing', serverTiming(timings));
      return classification;
    },
  });
}
