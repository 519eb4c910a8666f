import * as z from 'zod';
import { BANDS, SURVEY_NAMES } from './survey.ts';

/** The longest light curve accepted, in rows: what one extraction may cost is bounded by it. */
export const MAXIMUM_DETECTIONS = 20_000;
export const MAXIMUM_NON_DETECTIONS = 100_000;

const FINITE_OR_NULL = 'must be a finite number or null';
const finite = z.number(FINITE_OR_NULL);
const measurement = finite.nullable();

/** Brighter than the Sun, and fainter than anything that was ever measured: beyond are placeholders. */
const BRIGHTEST = -30;
const FAINTEST = 50;
const NOT_A_MAGNITUDE =
  'is not a magnitude: where none was measured send null, or leave the row out';
const magnitude = finite.min(BRIGHTEST, NOT_A_MAGNITUDE).max(FAINTEST, NOT_A_MAGNITUDE);

const degrees = (minimum: number, maximum: number) =>
  z
    .number('must be a finite number of degrees')
    .min(minimum, `must be at least ${minimum} degrees`)
    .max(maximum, `must be at most ${maximum} degrees`);

const mjd = z
  .number('must be a Modified Julian Date in days, as a number')
  .max(1_000_000, 'is not a Modified Julian Date: of a Julian Date subtract 2400000.5')
  .min(-1_000_000, 'is not a Modified Julian Date')
  .nullable()
  .describe('Modified Julian Date, days (UTC for ZTF); null: the row is dropped and counted');
const band = z.enum(BANDS, `must be one of the bands ${BANDS.join(', ')}`);
const mag = magnitude
  .nullable()
  .describe('Magnitude, difference or total as `photometry` says; mag');
const magErr = measurement.describe('Error of `mag`, 1 sigma; mag');
// ZTF itself gives limits as bright as -1007.8, of exposures that failed.
const limitingMag = finite
  .max(FAINTEST, NOT_A_MAGNITUDE)
  .nullable()
  .describe('5-sigma limiting magnitude of the exposure; mag');

const optionalDetectionFields = {
  magCorr: z
    // What ALeRCE gives where no flux is left, with an error of 100 by which the row is dropped.
    .union([magnitude, z.literal(100)], FINITE_OR_NULL)
    .nullable()
    .describe('Total magnitude of a corrected alert; mag; 100: undefined'),
  magErrCorrExt: measurement.describe('Error of `magCorr` for extended sources, 1 sigma; mag'),
  isDiffPos: z
    .union([z.literal(1), z.literal(-1)], 'must be 1, -1 or null')
    .nullable()
    .describe('1: brighter than the reference image, -1: fainter'),
  rb: z
    .number('must be a number from 0 to 1, or null')
    .min(0, 'must be at least 0')
    .max(1, 'must be at most 1')
    .nullable()
    .describe('Real-bogus score, 0 to 1; rows below 0.55 are dropped'),
  ra: degrees(0, 360).nullable().describe('Right ascension, ICRS; degrees'),
  dec: degrees(-90, 90).nullable().describe('Declination, ICRS; degrees'),
  candid: z
    .string('must be a string: a 64-bit id does not fit a JSON number')
    .max(128)
    .nullable()
    .describe('Alert id; stored and returned, never used'),
  sgscore1: measurement.describe('Star/galaxy score of the nearest PanSTARRS source, 0 to 1'),
};

const requiredDetectionFields = { mjd, band, mag, magErr };
const nonDetectionFields = { mjd, band, limitingMag };

type Fields = Record<string, z.ZodType>;
type ColumnsOf<F extends Fields> = { [K in keyof F]: z.ZodArray<F[K]> };
type OptionalOf<F extends Fields> = { [K in keyof F]: z.ZodOptional<F[K]> };

function columnsOf<F extends Fields>(fields: F, maximum: number): ColumnsOf<F> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, z.array(field).max(maximum)]),
  ) as ColumnsOf<F>;
}

function optional<F extends Fields>(fields: F): OptionalOf<F> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, field.optional()]),
  ) as OptionalOf<F>;
}

/** Refuses columns whose length is not that of `mjd`, at the column that differs. */
function equalLengths(columns: Record<string, unknown>, context: z.core.$RefinementCtx): void {
  const rows = (columns['mjd'] as unknown[]).length;
  for (const [name, column] of Object.entries(columns)) {
    if (!Array.isArray(column) || column.length === rows) continue;
    context.addIssue({
      code: 'custom',
      path: [name],
      message: `has ${column.length} values where mjd has ${rows}`,
    });
  }
}

const detectionRows = z
  .array(z.strictObject({ ...requiredDetectionFields, ...optional(optionalDetectionFields) }))
  .min(1, 'must hold at least one detection')
  .max(MAXIMUM_DETECTIONS, `must hold at most ${MAXIMUM_DETECTIONS} detections`)
  .describe('One object per detection');

