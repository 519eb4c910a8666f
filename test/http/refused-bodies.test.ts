import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAXIMUM_DETECTIONS } from '../../src/domain/light-curve-body.ts';
import { PROBLEMS, type ProblemCode } from '../../src/domain/problem.ts';
import { body, bodyWith, bodyWithColumns, bodyWithRow, columns, row, rows } from './bodies.ts';
import { client } from './client.ts';

const BODY_LIMIT = 4_000_000;
const call = await client({ bodyLimit: BODY_LIMIT });

const post = (payload: string, contentType = 'application/json') =>
  call({
    method: 'POST',
    url: '/v1/classifications',
    headers: { 'content-type': contentType },
    payload,
  });

type Refusal = [name: string, payload: string, code: ProblemCode, pointers: string[]];

const text = JSON.stringify(body);
const { objectId: _, ...anonymous } = body;

const refusals: Refusal[] = [
  // Not JSON
  ['an empty body', '', 'INVALID_JSON', []],
  ['a blank body', ' \n ', 'INVALID_JSON', []],
  ['a truncated body', text.slice(0, text.indexOf('59003')), 'INVALID_JSON', ['/detections/3/mjd']],
  ['a bare NaN', text.replace('19.1', 'NaN'), 'INVALID_JSON', ['/detections/0/mag']],
  ['a bare Infinity', text.replace('0.1', '-Infinity'), 'INVALID_JSON', ['/detections/0/magErr']],
  ['two documents', `${text}\n${text}`, 'INVALID_JSON', ['']],
  ['a comment', `/* ZTF */ ${text}`, 'INVALID_JSON', ['']],
  ['the key __proto__', text.replace('"survey"', '"__proto__"'), 'INVALID_JSON', ['/__proto__']],
  [
    'a disguised key __proto__',
    text.replace('"survey"', '"\\u005f_proto__"'),
    'INVALID_JSON',
    ['/__proto__'],
  ],
  ['the key constructor.prototype', '{"constructor": {"prototype": {}}}', 'INVALID_JSON', []],
  // Of the wrong kind
  ['null', 'null', 'VALIDATION_FAILED', ['']],
  ['a number', '17', 'VALIDATION_FAILED', ['']],
  ['text', '"ZTF18aaa"', 'VALIDATION_FAILED', ['']],
  ['an array', `[${text}]`, 'VALIDATION_FAILED', ['']],
  [
    'an empty object',
    '{}',
    'VALIDATION_FAILED',
    ['/objectId', '/survey', '/photometry', '/detections'],
  ],
  // The object
  ['no objectId', JSON.stringify(anonymous), 'VALIDATION_FAILED', ['/objectId']],
  ['an empty objectId', bodyWith({ objectId: '' }), 'VALIDATION_FAILED', ['/objectId']],
  [
    'a 64-bit number as objectId',
    text.replace('"ZTF-a"', '313888635812020227'),
    'VALIDATION_FAILED',
    ['/objectId'],
  ],
  ['an objectId with a slash', bodyWith({ objectId: 'a/b' }), 'VALIDATION_FAILED', ['/objectId']],
  ['an objectId with a space', bodyWith({ objectId: 'a b' }), 'VALIDATION_FAILED', ['/objectId']],
  [
    'an objectId with a control character',
    bodyWith({ objectId: 'a\u0000' }),
    'VALIDATION_FAILED',
    ['/objectId'],
  ],
  [
    'an objectId of 129 characters',
    bodyWith({ objectId: 'x'.repeat(129) }),
    'VALIDATION_FAILED',
    ['/objectId'],
  ],
  ['an unknown survey', bodyWith({ survey: 'PTF' }), 'VALIDATION_FAILED', ['/survey']],
  ['a survey in lower case', bodyWith({ survey: 'ztf' }), 'VALIDATION_FAILED', ['/survey']],
  ['no photometry', bodyWith({ photometry: undefined }), 'VALIDATION_FAILED', ['/photometry']],
  ['another photometry', bodyWith({ photometry: 'forced' }), 'VALIDATION_FAILED', ['/photometry']],
  ['ra without dec', bodyWith({ ra: 10 }), 'VALIDATION_FAILED', ['/dec']],
  ['dec without ra', bodyWith({ dec: 10 }), 'VALIDATION_FAILED', ['/ra']],
  ['dec 91', bodyWith({ ra: 10, dec: 91 }), 'VALIDATION_FAILED', ['/dec']],
  ['ra as text', bodyWith({ ra: '10:00:00', dec: 1 }), 'VALIDATION_FAILED', ['/ra']],
  ['corrected as text', bodyWith({ corrected: 'true' }), 'VALIDATION_FAILED', ['/corrected']],
  ['corrected without magCorr', bodyWith({ corrected: true }), 'VALIDATION_FAILED', ['/corrected']],
  [
    'magCorr in every row without magErrCorrExt',
    bodyWith({ detections: rows.map((given) => ({ ...given, magCorr: 17 })) }),
    'VALIDATION_FAILED',
    ['/corrected'],
  ],
  ['an unknown key', bodyWith({ class: 'SNIa' }), 'VALIDATION_FAILED', ['/class']],
  [
    'an unknown key with a slash',
    bodyWith({ 'CV/Nova~': 1 }),
    'VALIDATION_FAILED',
    ['/CV~1Nova~0'],
  ],
  [
    'an unknown crossmatch',
    bodyWith({ crossmatch: { W5: 1 } }),
    'VALIDATION_FAILED',
    ['/crossmatch/W5'],
  ],
  [
    'crossmatch.sgscore1 2',
    bodyWith({ crossmatch: { sgscore1: 2 } }),
    'VALIDATION_FAILED',
    ['/crossmatch/sgscore1'],
  ],
  [
    'annotations that are no object',
    bodyWith({ annotations: [1] }),
    'VALIDATION_FAILED',
    ['/annotations'],
  ],
  [
    '1e999 in annotations',
    bodyWith({ annotations: { a: { b: ['@'] } } }).replace('"@"', '1e999'),
    'VALIDATION_FAILED',
    ['/annotations/a/b/0'],
  ],
  [
    'annotations nested without end',
    bodyWith({ annotations: '@' }).replace(
      '"@"',
      `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    ),
    'VALIDATION_FAILED',
    [''],
  ],
  // Detections
  ['no detections', bodyWith({ detections: undefined }), 'VALIDATION_FAILED', ['/detections']],
  ['detections null', bodyWith({ detections: null }), 'VALIDATION_FAILED', ['/detections']],
  ['detections as text', bodyWith({ detections: 'none' }), 'VALIDATION_FAILED', ['/detections']],
  ['no rows', bodyWith({ detections: [] }), 'VALIDATION_FAILED', ['/detections']],
  [
    'too many rows',
    bodyWith({ detections: Array(MAXIMUM_DETECTIONS + 1).fill(row) }),
    'VALIDATION_FAILED',
    ['/detections'],
  ],
  [
    'a row that is null',
    bodyWith({ detections: rows.with(3, null as never) }),
    'VALIDATION_FAILED',
    ['/detections/3'],
  ],
  [
    'a row that is an array',
    bodyWith({ detections: rows.with(3, [59000, 'g'] as never) }),
    'VALIDATION_FAILED',
    ['/detections/3'],
  ],
  ['mag as text', bodyWithRow({ mag: '19.1' }), 'VALIDATION_FAILED', ['/detections/3/mag']],
  ['mag "NaN"', bodyWithRow({ mag: 'NaN' }), 'VALIDATION_FAILED', ['/detections/3/mag']],
  [
    'mag 1e999',
    bodyWithRow({ mag: '@' }).replace('"@"', '1e999'),
    'VALIDATION_FAILED',
    ['/detections/3/mag'],
  ],
  [
    'magErr -1e999',
    bodyWithRow({ magErr: '@' }).replace('"@"', '-1e999'),
    'VALIDATION_FAILED',
    ['/detections/3/magErr'],
  ],
  ['mag 99', bodyWithRow({ mag: 99 }), 'VALIDATION_FAILED', ['/detections/3/mag']],
  ['mag -999', bodyWithRow({ mag: -999 }), 'VALIDATION_FAILED', ['/detections/3/mag']],
  ['mag 1e300', bodyWithRow({ mag: 1e300 }), 'VALIDATION_FAILED', ['/detections/3/mag']],
  ['magCorr 99', bodyWithRow({ magCorr: 99 }), 'VALIDATION_FAILED', ['/detections/3/magCorr']],
  [
    'magCorr as text',
    bodyWithRow({ magCorr: '19' }),
    'VALIDATION_FAILED',
    ['/detections/3/magCorr'],
  ],
  ['mag true', bodyWithRow({ mag: true }), 'VALIDATION_FAILED', ['/detections/3/mag']],
  ['mag missing', bodyWithRow({ mag: undefined }), 'VALIDATION_FAILED', ['/detections/3/mag']],
  ['an unknown band', bodyWithRow({ band: 'z' }), 'VALIDATION_FAILED', ['/detections/3/band']],
  [
    'a filter number for a band',
    bodyWithRow({ band: 1 }),
    'VALIDATION_FAILED',
    ['/detections/3/band'],
  ],
  ['band null', bodyWithRow({ band: null }), 'VALIDATION_FAILED', ['/detections/3/band']],
  ['mjd as a date', bodyWithRow({ mjd: '2030-01-01' }), 'VALIDATION_FAILED', ['/detections/3/mjd']],
  ['a Julian Date', bodyWithRow({ mjd: 2459000.5 }), 'VALIDATION_FAILED', ['/detections/3/mjd']],
  ['rb 1.2', bodyWithRow({ rb: 1.2 }), 'VALIDATION_FAILED', ['/detections/3/rb']],
  ['isDiffPos 0', bodyWithRow({ isDiffPos: 0 }), 'VALIDATION_FAILED', ['/detections/3/isDiffPos']],
  [
    'isDiffPos "t"',
    bodyWithRow({ isDiffPos: 't' }),
    'VALIDATION_FAILED',
    ['/detections/3/isDiffPos'],
  ],
  [
    'candid as a number',
    bodyWithRow({ candid: 123456 }),
    'VALIDATION_FAILED',
    ['/detections/3/candid'],
  ],
  ['ra 361 in a row', bodyWithRow({ ra: 361, dec: 0 }), 'VALIDATION_FAILED', ['/detections/3/ra']],
  [
    'an unknown key in a row',
    bodyWithRow({ magpsf: 19 }),
    'VALIDATION_FAILED',
    ['/detections/3/magpsf'],
  ],
  [
    'several faults in a row',
    bodyWithRow({ magErr: undefined, sigmapsf: 0.1, rb: -1 }),
    'VALIDATION_FAILED',
    ['/detections/3/magErr', '/detections/3/rb', '/detections/3/sigmapsf'],
  ],
  // Columns
  [
    'mag 99 in a column',
    bodyWithColumns({ mag: columns.mag.with(7, 99) }),
    'VALIDATION_FAILED',
    ['/detections/mag/7'],
  ],
  [
    'a text in a column',
    bodyWithColumns({ magErr: columns.magErr.with(7, 'x' as never) }),
    'VALIDATION_FAILED',
    ['/detections/magErr/7'],
  ],
  ['a short column', bodyWithColumns({ mag: [19] }), 'VALIDATION_FAILED', ['/detections/mag']],
  [
    'a long optional column',
    bodyWithColumns({ rb: Array(9).fill(1) }),
    'VALIDATION_FAILED',
    ['/detections/rb'],
  ],
  [
    'a missing column',
    bodyWithColumns({ magErr: undefined }),
    'VALIDATION_FAILED',
    ['/detections/magErr'],
  ],
  [
    'corrected with columns of null',
    bodyWith({
      corrected: true,
      detections: { ...columns, magCorr: Array(8).fill(17), magErrCorrExt: Array(8).fill(null) },
    }),
    'VALIDATION_FAILED',
    ['/corrected'],
  ],
  ['an unknown column', bodyWithColumns({ fid: [1] }), 'VALIDATION_FAILED', ['/detections/fid']],
  [
    'a column that is a number',
    bodyWithColumns({ mag: 19 }),
    'VALIDATION_FAILED',
    ['/detections/mag'],
  ],
  [
    'no rows in columns',
    bodyWith({ detections: { mjd: [], band: [], mag: [], magErr: [] } }),
    'VALIDATION_FAILED',
    ['/detections'],
  ],
  // Non-detections
  [
    'a non-detection with mag',
    bodyWith({ nonDetections: [{ ...row }] }),
    'VALIDATION_FAILED',
    ['/nonDetections/0/limitingMag', '/nonDetections/0/mag', '/nonDetections/0/magErr'],
  ],
  [
    'non-detections of unequal length',
    bodyWith({ nonDetections: { mjd: [1], band: ['g'], limitingMag: [] } }),
    'VALIDATION_FAILED',
    ['/nonDetections/limitingMag'],
  ],
  [
    'a limit of 99',
    bodyWith({ nonDetections: [{ mjd: 59_000, band: 'g', limitingMag: 99 }] }),
    'VALIDATION_FAILED',
    ['/nonDetections/0/limitingMag'],
  ],
  [
    'non-detections null',
    bodyWith({ nonDetections: null }),
    'VALIDATION_FAILED',
    ['/nonDetections'],
  ],
  // Of the right form
  ['five rows', bodyWith({ detections: rows.slice(0, 5) }), 'TOO_FEW_DETECTIONS', ['/detections']],
  [
    'a body beyond the limit',
    bodyWith({ annotations: { a: 'x'.repeat(BODY_LIMIT) } }),
    'BODY_TOO_LARGE',
    [],
  ],
];

describe('a body that is refused', () => {
  it.each(refusals)('%s', async (_name, payload, code, pointers) => {
    const response = await post(payload);
    expect(response.headers['content-type']).toBe('application/problem+json');
    const problem = response.json();
    expect(problem).toMatchObject({
      status: PROBLEMS[code].status,
      title: PROBLEMS[code].title,
      code,
      instance: '/v1/classifications',
    });
    expect(response.statusCode).toBe(PROBLEMS[code].status);
    expect(problem.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
  });

  it('is told as a sentence of what was expected and what was got', async () => {
    const { detail, errors } = (await post(bodyWithRow({ mag: '19.1' }))).json();
    expect(detail).toBe('/detections/3/mag must be a finite number or null; got text "19.1"');
    expect(errors[0].detail).toBe('must be a finite number or null; got text "19.1"');
  });

  it('says what a magnitude that cannot be is to be', async () => {
    const { detail } = (await post(bodyWithRow({ mag: 99 }))).json();
    expect(detail).toBe(
      '/detections/3/mag is not a magnitude: where none was measured send null, or leave the row out; got 99',
    );
  });

  it('says by line and column where a text stops being JSON', async () => {
    const { detail } = (await post('{\n  "objectId": nan\n}')).json();
    expect(detail).toBe(
      'Not JSON at line 2, column 15: expected a value, found "nan"; a missing number is null',
    );
  });

  it('says of too few detections what became of the rows', async () => {
    const { quality } = (await post(bodyWith({ detections: rows.slice(0, 5) }))).json();
    expect(quality).toMatchObject({ received: 5, used: 5 });
  });

  it.each(['text/plain', 'application/x-ndjson', 'multipart/form-data', 'json', ''])(
    'of media type "%s"',
    async (mediaType) => {
      const response = await post(text, mediaType);
      expect(response.statusCode).toBe(415);
      expect(response.json().code).toBe('UNSUPPORTED_MEDIA_TYPE');
    },
  );

  it('is refused by the computation of features as well', async () => {
    const response = await call({
      method: 'POST',
      url: '/v1/features',
      payload: { ...body, survey: 'PTF' },
    });
    expect(response.json().errors[0].pointer).toBe('/survey');
  });
});

describe('a body that is unusual, but right', () => {
  it.each([
    ['columns', bodyWithColumns({})],
    ['duplicate rows', bodyWith({ detections: [...rows, ...rows] })],
    [
      'errors of 0 and 100',
      bodyWith({ detections: [...rows, { ...row, magErr: 0 }, { ...row, magErr: 100 }] }),
    ],
    [
      'a bright star and a faint one',
      bodyWith({ detections: [...rows, { ...row, mag: 1 }, { ...row, mag: 28 }] }),
    ],
    [
      'what ALeRCE gives where a magnitude is undefined',
      bodyWith({ detections: [...rows, { ...row, magCorr: 100, magErrCorrExt: 100 }] }),
    ],
    [
      'a limit of an exposure that failed',
      bodyWith({ nonDetections: [{ mjd: 59_000, band: 'g', limitingMag: -1007.8 }] }),
    ],
    [
      'null for measurements',
      bodyWith({ detections: [...rows, { mjd: null, band: 'r', mag: null, magErr: null }] }),
    ],
    ['annotations of any kind', bodyWith({ annotations: { note: [1, null, { deep: true }] } })],
    [
      'non-detections as columns',
      bodyWith({ nonDetections: { mjd: [], band: [], limitingMag: [] } }),
    ],
    ['a byte order mark', `\ufeff${text}`],
    ['an objectId beyond ASCII', bodyWith({ objectId: 'Größe-α' })],
  ])('%s', async (_name, payload) => {
    expect((await post(payload)).statusCode).toBe(200);
  });

  it('counts the rows that it drops', async () => {
    const dropped = { ...row, magErr: 100 };
    const response = await post(bodyWith({ detections: [...rows, dropped, dropped] }));
    expect(response.json().quality).toMatchObject({
      received: 10,
      used: 8,
      dropped: { magErrOutOfRange: 2 },
    });
  });
});

describe('any body', () => {
  it.each(['/v1/classifications', '/v1/features'])('is never a failure of %s', async (url) => {
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc.jsonValue().map((value) => bodyWith({ detections: value })),
      fc.jsonValue().map((value) => bodyWith({ nonDetections: value, annotations: { value } })),
      fc
        .dictionary(fc.constantFrom('mag', 'mjd', 'rb', 'ra', '__proto__', 'x'), fc.jsonValue())
        .map(bodyWithRow),
      fc
        .dictionary(fc.constantFrom('mag', 'mjd', 'rb', 'ra'), fc.array(fc.jsonValue()))
        .map(bodyWithColumns),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (payload) => {
        const response = await call({
          method: 'POST',
          url,
          headers: { 'content-type': 'application/json' },
          payload,
        });
        expect(response.statusCode).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });
});
