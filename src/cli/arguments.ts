import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type * as z from 'zod';
import { parseInput } from '../domain/faults.ts';
import { MODEL_PRIORS, type PriorsRequest, priorsSchema } from '../domain/priors.ts';
import { Problem } from '../domain/problem.ts';
import { type Truncation, truncationSchema } from '../domain/truncation.ts';
import { DEFAULT_FEATURE_SET } from '../features/extractor.ts';

export const USAGE = `Usage: larch <command> [options]

  larch features [FILE...|-]   light curves in, features out, one JSON object a line
      --feature-set NAME[@VERSION]   default ${DEFAULT_FEATURE_SET}
      --compat                       the float32 phases of the original in the period search
      --jobs N                       light curves computed at a time, default: one a processor
  larch classify [FILE...|-]   light curves in, classifications out; needs no database
      --classifier NAME[@VERSION]    default: the classifier that is served by default
      --from-features                the input lines are { objectId, features: { name: value } }
      --priors NAME|JSON             the mix of classes to answer for: model (the default),
                                     alerce-2021, uniform, or weights such as '{"RRL": 0.5}'
      --truncate DAYSd|DETECTIONS    only the first days (16d) or detections (10) of each
      --jobs N
  larch serve                  the HTTP service; configured by the environment
  larch migrate                brings the database to the form this version needs
  larch openapi                prints the OpenAPI document

Files are NDJSON, plain or ending in .gz; "-" or none is standard input. Answers go to standard
output in input order; what cannot be answered gives { objectId, problem } on its line. Exit status:
0 every line was answered or got its problem, 1 the run itself failed, 2 the arguments cannot be
used.
`;

/** Arguments that cannot be used. */
export class UsageError extends Error {}

export interface FeaturesCommand {
  readonly name: 'features';
  readonly files: readonly string[];
  readonly featureSet: string;
  readonly compat: boolean;
  readonly jobs: number;
}

export interface ClassifyCommand {
  readonly name: 'classify';
  readonly files: readonly string[];
  readonly classifier: string | undefined;
  readonly fromFeatures: boolean;
  readonly priors: PriorsRequest;
  readonly truncation: Truncation | undefined;
  readonly jobs: number;
}

export type Command =
  | FeaturesCommand
  | ClassifyCommand
  | { readonly name: 'serve' | 'migrate' | 'openapi' | 'help' };

/**
 * @param args - without node and the script
 * @throws UsageError
 */
export function parseCommand(args: readonly string[]): Command {
  const [name, ...rest] = args;
  switch (name) {
    case 'features': {
      const { values, positionals } = parse(rest, {
        'feature-set': { type: 'string', default: DEFAULT_FEATURE_SET },
        compat: { type: 'boolean', default: false },
        jobs: { type: 'string' },
      });
      return {
        name,
        files: positionals,
        featureSet: values['feature-set'],
        compat: values.compat,
        jobs: toJobs(values.jobs),
      };
    }
    case 'classify': {
      const { values, positionals } = parse(rest, {
        classifier: { type: 'string' },
        'from-features': { type: 'boolean', default: false },
        priors: { type: 'string', default: MODEL_PRIORS.name },
        truncate: { type: 'string' },
        jobs: { type: 'string' },
      });
      if (values['from-features'] && values.truncate !== undefined) {
        throw new UsageError('--truncate cuts light curves, and --from-features has none');
      }
      return {
        name,
        files: positionals,
        classifier: values.classifier,
        fromFeatures: values['from-features'],
        priors: parseOption('--priors', priorsSchema, values.priors),
        truncation:
          values.truncate === undefined
            ? undefined
            : parseOption('--truncate', truncationSchema, values.truncate),
        jobs: toJobs(values.jobs),
      };
    }
    case 'serve':
    case 'migrate':
    case 'openapi': {
      const { positionals } = parse(rest, {});
      if (positionals.length > 0) throw new UsageError(`larch ${name} takes no file`);
      return { name };
    }
    case 'help':
    case '--help':
    case '-h':
      return { name: 'help' };
    case undefined:
      throw new UsageError('a command is missing');
    default:
      throw new UsageError(`there is no command ${name}`);
  }
}

function parse<
  const Options extends NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>,
>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The value of an option that has a schema. */
function parseOption<S extends z.ZodType>(name: string, schema: S, text: string): z.output<S> {
  try {
    return parseInput(schema, text);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const faults = error.errors.map(({ pointer, detail }) => `${name}${pointer} ${detail}`);
    throw new UsageError(faults.join('; '));
  }
}

function toJobs(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  const jobs = Number(text);
  if (!/^\d+$/.test(text) || jobs < 1 || jobs > 1024) {
    throw new UsageError(`--jobs must be a whole number from 1 to 1024, not "${text}"`);
  }
  return jobs;
}