const detectionColumns = z
  .strictObject({
    ...columnsOf(requiredDetectionFields, MAXIMUM_DETECTIONS),
    ...optional(columnsOf(optionalDetectionFields, MAXIMUM_DETECTIONS)),
  })
  .superRefine(equalLengths)
  .refine((columns) => columns.mjd.length > 0, 'must hold at least one detection')
  .describe('The same as columns of equal length');

const nonDetectionRows = z.array(z.strictObject(nonDetectionFields)).max(MAXIMUM_NON_DETECTIONS);

const nonDetectionColumns = z
  .strictObject(columnsOf(nonDetectionFields, MAXIMUM_NON_DETECTIONS))
  .superRefine(equalLengths);

export const crossmatchSchema = z
  .strictObject({
    ...optional({
      W1: measurement.describe('AllWISE W1; mag'),
      W2: measurement.describe('AllWISE W2; mag'),
      W3: measurement.describe('AllWISE W3; mag'),
      W4: measurement.describe('AllWISE W4; mag'),
      sgscore1: z
        .number('must be a number from 0 to 1, or null')
        .min(0)
        .max(1)
        .nullable()
        .describe('Star/galaxy score of the nearest PanSTARRS source'),
    }),
  })
  .describe('What catalogues say about the object');

export const objectIdSchema = z
  .string('must be a string: a 64-bit id does not fit a JSON number')
  .min(1, 'must not be empty')
  .max(128, 'must have at most 128 characters')
  .regex(
    /^[^/?#\s\p{C}]+$/u,
    'must be printable, without white space, slash, question mark and number sign',
  )
  .describe('Identifier of the object, always a string');

/** A light curve as callers send it: detections as rows or as columns. */
export const lightCurveSchema = z
  .strictObject({
    objectId: objectIdSchema,
    survey: z.enum(SURVEY_NAMES, `must be one of ${SURVEY_NAMES.join(', ')}`),
    photometry: z
      .enum(['difference', 'total'], 'must be "difference" or "total"')
      .describe(
        'difference: `mag` is the difference-image magnitude of alerts; total: the magnitude of the source itself',
      ),
    ra: degrees(0, 360)
      .optional()
      .describe('Right ascension, ICRS; default: mean over the used detections; degrees'),
    dec: degrees(-90, 90)
      .optional()
      .describe('Declination, ICRS; default: mean over the used detections; degrees'),
    corrected: z
      .boolean('must be true or false')
      .optional()
      .describe(
        'Use magCorr and magErrCorrExt as THE magnitude. Default: true where photometry is "difference" and every detection has magCorr',
      ),
    detections: z.union([detectionRows, detectionColumns]),
    nonDetections: z.union([nonDetectionRows, nonDetectionColumns]).optional(),
    crossmatch: crossmatchSchema.optional(),
    annotations: z
      .record(z.string(), z.json())
      .optional()
      .describe('Anything else to carry along: stored and returned, never used'),
  })
  .superRefine((body, context) => {
    if ((body.ra === undefined) !== (body.dec === undefined)) {
      const missing = body.ra === undefined ? 'ra' : 'dec';
      context.addIssue({
        code: 'custom',
        path: [missing],
        message: 'is missing: ra and dec go together',
      });
    }
    if (isCorrected(body) && !hasCorrectedMagnitudes(body.detections)) {
      context.addIssue({
        code: 'custom',
        path: ['corrected'],
        message:
          body.corrected === undefined
            ? 'is true by default, as every detection has magCorr, but none has magErrCorrExt: send it, or "corrected": false'
            : 'is true, but no detection has both magCorr and magErrCorrExt',
      });
    }
  });

export type LightCurveBody = z.infer<typeof lightCurveSchema>;
export type DetectionsBody = LightCurveBody['detections'];

/** Whether magCorr and magErrCorrExt are THE magnitude and error, decided where it was left open. */
export function isCorrected({
  corrected,
  photometry,
  detections,
}: Pick<LightCurveBody, 'corrected' | 'photometry' | 'detections'>): boolean {
  if (corrected !== undefined) return corrected;
  if (photometry !== 'difference') return false;
  const magCorr = Array.isArray(detections)
    ? detections.map((row) => row.magCorr)
    : (detections.magCorr ?? []);
  return magCorr.length > 0 && magCorr.every((value) => value != null);
}

function hasCorrectedMagnitudes(detections: DetectionsBody): boolean {
  if (Array.isArray(detections)) {
    return detections.some((row) => row.magCorr != null && row.magErrCorrExt != null);
  }
  const { magCorr = [], magErrCorrExt = [] } = detections;
  return magCorr.some((value, row) => value != null && magErrCorrExt[row] != null);
}
