// Writes simulated-supernova.json: node examples/simulate-supernova.mjs > examples/simulated-supernova.json

/** Days from the start of the rise to the end of the plateau, and of both slopes; per band. */
const BANDS = {
  g: { peakMag: 17.6, rise: 3.2, plateau: 15, fall: 17, slope: 0.35 },
  r: { peakMag: 17.5, rise: 3.6, plateau: 22, fall: 28, slope: 0.4 },
};
const FIRST_NIGHT = 59000;
const RISE_MJD = 59021;
const NIGHTS = 96;
/** Relative error of the photometry beside the noise of the sky. */
const CALIBRATION_ERROR = 0.02;

/** Mulberry32: the same numbers wherever it runs. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const fluxOf = (mag) => 10 ** (-0.4 * mag);
const magOf = (flux) => -2.5 * Math.log10(flux);
const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const round = (value, decimals) => Number(value.toFixed(decimals));

/** The parametric supernova of Villar et al. 2019 (ApJ 884, 83), in the smooth form of ALeRCE. */
function supernovaFlux(mjd, { peakMag, rise, plateau, fall, slope }) {
  const t = mjd - RISE_MJD;
  const late = sigmoid((t - plateau) / 3);
  const early = 1 - (slope * t) / plateau;
  const decline = (1 - slope) * Math.exp(-(t - plateau) / fall);
  return fluxOf(peakMag) * sigmoid(t / rise) * (early * (1 - late) + decline * late);
}

export function simulateSupernova() {
  const random = generator(20180501);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const detections = [];
  const nonDetections = [];
  for (let night = 0; night < NIGHTS; night += random() < 0.25 ? 5 : 3) {
    const cloudy = random() < 0.15;
    for (const [band, shape] of Object.entries(BANDS)) {
      const mjd = round(FIRST_NIGHT + night + 0.3 + 0.1 * random() + (band === 'r' ? 0.03 : 0), 4);
      const limitingMag = round(20.5 + 0.3 * normal() - (cloudy ? 1.2 : 0), 2);
      const flux = supernovaFlux(mjd, shape);
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

/** JSON with one row of photometry a line. */
export function format(lightCurve) {
  const rows = (items) => `[\n    ${items.map((item) => JSON.stringify(item)).join(',\n    ')}\n  ]`;
  const members = Object.entries(lightCurve).map(
    ([name, value]) => `  "${name}": ${Array.isArray(value) ? rows(value) : JSON.stringify(value)}`,
  );
  return `{\n${members.join(',\n')}\n}\n`;
}

if (import.meta.filename === process.argv[1]) process.stdout.write(format(simulateSupernova()));
