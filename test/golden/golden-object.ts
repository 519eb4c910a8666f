import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LightCurve, OPTIONAL_DETECTION_COLUMNS } from '../../src/domain/light-curve.ts';

type Row = Readonly<Record<string, number | string | null>>;

/** A light curve that went through the original extractor, and what came out. */
export interface GoldenObject {
  readonly oid: string;
  readonly corrected: boolean;
  readonly detections: readonly Row[];
  readonly non_detections: readonly Row[];
  readonly preprocessed: readonly Row[];
  /** null: dropped by the preprocessor. */
  readonly features: Readonly<Record<string, number | null>> | null;
  readonly stream_extra: {
    readonly xmatch: Readonly<Record<string, number | null>>;
    readonly metadata: { readonly sgscore1: number | null };
    readonly features: Readonly<Record<string, number | null>>;
  } | null;
  // biome-ignore lint/suspicious/noExplicitAny: a record of numbers of many shapes
  readonly intermediates: Readonly<Record<string, any>>;
}

export function readGoldenObjects(directory: string): GoldenObject[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as GoldenObject);
}

/** null is NaN, and infinities are text. */
function toNumber(value: number | string | null | undefined): number {
  if (value === 'inf') return Number.POSITIVE_INFINITY;
  if (value === '-inf') return Number.NEGATIVE_INFINITY;
  return typeof value === 'number' ? value : Number.NaN;
}

const ALERCE_NAMES: Readonly<Record<string, string>> = {
  magCorr: 'magpsf_corr',
  magErrCorrExt: 'sigmapsf_corr_ext',
  isDiffPos: 'isdiffpos',
};

/** @param stream - with the cross-match that the original is given for single alerts */
export function toLightCurve(golden: GoldenObject, stream = false): LightCurve {
  const column = (rows: readonly Row[], name: string) =>
    Float64Array.from(rows, (row) => toNumber(row[name]));
  const bands = (rows: readonly Row[]) => Uint8Array.from(rows, (row) => toNumber(row['fid']));
  const { detections, non_detections: nonDetections } = golden;
  const extra = stream ? golden.stream_extra : null;
  return {
    objectId: golden.oid,
    survey: 'ZTF',
    photometry: 'difference',
    corrected: golden.corrected,
    detections: {
      mjd: column(detections, 'mjd'),
      band: bands(detections),
      mag: column(detections, 'magpsf'),
      magErr: column(detections, 'sigmapsf'),
      ...Object.fromEntries(
        OPTIONAL_DETECTION_COLUMNS.map((name) => [
          name,
          column(detections, ALERCE_NAMES[name] ?? name),
        ]),
      ),
    },
    nonDetections: {
      mjd: column(nonDetections, 'mjd'),
      band: bands(nonDetections),
      limitingMag: column(nonDetections, 'diffmaglim'),
    },
    crossmatch:
      extra === null
        ? {}
        : {
            W1: extra.xmatch['W1mag'] ?? null,
            W2: extra.xmatch['W2mag'] ?? null,
            W3: extra.xmatch['W3mag'] ?? null,
            sgscore1: extra.metadata.sgscore1,
          },
  };
}
