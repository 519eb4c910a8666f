import { availableParallelism } from 'node:os';
import type { FeatureDescription, Quality } from '../domain/feature.ts';
import type { LightCurve } from '../domain/light-curve.ts';
import { Problem } from '../domain/problem.ts';
import { qualityFlags } from '../domain/quality-flags.ts';
import type { ExtractOptions, FeatureExtractor } from './extractor.ts';
import { type ResolvedFeatureSet, resolveFeatureSets } from './feature-sets.ts';
import { type NativeFamily, type NativeLightCurve, nativeAddon } from './native-addon.ts';

/**
 * Features by the C++ core, one light curve a thread.
 * @param threads - light curves computed at a time
 */
export function createNativeExtractor(threads = availableParallelism()): FeatureExtractor {
  const families = nativeAddon.catalogue();
  const featureSets = resolveFeatureSets(families);
  const extractor = new nativeAddon.Extractor(threads);
  const running = new Set<Promise<unknown>>();
  let closed = false;

  const run = async (
    lightCurve: LightCurve,
    featureSet: ResolvedFeatureSet,
    { compat = false }: ExtractOptions,
  ) => {
    if (closed) throw shuttingDown();
    const extraction = extractor.extract(toNative(lightCurve), featureSet.families, compat);
    running.add(extraction);
    try {
      return await extraction;
    } catch (error) {
      throw isCancellation(error) ? shuttingDown() : error;
    } finally {
      running.delete(extraction);
    }
  };

  return {
    catalogue: describe(families, featureSets),
    featureSets,

    async extract(lightCurve, featureSet, options = {}) {
      const resolved = featureSets.find(({ id }) => id === featureSet.id);
      if (resolved === undefined) throw new RangeError(`unknown feature set ${featureSet.id}`);
      const result = await run(lightCurve, resolved, options);
      const quality = { ...result.quality, flags: qualityFlags(result.quality, lightCurve) };
      if (result.tooFewDetections) throw tooFewDetections(quality);
      return {
        quality,
        values: result.values,
        microseconds: Object.fromEntries(
          resolved.families.map((family, position) => [
            families[family]?.family ?? '',
            result.familyMicroseconds[position] ?? 0,
          ]),
        ),
      };
    },

    async close() {
      closed = true;
      extractor.stop();
      await Promise.allSettled(running);
    },
  };
}

function toNative(lightCurve: LightCurve): NativeLightCurve {
  return {
    total: lightCurve.photometry === 'total',
    corrected: lightCurve.corrected,
    ra: lightCurve.position?.ra,
    dec: lightCurve.position?.dec,
    detections: lightCurve.detections,
    nonDetections: lightCurve.nonDetections,
    crossmatch: lightCurve.crossmatch,
  };
}

function describe(
  families: readonly NativeFamily[],
  featureSets: readonly ResolvedFeatureSet[],
): FeatureDescription[] {
  return families.flatMap(({ family, features }, index) =>
    features.map((feature) => ({
      ...feature,
      family,
      featureSets: featureSets.filter((set) => set.families.includes(index)).map(({ id }) => id),
    })),
  );
}

function tooFewDetections(quality: Quality): Problem {
  const minimum = nativeAddon.tooFewDetections + 1;
  const dropped = Object.entries(quality.dropped).map(([reason, count]) => `${count} ${reason}`);
  const because = dropped.length === 0 ? '' : ` (dropped: ${dropped.join(', ')})`;
  return new Problem(
    'TOO_FEW_DETECTIONS',
    `${quality.used} of ${quality.received} detections are usable${because}; features need at least ${minimum}.`,
    {
      errors: [
        {
          pointer: '/detections',
          detail: `holds ${quality.used} usable rows, at least ${minimum} are needed`,
        },
      ],
      extensions: { quality },
    },
  );
}

function shuttingDown(): Problem {
  return new Problem('SHUTTING_DOWN', 'The service is shutting down; try again in a moment.');
}

function isCancellation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CANCELLED';
}
