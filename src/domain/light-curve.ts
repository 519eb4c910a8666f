import { type DetectionsBody, isCorrected, type LightCurveBody } from './light-curve-body.ts';
import { BAND_CODES, type Band, bandOf, type SurveyName } from './survey.ts';

/** Numeric columns that a detection may have beside mjd, band, mag and magErr. */
export const OPTIONAL_DETECTION_COLUMNS = [
  'magCorr',
  'magErrCorrExt',
  'isDiffPos',
  'rb',
  'ra',
  'dec',
  'sgscore1',
] as const;
type OptionalDetectionColumn = (typeof OPTIONAL_DETECTION_COLUMNS)[number];

/** Columns of equal length; NaN is a missing measurement, an absent column was never given. */
export interface DetectionColumns extends Partial<Record<OptionalDetectionColumn, Float64Array>> {
  /** Days, Modified Julian Date. */
  readonly mjd: Float64Array;
  /** Codes of `BAND_CODES`. */
  readonly band: Uint8Array;
  readonly mag: Float64Array;
  readonly magErr: Float64Array;
  readonly candid?: readonly (string | null)[];
}

export interface NonDetectionColumns {
  readonly mjd: Float64Array;
  readonly band: Uint8Array;
  readonly limitingMag: Float64Array;
}

/** A light curve in the one form that everything behind the edge works with. */
export interface LightCurve {
  readonly objectId: string;
  readonly survey: SurveyName;
  readonly photometry: 'difference' | 'total';
  /** Decided: true where magCorr and magErrCorrExt are THE magnitude and error. */
  readonly corrected: boolean;
  /** Degrees, ICRS; absent: the mean over the used detections. */
  readonly position?: { readonly ra: number; readonly dec: number };
  readonly detections: DetectionColumns;
  readonly nonDetections: NonDetectionColumns;
  readonly crossmatch: NonNullable<LightCurveBody['crossmatch']>;
  readonly annotations?: NonNullable<LightCurveBody['annotations']>;
}

const numbers = (values: readonly (number | null | undefined)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? Number.NaN);
const codes = (bands: readonly Band[]): Uint8Array =>
  Uint8Array.from(bands, (name) => BAND_CODES[name]);

type DetectionRow = Extract<DetectionsBody, readonly unknown[]>[number];
type ColumnsBody = {
  readonly [K in keyof DetectionRow]?: readonly DetectionRow[K][] | undefined;
};

function toDetectionColumns(body: DetectionsBody, corrected: boolean): DetectionColumns {
  const column = <K extends keyof DetectionRow>(name: K): readonly DetectionRow[K][] => {
    if (Array.isArray(body)) return body.map((row) => row[name]);
    const columns: ColumnsBody = body;
    return columns[name] ?? [];
  };
  const given = (name: OptionalDetectionColumn | 'candid') =>
    Array.isArray(body) ? body.some((row) => row[name] !== undefined) : body[name] !== undefined;

  const columns: { -readonly [K in keyof DetectionColumns]: DetectionColumns[K] } = {
    mjd: numbers(column('mjd')),
    band: codes(column('band')),
    mag: numbers(column('mag')),
    magErr: numbers(column('magErr')),
  };
  for (const name of OPTIONAL_DETECTION_COLUMNS) {
    if (given(name)) columns[name] = numbers(column(name));
  }
  // The core needs them, though only rows that a truncation left out may have had any.
  if (corrected) {
    columns.magCorr ??= new Float64Array(columns.mjd.length).fill(Number.NaN);
    columns.magErrCorrExt ??= new Float64Array(columns.mjd.length).fill(Number.NaN);
  }
  if (given('candid')) columns.candid = column('candid').map((id) => id ?? null);
  return columns;
}

function toNonDetectionColumns(body: LightCurveBody['nonDetections']): NonDetectionColumns {
  const columns = Array.isArray(body)
    ? {
        mjd: body.map((row) => row.mjd),
        band: body.map((row) => row.band),
        limitingMag: body.map((row) => row.limitingMag),
      }
    : (body ?? { mjd: [], band: [], limitingMag: [] });
  return {
    mjd: numbers(columns.mjd),
    band: codes(columns.band),
    limitingMag: numbers(columns.limitingMag),
  };
}

/** Rows become columns, and what the caller left open is decided. */
export function toLightCurve(body: LightCurveBody): LightCurve {
  const corrected = isCorrected(body);
  return {
    objectId: body.objectId,
    survey: body.survey,
    photometry: body.photometry,
    corrected,
    ...(body.ra !== undefined && body.dec !== undefined
      ? { position: { ra: body.ra, dec: body.dec } }
      : {}),
    detections: toDetectionColumns(body.detections, corrected),
    nonDetections: toNonDetectionColumns(body.nonDetections),
    crossmatch: body.crossmatch ?? {},
    ...(body.annotations === undefined ? {} : { annotations: body.annotations }),
  };
}

/** The light curve in the form callers send, with columns; `toLightCurve` takes it back. */
export function toLightCurveBody(lightCurve: LightCurve): LightCurveBody {
  const values = (column: Float64Array) =>
    Array.from(column, (value) => (Number.isFinite(value) ? value : null));
  const { detections, nonDetections, position, annotations } = lightCurve;
  const optionalColumns = OPTIONAL_DETECTION_COLUMNS.flatMap((name) => {
    const column = detections[name];
    return column === undefined ? [] : [[name, values(column)] as const];
  });
  return {
    objectId: lightCurve.objectId,
    survey: lightCurve.survey,
    photometry: lightCurve.photometry,
    corrected: lightCurve.corrected,
    ...position,
    detections: {
      mjd: values(detections.mjd),
      band: Array.from(detections.band, bandOf),
      mag: values(detections.mag),
      magErr: values(detections.magErr),
      ...Object.fromEntries(optionalColumns),
      ...(detections.candid === undefined ? {} : { candid: [...detections.candid] }),
    },
    nonDetections: {
      mjd: values(nonDetections.mjd),
      band: Array.from(nonDetections.band, bandOf),
      limitingMag: values(nonDetections.limitingMag),
    },
    crossmatch: lightCurve.crossmatch,
    ...(annotations === undefined ? {} : { annotations }),
  };
}
