import type { LightCurveBody } from '../src/domain/light-curve-body.ts';

// Writes simulated-supernova.ndjson: npx tsx examples/simulate-supernova.ts > examples/simulated-supernova.ndjson

interface Shape {
  readonly peakMag: number;
  /** Days, as are `plateau` and `fall`. */
  readonly rise: number;
  readonly plateau: number;
  readonly fall: number;
  /** Share of the flux that is lost on the plateau. */
  readonly slope: number;
}
const BANDS: Readonly<Record<'g' | 'r', Shape>> = {
  g: { peakMag: 17.6, rise: 3.2, plateau: 15, fall: 17, slope: 0.35 },
  r: { peakMag: 17.5, rise: 3.6, plateau: 22, fall: 28, slope: 0.4 },
};
const FIRST_NIGHT = 59000;
const RISE_MJD = 59021;
const NIGHTS = 96;
/** Relative error of the photometry beside the noise of the sky. */
const CALIBRATION_ERROR = 0.02;

/** Mulberry32: the same numbers wherever it runs. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const fluxOf = (mag: number) => 10 ** (-0.4 * mag);
const magOf = (flux: number) => -2.5 * Math.log10(flux);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const round = (value: number, decimals: number) => Number(value.toFixed(decimals));

/** The parametric supernova of Villar et al. 2019 (ApJ 884, 83), in the smooth form of ALeRCE. */
function supernovaFlux(mjd: number, { peakMag, rise, plateau, fall, slope }: Shape): number {
  const t = mjd - RISE_MJD;
  const late = sigmoid((t - plateau) / 3);
  const early = 1 - (slope * t) / plateau;
  const decline = (1 - slope) * Math.exp(-(t - plateau) / fall);
  return fluxOf(peakMag) * sigmoid(t / rise) * (early * (1 - late) + decline * late);
}

type Rows<T> = Extract<T, unknown[]>;

export function simulateSupernova(): LightCurveBody {
  const random = generator(20180501);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const detections: Rows<LightCurveBody['detections']> = [];
  const nonDetections: Rows<NonNullable<LightCurveBody['nonDetections']>> = [];
  for (let night = 0; night < NIGHTS; night += random() < 0.25 ? 5 : 3) {
    const cloudy = random() < 0.15;
    for (const band of ['g', 'r'] as const) {
      const mjd = round(FIRST_NIGHT + night + 0.3 + 0.1 * random() + (band === 'r' ? 0.03 : 0), 4);
      const limitingMag = round(20.5 + 0.3 * normal() - (cloudy ? 1.2 : 0), 2);
      const flux = supernovaFlux(mjd, BANDS[band]);
      const error = Math.hypot(fluxOf(limitingMag) / 5, CALIBRATION_ERROR * flux);
      const measured = flux + error * normal();
      if (measured > 5 * error) {
        const magErr = round((2.5 / Math.LN10) * (error / measured), 3);
        const rb = round(0.75 + 0.24 * random(), 2);
        detections.push({ mjd, band, mag: round(magOf(measured), 3), magErr, isDiffPos: 1, rb });
      } else {
        nonDetections.push({ mjd, band, limitingMag });
      }
    }
  }
  return {
    objectId: 'simulated-supernova',
    survey: 'ZTF',
    photometry: 'difference',
    ra: 187.70593,
    dec: 12.39112,
    detections,
    nonDetections,
  };
}

/** One line, for the command takes light curves line by line. */
export const format = (lightCurve: LightCurveBody): string => `${JSON.stringify(lightCurve)}\n`;

if (process.argv[1] === import.meta.filename) process.stdout.write(format(simulateSupernova()));
