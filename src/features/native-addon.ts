import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Quality } from '../domain/feature.ts';

/** What one extraction gives, as the addon has it (addon/binding/columns.hpp). */
export interface NativeResult {
  readonly tooFewDetections: boolean;
  readonly quality: Omit<Quality, 'flags'>;
  readonly values: Float64Array;
  readonly familyMicroseconds: Float64Array;
}

/** Columns of equal length per table; NaN is missing, an absent column was not given. */
export interface NativeLightCurve {
  readonly total: boolean;
  readonly corrected: boolean;
  readonly ra?: number | undefined;
  readonly dec?: number | undefined;
  readonly detections: object;
  readonly nonDetections: object;
  readonly crossmatch: object;
}

export interface NativeExtractor {
  /** Rejects with `code` CANCELLED after `stop`. */
  extract(
    lightCurve: NativeLightCurve,
    families: readonly number[],
    compat: boolean,
  ): Promise<NativeResult>;
  stop(): void;
}

export interface NativeFamily {
  readonly family: string;
  readonly features: readonly {
    readonly name: string;
    readonly unit: string;
    readonly description: string;
    readonly minimumPoints: number;
    readonly citation: { readonly text: string; readonly doi: string | null };
  }[];
}

interface NativeAddon {
  readonly catalogue: () => readonly NativeFamily[];
  /** An object with this many usable detections or fewer has no features. */
  readonly tooFewDetections: number;
  readonly Extractor: new (threads: number) => NativeExtractor;
}

// The same two steps up from src/features and from dist/features.
const path = fileURLToPath(new URL('../../addon/build/release/larch.node', import.meta.url));

function load(): NativeAddon {
  try {
    return createRequire(import.meta.url)(path) as NativeAddon;
  } catch (cause) {
    throw new Error(
      `The addon ${path} cannot be loaded. Build it with "npm run build:addon" (it needs g++, make and cmake).`,
      { cause },
    );
  }
}

/** The one place that loads the binary. */
export const nativeAddon: NativeAddon = load();
