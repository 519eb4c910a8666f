import { computeFeatures, findFeatureSet } from '../../src/classification/compute.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { FeatureExtractor } from '../../src/features/extractor.ts';
import { randomNumbers } from '../synthetic-light-curve.ts';
import { type GoldenObject, readGoldenObjects, toLightCurve } from './golden-object.ts';
import { halfSquares, leastHalfSquares, type Residuals } from './least-squares.ts';

/** The converged supernova fit of one band of a golden light curve. */
export interface SupernovaFit {
  /** Object and band. */
  readonly name: string;
  /** Half the sum of squares at the parameters that the features state. */
  readonly cost: number;
  /** The same from the chi-square and the prior that the features state. */
  readonly statedCost: number;
  /** The least that descents from random starts end at. */
  readonly leastCost: number;
}

interface Fluxes {
  /** Days from the brightest detection. */
  readonly times: readonly number[];
  /** In units of that of the brightest detection. */
  readonly fluxes: readonly number[];
  readonly errors: readonly number[];
  readonly most: number;
}

const BANDS = [1, 2];
const PARAMETERS = ['ln_A', 't0', 'ln_gamma', 'beta', 'ln_tau_rise', 'ln_tau_fall'];
const PRIOR_DEVIATIONS = [0.6, 12, 0.9, 0.3, 0.8, 0.9];
const MAGNITUDES_PER_LOGARITHM = 2.5 / Math.LN10;

/**
 * The fits of `larch@1` against descents of another implementation from random starts drawn from
 * the priors.
 *
 * @param directory - of the golden objects
 */
export async function measureSupernovaFits(
  directory: string,
  extractor: FeatureExtractor,
  starts: number,
): Promise<SupernovaFit[]> {
  const featureSet = findFeatureSet(extractor.featureSets, 'larch');
  const fits: SupernovaFit[] = [];
  for (const golden of readGoldenObjects(directory)) {
    const lightCurve = toLightCurve(golden);
    const computed = await computeFeatures(extractor, featureSet, lightCurve, '').catch(
      (error: unknown) => {
        if (error instanceof Problem && error.code === 'TOO_FEW_DETECTIONS') return null;
        throw error;
      },
    );
    if (computed === null) continue;
    const feature = (name: string) => computed.answer.features[name] ?? Number.NaN;
    for (const band of BANDS) {
      if (Number.isNaN(feature(`SNfit_chi_${band}`))) continue;
      const { data, peakMagnitude } = fluxesOf(golden, band);
      const parameters = PARAMETERS.map((name) => feature(`SNfit_${name}_${band}`));
      // From microjansky.
      parameters[0] = (parameters[0] ?? 0) - (23.9 - peakMagnitude) / MAGNITUDES_PER_LOGARITHM;
      fits.push({
        name: `${golden.oid} in ${band === 1 ? 'g' : 'r'}`,
        cost: costAt(data, parameters),
        statedCost:
          0.5 * feature(`SNfit_chi_${band}`) * data.times.length + feature(`SNfit_prior_${band}`),
        leastCost: leastOfRandomStarts(data, starts),
      });
    }
  }
  return fits;
}

