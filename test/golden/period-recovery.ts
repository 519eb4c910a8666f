import { findFeatureSet } from '../../src/classification/compute.ts';
import type { LightCurve } from '../../src/domain/light-curve.ts';
import { DEFAULT_FEATURE_SET, type FeatureExtractor } from '../../src/features/extractor.ts';
import { randomNumbers } from '../synthetic-light-curve.ts';
import { type GoldenObject, readGoldenObjects } from './golden-object.ts';

/** How many periods are found of a kind of variable star. */
export interface Recovery {
  readonly kind: string;
  readonly of: number;
  readonly exact: number;
  readonly compat: number;
}

interface Kind {
  readonly kind: string;
  /** Days, from and to. */
  readonly periods: readonly [number, number];
  /** Magnitudes about the mean in r at a phase of 0 to 1. */
  readonly shape: (phase: number) => number;
  /** Parts of the period that are as good an answer. */
  readonly parts: readonly number[];
}

const sine = (turns: number) => Math.sin(2 * Math.PI * turns);

/** A quick rise and a slow decline: the first harmonics of a saw-tooth. */
const sawTooth = (phase: number) =>
  [1, 2, 3, 4].reduce((sum, harmonic) => sum + sine(harmonic * phase) / harmonic, 0);

const eclipse = (phase: number, middle: number) => Math.exp(-0.5 * ((phase - middle) / 0.05) ** 2);

const KINDS: readonly Kind[] = [
  {
    kind: 'RR Lyrae, 0.4-0.8 d',
    periods: [0.4, 0.8],
    shape: (phase) => -0.25 * sawTooth(phase),
    parts: [1],
  },
  {
    kind: 'delta Scuti, 0.05-0.06 d',
    periods: [0.05, 0.06],
    shape: (phase) => 0.15 * sine(phase),
    parts: [1],
  },
  {
    kind: 'eclipsing binaries, 0.3-5 d',
    periods: [0.3, 5],
    shape: (phase) => 0.7 * eclipse(phase, 0.25) + 0.5 * eclipse(phase, 0.75),
    // Two eclipses a turn: a search with one harmonic answers with half of the period.
    parts: [1, 0.5],
  },
  {
    kind: 'Cepheids, 3-30 d',
    periods: [3, 30],
    shape: (phase) => -0.2 * sawTooth(phase),
    parts: [1],
  },
  {
    kind: 'long period variables, 80-400 d',
    periods: [80, 400],
    shape: (phase) => 0.6 * sine(phase),
    parts: [1],
  },
];

const STARS_OF_A_KIND = 40;
const FEWEST_POINTS = 25;
/** Of a longer light curve the first are taken: the original's phases cost 27 ns a point and frequency. */
const MOST_POINTS = 150;
const SHORTEST_SPAN = 300;
/** Pulsations are weaker in r than in g. */
const AMPLITUDE_IN_G = 1.3;

interface Epoch {
  readonly mjd: number;
  readonly band: number;
  readonly error: number;
}

/** When, in which band and how well real objects were observed; synthetic ones are left out. */
function realEpochs(objects: readonly GoldenObject[]): Epoch[][] {
  return objects
    .filter(({ oid }) => oid.startsWith('ZTF'))
    .map(({ preprocessed }) =>
      preprocessed.slice(0, MOST_POINTS).map((row) => ({
        mjd: Number(row['time']),
        band: Number(row['band']),
        error: Number(row['error']),
      })),
    )
    .filter((epochs) => epochs.length >= FEWEST_POINTS && spanOf(epochs) >= SHORTEST_SPAN);
}

const spanOf = (epochs: readonly Epoch[]) =>
  (epochs.at(-1)?.mjd ?? Number.NaN) - (epochs[0]?.mjd ?? Number.NaN);

/** A star of this kind as it would have been observed, with normal errors. */
function observe(
  { shape }: Kind,
  period: number,
  epochs: readonly Epoch[],
  random: () => number,
): LightCurve {
  const start = random();
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * sine(random());
  const magnitude = ({ mjd, band, error }: Epoch) => {
    const turns = mjd / period + start;
    const amplitude = band === 1 ? AMPLITUDE_IN_G : 1;
    return 17 + amplitude * shape(turns - Math.floor(turns)) + error * normal();
  };
  return {
    objectId: 'star',
    survey: 'ZTF',
    photometry: 'total',
    corrected: false,
    detections: {
      mjd: Float64Array.from(epochs, ({ mjd }) => mjd),
      band: Uint8Array.from(epochs, ({ band }) => band),
      mag: Float64Array.from(epochs, magnitude),
      magErr: Float64Array.from(epochs, ({ error }) => error),
    },
    nonDetections: {
      mjd: new Float64Array(),
      band: new Uint8Array(),
      limitingMag: new Float64Array(),
    },
    crossmatch: {},
  };
}

/** Within 5 %, and on the right peak: nearer in frequency than half of the resolution. */
function isNear(found: number, wanted: number, span: number): boolean {
  return Math.abs(found / wanted - 1) < 0.05 && Math.abs(1 / found - 1 / wanted) < 0.5 / span;
}

/**
 * How many periods of synthetic stars are found at the epochs of real objects, with exact phases and
 * with those of the original.
 * @param directory - the objects of the reference data
 */
export async function measurePeriodRecovery(
  directory: string,
  extractor: FeatureExtractor,
): Promise<Recovery[]> {
  const featureSet = findFeatureSet(extractor.featureSets, DEFAULT_FEATURE_SET);
  const position = featureSet.featureNames.indexOf('Multiband_period');
  const observed = realEpochs(readGoldenObjects(directory));
  const stars = KINDS.flatMap((kind, index) =>
    Array.from({ length: STARS_OF_A_KIND }, (_, star) => {
      const random = randomNumbers(1000 * index + star);
      const [from, to] = kind.periods;
      const period = from * (to / from) ** random();
      const epochs = observed[star % observed.length] ?? [];
      const lightCurve = observe(kind, period, epochs, random);
      const found = async (compat: boolean) => {
        const { values } = await extractor.extract(lightCurve, featureSet, { compat });
        return kind.parts.some((part) =>
          isNear(values[position] ?? Number.NaN, part * period, spanOf(epochs)),
        );
      };
      return { kind, found };
    }),
  );
  const answers = await Promise.all(
    stars.map(async ({ kind, found }) => ({
      kind,
      exact: await found(false),
      compat: await found(true),
    })),
  );
  return KINDS.map((kind) => {
    const ofKind = answers.filter((answer) => answer.kind === kind);
    return {
      kind: kind.kind,
      of: ofKind.length,
      exact: ofKind.filter(({ exact }) => exact).length,
      compat: ofKind.filter(({ compat }) => compat).length,
    };
  });
}
