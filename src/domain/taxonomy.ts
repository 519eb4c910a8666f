/** The classes of the ALeRCE light curve classifier (Sanchez-Saez et al. 2021, AJ 161, 141). */
export const TAXONOMY_NAME = 'alerce-15';

/** Leaves by branch of the hierarchy. */
export const TAXONOMY = {
  Transient: ['SNIa', 'SNIbc', 'SNII', 'SLSN'],
  Stochastic: ['QSO', 'AGN', 'Blazar', 'YSO', 'CV/Nova'],
  Periodic: ['LPV', 'E', 'DSCT', 'RRL', 'CEP', 'Periodic-Other'],
} as const;

export type Branch = keyof typeof TAXONOMY;
export type Leaf = (typeof TAXONOMY)[Branch][number];

export const BRANCHES = Object.keys(TAXONOMY) as [Branch, ...Branch[]];
export const LEAVES = Object.values(TAXONOMY).flat() as [Leaf, ...Leaf[]];
