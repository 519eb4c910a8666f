import { UsageError } from './cli/arguments.ts';
import { ConfigError } from './config.ts';
import { Problem } from './domain/problem.ts';

/** Ends the process with a sentence: status 2 where the arguments cannot be used, else 1. */
export function exitOnError(error: unknown): void {
  process.stderr.write(`larch: ${describe(error)}\n`);
  process.exit(isUsage(error) ? 2 : 1);
}

function isUsage(error: unknown): boolean {
  if (error instanceof UsageError || error instanceof ConfigError) return true;
  // A classifier or feature set that an option asks for, or priors; lines of input never end here.
  return (
    error instanceof Problem &&
    (error.code.endsWith('_NOT_FOUND') || error.code === 'VALIDATION_FAILED')
  );
}

/** With its causes, and with the stack where it is a mistake of ours, which no message explains. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const mistake = [TypeError, RangeError, ReferenceError].some((kind) => error instanceof kind);
  const own = mistake ? (error.stack ?? error.message) : error.message;
  // Many messages already end in what their cause says.
  const cause = error.cause === undefined ? '' : describe(error.cause);
  return own.includes(cause) ? own : `${own}\n  because: ${cause}`;
}
