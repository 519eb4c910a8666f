import { describe, expect, it } from 'vitest';
import { parseInput } from '../../../src/domain/faults.ts';
import { inputHash } from '../../../src/domain/input-hash.ts';
import { toLightCurve, toLightCurveBody } from '../../../src/domain/light-curve.ts';
import { type LightCurveBody, lightCurveSchema } from '../../../src/domain/light-curve-body.ts';
import { syntheticLightCurve } from '../../synthetic-light-curve.ts';

const row = { mjd: 59_000, band: 'g', mag: 19.1, magErr: 0.1 } as const;
const bodyOf = (changes: object): LightCurveBody =>
  parseInput(lightCurveSchema, {
    objectId: 'star',
    survey: 'ZTF',
    photometry: 'difference',
    detections: [row],
    ...changes,
  });
const corrected = { ...row, magCorr: 18, magErrCorrExt: 0.05 };

describe('toLightCurve', () => {
  it('gives what toLightCurveBody takes back, from rows as from columns', () => {
    const columns = { ...syntheticLightCurve('star', 12, 50), annotations: { field: [1, null] } };
    const body = toLightCurveBody(toLightCurve(columns));
    expect(body).toMatchObject(columns);
    expect(toLightCurveBody(toLightCurve(body))).toEqual(body);
  });

  it('tells a column that was never given from one that lacks a value', () => {
    const body = bodyOf({ detections: [{ ...row, rb: 0.9 }, row, { ...row, rb: null }] });
    const { detections } = toLightCurve(body);
    expect(detections.rb).toEqual(Float64Array.of(0.9, Number.NaN, Number.NaN));
    expect(detections.isDiffPos).toBeUndefined();
  });

  it.each([
    ['every detection has magCorr', { detections: [corrected, corrected] }, true],
    ['one has none', { detections: [corrected, row] }, false],
    ['one is null', { detections: [corrected, { ...corrected, magCorr: null }] }, false],
    ['the magnitudes are total', { photometry: 'total', detections: [corrected] }, false],
    ['the caller says no', { corrected: false, detections: [corrected] }, false],
    ['the caller says yes', { corrected: true, detections: [corrected, row] }, true],
  ])('decides on corrected magnitudes where %s', (_case, changes, expected) => {
    expect(toLightCurve(bodyOf(changes)).corrected).toBe(expected);
  });
});

describe('inputHash', () => {
  const hashOf = (changes: object) => inputHash(toLightCurve(bodyOf(changes)));
  const { detections, nonDetections } = syntheticLightCurve('star', 12, 50);

  it('is the same for rows and for columns, and whatever is not measured', () => {
    const columns = { mjd: [59_000], band: ['g'], mag: [19.1], magErr: [0.1] };
    const same = [
      { detections: columns },
      { objectId: 'another' },
      { annotations: { visit: 1 } },
      { detections: [{ ...row, candid: '1' }] },
      { nonDetections: [] },
      { corrected: false },
    ];
    for (const changes of same) expect(hashOf(changes), JSON.stringify(changes)).toBe(hashOf({}));
  });

  it('is another for anything that can change an answer', () => {
    const hashes = [
      {},
      { photometry: 'total' },
      { ra: 10, dec: 20 },
      { crossmatch: { W1: 14 } },
      { crossmatch: { W2: 14 } },
      { detections: [{ ...row, mag: 19.100_000_000_000_01 }] },
      { detections: [{ ...row, band: 'r' }] },
      { detections: [{ ...row, mag: null }] },
      { detections: [{ ...row, rb: null }] },
      { detections: [{ ...row, ra: 0.5, dec: 0.5 }] },
      { nonDetections: [{ mjd: 58_999, band: 'g', limitingMag: 20 }] },
      { detections: [corrected] },
      { detections: [corrected], corrected: false },
      { detections },
      { detections, nonDetections },
    ].map(hashOf);
    expect(new Set(hashes).size).toBe(hashes.length);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
