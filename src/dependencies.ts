import { fileURLToPath } from 'node:url';
import type { AppDependencies } from './app.ts';
import { createClassificationService } from './classification/classify.ts';
import type { ClassifierRegistry } from './classifiers/classifier.ts';
import { loadClassifiers } from './classifiers/registry.ts';
import type { Config } from './config.ts';
import type { FeatureExtractor } from './features/extractor.ts';
import { createNativeExtractor } from './features/native-extractor.ts';
import type { ClassificationStore } from './store/classification-store.ts';
import { openStore } from './store/open-store.ts';

// The same step up from src and from dist.
export const SHIPPED_MODELS = fileURLToPath(new URL('../models', import.meta.url));

export function openExtractor(threads: number): FeatureExtractor {
  return createNativeExtractor(threads);
}

/** @throws ModelError */
export function openClassifiers(
  config: Config,
  extractor: Pick<FeatureExtractor, 'featureSets'>,
): Promise<ClassifierRegistry> {
  return loadClassifiers({
    directory: config.modelsDirectory ?? SHIPPED_MODELS,
    featureSets: extractor.featureSets,
    default: config.classifier,
  });
}

/** Migrated. */
export function openConfiguredStore(config: Config): Promise<ClassificationStore> {
  return openStore({ databaseUrl: config.databaseUrl, dataDirectory: config.dataDirectory });
}

export interface Dependencies
  extends Pick<AppDependencies, 'service' | 'extractor' | 'classifiers' | 'store'> {
  /** Ends what the dependencies run, in the reverse order of their opening. */
  close(): Promise<void>;
}

/** The only place that knows which adapter stands behind each port. */
export async function openDependencies(config: Config): Promise<Dependencies> {
  const extractor = openExtractor(config.threads);
  const [classifiers, store] = await openTogether(
    openClassifiers(config, extractor),
    openConfiguredStore(config),
  );
  const service = createClassificationService({
    extractor,
    classifiers,
    store,
    memoSize: config.memoSize,
  });
  return {
    service,
    extractor,
    classifiers,
    store,
    async close() {
      await extractor.close();
      await classifiers.close();
      await store.close();
    },
  };
}

/** Both, or neither: where one fails, the other is closed before the failure is told. */
async function openTogether<A extends Closable, B extends Closable>(
  first: Promise<A>,
  second: Promise<B>,
): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  for (const opened of [a, b]) {
    if (opened.status === 'fulfilled') await opened.value.close();
  }
  throw a.status === 'rejected' ? a.reason : (b as PromiseRejectedResult).reason;
}

interface Closable {
  close(): Promise<void>;
}
