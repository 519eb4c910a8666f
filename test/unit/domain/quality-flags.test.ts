import { describe, expect, it } from 'vitest';
import type { Quality } from '../../../src/domain/feature.ts';
import { toLightCurve } from '../../../src/domain/light-curve.ts';
import type { LightCurveBody } from '../../../src/domain/light-curve-body.ts';
import { QUALITY_FLAG_NAMES, qualityFlags } from '../../../src/domain/quality-flags.ts';

type Row = Extract<LightCurveBody['detections'], readonly unknown[]>[number];

/** What the extractor says of the good light curve below. */
const GOOD: Omit<Quality, 'flags'> = {
  received: 40,
  used: 40,
  dropped: {},
  usedPerBand: { g: 20, r: 20 },
  timeSpanDays: 120,
  nonDetections: { received: 0, used: 0 },
};

/** Forty detections in g and r that flicker by a tenth of a magnitude. */
const rows: readonly Row[] = Array.from({ length: 40 }, (_, index) => ({
  mjd: 59_000 + 3 * index,
  band: index % 2 === 0 ? 'g' : 'r',
  mag: 18 + 0.05 * (index % 5),
  magErr: 0.05,
  isDiffPos: 1,
  rb: 0.9,
}));

function flagsOf(
  change: (row: Row, index: number) => Partial<Row>,
  quality = {},
  more: Partial<LightCurveBody> = {},
) {
  const detections = rows.map((row, index) => ({ ...row, ...change(row, index) }));
  return qualityFlags(
    { ...GOOD, ...quality },
    toLightCurve({
      objectId: 'star',
      survey: 'ZTF',
      photometry: 'difference',
      detections,
      ...more,
    }),
  );
}
const at = (place: number, changes: Partial<Row>) => (_: Row, index: number) =>
  index === place ? changes : {};
const unchanged = () => ({});

