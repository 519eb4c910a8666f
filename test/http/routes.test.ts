import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/domain/problem.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { body, columns, rows } from './bodies.ts';
import { type Call, client } from './client.ts';

const classify = (call: Call, changes: object = {}, query = '') =>
  call({
    method: 'POST',
    url: `/v1/classifications${query}`,
    payload: { ...body, ...changes },
  });
const get = async (call: Call, url: string) => (await call({ url })).json();

describe('POST /v1/classifications', () => {
  it('answers with the most probable class, by the default classifier', async () => {
    const call = await client();
    const response = await classify(call);
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.json()).toMatchObject({
      objectId: 'ZTF-a',
      classifier: 'fake@2.0.0',
      class: 'SNIa',
      probabilities: { SNIa: 0.75, RRL: 0.25 },
      quality: { flags: ['FEW_DETECTIONS', 'ONE_BAND', 'SHORT_TIME_SPAN', 'SIGNS_MISSING'] },
      cached: false,
    });
  });

  it('says in Server-Timing what took part', async () => {
    const call = await client();
    const first = await classify(call);
    expect(first.headers['server-timing']).toMatch(
      /^extract;dur=\d+\.\d{3}, infer;dur=\d+\.\d{3}, store;dur=\d+\.\d{3}$/,
    );
    const second = await classify(call);
    expect(second.headers['server-timing']).toMatch(/^memo;dur=\d+\.\d{3}$/);
    expect(second.json()).toEqual({ ...first.json(), cached: true });
  });

  it('takes a classifier by name, which is its newest version, or by version', async () => {
    const call = await client();
    const by = async (reference: string) =>
      (await classify(call, {}, `?classifier=${reference}`)).json().classifier;
    expect(await by('fake')).toBe('fake@2.0.0');
    expect(await by('fake@1.0.0')).toBe('fake@1.0.0');
    expect(await by('fake%401.0.0')).toBe('fake@1.0.0');
  });

  it('says that there is no such classifier', async () => {
    const call = await client();
    const response = await classify(call, {}, '?classifier=other');
    expect(response.statusCode).toBe(404);
    expect(response.json().code).toBe('CLASSIFIER_NOT_FOUND');
  });
});

describe('priors', () => {
  const mine = encodeURIComponent('{"SNIa": 1, "RRL": 9}');
  const custom = {
    class: 'RRL',
    probabilities: { SNIa: expect.closeTo(0.25, 12), RRL: expect.closeTo(0.75, 12) },
    branches: { Transient: expect.closeTo(0.25, 12), Periodic: expect.closeTo(0.75, 12) },
    priors: { name: 'custom', mix: { SNIa: 0.1, RRL: 0.9 } },
  };
  const model = {
    class: 'SNIa',
    probabilities: { SNIa: 0.75, RRL: 0.25 },
    priors: { name: 'model', mix: { SNIa: 0.5, RRL: 0.5 } },
  };

  it('re-weigh what is answered, and not what is stored', async () => {
    const call = await client();
    expect((await classify(call, {}, `?priors=${mine}`)).json()).toMatchObject({
      ...custom,
      cached: false,
    });
    expect((await classify(call)).json()).toMatchObject({ ...model, cached: true });
    expect((await classify(call, {}, `?priors=${mine}`)).json()).toMatchObject({
      ...custom,
      cached: true,
    });
    expect((await get(call, '/v1/objects/ZTF-a')).classifications).toMatchObject([model]);
  });

  it('re-weigh what was stored, in every answer of it', async () => {
    const call = await client();
    await classify(call);
    const path = '/v1/objects/ZTF-a';
    expect((await get(call, `${path}?priors=${mine}`)).classifications).toMatchObject([custom]);
    const page = await get(call, `${path}/classifications?priors=${mine}`);
    expect(page).toMatchObject({ items: [custom], nextCursor: null });
    expect((await get(call, `${path}?priors=alerce-2021`)).classifications).toMatchObject([
      { priors: { name: 'alerce-2021', mix: { SNIa: 1272 / (1272 + 32482) } } },
    ]);
  });

  it('of no class that the classifier knows are refused, and nothing is stored', async () => {
    const call = await client();
    const nothing = encodeURIComponent('{"SNIa": 0, "RRL": 0}');
    const response = await classify(call, {}, `?priors=${nothing}`);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '/query/priors' }],
    });
    expect((await call({ url: '/v1/objects/ZTF-a' })).statusCode).toBe(404);
  });
});

