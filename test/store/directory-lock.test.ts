import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { DirectoryInUseError, lockDirectory } from '../../src/store/directory-lock.ts';
import { type Child, startChild } from './children/child.ts';

describe('the lock of a directory', () => {
  let directory: string;
  const children: Child[] = [];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'larch-lock-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill();
    rmSync(directory, { recursive: true });
  });

  async function startHolder(): Promise<Child> {
    const child = startChild('hold-lock.mjs');
    children.push(child);
    expect((await child.lines.next()).value).toBe('ready');
    return child;
  }
  async function ask(child: Child, path = directory): Promise<string> {
    child.send(path);
    return (await child.lines.next()).value;
  }

  it('is had by one at a time, and free again once released', () => {
    const release = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(DirectoryInUseError);
    release();
    lockDirectory(directory)();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('tells who has it', async () => {
    const holder = await startHolder();
    expect(await ask(holder)).toBe('held');
    expect(() => lockDirectory(directory)).toThrow(
      `${directory} is in use by process ${holder.process.pid}`,
    );

    const release = lockDirectory(mkdtempSync(join(directory, 'ours-')));
    const ours = readdirSync(directory).find((name) => name.startsWith('ours-')) ?? '';
    expect(await ask(holder, join(directory, ours))).toBe(`DirectoryInUseError ${process.pid}`);
    release();
  });

  it('is taken over from a process that was killed', async () => {
    const holder = await startHolder();
    expect(await ask(holder)).toBe('held');
    await holder.kill();
    lockDirectory(directory)();
    expect(readdirSync(directory)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')(
    'is taken over where another process has the id of the holder by now',
    () => {
      const release = lockDirectory(directory);
      const [pid, start = ''] = readlinkSync(join(directory, 'lock')).split('-');
      release();
      symlinkSync([pid, `${start}0`, 'token'].join('-'), join(directory, 'lock'));
      lockDirectory(directory)();

      symlinkSync([pid, start, 'token'].join('-'), join(directory, 'lock'));
      expect(() => lockDirectory(directory)).toThrow(DirectoryInUseError);
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'is taken over from a process that has ended but that its parent has not noticed',
    async () => {
      // The shell becomes `sleep`, which never waits for the child of the shell.
      const parent = spawn('sh', ['-c', 'cat /proc/self/stat & exec sleep 1000']);
      onTestFinished(() => void parent.kill('SIGKILL'));
      const [output] = (await once(parent.stdout, 'data')) as [Buffer];
      const [pid, ...fields] = output.toString().split(' ');
      const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8');
      while (!stat().includes(') Z ')) await new Promise(setImmediate);
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
      symlinkSync(`${pid}-${boot}.${fields[20]}-token`, join(directory, 'lock'));

      lockDirectory(directory)();
      expect(readdirSync(directory)).toEqual([]);
    },
  );

  it('is taken over by one only, however many try at once', async () => {
    const dead = await startHolder();
    const rivals = await Promise.all(Array.from({ length: 6 }, startHolder));
    const directories = Array.from({ length: 25 }, () => mkdtempSync(join(directory, 'race-')));
    for (const path of directories) expect(await ask(dead, path)).toBe('held');
    await dead.kill();

    for (const path of directories) {
      const answers = await Promise.all(rivals.map((rival) => ask(rival, path)));
      expect(answers.filter((answer) => answer === 'held')).toHaveLength(1);
      expect(readdirSync(path)).toEqual(['lock']);
    }
  });
});
