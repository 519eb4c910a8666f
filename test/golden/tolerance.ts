import { dampedRandomWalkNll } from './damped-random-walk.ts';
import type { GoldenObject } from './golden-object.ts';

/** tolerances.json: by feature name without band and order suffix. */
export type Tolerances = Readonly<
  Record<string, { readonly rel: number; readonly abs: number; readonly note: string }>
>;

export type Verdict =
  | { readonly kind: 'within' | 'outside'; readonly deviation: number }
  | { readonly kind: 'excluded'; readonly reason: string };

/** One value of the original and ours. NaN is "no value". */
export interface Pair {
  readonly golden: GoldenObject;
  /** With its suffixes. */
  readonly feature: string;
  readonly expected: number;
  readonly actual: number;
  /** All values of ours, by name. */
  readonly ours: Readonly<Record<string, number>>;
}

const BAND_NAMES: Readonly<Record<string, number>> = { '1': 1, '2': 2 };

export function bandOf(feature: string): number | undefined {
  return BAND_NAMES[/_([12])$/.exec(feature)?.[1] ?? ''];
}

/** The name under which tolerances.json has a feature. */
export function ruleOf(feature: string): string {
  if (feature.startsWith('Power_rate')) return 'Power_rate';
  return feature.replace(/^(Harmonics_(?:mag|phase)).*/, '$1').replace(/_[12]$/, '');
}

/** By the rules of tolerances.json and their notes. */
export function judge(pair: Pair, tolerances: Tolerances): Verdict {
  const rule = ruleOf(pair.feature);
  const tolerance = tolerances[rule];
  if (tolerance === undefined) throw new Error(`no tolerance is given for ${pair.feature}`);
  const special = SPECIAL_RULES.find(({ applies }) => applies.test(rule));
  if (special === undefined) return judgeBy(pair, tolerance);
  return special.judge(pair, tolerance);
}

type Tolerance = Tolerances[string];

function judgeBy(
  { golden, expected, actual }: Pair,
  { rel, abs, note }: Pick<Tolerance, 'rel' | 'abs'> & { readonly note?: string },
): Verdict {
  if (golden.oid === 'SYN_const' && /SYN_const excluded|constant-magnitude/.test(note ?? '')) {
    return { kind: 'excluded', reason: 'constant magnitudes: rounding noise is the signal' };
  }
  if (Number.isNaN(expected) || Number.isNaN(actual)) {
    const same = Number.isNaN(expected) && Number.isNaN(actual);
    return same
      ? { kind: 'within', deviation: 0 }
      : { kind: 'outside', deviation: Number.POSITIVE_INFINITY };
  }
  const difference = Math.abs(actual - expected);
  return {
    kind: difference <= Math.max(abs, rel * Math.abs(expected)) ? 'within' : 'outside',
    deviation: difference / Math.max(Math.abs(expected), abs > 0 ? abs : 1e-12),
  };
}

const SPECIAL_RULES: readonly {
  readonly applies: RegExp;
  readonly judge: (pair: Pair, tolerance: Tolerance) => Verdict;
}[] = [
  { applies: /^MHPS_/, judge: judgeMhps },
  { applies: /^IAR_phi$/, judge: judgeIar },
  { applies: /^Harmonics_/, judge: judgeHarmonics },
  { applies: /^GP_DRW_/, judge: judgeDampedRandomWalk },
];

/** The stored values of the original follow the IEEE build, the golden features another. */
function judgeMhps(pair: Pair, tolerance: Tolerance): Verdict {
  const band = pair.golden.intermediates['mhps_ieee']?.[`${bandOf(pair.feature)}`];
  if (band === undefined) return judgeBy(pair, tolerance);
  const name = pair.feature.slice('MHPS_'.length, -'_1'.length);
  if (name === 'ratio' && Math.abs(band.high) <= 1e-8) {
    return { kind: 'excluded', reason: 'ratio to a power that is zero within rounding' };
  }
  return judgeBy({ ...pair, expected: band[name] ?? Number.NaN }, tolerance);
}

/** The objective is flat for small phi. */
function judgeIar(pair: Pair, tolerance: Tolerance): Verdict {
  const flat = pair.expected < 0.06;
  return judgeBy(pair, flat ? { ...tolerance, abs: 1.5e-2 } : tolerance);
}

/** Coefficients mean as much as the condition number of the design matrix allows. */
function judgeHarmonics(pair: Pair, tolerance: Tolerance): Verdict {
  const values: readonly number[] | undefined =
    pair.golden.intermediates['harmonics']?.[`${bandOf(pair.feature)}`]?.singular_values;
  if (values === undefined) return judgeBy(pair, tolerance);
  const condition = Math.max(...values) / Math.min(...values);
  if (!(condition < 1e8)) {
    return { kind: 'excluded', reason: 'condition number of the harmonic fit above 1e8' };
  }
  const loose = condition < 1e4 ? {} : { rel: 1e-2, abs: 1e-2 };
  const turns = Math.round((pair.actual - pair.expected) / (2 * Math.PI));
  const circular = pair.feature.startsWith('Harmonics_phase') && Number.isFinite(turns);
  const actual = circular ? pair.actual - turns * 2 * Math.PI : pair.actual;
  return judgeBy({ ...pair, actual }, { ...tolerance, ...loose });
}

/** Where the likelihood is flat the parameters are accidents: ours must be as likely. */
function judgeDampedRandomWalk(pair: Pair): Verdict {
  const band = bandOf(pair.feature);
  const reference = pair.golden.intermediates['drw']?.[`${band}`];
  const sigma = pair.ours[`GP_DRW_sigma_${band}`] ?? Number.NaN;
  const tau = pair.ours[`GP_DRW_tau_${band}`] ?? Number.NaN;
  if (reference === undefined || Number.isNaN(pair.expected) || Number.isNaN(sigma)) {
    return judgeBy(pair, { rel: 0, abs: 0 });
  }
  const rows = pair.golden.preprocessed.filter((row) => row['band'] === band);
  const nll = dampedRandomWalkNll(
    rows.map((row) => ({
      time: Number(row['time']),
      magnitude: Number(row['magnitude']),
      error: Number(row['error']),
    })),
    sigma,
    tau,
  );
  const excess = nll - reference.nll;
  return { kind: excess <= 1e-4 ? 'within' : 'outside', deviation: Math.max(0, excess) };
}