describe('a truncated light curve', () => {
  it('is answered, marked, and not the classification of the object', async () => {
    const call = await client();
    await classify(call);
    const response = await classify(call, { annotations: { n: 1 } }, '?truncate=5d');
    expect(response.json()).toMatchObject({
      quality: { received: 6, used: 6 },
      truncated: { to: '5d', endMjd: 59_005, detectionsLeftOut: 2, stored: false },
      cached: false,
    });
    expect((await classify(call, {}, '?truncate=5d')).json().cached).toBe(true);
    expect((await classify(call, {}, '?truncate=7')).json().quality.received).toBe(7);
    const { items } = await get(call, '/v1/objects/ZTF-a/classifications');
    expect(items).toMatchObject([{ quality: { received: 8 } }]);
    expect(await get(call, '/v1/objects/ZTF-a/light-curve')).not.toHaveProperty('annotations');
  });

  it('goes with other priors', async () => {
    const call = await client();
    const query = `?truncate=6&priors=${encodeURIComponent('{"SNIa": 0}')}`;
    expect((await classify(call, {}, query)).json()).toMatchObject({
      class: 'RRL',
      priors: { name: 'custom' },
      truncated: { to: '6' },
    });
  });

  it('is refused where too little is left of it', async () => {
    const call = await client();
    const response = await classify(call, {}, '?truncate=5');
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({
      code: 'TOO_FEW_DETECTIONS',
      detail: 'Of 8 detections, 5 lie within truncate=5. 5 of 5 detections are usable.',
      errors: [
        { pointer: '/detections' },
        { pointer: '/query/truncate', detail: 'leaves 5 of 8 detections' },
      ],
      quality: { received: 5 },
    });
    const short = await classify(call, { detections: rows.slice(0, 5) });
    expect(short.json().errors).toMatchObject([{ pointer: '/detections' }]);
  });

  it('ends at a time or a number that can be read', async () => {
    const call = await client();
    const response = await classify(call, {}, '?truncate=5days');
    expect(response.statusCode).toBe(400);
    expect(response.json().errors).toMatchObject([{ pointer: '/query/truncate' }]);
  });
});

describe('the outlier score', () => {
  it('is given and stored, null where the classifier has none', async () => {
    const call = await client();
    expect((await classify(call)).json().outlierScore).toBe(0.125);
    expect((await classify(call, {}, '?classifier=fake@1.0.0')).json().outlierScore).toBeNull();
    const { classifications } = await get(call, '/v1/objects/ZTF-a');
    const { items } = await get(call, '/v1/objects/ZTF-a/classifications');
    for (const stored of [classifications, items]) {
      const scores = stored.map((one: { outlierScore: number | null }) => one.outlierScore);
      expect(new Set(scores)).toEqual(new Set([0.125, null]));
    }
  });
});

describe('POST /v1/features', () => {
  it('answers with every feature of the set, null where there is no value', async () => {
    const call = await client();
    const response = await call({ method: 'POST', url: '/v1/features', payload: body });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      featureSet: 'alerce-2021@1',
      features: { Amplitude_1: 0, 'g-r_max': null },
      quality: {
        received: 8,
        used: 8,
        flags: ['FEW_DETECTIONS', 'ONE_BAND', 'SHORT_TIME_SPAN', 'SIGNS_MISSING'],
      },
    });
    expect(response.headers['server-timing']).toMatch(/^extract;dur=/);
  });

  it('says that there is no such feature set', async () => {
    const call = await client();
    const url = '/v1/features?featureSet=larch@7';
    const response = await call({ method: 'POST', url, payload: body });
    expect(response.statusCode).toBe(404);
    expect(response.json().code).toBe('FEATURE_SET_NOT_FOUND');
  });

  it('stores nothing', async () => {
    const call = await client();
    await call({ method: 'POST', url: '/v1/features', payload: body });
    expect((await call({ url: '/v1/objects/ZTF-a' })).statusCode).toBe(404);
  });
});

describe('GET /v1/objects/{objectId}', () => {
  it('gives the newest classification by each classifier', async () => {
    const call = await client();
    await classify(call, {}, '?classifier=fake@1.0.0');
    await classify(call);
    await classify(call, { ra: 10, dec: -5 });
    const object = await get(call, '/v1/objects/ZTF-a');
    expect(object).toMatchObject({ objectId: 'ZTF-a', survey: 'ZTF', ra: 10, dec: -5 });
    expect(
      object.classifications.map(({ classifier }: { classifier: string }) => classifier).toSorted(),
    ).toEqual(['fake@1.0.0', 'fake@2.0.0']);
  });

  it('finds objects whose ids have to be URL-encoded', async () => {
    const call = await client();
    const objectId = 'Größe%&+α'.padEnd(128, '€');
    await classify(call, { objectId });
    const object = await get(call, `/v1/objects/${encodeURIComponent(objectId)}`);
    expect(object.objectId).toBe(objectId);
  });

  it.each(['', '/classifications', '/features', '/light-curve'])(
    'says that there is no such object: %s',
    async (part) => {
      const call = await client();
      const response = await call({ url: `/v1/objects/nobody${part}` });
      expect(response.statusCode).toBe(404);
      expect(response.json()).toMatchObject({
        code: 'OBJECT_NOT_FOUND',
        instance: `/v1/objects/nobody${part}`,
      });
    },
  );
});

