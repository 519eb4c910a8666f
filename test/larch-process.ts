import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const dist = (file: string) => fileURLToPath(new URL(`../dist/${file}`, import.meta.url));

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the compiled command to its end. */
export async function larch(
  args: readonly string[],
  options: { readonly input?: string | Buffer; readonly env?: Record<string, string> } = {},
): Promise<Finished> {
  const child = spawn(process.execPath, [dist('cli.js'), ...args], {
    env: { ...process.env, ...options.env },
  });
  // A command that refuses its arguments ends without reading.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return finish(child);
}

async function finish(child: ChildProcess): Promise<Finished> {
  const output = collect(child);
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout: output.stdout(), stderr: output.stderr() };
}

function collect(child: ChildProcess) {
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout?.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  return {
    stdout: () => Buffer.concat(chunks.stdout).toString(),
    stderr: () => Buffer.concat(chunks.stderr).toString(),
  };
}

/** The lines of NDJSON. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

export interface Service {
  readonly url: string;
  readonly pid: number;
  /** As Ctrl-C does; resolves when the process has ended. */
  interrupt(): Promise<Finished>;
}

/** Starts the compiled service on a free port of this machine, and waits until it is ready. */
export async function startService(
  environment: Readonly<Record<string, string>>,
): Promise<Service> {
  const port = await freePort();
  const child = spawn(process.execPath, [dist('main.js')], {
    env: { ...process.env, LARCH_LOG_LEVEL: 'warn', ...environment, PORT: `${port}` },
  });
  const finished = finish(child);
  const url = `http://127.0.0.1:${port}`;
  const failed = finished.then(({ status, stderr }) => {
    throw new Error(`the service ended with status ${status}: ${stderr}`);
  });
  failed.catch(() => undefined);
  await Promise.race([ready(url), failed]);
  return {
    url,
    pid: child.pid ?? 0,
    async interrupt() {
      child.kill('SIGINT');
      return finished;
    },
  };
}

async function ready(url: string): Promise<void> {
  for (;;) {
    try {
      if ((await fetch(`${url}/health/ready`)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
