import { buildApp } from '../app.ts';
import { VERSION } from '../version.ts';

/** Stands in for what only requests ask; the document is made without one. */
const neverAsked = new Proxy(Object.freeze({}), {
  get(_target, name) {
    throw new Error(`a route was described by asking for ${String(name)}`);
  },
}) as never;

/** Prints the OpenAPI document of the service. */
export async function openApiCommand(): Promise<void> {
  const app = await buildApp({
    service: neverAsked,
    extractor: neverAsked,
    classifiers: neverAsked,
    store: neverAsked,
    version: VERSION,
    logger: false,
  });
  await app.ready();
  process.stdout.write(`${JSON.stringify(app.swagger(), null, 2)}\n`);
  await app.close();
}
