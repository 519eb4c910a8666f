import { describe, expect, it } from 'vitest';
import { parseInput } from '../../../src/domain/faults.ts';
import { toLightCurve, toLightCurveBody } from '../../../src/domain/light-curve.ts';
import { type LightCurveBody, lightCurveSchema } from '../../../src/domain/light-curve-body.ts';
import { truncate, truncationSchema } from '../../../src/domain/truncation.ts';

const parse = (text: string) => parseInput(truncationSchema, text, ['query', 'truncate']);

/** Out of order, and one without a time. */
const times = [59_010, 59_000, 59_004.5, null, 59_002, 59_016, 59_016.25];
const limits = [58_990, 59_003, 59_004.5, null, 59_009, 59_020];
const row = { band: 'g', mag: 19, magErr: 0.1 } as const;
const asRows: LightCurveBody = {
  objectId: 'star',
  survey: 'ZTF',
  photometry: 'difference',
  detections: times.map((mjd) => ({ ...row, mjd })),
  nonDetections: limits.map((mjd) => ({ mjd, band: 'g' as const, limitingMag: 20 })),
  annotations: { note: 'ours' },
};
const asColumns = toLightCurveBody(toLightCurve(asRows));

function cut(body: LightCurveBody, text: string) {
  const result = truncate(body, parse(text));
  const { detections, nonDetections } = toLightCurveBody(toLightCurve(result.body)) as {
    detections: { mjd: number[] };
    nonDetections: { mjd: number[] };
  };
  return { ...result, mjd: detections.mjd, limits: nonDetections.mjd };
}

describe('a truncation as text', () => {
  it.each([
    ['16d', { days: 16 }],
    ['0.5d', { days: 0.5 }],
    ['10', { detections: 10 }],
    ['010.50d', { days: 10.5 }],
  ])('%s', (to, limit) => {
    expect(parse(to)).toEqual({ to, limit });
  });

  it.each(['', '0', '0d', '0.0d', '-3', '1.5', '16 d', '16days', '2d4', '1e3', '9999999', 'd'])(
    '"%s" is refused',
    (text) => {
      expect(() => parse(text)).toThrow(
        expect.objectContaining({
          code: 'VALIDATION_FAILED',
          errors: [
            {
              pointer: '/query/truncate',
              detail: expect.stringMatching(/^must be days after.*; got text "/),
            },
          ],
        }),
      );
    },
  );
});

describe.each([
  ['rows', asRows],
  ['columns', asColumns],
])('a light curve of %s is cut', (_form, body) => {
  it('so many days after its earliest detection, its end included', () => {
    const { mjd, limits: kept, truncated } = cut(body, '16d');
    expect(mjd).toEqual([59_010, 59_000, 59_004.5, 59_002, 59_016]);
    expect(kept).toEqual([58_990, 59_003, 59_004.5, 59_009]);
    expect(truncated).toEqual({ to: '16d', endMjd: 59_016, detectionsLeftOut: 2, stored: false });
  });

  it('keeps the non-detections after its last detection and before the end', () => {
    expect(cut(body, '4d')).toMatchObject({
      mjd: [59_000, 59_002],
      limits: [58_990, 59_003],
      truncated: { endMjd: 59_004 },
    });
  });

  it('after so many detections by time, and its non-detections at the last of them', () => {
    const { mjd, limits: kept, truncated } = cut(body, '3');
    expect(mjd).toEqual([59_000, 59_004.5, 59_002]);
    expect(kept).toEqual([58_990, 59_003, 59_004.5]);
    expect(truncated).toEqual({ to: '3', endMjd: 59_004.5, detectionsLeftOut: 4, stored: false });
  });

  it('nowhere where it is shorter, and is marked all the same', () => {
    expect(cut(body, '10')).toMatchObject({
      mjd: times.filter((mjd) => mjd !== null),
      truncated: { to: '10', endMjd: 59_016.25, detectionsLeftOut: 1 },
    });
    expect(cut(body, '100d').truncated?.endMjd).toBe(59_100);
  });

  it('and keeps everything else', () => {
    const whole = truncate(body, parse('100d')).body;
    expect(whole).toMatchObject({ objectId: 'star', annotations: { note: 'ours' } });
    expect(Array.isArray(whole.detections)).toBe(Array.isArray(body.detections));
  });
});

describe('a light curve that is cut', () => {
  const corrected = { ...row, magCorr: 18, magErrCorrExt: 0.05 };

  it('has the choice of magnitude of what remains', () => {
    const body = parseInput(lightCurveSchema, {
      ...asRows,
      detections: [
        { ...corrected, mjd: 1 },
        { ...row, mjd: 2 },
      ],
    });
    expect(toLightCurve(body).corrected).toBe(false);
    expect(toLightCurve(truncate(body, parse('1')).body).corrected).toBe(true);
  });

  it('may be corrected where only what is cut off has such magnitudes', () => {
    const rows = parseInput(lightCurveSchema, {
      ...asRows,
      corrected: true,
      detections: [
        { ...row, mjd: 1 },
        { ...corrected, mjd: 2 },
      ],
    });
    const nothing = Float64Array.of(Number.NaN);
    for (const body of [rows, toLightCurveBody(toLightCurve(rows))]) {
      expect(toLightCurve(truncate(body, parse('1')).body)).toMatchObject({
        corrected: true,
        detections: { magCorr: nothing, magErrCorrExt: nothing },
      });
    }
  });

  it('must have a first detection', () => {
    const body = { ...asRows, detections: [{ ...row, mjd: null }] };
    expect(() => truncate(body, parse('1d'))).toThrow(
      expect.objectContaining({
        errors: [{ pointer: '/detections', detail: expect.stringContaining('no mjd') }],
      }),
    );
  });

  it('is not, where nothing was asked for', () => {
    expect(truncate(asRows, undefined)).toEqual({ body: asRows });
  });
});
