import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../fakes/memory-store.ts';
import { body } from './bodies.ts';
import { appWithFakes, client } from './client.ts';

const call = await client();

describe('a bad request line', () => {
  it.each([
    ['an unknown query parameter', '/v1/objects/a/classifications?klass=E', '/query/klass'],
    [
      'a query parameter given twice',
      '/v1/objects/a/classifications?limit=1&limit=2',
      '/query/limit',
    ],
    ['a limit of 0', '/v1/objects/a/classifications?limit=0', '/query/limit'],
    ['a limit of 201', '/v1/objects/a/classifications?limit=201', '/query/limit'],
    ['a limit of 1.5', '/v1/objects/a/classifications?limit=1.5', '/query/limit'],
    ['a limit in words', '/v1/objects/a/classifications?limit=ten', '/query/limit'],
    [
      'an asOf without a time zone',
      '/v1/objects/a/classifications?asOf=2026-01-01T00:00:00',
      '/query/asOf',
    ],
    ['an asOf that is no time', '/v1/objects/a/classifications?asOf=59000.5', '/query/asOf'],
    [
      'an asOf that is no date',
      '/v1/objects/a/classifications?asOf=2026-02-30T00:00:00Z',
      '/query/asOf',
    ],
    ['priors of an unknown name', '/v1/objects/a?priors=sky', '/query/priors'],
    [
      'priors of an unknown class',
      '/v1/objects/a/classifications?priors=%7B%22SN%22%3A1%7D',
      '/query/priors/SN',
    ],
    ['a negative prior', '/v1/objects/a?priors=%7B%22RRL%22%3A-1%7D', '/query/priors/RRL'],
    ['an unknown query parameter of an object', '/v1/objects/a?klass=E', '/query/klass'],
    ['a query parameter of features', '/v1/objects/a/features?classifier=b', '/query/classifier'],
    ['a query parameter of a light curve', '/v1/objects/a/light-curve?asOf=1', '/query/asOf'],
    ['a query parameter of the classifiers', '/v1/classifiers?limit=1', '/query/limit'],
    ['a query parameter of a classifier', '/v1/classifiers/fake?limit=1', '/query/limit'],
    ['a query parameter of the catalogue', '/v1/features?featureSet=larch', '/query/featureSet'],
    ['an empty classifier', '/v1/objects/a/classifications?classifier=', '/query/classifier'],
    ['an objectId with a slash', '/v1/objects/a%2Fb', '/path/objectId'],
    ['an objectId with a space', '/v1/objects/a%20b/features', '/path/objectId'],
    ['an objectId of 129 characters', `/v1/objects/${'x'.repeat(129)}`, '/path/objectId'],
    ['an objectId without end', `/v1/objects/${'x'.repeat(5000)}`, '/path'],
    ['a malformed URL encoding', '/v1/objects/%zz', '/path'],
    ['URL encoding that is not UTF-8', '/v1/objects/%ff', '/path'],
    ['a classifier without end', `/v1/classifiers/${'x'.repeat(200)}`, '/path/classifier'],
  ])('%s', async (_name, url, pointer) => {
    const response = await call({ url });
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toBe('application/problem+json');
    const problem = response.json();
    expect(problem).toMatchObject({ code: 'VALIDATION_FAILED', instance: url });
    expect(problem.errors).toEqual([{ pointer, detail: expect.any(String) }]);
  });
});

describe('a name of nothing', () => {
  it.each([
    ['CLASSIFIER_NOT_FOUND', 'POST', '/v1/classifications?classifier=oak', '/query/classifier'],
    ['FEATURE_SET_NOT_FOUND', 'POST', '/v1/features?featureSet=oak', '/query/featureSet'],
    ['CLASSIFIER_NOT_FOUND', 'GET', '/v1/classifiers/oak', '/path/classifier'],
    ['OBJECT_NOT_FOUND', 'GET', '/v1/objects/oak', '/path/objectId'],
  ] as const)('is told as %s by %s %s', async (code, method, url, pointer) => {
    const response = await call({ method, url, ...(method === 'POST' && { payload: body }) });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({
      code,
      errors: [{ pointer, detail: expect.any(String) }],
    });
  });
});

