// Finds the processes that inherited a mark through their environment: the way to prove that none is left behind. Refuses
// to end anything.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

/** Variables to start a process with so that it and all it starts can be found again. */
export function newMark(): Record<'PARLEY_TEST_MARK', string> {
  return { PARLEY_TEST_MARK: randomUUID() };
}

/** Whether this platform lets us read the environment of our own processes. */
export const canFindMarked = process.platform === 'linux' || process.platform === 'darwin';

/** Command lines of the running processes that carry the mark, each with its process id. */
export function markedProcesses(mark: Record<'PARLEY_TEST_MARK', string>): string[] {
  const text = `PARLEY_TEST_MARK=${mark.PARLEY_TEST_MARK}`;
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
    return lines.filter((line) => line.includes(text));
  }
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(text)) return [];
      return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').slice(0, 200)}`];
    } catch {
      // It ended in between, or belongs to someone else.
      return [];
    }
  });
}

/** Waits until no marked process is left; returns those that still run after `limitMs`. */
export async function waitUntilGone(
  mark: Record<'PARLEY_TEST_MARK', string>,
  limitMs: number,
): Promise<string[]> {
  const end = Date.now() + limitMs;
  for (;;) {
    const left = markedProcesses(mark);
    if (left.length === 0 || Date.now() > end) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
