import type { FeatureSet } from './extractor.ts';
import type { NativeFamily } from './native-addon.ts';

/** A feature set is a list of families of the core, in the order in which its features are given. */
interface FeatureSetDefinition {
  /** name@version; the version changes with the list and with the meaning of any feature in it. */
  readonly id: string;
  readonly families: readonly string[];
}

/** A feature set and where its values come from. */
export interface ResolvedFeatureSet extends FeatureSet {
  /** Indices into the catalogue of the addon. */
  readonly families: readonly number[];
}

/**
 * The features of Sanchez-Saez et al. 2021, AJ 161, 141, in the order in which the original emits
 * them.
 */
const ALERCE_2021 = [
  'galactic coordinates',
  'colours',
  'real-bogus',
  'Mexican-hat power spectrum',
  'interquartile range',
  'Turbo-FATS',
  'supernova detections',
  'supernova parametric model',
  'period',
  'power rates',
  'folded light curve',
  'harmonics',
  'damped random walk',
  'star/galaxy score',
  'WISE colours',
];

/** The shape of an outburst around its peak. */
const OUTBURST_SHAPE = [
  'Gaussian process colours',
  'Gaussian process light curve',
  'converged supernova fit',
  'same-night colours',
  'decline',
  'peak and widths',
  'rise and limits',
  'template fits',
];

const DEFINITIONS: readonly FeatureSetDefinition[] = [
  { id: 'alerce-2021@1', families: ALERCE_2021 },
  { id: 'larch@1', families: [...ALERCE_2021, ...OUTBURST_SHAPE] },
  // What the library of the original can compute beside its features.
  { id: 'car@1', families: ['continuous autoregressive process'] },
];

/** @throws Error where a definition names a family that the addon does not have */
export function resolveFeatureSets(catalogue: readonly NativeFamily[]): ResolvedFeatureSet[] {
  return DEFINITIONS.map(({ id, families }) => {
    const indices = families.map((name) => {
      const index = catalogue.findIndex(({ family }) => family === name);
      if (index < 0) throw new Error(`feature set ${id} names the unknown family ${name}`);
      return index;
    });
    return {
      id,
      families: indices,
      featureNames: indices.flatMap((index) =>
        (catalogue[index]?.features ?? []).map(({ name }) => name),
      ),
    };
  });
}
