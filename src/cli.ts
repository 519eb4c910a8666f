#!/usr/bin/env node
import { parseCommand, USAGE, UsageError } from './cli/arguments.ts';
import { classifyCommand } from './cli/classify-command.ts';
import { featuresCommand } from './cli/features-command.ts';
import { openApiCommand } from './cli/openapi-command.ts';
import { readConfig } from './config.ts';
import { openConfiguredStore } from './dependencies.ts';
import { exitOnError } from './exit.ts';

async function main(args: readonly string[]): Promise<void> {
  const command = parseCommand(args);
  switch (command.name) {
    case 'features':
      return featuresCommand(command);
    case 'classify':
      return classifyCommand(command, readConfig(process.env));
    case 'serve':
      await import('./main.ts');
      return;
    case 'migrate':
      return (await openConfiguredStore(readConfig(process.env))).close();
    case 'openapi':
      return openApiCommand();
    case 'help':
      process.stdout.write(USAGE);
  }
}

// A reader that has seen enough, such as head, closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  exitOnError(error);
});

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof UsageError) process.stderr.write(`${USAGE}\n`);
  exitOnError(error);
});
