import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { larch, type Service, startService } from '../larch-process.ts';
import { syntheticLightCurve } from '../synthetic-light-curve.ts';

const example = readFileSync(new URL('../../examples/ZTF18aagrehr.json', import.meta.url), 'utf8');
let dataDirectory: string;
let service: Service;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'larch-data-'));
  service = await startService({ LARCH_DATA_DIR: dataDirectory });
});
afterAll(async () => {
  await service.interrupt();
  await rm(dataDirectory, { recursive: true });
});

async function post(path: string, body: unknown) {
  const response = await fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    serverTiming: response.headers.get('server-timing'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

async function get(path: string) {
  const response = await fetch(`${service.url}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('the service over its real parts', () => {
  it('classifies the example once, then remembers', async () => {
    const first = await post('/v1/classifications', example);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ taxonomy: 'alerce-15', cached: false });
    expect(first.serverTiming).toMatch(/extract;.*infer;.*store;/);
    const sum = Object.values(first.body['probabilities'] as Record<string, number>).reduce(
      (total, probability) => total + probability,
    );
    expect(sum).toBeCloseTo(1, 9);

    const second = await post('/v1/classifications', example);
    expect(second.body).toEqual({ ...first.body, cached: true });
    expect(second.serverTiming).toMatch(/^memo;/);
  });

  it('answers rows and columns of the same measurements alike', async () => {
    const columns = syntheticLightCurve('SYN1', 24, 200);
    const rows = columns.detections.mjd.map((_, index) =>
      Object.fromEntries(
        Object.entries(columns.detections).map(([name, values]) => [name, values[index]]),
      ),
    );
    const fromColumns = await post('/v1/features', columns);
    const fromRows = await post('/v1/features', { ...columns, detections: rows });
    expect(fromColumns.status).toBe(200);
    expect(fromRows.body).toEqual(fromColumns.body);
  });

  it('computes once for many who ask at the same time', async () => {
    const body = syntheticLightCurve('crowd', 40, 200);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post('/v1/classifications', body)),
    );
    const times = new Set(answers.map((answer) => answer.body['classifiedAt']));
    expect(times.size).toBe(1);
    const history = await get('/v1/objects/crowd/classifications');
    expect(history.body['items']).toHaveLength(1);
  });

  it('keeps every answer of an object, and what each was made from', async () => {
    const early = syntheticLightCurve('growing', 20, 60, 5);
    const late = syntheticLightCurve('growing', 40, 120, 5);
    await post('/v1/classifications', early);
    const newest = await post('/v1/classifications', { ...late, annotations: { note: 'second' } });
    const history = await get('/v1/objects/growing/classifications');
    const items = history.body['items'] as Record<string, unknown>[];
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({ inputHash: newest.body['inputHash'] });
    expect((await get('/v1/objects/growing')).body).toMatchObject({ objectId: 'growing' });
    expect((await get('/v1/objects/growing/light-curve')).body).toMatchObject({
      detections: { mjd: late.detections.mjd },
      annotations: { note: 'second' },
    });
    expect((await get('/v1/objects/growing/features')).body).toMatchObject({
      inputHash: newest.body['inputHash'],
    });
  });

  it('replaces the annotations when they come with a light curve it knows', async () => {
    const body = syntheticLightCurve('annotated', 20, 60, 6);
    await post('/v1/classifications', { ...body, annotations: { visit: 1 } });
    const again = await post('/v1/classifications', { ...body, annotations: { visit: 2 } });
    expect(again.body).toMatchObject({ cached: true });
    expect((await get('/v1/objects/annotated/light-curve')).body).toMatchObject({
      annotations: { visit: 2 },
    });
  });

  it('says which detections it did not use', async () => {
    const body = syntheticLightCurve('dropped', 30, 200);
    const { mjd, mag, magErr, rb = [] } = body.detections;
    rb[0] = 0.3;
    magErr[1] = 100;
    magErr[2] = 0;
    mag[3] = null;
    mjd[5] = mjd[4] ?? null;
    const { body: answer } = await post('/v1/classifications', body);
    expect(answer['quality']).toMatchObject({
      received: 30,
      used: 25,
      dropped: { lowRb: 1, magErrOutOfRange: 2, missingValue: 1, duplicateTime: 1 },
    });
  });

  it('refuses what the preprocessor leaves five rows of, and stores nothing', async () => {
    const answer = await post('/v1/classifications', syntheticLightCurve('five', 5, 60));
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'TOO_FEW_DETECTIONS',
      errors: [{ pointer: '/detections' }],
      quality: { received: 5, used: 5 },
    });
    expect((await get('/v1/objects/five')).status).toBe(404);
  });

  it('does not let a second process into its data directory', async () => {
    const second = await larch(['serve'], { env: { LARCH_DATA_DIR: dataDirectory, PORT: '0' } });
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(dataDirectory);
    expect(second.stderr).toContain(`${service.pid}`);
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('still has everything after Ctrl-C and a second start', async () => {
    const before = await get('/v1/objects/growing/classifications');
    const { status } = await service.interrupt();
    expect(status).toBe(0);
    service = await startService({ LARCH_DATA_DIR: dataDirectory });
    expect(await get('/v1/objects/growing/classifications')).toEqual(before);
    const again = await post('/v1/classifications', syntheticLightCurve('growing', 20, 60, 5));
    expect(again.body).toMatchObject({ cached: true });
    expect(again.serverTiming).toMatch(/^store;/);
  });

  it('does not start where its environment cannot be used', async () => {
    const { status, stderr } = await larch(['serve'], { env: { PORT: 'http' } });
    expect(status).toBe(2);
    expect(stderr).toMatch(/PORT: must be a whole number/);
  });
});
