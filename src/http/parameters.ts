import * as z from 'zod';
import { lightCurveSchema, objectIdSchema } from '../domain/light-curve-body.ts';
import { PRIORS_GRAMMAR, priorsSchema } from '../domain/priors.ts';
import { TRUNCATION_GRAMMAR, truncationSchema } from '../domain/truncation.ts';

/** What several routes take. */

export const lightCurveBody = lightCurveSchema.meta({ id: 'LightCurve' });

const reference = z.string().min(1).max(128);

export const classifierReference = reference
  .exactOptional()
  .describe('name@version, or a name for its newest version; default: the default classifier');

export const priors = priorsSchema
  .prefault('model')
  .describe(
    `The mix of classes to answer for: ${PRIORS_GRAMMAR}; a class without a weight weighs as much as its share of the mix of the classifier, whose sum is 1, and all weights are divided by their sum`,
  );

export const truncation = truncationSchema
  .exactOptional()
  .describe(
    `Classify only the beginning of the light curve, and store nothing: ${TRUNCATION_GRAMMAR}. The first detection is the earliest of those sent; non-detections count up to the end of the days, or up to the last of the detections`,
  );

export const featureSetReference = reference
  .exactOptional()
  .describe('name@version, or a name for its newest version; default: alerce-2021');

/** Of a route that takes no query parameters, so that a misspelt or misplaced one is told. */
export const noQuery = z.strictObject({});

export const objectPath = z.strictObject({ objectId: objectIdSchema });

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Items on a page, at most'),
  cursor: z.string().max(512).exactOptional().describe('`nextCursor` of the page before'),
};
