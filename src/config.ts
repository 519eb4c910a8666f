import { availableParallelism } from 'node:os';
import * as z from 'zod';

const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));
const count = wholeNumber(1, 1_000_000);

/** Every environment variable that Larch reads. */
const environmentSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(8080),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
    .optional(),
  LARCH_DATA_DIR: z.string().min(1).default('.larch'),
  LARCH_MODELS_DIR: z.string().min(1).optional(),
  LARCH_CLASSIFIER: z.string().min(1).optional(),
  LARCH_THREADS: count.default(availableParallelism()),
  LARCH_MEMO_SIZE: count.default(10_000),
  LARCH_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info'),
});

export interface Config {
  readonly host: string;
  readonly port: number;
  /** A real Postgres; absent: the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Where the embedded Postgres lives. */
  readonly dataDirectory: string;
  /** Absent: the models that come with Larch. */
  readonly modelsDirectory: string | undefined;
  /** name[@version] of the default classifier. */
  readonly classifier: string | undefined;
  /** Light curves computed at a time. */
  readonly threads: number;
  /** Classifications kept in memory. */
  readonly memoSize: number;
  readonly logLevel: z.infer<typeof environmentSchema>['LARCH_LOG_LEVEL'];
}

/** An environment variable that cannot be used. */
export class ConfigError extends Error {}

/** @throws ConfigError naming each variable that is wrong, and why */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new ConfigError(`The environment cannot be used. ${faults.join('; ')}`);
  }
  const variables = parsed.data;
  return {
    host: variables.HOST,
    port: variables.PORT,
    databaseUrl: variables.DATABASE_URL,
    dataDirectory: variables.LARCH_DATA_DIR,
    modelsDirectory: variables.LARCH_MODELS_DIR,
    classifier: variables.LARCH_CLASSIFIER,
    threads: variables.LARCH_THREADS,
    memoSize: variables.LARCH_MEMO_SIZE,
    logLevel: variables.LARCH_LOG_LEVEL,
  };
}
