// How a line is given to a shell: which shell, by absolute path, and with which arguments. The line itself is passed
// on as one argument, unchanged: no quoting of ours can alter what it means.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { CommandShell } from '../../tools/command-runner.ts';

/** A shell that is there. */
export interface LocalShell extends CommandShell {
  readonly file: string;
}

/** A program with its arguments. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly isVerbatim: boolean;
}

const systems: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'macOS',
  freebsd: 'FreeBSD',
  linux: 'Linux',
  win32: 'Windows',
};

/**
 * The shell of this machine: bash or else sh; on Windows PowerShell or else cmd. In system folders only.
 * @throws when there is none.
 */
export function findShell(platform: NodeJS.Platform, systemRoot: string): LocalShell {
  const system = systems[platform] ?? platform;
  if (platform === 'win32') {
    const folder = path.win32.join(systemRoot, 'System32');
    const powershell = path.win32.join(folder, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
    return canRun(powershell)
      ? { kind: 'powershell', name: 'PowerShell', system, file: powershell }
      : { kind: 'cmd', name: 'cmd', system, file: path.win32.join(folder, 'cmd.exe') };
  }
  const file = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash', '/bin/sh'].find(canRun);
  if (file === undefined) throw new Error('There is neither bash nor sh on this machine.');
  return { kind: 'posix', name: path.posix.basename(file), system, file };
}

/** How to run a line with this shell. */
export function launchOf(shell: LocalShell, command: string): Launch {
  switch (shell.kind) {
    case 'posix':
      return { file: shell.file, args: ['-c', command], isVerbatim: false };
    case 'powershell': {
      const options = ['-NoLogo', '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-Command'];
      // Without this, Windows PowerShell prints in the code page of old.
      const encoding = '[Console]::OutputEncoding = [Text.UTF8Encoding]::new($false);';
      return { file: shell.file, args: [...options, `${encoding} ${command}`], isVerbatim: false };
    }
    case 'cmd':
      // With /s, cmd takes the outermost quotes off and leaves the rest alone.
      return { file: shell.file, args: ['/d', '/s', '/c', `"${command}"`], isVerbatim: true };
  }
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
