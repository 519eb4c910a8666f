import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * What the files of a folder may import: folders and files of src/, and packages. Whatever is not
 * named is not allowed. `node:` modules are free for all.
 */
const ALLOWED_IMPORTS: Readonly<
  Record<string, { readonly own: readonly string[]; readonly packages: readonly string[] }>
> = {
  domain: { own: ['domain'], packages: ['zod'] },
  features: { own: ['features', 'domain'], packages: [] },
  classifiers: {
    own: ['classifiers', 'domain', 'worker-url.ts'],
    packages: ['zod', 'onnxruntime-node'],
  },
  store: {
    own: ['store', 'domain', 'worker-url.ts'],
    packages: ['pg', '@electric-sql/pglite', '@electric-sql/pglite-socket'],
  },
  classification: {
    own: [
      'classification',
      'domain',
      'features/extractor.ts',
      'classifiers/classifier.ts',
      'store/classification-store.ts',
    ],
    packages: ['lru-cache'],
  },
  http: {
    own: [
      'http',
      'domain',
      'features/extractor.ts',
      'classifiers/classifier.ts',
      'classifiers/model-manifest.ts',
      'store/classification-store.ts',
      'classification/classify.ts',
      'classification/compute.ts',
      'app.ts',
    ],
    packages: [
      'zod',
      'fastify',
      'fastify-type-provider-zod',
      '@fastify/swagger',
      '@fastify/swagger-ui',
    ],
  },
};

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[cm]?ts$|\.[ch]pp$/.test(file))
    .map((file) => join(folder, file));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)[^'";]*?from '([^']+)'|^import '([^']+)'/gm)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}

describe('imports', () => {
  for (const [folder, allowed] of Object.entries(ALLOWED_IMPORTS)) {
    it(`of ${folder} stay within what it may know`, () => {
      const files = sourceFiles(join('src', folder));
      expect(files.length).toBeGreaterThan(0);
      const forbidden = files.flatMap((file) =>
        importsOf(file)
          .filter((name) => !name.startsWith('node:'))
          .filter((name) => {
            if (!name.startsWith('.')) {
              return !allowed.packages.some(
                (known) => name === known || name.startsWith(`${known}/`),
              );
            }
            const target = relative(join(root, 'src'), join(root, file, '..', name));
            return !allowed.own.some((known) => target === known || target.startsWith(`${known}/`));
          })
          .map((name) => `${file} imports ${name}`),
      );
      expect(forbidden).toEqual([]);
    });
  }

  it('load the binary in one place', () => {
    const loaders = sourceFiles('src').filter((file) =>
      readFileSync(join(root, file), 'utf8').includes('larch.node'),
    );
    expect(loaders).toEqual(['src/features/native-addon.ts']);
  });

  it('of the core know nothing of Node', () => {
    const offenders = sourceFiles('addon/core').filter((file) =>
      /napi|node_api/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(offenders).toEqual([]);
  });
});

describe('process.env', () => {
  it('is handed to the configuration by the two entry points only', () => {
    const readers = sourceFiles('src').filter((file) =>
      /process\.env\b/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(readers).toEqual(['src/cli.ts', 'src/main.ts']);
  });
});
