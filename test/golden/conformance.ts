import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFeatureSet } from '../../src/classification/compute.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { FeatureExtractor, FeatureSet } from '../../src/features/extractor.ts';
import { DEFAULT_FEATURE_SET } from '../../src/features/extractor.ts';
import { type GoldenObject, readGoldenObjects, toLightCurve } from './golden-object.ts';
import { bandOf, judge, ruleOf, type Tolerances } from './tolerance.ts';

/** How one feature compares with the original, over all golden objects. */
export interface FeatureConformance {
  readonly feature: string;
  compared: number;
  within: number;
  /** Relative, or of the negative log likelihood for GP_DRW; and of which object. */
  worst: number;
  worstObject: string;
  outside: string[];
  /** Objects by the reason why they are not compared. */
  readonly excluded: Map<string, string[]>;
}

export interface Conformance {
  readonly objects: number;
  readonly features: readonly FeatureConformance[];
  /** Fits of the supernova model, and those with all parameters within tolerance. */
  readonly supernovaFits: { fits: number; within: number };
  /** Sentences; empty where every tolerance is kept. */
  readonly violations: readonly string[];
}

/** The share of supernova model fits whose parameters must agree (tolerances.json). */
const REQUIRED_SHARE_OF_SUPERNOVA_FITS = 0.97;
const SUPERNOVA_PARAMETER = /^SPM_(A|t0|gamma|beta|tau_rise|tau_fall)$/;

/** @param directory - of the golden files */
export async function measureConformance(
  directory: string,
  extractor: FeatureExtractor,
  options: { readonly compat: boolean },
): Promise<Conformance> {
  const tolerances = JSON.parse(
    readFileSync(join(directory, 'tolerances.json'), 'utf8'),
  ) as Tolerances;
  const goldenObjects = readGoldenObjects(join(directory, 'objects'));
  const featureSet = findFeatureSet(extractor.featureSets, DEFAULT_FEATURE_SET);
  const table = new Map<string, FeatureConformance>();
  const supernovaFits = { fits: 0, within: 0 };
  const violations: string[] = [];

  for (const golden of goldenObjects) {
    const plain = await extractAll(extractor, featureSet, golden, { ...options, stream: false });
    if (plain === null || golden.features === null) {
      if (plain !== golden.features) violations.push(`${golden.oid}: dropped by one, not by both`);
      continue;
    }
    const streamed = await extractAll(extractor, featureSet, golden, { ...options, stream: true });
    const outsideByFit = new Map<number, boolean>();
    for (const feature of featureSet.featureNames) {
      const streamValue = golden.stream_extra?.features[feature];
      const streams = streamValue === undefined ? [false] : [false, true];
      for (const stream of streams) {
        const ours = stream ? streamed : plain;
        if (ours === null) continue;
        const expected = (stream ? streamValue : golden.features[feature]) ?? Number.NaN;
        const actual = ours[feature] ?? Number.NaN;
        const verdict = judge({ golden, feature, expected, actual, ours }, tolerances);
        record(rowOf(table, feature), golden.oid, verdict);
        if (SUPERNOVA_PARAMETER.test(ruleOf(feature)) && !Number.isNaN(expected)) {
          const band = bandOf(feature) ?? 0;
          outsideByFit.set(band, verdict.kind === 'outside' || outsideByFit.get(band) === true);
        }
      }
    }
    for (const outside of outsideByFit.values()) {
      supernovaFits.fits += 1;
      if (!outside) supernovaFits.within += 1;
    }
  }

  for (const row of table.values()) {
    if (SUPERNOVA_PARAMETER.test(ruleOf(row.feature)) || row.outside.length === 0) continue;
    violations.push(`${row.feature}: outside its tolerance for ${row.outside.join(', ')}`);
  }
  const share = supernovaFits.within / Math.max(supernovaFits.fits, 1);
  if (supernovaFits.fits > 0 && share < REQUIRED_SHARE_OF_SUPERNOVA_FITS) {
    violations.push(`SPM: only ${(100 * share).toFixed(1)} % of the fits agree`);
  }
  return {
    objects: goldenObjects.length,
    features: [...table.values()],
    supernovaFits,
    violations,
  };
}

/** By name; null where the preprocessor leaves too few rows. */
async function extractAll(
  extractor: FeatureExtractor,
  featureSet: FeatureSet,
  golden: GoldenObject,
  options: { readonly compat: boolean; readonly stream: boolean },
): Promise<Record<string, number> | null> {
  const { stream, compat } = options;
  try {
    const lightCurve = toLightCurve(golden, stream);
    const { values, quality } = await extractor.extract(lightCurve, featureSet, { compat });
    if (!stream && quality.used !== golden.preprocessed.length) {
      throw new Error(
        `${golden.oid}: ${quality.used} rows used, not ${golden.preprocessed.length}`,
      );
    }
    return Object.fromEntries(
      featureSet.featureNames.map((name, index) => [name, values[index] ?? Number.NaN]),
    );
  } catch (error) {
    if (error instanceof Problem && error.code === 'TOO_FEW_DETECTIONS') return null;
    throw error;
  }
}

function rowOf(table: Map<string, FeatureConformance>, feature: string): FeatureConformance {
  const row = table.get(feature) ?? {
    feature,
    compared: 0,
    within: 0,
    worst: 0,
    worstObject: '',
    outside: [],
    excluded: new Map<string, string[]>(),
  };
  table.set(feature, row);
  return row;
}

function record(row: FeatureConformance, oid: string, verdict: ReturnType<typeof judge>): void {
  if (verdict.kind === 'excluded') {
    row.excluded.set(verdict.reason, [...(row.excluded.get(verdict.reason) ?? []), oid]);
    return;
  }
  row.compared += 1;
  if (verdict.kind === 'within') row.within += 1;
  else row.outside.push(oid);
  if (verdict.deviation > row.worst) {
    row.worst = verdict.deviation;
    row.worstObject = oid;
  }
}
