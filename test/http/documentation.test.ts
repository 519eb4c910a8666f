import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../src/domain/problem.ts';
import { VERSION } from '../../src/version.ts';
import { appWithFakes, client } from './client.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

describe('openapi/openapi.json', () => {
  it('is the document of this version; `npm run openapi` renews it', async () => {
    const app = await appWithFakes({ version: VERSION });
    await app.ready();
    expect(await read('openapi/openapi.json')).toBe(`${JSON.stringify(app.swagger(), null, 2)}\n`);
    await app.close();
  });

  it('refers to every schema it has, and has every schema it refers to', async () => {
    const text = await read('openapi/openapi.json');
    const { schemas } = JSON.parse(text).components;
    const references = text.matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    expect(new Set([...references].map(([, name]) => name))).toEqual(new Set(Object.keys(schemas)));
  });

  it('describes every operation and every parameter', async () => {
    const { paths } = JSON.parse(await read('openapi/openapi.json'));
    for (const [path, operations] of Object.entries<object>(paths)) {
      for (const [method, operation] of Object.entries<Described & { parameters?: Described[] }>(
        operations as Record<string, Described>,
      )) {
        expect(operation.description, `${method} ${path}`).toBeTruthy();
        for (const parameter of operation.parameters ?? []) {
          expect(parameter.description, `${method} ${path}`).toBeTruthy();
        }
      }
    }
  });
});

describe('/openapi.json and /docs', () => {
  it('are served', async () => {
    const call = await client();
    const document = await call({ url: '/openapi.json' });
    expect(document.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(document.json().openapi).toBe('3.1.0');
    const page = await call({ url: '/docs' });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect((await call({ url: '/' })).headers['location']).toBe('/docs');
  });
});

describe('openapi/problems.md', () => {
  it('has one heading per code, and its status', async () => {
    const sections = (await read('openapi/problems.md')).split(/^## /m).slice(1);
    expect(sections.map((section) => /^(\w+)\n\n(\d+)\. /.exec(section)?.slice(1, 3))).toEqual(
      Object.entries(PROBLEMS).map(([code, { status }]) => [code, String(status)]),
    );
  });
});
