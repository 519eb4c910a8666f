import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { startService } from '../test/larch-process.ts';
import { syntheticLightCurve } from '../test/synthetic-light-curve.ts';
import { quantile, type Report } from './report.ts';

const NEW_LIGHT_CURVES = 500;
const LOAD_SECONDS = 5;
const CONNECTIONS = 16;
const POINTS = 30;
const DAYS = 400;

/** The compiled service with its embedded database, from a client in another process's place. */
export async function benchService(report: Report): Promise<void> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'larch-bench-'));
  try {
    const environment = { LARCH_DATA_DIR: dataDirectory };
    await (await startService(environment)).interrupt();
    const starting = performance.now();
    const service = await startService(environment);
    const started = performance.now() - starting;

    report.section(`HTTP, N = ${POINTS}, T = ${DAYS} d, embedded database`);
    report.add('start to ready, built and migrated', started, 'ms', '3000');
    const body = (index: number) =>
      JSON.stringify(syntheticLightCurve(`bench-${index}`, POINTS, DAYS, index));
    const latencies: number[] = [];
    for (let index = 0; index < NEW_LIGHT_CURVES; index += 1) {
      const text = body(index);
      const start = performance.now();
      await post(service.url, text);
      latencies.push(performance.now() - start);
    }
    report.add('POST new light curve, one client, p50', quantile(latencies, 0.5), 'ms', '5');
    report.add('POST new light curve, one client, p99', quantile(latencies, 0.99), 'ms', '12');

    const repeated = await load({
      url: `${service.url}/v1/classifications`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body(0),
    });
    report.add(
      `POST the same again, ${CONNECTIONS} connections`,
      repeated.requests.average,
      '1/s',
      '3000',
    );
    report.add('POST the same again, p99', repeated.latency.p99, 'ms');
    const stored = await load({ url: `${service.url}/v1/objects/bench-0/classifications?limit=1` });
    report.add(
      `GET stored classifications, ${CONNECTIONS} connections`,
      stored.requests.average,
      '1/s',
      '10000',
    );
    report.add('GET stored classifications, p99', stored.latency.p99, 'ms', '10');
    await benchSaturation(report, service.url, body);
    report.add(
      'resident memory after load',
      residentMegabytes(service.pid),
      'MB',
      '400, database apart',
    );
    await service.interrupt();
  } finally {
    await rm(dataDirectory, { recursive: true });
  }
}

/** How many new light curves many clients get through, and how long others wait meanwhile. */
async function benchSaturation(
  report: Report,
  url: string,
  body: (index: number) => string,
): Promise<void> {
  const bodies = Array.from({ length: NEW_LIGHT_CURVES }, (_, index) =>
    body(NEW_LIGHT_CURVES + index),
  );
  const start = performance.now();
  const clients = { active: CONNECTIONS };
  const posted = Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let text = bodies.pop(); text !== undefined; text = bodies.pop()) await post(url, text);
      clients.active -= 1;
    }),
  );
  const waits: number[] = [];
  while (clients.active > 0) {
    const asked = performance.now();
    await (await fetch(`${url}/health/live`)).text();
    waits.push(performance.now() - asked);
  }
  await posted;
  const seconds = (performance.now() - start) / 1000;
  report.add(
    `POST new light curves, ${CONNECTIONS} connections`,
    NEW_LIGHT_CURVES / seconds,
    '1/s',
  );
  report.add('GET /health/live meanwhile, p99', quantile(waits, 0.99), 'ms', '20');
}

async function post(url: string, body: string): Promise<void> {
  const response = await fetch(`${url}/v1/classifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`status ${response.status}: ${answer}`);
}

/** Every answer must be good, or the figures mean nothing. */
async function load(options: autocannon.Options): Promise<autocannon.Result> {
  const result = await autocannon({ connections: CONNECTIONS, duration: LOAD_SECONDS, ...options });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} answers were refusals, ${result.errors} failed`);
  }
  return result;
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
