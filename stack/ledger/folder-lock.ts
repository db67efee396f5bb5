/**
 * One writer for one folder: two would fork the log. A lock file names the process and when it started, so that a
 * lock left by a killed process is taken over and one of a living process never is.
 * Must never be used over NFS or object stores mounted as folders: they do not keep such promises.
 */
import { readFileSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './durable-files.ts';
import { LedgerError } from './errors.ts';

export interface FolderLock {
  release(): Promise<void>;
}

/** Folders locked by this very process, which its own lock file cannot tell from a restart with the same id. */
const held = new Set<string>();

export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'private', 'lock');
  if (held.has(path)) throw new LedgerError('ledger-folder-locked', 'by this process');
  held.add(path);
  try {
    if (!(await tryLock(path))) {
      await removeStale(path);
      if (!(await tryLock(path))) throw new LedgerError('ledger-folder-locked');
    }
  } catch (thrown) {
    held.delete(path);
    throw thrown;
  }
  return {
    release: async () => {
      await rm(path, { force: true });
      held.delete(path);
    },
  };
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx');
    await handle.writeFile(`${process.pid} ${startOf(process.pid) ?? ''}\n`);
    await handle.close();
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  }
}

/** Takes a dead process's lock out of the way by renaming: of two that try, one finds it gone. */
async function removeStale(path: string): Promise<void> {
  const content = await readFile(path, 'utf8').catch((thrown: unknown) => {
    if (isMissing(thrown)) return '';
    throw thrown;
  });
  const [pidText = '', start = ''] = content.trim().split(' ');
  const pid = Number(pidText);
  if (pid > 0 && isAlive(pid) && startOf(pid) === (start === '' ? undefined : start)) {
    throw new LedgerError('ledger-folder-locked', `by process ${pid}`);
  }
  const aside = `${path}.${process.pid}`;
  await rename(path, aside).catch((thrown: unknown) => {
    if (!isMissing(thrown)) throw thrown;
  });
  await rm(aside, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: it lives, under another user.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

/** When a process started, in clock ticks of this boot: ids are used again, in containers at once. Linux only. */
function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold spaces; the start time is field 22.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? undefined : `${boot}:${ticks}`;
  } catch {
    return undefined;
  }
}
