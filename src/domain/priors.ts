import * as z from 'zod';
import {
  type Classification,
  mostProbableClass,
  type Priors,
  toClassProbabilities,
} from './classification.ts';
import { shown } from './faults.ts';
import { Problem } from './problem.ts';
import { LEAVES, type Leaf } from './taxonomy.ts';

/** Any more would leave nothing of the others in double precision. */
const MAXIMUM_WEIGHT = 1e9;

type Weights = Partial<Record<Leaf, number>>;

/** Mixes of classes that can be asked for by name. */
const NAMED_WEIGHTS = {
  /** That of the classifier: no class gets another share. */
  model: {},
  /** Objects in the labelled set of Sanchez-Saez et al. (2021, AJ 161, 141), Table 1. */
  'alerce-2021': {
    LPV: 14_076,
    E: 37_901,
    DSCT: 732,
    RRL: 32_482,
    CEP: 618,
    'Periodic-Other': 1_256,
    QSO: 26_168,
    AGN: 4_667,
    Blazar: 1_267,
    YSO: 1_740,
    'CV/Nova': 871,
    SNIa: 1_272,
    SNIbc: 94,
    SNII: 328,
    SLSN: 24,
  },
  uniform: Object.fromEntries(LEAVES.map((leaf) => [leaf, 1])),
} as const satisfies Record<Exclude<Priors['name'], 'custom'>, Weights>;
const NAMES = Object.keys(NAMED_WEIGHTS) as (keyof typeof NAMED_WEIGHTS)[];

/** The mix of classes that a caller asks for, before it is normalised. */
export interface PriorsRequest {
  readonly name: Priors['name'];
  /** A class without one weighs as much as its share of the mix of the classifier. */
  readonly weights: Readonly<Weights>;
}

/** What the probabilities of the classifier mean as they are. */
export const MODEL_PRIORS: PriorsRequest = { name: 'model', weights: NAMED_WEIGHTS.model };

export const PRIORS_GRAMMAR = `${NAMES.join(', ')}, or a JSON object of weights by class such as {"RRL": 0.5, "E": 0.2}`;

/** A mix of classes as text: a name, or a JSON object of weights by class. */
export const priorsSchema = z
  .string()
  .max(2000, 'must have at most 2000 characters')
  .transform((text, context): PriorsRequest => {
    const refuse = (message: string, ...path: string[]) => {
      context.issues.push({ code: 'custom', input: text, path, message });
      return z.NEVER;
    };
    const name = NAMES.find((known) => known === text);
    if (name !== undefined) return { name, weights: NAMED_WEIGHTS[name] };

    const given = parseObject(text);
    if (given === undefined) return refuse(`must be ${PRIORS_GRAMMAR}; got ${shown(text)}`);
    for (const [leaf, weight] of Object.entries(given)) {
      if (!LEAVES.some((known) => known === leaf)) {
        refuse(`is not one of the classes ${LEAVES.join(', ')}`, leaf);
      } else if (!(typeof weight === 'number' && weight >= 0 && weight <= MAXIMUM_WEIGHT)) {
        refuse(`must be a number from 0 to ${MAXIMUM_WEIGHT}; got ${shown(weight)}`, leaf);
      }
    }
    return { name: 'custom', weights: given };
  });

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The mix that is asked for, over the classes of a classifier.
 * @param trained - the mix that the classifier assumes: of all its classes and of no other
 * @throws Problem VALIDATION_FAILED where no class has a weight
 */
export function resolvePriors({ name, weights }: PriorsRequest, trained: Priors['mix']): Priors {
  if (name === 'model') return { name, mix: trained };
  const mix: Weights = {};
  for (const leaf of leavesOf(trained)) mix[leaf] = weights[leaf] ?? trained[leaf] ?? 0;
  const total = Object.values(mix).reduce((sum, weight) => sum + weight, 0);
  if (total === 0) throw impossible('leave no class that the classifier knows');
  for (const leaf of leavesOf(mix)) mix[leaf] = (mix[leaf] ?? 0) / total;
  return { name, mix };
}

/**
 * The classification of the same object where classes are mixed otherwise than the classifier
 * assumes: p'(class) is proportional to p(class) prior'(class) / prior(class). The outlier score
 * stays.
 * @throws Problem VALIDATION_FAILED where no class is left with a probability
 */
export function underPriors<
  C extends Pick<Classification, 'class' | 'probabilities' | 'branches' | 'priors'>,
>(classification: C, request: PriorsRequest): C {
  if (request.name === 'model') return classification;
  const { probabilities, priors: trained } = classification;
  const priors = resolvePriors(request, trained.mix);
  const weights: Weights = {};
  for (const leaf of leavesOf(trained.mix)) {
    const likelihood = (probabilities[leaf] ?? 0) / (trained.mix[leaf] ?? Number.NaN);
    weights[leaf] = likelihood * (priors.mix[leaf] ?? 0);
  }
  const reweighted = toClassProbabilities(weights);
  if (reweighted === undefined) throw impossible('leave no class that has a probability');
  return {
    ...classification,
    ...reweighted,
    class: mostProbableClass(reweighted.probabilities),
    priors,
  };
}

function leavesOf(mix: Weights): Leaf[] {
  return Object.keys(mix) as Leaf[];
}

function impossible(detail: string): Problem {
  return new Problem('VALIDATION_FAILED', `The priors ${detail}.`, {
    errors: [{ pointer: '/query/priors', detail }],
  });
}