describe('quality flags', () => {
  it('are none for good photometry', () => {
    expect(flagsOf(unchanged)).toEqual([]);
  });

  it.each([
    ['FEW_DETECTIONS', { used: 9 }, { used: 10, received: 10 }],
    ['ONE_BAND', { usedPerBand: { r: 40 } }, { usedPerBand: { r: 39, i: 1 } }],
    ['NO_G_OR_R', { usedPerBand: { i: 40 } }, { usedPerBand: { r: 1, i: 39 } }],
    ['SHORT_TIME_SPAN', { timeSpanDays: 6.99 }, { timeSpanDays: 7 }],
    ['MOST_ROWS_DROPPED', { received: 81 }, { received: 80 }],
  ])('%s follows from the counts', (flag, bad, good) => {
    expect(flagsOf(unchanged, bad)).toContain(flag);
    expect(flagsOf(unchanged, good)).toEqual([]);
  });

  it('LOW_REAL_BOGUS looks at the median score of the used rows', () => {
    expect(flagsOf(() => ({ rb: 0.64 }))).toEqual(['LOW_REAL_BOGUS']);
    expect(flagsOf((_, index) => ({ rb: index < 19 ? 0.6 : 0.7 }))).toEqual([]);
    // Rows below 0.55 are not used.
    expect(flagsOf((_, index) => ({ rb: index < 30 ? 0.1 : 0.9 }))).toEqual([]);
    expect(flagsOf(() => ({ rb: undefined }))).toEqual([]);
  });

  it('LARGE_ERRORS looks at the median error of THE magnitude of the used rows', () => {
    expect(flagsOf(() => ({ magErr: 0.21 }))).toEqual(['LARGE_ERRORS']);
    expect(flagsOf((_, index) => ({ magErr: index < 19 ? 0.5 : 0.1 }))).toEqual([]);
    // Rows with an error of 1 mag or more are not used.
    expect(flagsOf((_, index) => ({ magErr: index < 30 ? 100 : 0.1 }))).toEqual([]);
    expect(flagsOf(({ mag }) => ({ magCorr: mag, magErrCorrExt: 0.3 }))).toEqual(['LARGE_ERRORS']);
  });

  it('ISOLATED_OUTLIERS are single points far from the rest of their band', () => {
    for (const mag of [12, 24]) {
      expect(flagsOf(at(17, { mag }))).toEqual(['ISOLATED_OUTLIERS']);
    }
    // Nearer than 1 mag.
    expect(flagsOf(at(17, { mag: 18.9 }))).toEqual([]);
    // Within its own error.
    expect(flagsOf(at(17, { mag: 19.5, magErr: 0.9 }))).toEqual([]);
    // Not used.
    expect(flagsOf(at(17, { mag: 12, rb: 0.2 }))).toEqual([]);
    // Another row of this time has the larger rb.
    expect(flagsOf(at(17, { mjd: 59_000 + 3 * 18, mag: 12, rb: 0.8 }))).toEqual([]);
    // Two of twenty are an eclipse, or a flare.
    expect(flagsOf((_, index) => (index === 17 || index === 19 ? { mag: 20 } : {}))).toEqual([]);
  });

  it('ISOLATED_OUTLIERS are not looked for where the object itself varies as much', () => {
    expect(flagsOf((_, index) => ({ mag: 18 + 3 * Math.sin(index) }))).toEqual([]);
    expect(
      flagsOf((_, index) => (index < 24 ? { rb: 0.1 } : index === 30 ? { mag: 12 } : {})),
    ).toEqual([]);
  });

  it('SIGNS_MISSING tells that a difference may be of either sign', () => {
    expect(flagsOf(() => ({ isDiffPos: undefined }))).toEqual(['SIGNS_MISSING']);
    expect(flagsOf(at(17, { isDiffPos: null }))).toEqual(['SIGNS_MISSING']);
    expect(flagsOf(at(17, { isDiffPos: -1 }))).toEqual([]);
    // Not used.
    expect(flagsOf(at(17, { isDiffPos: null, rb: 0.2 }))).toEqual([]);
    // Total magnitudes beside the differences do not tell signs to the features of flux.
    const corrected = { isDiffPos: undefined, magCorr: 18, magErrCorrExt: 0.05 };
    expect(flagsOf(() => corrected)).toEqual(['SIGNS_MISSING']);
    expect(flagsOf(() => ({ isDiffPos: undefined }), {}, { photometry: 'total' })).toEqual([]);
  });

  it('PARTLY_CORRECTED tells why corrected magnitudes were not used', () => {
    const corrected = { magCorr: 18, magErrCorrExt: 0.05 };
    const allBut = (place: number) => (_: Row, index: number) =>
      index === place ? { magCorr: null } : corrected;
    expect(flagsOf(allBut(17))).toEqual(['PARTLY_CORRECTED']);
    expect(flagsOf(at(17, corrected))).toEqual(['PARTLY_CORRECTED']);
    // Also where the row without one is not used itself.
    expect(
      flagsOf((row, index) => ({ ...allBut(17)(row, index), rb: index === 17 ? 0.1 : 0.9 })),
    ).toEqual(['PARTLY_CORRECTED']);
    expect(flagsOf(() => corrected)).toEqual([]);
    // Such rows are dropped and counted where the choice was made, and total magnitudes need none.
    expect(flagsOf(allBut(17), {}, { corrected: true })).toEqual([]);
    expect(flagsOf(allBut(17), {}, { photometry: 'total' })).toEqual([]);
  });

  it('come in one order, whatever is wrong', () => {
    const everything = { used: 6, received: 40, usedPerBand: { i: 6 }, timeSpanDays: 1 };
    const flags = flagsOf(
      (_, index) => ({
        isDiffPos: null,
        rb: 0.6,
        magErr: 0.3,
        ...(index === 4 ? { mag: 25, magCorr: 18 } : {}),
      }),
      everything,
    );
    expect(flags).toEqual(QUALITY_FLAG_NAMES);
  });
});