/** The detections of a band within -100..200 d, and the last 8 limits before them as zeros. */
function fluxesOf(golden: GoldenObject, band: number): { data: Fluxes; peakMagnitude: number } {
  const rows = golden.preprocessed
    .map((row) => ({
      time: Number(row['time']),
      band: Number(row['band']),
      magnitude: Number(row['magpsf']),
      error: Number(row['sigmapsf']),
      sign: Number(row['isdiffpos']) < 0 ? -1 : 1,
    }))
    .filter((row) => BANDS.includes(row.band));
  const [peak] = rows
    .filter((row) => row.sign > 0)
    .toSorted((a, b) => a.magnitude - b.magnitude || a.time - b.time);
  if (peak === undefined) throw new Error(`${golden.oid} has a fit without a positive detection`);
  const fluxOf = (magnitude: number) =>
    Math.exp((peak.magnitude - magnitude) / MAGNITUDES_PER_LOGARITHM);
  const isNear = (row: { readonly time: number; readonly band: number }) =>
    row.band === band && row.time - peak.time >= -100 && row.time - peak.time <= 200;

  const detections = rows
    .filter((row) => isNear(row) && row.error > 0)
    .map(({ time, magnitude, error, sign }) => {
      const flux = fluxOf(magnitude);
      return {
        time: time - peak.time,
        flux: sign * flux,
        error: Math.hypot((flux * error) / MAGNITUDES_PER_LOGARITHM, 0.03 * flux),
      };
    })
    .toSorted((a, b) => a.time - b.time);
  const first = detections[0]?.time ?? 0;
  const limits = golden.non_detections
    .map((row) => ({
      time: Number(row['mjd']),
      band: Number(row['fid']),
      limit: Number(row['diffmaglim'] ?? Number.NaN),
    }))
    .filter((row) => isNear(row) && row.time - peak.time < first && Number.isFinite(row.limit))
    .toSorted((a, b) => a.time - b.time)
    .slice(-8)
    .map(({ time, limit }) => ({ time: time - peak.time, flux: 0, error: fluxOf(limit) / 3 }));
  const points = [...detections, ...limits];
  return {
    data: {
      times: points.map((point) => point.time),
      fluxes: points.map((point) => point.flux),
      errors: points.map((point) => point.error),
      most: Math.max(...detections.map((point) => point.flux)),
    },
    peakMagnitude: peak.magnitude,
  };
}

function priorMeans(data: Fluxes): number[] {
  return [Math.log(1.3 * data.most), -8, Math.log(20), 0.4, Math.log(4), Math.log(30)];
}

/** Of the model (Villar et al. 2019, smoothed as by Sanchez-Saez et al. 2021), then of the priors. */
function residualsOf(data: Fluxes): Residuals {
  const means = priorMeans(data);
  const { times, fluxes, errors } = data;
  return (parameters, out) => {
    const [lnA = 0, t0 = 0, lnGamma = 0, beta = 0, lnRise = 0, lnFall = 0] = parameters;
    const [a, gamma] = [Math.exp(lnA), Math.exp(lnGamma)];
    const [riseTime, fallTime] = [Math.exp(lnRise), Math.exp(lnFall)];
    for (let i = 0; i < times.length; i += 1) {
      const since = (times[i] ?? 0) - t0;
      const on = 1 / (1 + Math.exp(-(since - gamma) / 3));
      const tail = (1 - beta) * Math.exp(-(since - gamma) / fallTime);
      const plateau = 1 - (beta * since) / gamma;
      // Where it is not on, the tail may be infinite.
      const model = (on > 0 ? tail * on : 0) + plateau * (1 - on);
      const flux = (a / (1 + Math.exp(-since / riseTime))) * model;
      out[i] = (flux - (fluxes[i] ?? 0)) / (errors[i] ?? 1);
    }
    for (const [i, mean] of means.entries()) {
      out[times.length + i] = ((parameters[i] ?? 0) - mean) / (PRIOR_DEVIATIONS[i] ?? 1);
    }
  };
}

function costAt(data: Fluxes, parameters: readonly number[]): number {
  const out = new Float64Array(data.times.length + parameters.length);
  residualsOf(data)(Float64Array.from(parameters), out);
  return halfSquares(out);
}

function leastOfRandomStarts(data: Fluxes, starts: number): number {
  const means = priorMeans(data);
  const lnA = means[0] ?? 0;
  const box = {
    lower: [lnA - 6, -120, 0, -1, Math.log(0.1), Math.log(3)],
    upper: [lnA + 6, 120, Math.log(300), 1, Math.log(100), Math.log(1000)],
  };
  const random = randomNumbers(1);
  const count = data.times.length + means.length;
  let least = Number.POSITIVE_INFINITY;
  for (let start = 0; start < starts; start += 1) {
    // Box and Muller.
    const from = means.map(
      (mean, i) =>
        mean +
        (PRIOR_DEVIATIONS[i] ?? 0) *
          Math.sqrt(-2 * Math.log(1 - random())) *
          Math.cos(2 * Math.PI * random()),
    );
    least = Math.min(least, leastHalfSquares(residualsOf(data), count, from, box));
  }
  return least;
}
