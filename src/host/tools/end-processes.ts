// Ends a command with everything it started: asks, waits, then does not ask. Reports what it could not end.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { familyOf, readProcesses } from './process-table.ts';

/** A command on its way. */
export interface CommandProcesses {
  /** The shell's process id, and that of its group. */
  readonly leader: number;
  /** In the environment of all that it starts. */
  readonly mark: string;
  readonly platform: NodeJS.Platform;
  /** `C:\Windows`, on Windows. */
  readonly systemRoot: string;
}

/** Time to clean up, in milliseconds, before a process is ended without being asked. */
export const GRACE_MS = 2_000;
/** A process that does not go within this time after SIGKILL is another user's, or hangs in the kernel. */
const KILL_MS = 2_000;

/** What of the command is alive now. */
export async function livingOf({ leader, mark, platform }: CommandProcesses): Promise<readonly number[]> {
  return familyOf(leader, await readProcesses(mark, platform));
}

/**
 * Ends the whole family; resolves when it is gone, or after {@link GRACE_MS} and some more.
 * @param isGone tells whether the shell itself has ended, for systems that list no processes.
 * @param graceMs 0: no asking.
 * @returns the processes that are still there.
 */
export async function endProcesses(
  processes: CommandProcesses,
  isGone: () => boolean,
  graceMs = GRACE_MS,
): Promise<readonly number[]> {
  if (processes.platform === 'win32') return endOnWindows(processes, isGone);
  const { leader } = processes;
  if (graceMs > 0) {
    signalGroup(leader, 'SIGTERM');
    for (const pid of await livingOf(processes)) signalOne(pid, 'SIGTERM');
    // Stopped ones hear nothing until they go on.
    signalGroup(leader, 'SIGCONT');
    if (await goneWithin(graceMs, processes, isGone)) return [];
  }
  const untilMs = Date.now() + KILL_MS;
  for (;;) {
    signalGroup(leader, 'SIGKILL');
    // Anew in every round: a process may have started another since.
    const living = await livingOf(processes);
    for (const pid of living) signalOne(pid, 'SIGKILL');
    if (living.length === 0 && isGone()) return [];
    if (Date.now() > untilMs) return living;
    await pause(20);
  }
}

async function goneWithin(
  limitMs: number,
  processes: CommandProcesses,
  isGone: () => boolean,
): Promise<boolean> {
  const untilMs = Date.now() + limitMs;
  for (let waitMs = 10; Date.now() < untilMs; waitMs = Math.min(waitMs * 2, 100)) {
    await pause(waitMs);
    if (isGone() && (await livingOf(processes)).length === 0) return true;
  }
  return false;
}

/** `taskkill /T` follows the tree while the shell lives; it finds nothing of a shell that has ended. */
async function endOnWindows(
  { leader, systemRoot }: CommandProcesses,
  isGone: () => boolean,
): Promise<readonly number[]> {
  if (isGone()) return [];
  await new Promise<void>((resolve) => {
    const file = path.win32.join(systemRoot, 'System32', 'taskkill.exe');
    execFile(file, ['/PID', String(leader), '/T', '/F'], { windowsHide: true, timeout: KILL_MS }, () =>
      resolve(),
    );
  });
  const untilMs = Date.now() + KILL_MS;
  while (!isGone() && Date.now() < untilMs) await pause(20);
  return isGone() ? [] : [leader];
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  signalOne(-leader, signal);
}

function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile, or is another user's: the next look tells.
  }
}