describe('GET /v1/objects/{objectId}/classifications', () => {
  it('walks the history by pages, newest first', async () => {
    const call = await client();
    for (let length = 6; length <= 8; length++) {
      await classify(call, { detections: rows.slice(0, length) });
    }
    const url = '/v1/objects/ZTF-a/classifications?limit=2';
    const first = await get(call, url);
    const second = await get(call, `${url}&cursor=${first.nextCursor}`);
    expect(second.nextCursor).toBeNull();
    expect(
      [...first.items, ...second.items].map(
        ({ quality }: { quality: { used: number } }) => quality.used,
      ),
    ).toEqual([8, 7, 6]);
  });

  it('hands classifier and asOf to the store', async () => {
    const call = await client();
    await classify(call);
    const { items } = await get(call, '/v1/objects/ZTF-a/classifications');
    const [{ classifiedAt }] = items;
    const count = async (query: string) =>
      (await get(call, `/v1/objects/ZTF-a/classifications?${query}`)).items.length;
    expect(await count(`asOf=${classifiedAt}`)).toBe(1);
    expect(await count('asOf=2020-01-01T00:00:00%2B01:00')).toBe(0);
    expect(await count('classifier=fake')).toBe(1);
    expect(await count('classifier=fake@1.0.0')).toBe(0);
  });
});

describe('GET /v1/objects/{objectId}/features and /light-curve', () => {
  it('give what was stored with the latest classification', async () => {
    const call = await client();
    const annotations = { note: 'ours' };
    const { inputHash } = (await classify(call, { annotations })).json();
    expect(await get(call, '/v1/objects/ZTF-a/features')).toMatchObject({ inputHash });
    expect(await get(call, '/v1/objects/ZTF-a/light-curve')).toMatchObject({
      ...body,
      detections: columns,
      annotations,
    });
  });

  it('give a light curve that is the same when it is sent again', async () => {
    const call = await client();
    await classify(call);
    const lightCurve = await get(call, '/v1/objects/ZTF-a/light-curve');
    expect((await classify(call, lightCurve)).json().cached).toBe(true);
  });
});

describe('GET /v1/classifiers', () => {
  it('lists all and marks the default', async () => {
    const call = await client();
    const { items, nextCursor } = await get(call, '/v1/classifiers');
    expect(nextCursor).toBeNull();
    expect(items).toMatchObject([
      { id: 'fake@2.0.0', default: true },
      { id: 'fake@1.0.0', default: false },
    ]);
  });

  it('gives one by version, or the newest of a name', async () => {
    const call = await client();
    expect(await get(call, '/v1/classifiers/fake@1.0.0')).toMatchObject({
      id: 'fake@1.0.0',
      featureNames: ['Amplitude_1', 'g-r_max'],
      sha256: 'f'.repeat(64),
      priors: { SNIa: 0.5, RRL: 0.5 },
    });
    expect((await get(call, '/v1/classifiers/fake')).id).toBe('fake@2.0.0');
    expect((await get(call, '/v1/classifiers/fake@3.0.0')).code).toBe('CLASSIFIER_NOT_FOUND');
  });
});

describe('GET /v1/features', () => {
  it('lists the catalogue', async () => {
    const call = await client();
    const { items, nextCursor } = await get(call, '/v1/features');
    expect(nextCursor).toBeNull();
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['Amplitude_1', 'g-r_max']);
  });
});

describe('health', () => {
  it('is live and ready', async () => {
    const call = await client({ version: '1.2.3' });
    expect(await get(call, '/health/live')).toEqual({ status: 'live' });
    expect(await get(call, '/health/ready')).toEqual({
      status: 'ready',
      classifier: 'fake@2.0.0',
      version: '1.2.3',
    });
  });

  it('is live, but not ready, without a store', async () => {
    const ping = async () => {
      throw new Error('connection refused at 10.0.0.7');
    };
    const call = await client({ store: { ...memoryStore(), ping } });
    expect((await call({ url: '/health/live' })).statusCode).toBe(200);
    const response = await call({ url: '/health/ready' });
    expect(response.statusCode).toBe(503);
    expect(response.json().code).toBe('STORE_UNAVAILABLE');
    expect(response.body).not.toContain('10.0.0.7');
  });
});

describe('a store that is down', () => {
  it('is told with the time after which to try again', async () => {
    const find = async () => {
      throw new Problem('STORE_UNAVAILABLE', 'The store cannot be reached.');
    };
    const call = await client({ store: { ...memoryStore(), find } });
    const response = await classify(call);
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('5');
    expect(response.headers['content-type']).toBe('application/problem+json');
  });
});
