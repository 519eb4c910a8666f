import { buildApp } from './app.ts';
import { readConfig } from './config.ts';
import { openDependencies } from './dependencies.ts';
import { exitOnError } from './exit.ts';
import { VERSION } from './version.ts';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { close, ...dependencies } = await openDependencies(config);
  const app = await buildApp({
    ...dependencies,
    version: VERSION,
    logger: { level: config.logLevel },
  });
  // Last of all, when no request is left that could need them.
  app.addHook('onClose', close);

  let stopping = false;
  const stop = (signal: string) => {
    // Under npm, Ctrl-C reaches this process twice: from the terminal and from npm.
    if (stopping) return;
    stopping = true;
    app.log.info(`${signal}: finishing what is in progress`);
    app.close().catch(exitOnError);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await app.close();
    throw error;
  }
}

main().catch(exitOnError);
