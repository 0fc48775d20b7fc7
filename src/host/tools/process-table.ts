// Which processes belong to a command: its group, its session, what descends from them, and, on Linux, whatever
// carries the command's mark in its environment even after it left all of these. Looks only; ends nothing.
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

/** A process that is not a zombie. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Unknown where the system's `ps` does not tell it as a number. */
  readonly session?: number;
  /** Whatever the system says, always the same for the same process. */
  readonly startedAt: string;
  /** Has the command's mark in the environment it was started with. */
  readonly isMarked: boolean;
}

/**
 * All living processes.
 * @param mark `NAME=value`, to be found in the environment; only Linux lets us look.
 * @returns nothing at all when the system gives no list (Windows; no `ps`).
 */
export async function readProcesses(mark: string, platform: NodeJS.Platform): Promise<readonly ProcessRow[]> {
  if (platform === 'win32') return [];
  return platform === 'linux' ? readProc(mark) : readPs();
}

/** The processes of the command whose shell has, or had, the process id `leader`, and those that are known to be. */
export function familyOf(
  leader: number,
  rows: readonly ProcessRow[],
  isKnown: (row: ProcessRow) => boolean,
): readonly ProcessRow[] {
  const children = Map.groupBy(rows, (row) => row.parent);
  const family = new Set<ProcessRow>();
  const found = rows.filter(
    (row) =>
      row.pid === leader || row.group === leader || row.session === leader || row.isMarked || isKnown(row),
  );
  for (let row = found.pop(); row !== undefined; row = found.pop()) {
    if (family.has(row)) continue;
    family.add(row);
    found.push(...(children.get(row.pid) ?? []));
  }
  return [...family];
}

async function readProc(mark: string): Promise<readonly ProcessRow[]> {
  const entries = await readdir('/proc').catch(() => []);
  const rows = await Promise.all(
    entries.filter((name) => /^\d+$/.test(name)).map((pid) => readProcEntry(Number(pid), mark)),
  );
  return rows.filter((row) => row !== undefined);
}

/** proc_pid_stat(5): `pid (name) state ppid pgrp session …`, starttime as 22nd; the name may hold blanks and brackets. */
async function readProcEntry(pid: number, mark: string): Promise<ProcessRow | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent, group, session] = fields;
    if (state === 'Z' || state === 'X') return undefined;
    // Other users' processes do not let us look; nor do those that have just ended.
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    return {
      pid,
      parent: Number(parent),
      group: Number(group),
      session: Number(session),
      startedAt: fields[19] ?? '',
      isMarked: environment.split('\0').includes(mark),
    };
  } catch {
    return undefined;
  }
}

function readPs(): Promise<readonly ProcessRow[]> {
  const columns = 'pid=,ppid=,pgid=,stat=,lstart=';
  return new Promise((resolve) => {
    execFile('/bin/ps', ['-A', '-o', columns], { timeout: 2_000, env: {} }, (_error, stdout) => {
      const rows: ProcessRow[] = [];
      for (const line of stdout.split('\n')) {
        const [pid = '', parent, group, state = '', ...started] = line.trim().split(/\s+/);
        if (pid === '' || state.startsWith('Z')) continue;
        const numbers = { pid: Number(pid), parent: Number(parent), group: Number(group) };
        rows.push({ ...numbers, startedAt: started.join(' '), isMarked: false });
      }
      resolve(rows);
    });
  });
}
