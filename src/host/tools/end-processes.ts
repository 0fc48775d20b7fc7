// Ends a command with everything it started: asks, waits, then does not ask. Reports what it could not end. What left
// group and session, dropped the environment and lost its parents before anybody looked is not found: without a
// supervisor of its own no extension can. On Windows that holds for everything whose shell has ended before.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessFamily } from './process-family.ts';

/** Time to clean up, in milliseconds, before a process is ended without being asked. */
const GRACE_MS = 2_000;
/** A process that does not go within this time after SIGKILL is another user's, or hangs in the kernel. */
const KILL_MS = 2_000;

/**
 * Ends the whole family; resolves when it is gone, or after some four seconds.
 * @returns the processes that are still there.
 */
export async function endProcesses(family: ProcessFamily): Promise<readonly number[]> {
  if (family.platform === 'win32') return endOnWindows(family);
  // Known before the first of them goes: a child whose parent has ended may be found by nothing else.
  const living = await family.living();
  signalGroup(family.leader, 'SIGTERM');
  for (const pid of living) signalOne(pid, 'SIGTERM');
  // Stopped ones hear nothing until they go on.
  signalGroup(family.leader, 'SIGCONT');
  if (await goneWithin(GRACE_MS, family)) return [];
  const untilMs = Date.now() + KILL_MS;
  for (;;) {
    signalGroup(family.leader, 'SIGKILL');
    // Anew in every round: a process may have started another since.
    const rest = await family.living();
    for (const pid of rest) signalOne(pid, 'SIGKILL');
    if (rest.length === 0 && family.hasLeaderEnded()) return [];
    if (Date.now() > untilMs) return rest;
    await pause(20);
  }
}

async function goneWithin(limitMs: number, family: ProcessFamily): Promise<boolean> {
  const untilMs = Date.now() + limitMs;
  for (let waitMs = 10; Date.now() < untilMs; waitMs = Math.min(waitMs * 2, 100)) {
    await pause(waitMs);
    if (family.hasLeaderEnded() && (await family.living()).length === 0) return true;
  }
  return false;
}

/** `taskkill /T` follows the tree while the shell lives; it finds nothing of a shell that has ended. */
async function endOnWindows(family: ProcessFamily): Promise<readonly number[]> {
  const { leader, systemRoot } = family;
  if (family.hasLeaderEnded()) return [];
  await new Promise<void>((resolve) => {
    const file = path.win32.join(systemRoot, 'System32', 'taskkill.exe');
    execFile(file, ['/PID', String(leader), '/T', '/F'], { windowsHide: true, timeout: KILL_MS }, () =>
      resolve(),
    );
  });
  const untilMs = Date.now() + KILL_MS;
  while (!family.hasLeaderEnded() && Date.now() < untilMs) await pause(20);
  return family.hasLeaderEnded() ? [] : [leader];
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
