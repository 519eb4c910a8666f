import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HERE = new URL('.', import.meta.url).href;

/**
 * The file of a worker thread that lies next to the module that starts it. Node 20 runs JavaScript
 * only: a module that runs from src/ (under a test runner) gets the compiled worker of dist/.
 *
 * @param importer - `import.meta.url` of the module that starts the worker
 * @param name - file name without its extension
 * @throws Error where the worker has not been compiled
 */
export function workerUrl(importer: string, name: string): URL {
  const beside = importer.endsWith('.ts')
    ? new URL(`../dist/${importer.slice(HERE.length)}`, HERE)
    : importer;
  const url = new URL(`./${name}.js`, beside);
  if (!existsSync(url)) {
    throw new Error(`${fileURLToPath(url)} is missing: run \`npm run build\` first`);
  }
  return url;
}
