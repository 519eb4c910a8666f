import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A Node process that runs a script of this folder and speaks in lines. */
export interface Child {
  readonly process: ChildProcess;
  readonly lines: AsyncIterator<string>;
  send(line: string): void;
  /** kill -9, and wait until it is gone. */
  kill(): Promise<void>;
}

export function startChild(script: string, ...args: string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  // What is written after its death goes nowhere.
  child.stdin.on('error', () => {});
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const reader: Interface = createInterface(child.stdout);
  return {
    process: child,
    lines: reader[Symbol.asyncIterator](),
    send: (line) => void child.stdin.write(`${line}\n`),
    kill: () => {
      child.kill('SIGKILL');
      return exited;
    },
  };
}
