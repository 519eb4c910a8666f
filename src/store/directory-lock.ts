import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Another process, or another store of this one, has the data directory open. */
export class DirectoryInUseError extends Error {
  readonly directory: string;
  readonly pid: number;

  constructor(directory: string, pid: number) {
    super(
      `The data directory ${directory} is in use by process ${pid}: stop that process, or choose another directory (LARCH_DATA_DIR).`,
    );
    this.name = 'DirectoryInUseError';
    this.directory = directory;
    this.pid = pid;
  }
}

/**
 * Takes a directory for this process, until the function that is returned is called. The lock of a
 * process that is no more is taken over.
 *
 * The lock is a symbolic link whose target is text that names its holder: made in one step and only
 * where there is none, read in one step, and never found half written.
 *
 * @throws DirectoryInUseError
 */
export function lockDirectory(directory: string): () => void {
  return acquire(directory, join(directory, 'lock'));
}

/**
 * Of several processes that find the same stale lock only one may replace it, else one would
 * replace the fresh lock of another. The right to do so is a lock itself, named by the stale
 * holder; as no holder's name comes twice, it cannot be mistaken for the right to a later lock.
 */
function acquire(directory: string, path: string): () => void {
  const own = [process.pid, startTime(process.pid) ?? '', randomBytes(6).toString('hex')].join('-');
  for (;;) {
    const holder = createOrRead(path, own);
    if (holder === own) return () => unlinkSync(path);

    const [pid = '', start] = holder.split('-');
    if (isRunning(Number(pid), start)) throw new DirectoryInUseError(directory, Number(pid));

    const releaseRight = acquire(directory, `${path}.${holder}`);
    try {
      if (read(path) !== holder) continue;
      const fresh = `${path}.${own}`;
      symlinkSync(own, fresh);
      renameSync(fresh, path);
      return () => unlinkSync(path);
    } finally {
      releaseRight();
    }
  }
}

/** The holder of the lock: `own` where there was none. */
function createOrRead(path: string, own: string): string {
  for (;;) {
    try {
      symlinkSync(own, path);
      return own;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    // Absent where it was released in the meantime.
    const holder = read(path);
    if (holder !== undefined) return holder;
  }
}

function read(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** A process of that id that started at another time is another process. */
function isRunning(pid: number, start: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    if (!isCode(error, 'EPERM')) return false;
  }
  const now = startTime(pid);
  return now === undefined || now === start;
}

/**
 * When a process started, as opaque text; undefined where the system has no /proc. A process that
 * has ended but was not waited for by its parent (state Z) counts as started never.
 */
function startTime(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): the name, field 2, is in parentheses and may hold any character; then state is field
    // 3 and starttime, in clock ticks since boot, field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'never' : `${boot}.${fields[19]}`;
  } catch {
    return undefined;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