describe('a route that is not there', () => {
  it.each([
    ['GET', '/v2/objects'],
    ['GET', '/v1'],
    ['POST', '/v1/classify'],
    ['PUT', '/nowhere'],
    ['GET', '/docs/static/nothing.js'],
  ] as const)('%s %s', async (method, url) => {
    const response = await call({ method, url });
    expect(response.statusCode).toBe(404);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.json()).toMatchObject({ code: 'NOT_FOUND', instance: url });
  });

  it.each([
    ['GET', '/v1/classifications', 'POST'],
    ['DELETE', '/v1/objects/a', 'GET, HEAD'],
    ['PUT', '/v1/features', 'GET, HEAD, POST'],
    ['POST', '/health/live', 'GET, HEAD'],
    ['PATCH', '/v1/classifiers/', 'GET, HEAD'],
    ['OPTIONS', '/v1/classifications', 'POST'],
  ] as const)('for %s %s, but for %s', async (method, url, allow) => {
    const headers = { 'content-type': 'text/csv' };
    const response = await call({ method, url, headers, payload: 'mjd,mag' });
    expect(response.statusCode).toBe(405);
    expect(response.headers['allow']?.toString().split(', ').toSorted()).toEqual(allow.split(', '));
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.json().code).toBe('METHOD_NOT_ALLOWED');
  });

  it('does not depend on slashes', async () => {
    expect((await call({ url: '/v1//classifiers/' })).statusCode).toBe(200);
  });
});

describe('a failure', () => {
  it('is logged and not told', async () => {
    const log = logStream();
    const find = async () => {
      throw new TypeError('secret of the pool');
    };
    const failing = await client({ store: { ...memoryStore(), find }, logger: log });
    const response = await failing({ method: 'POST', url: '/v1/classifications', payload: body });
    expect(response.statusCode).toBe(500);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.body).not.toContain('secret');
    expect(log.text()).toContain('secret of the pool');
    const requestId = /of request (\S+)\.$/.exec(response.json().detail)?.[1];
    expect(log.text()).toContain(`"reqId":"${requestId}"`);
  });
});

describe('a client that goes away while it sends', () => {
  it('is no failure of the service', async () => {
    const log = logStream();
    const app = await appWithFakes({ logger: log });
    await app.listen({ port: 0 });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    app.server.once('request', () => socket.destroy());
    socket.write(
      'POST /v1/classifications HTTP/1.1\r\nHost: larch\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    );
    await log.wrote('"code":"');
    expect(log.text()).toContain('did not arrive as a whole');
    expect(log.text()).not.toContain('"level":50');
    await app.close();
  });
});

describe('a client that does not speak HTTP', () => {
  it('gets a problem document', async () => {
    const app = await appWithFakes();
    await app.listen({ port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.end('not a request\r\n\r\n');
    const response = await text(socket);
    expect(response).toMatch(/^HTTP\/1\.1 400 /);
    expect(response.toLowerCase()).toContain('content-type: application/problem+json');
    expect(response).toContain('"code":"VALIDATION_FAILED"');
    await app.close();
  });
});

describe('closing', () => {
  it('finishes what is in flight and refuses what comes after on an open connection', async () => {
    const store = memoryStore();
    const asked = signal();
    const released = signal();
    const closing = signal();
    const app = await appWithFakes({
      store: {
        ...store,
        async find(key) {
          asked.give();
          await released.given;
          return store.find(key);
        },
      },
    });
    app.addHook('preClose', async () => closing.give());
    await app.listen({ port: 0 });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    const answers = text(socket);

    const payload = JSON.stringify(body);
    socket.write(
      `POST /v1/classifications HTTP/1.1\r\nHost: larch\r\nContent-Type: application/json\r\nContent-Length: ${payload.length}\r\n\r\n${payload}`,
    );
    await asked.given;
    const closed = app.close();
    await closing.given;
    app.server.once('request', () => released.give());
    socket.end('GET /health/live HTTP/1.1\r\nHost: larch\r\n\r\n');
    await closed;

    const [, first, second] = (await answers).split('HTTP/1.1 ');
    expect(first).toMatch(/^200 /);
    expect(first).toContain('"class":"SNIa"');
    expect(second).toMatch(/^503 /);
    expect(second).toContain('retry-after: 5');
    expect(second).toContain('"code":"SHUTTING_DOWN"');
  });
});

/** Options of a logger whose lines are kept, and a wait for one of them. */
function logStream() {
  let written = '';
  const added = new EventEmitter();
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      added.emit('line');
      done();
    },
  });
  return {
    stream,
    text: () => written,
    async wrote(part: string) {
      while (!written.includes(part)) await once(added, 'line');
    },
  };
}

function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
