// How a line is given to a shell: which shell, by absolute path, and with which arguments. The line itself is passed
// on as one argument, unchanged: no quoting of ours can alter what it means.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { CommandShell } from '../../tools/command-runner.ts';

/** A shell that is there. */
export interface LocalShell extends CommandShell {
  readonly file: string;
  /** Where `cat` is; see {@link launchOf}. */
  readonly relay: string | undefined;
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
      ? { kind: 'powershell', name: 'PowerShell', system, file: powershell, relay: undefined }
      : { kind: 'cmd', name: 'cmd', system, file: path.win32.join(folder, 'cmd.exe'), relay: undefined };
  }
  const file = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash', '/bin/sh'].find(canRun);
  if (file === undefined) throw new Error('There is neither bash nor sh on this machine.');
  const name = path.posix.basename(file);
  const relay = name === 'bash' ? ['/bin/cat', '/usr/bin/cat'].find(canRun) : undefined;
  return { kind: 'posix', name, system, file, relay };
}

/** How to run a line with this shell. Its errors come in order among the rest, but on Windows through a second pipe. */
export function launchOf(shell: LocalShell, command: string): Launch {
  switch (shell.kind) {
    case 'posix':
      return posixLaunch(shell, command);
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

/**
 * A first shell joins errors to output and then becomes the shell of the line: nothing is parsed twice. Node's pipes
 * are sockets, which cannot be opened as `/dev/stderr`; so bash puts a `cat` in between, with a true pipe before it.
 * It outlives polite signals, so that a program's last words arrive, and ends with the last writer.
 */
function posixLaunch({ file, relay }: LocalShell, command: string): Launch {
  const shell = [file, '-c', command];
  if (relay === undefined) {
    return { file, args: ['-c', 'exec "$0" "$@" 2>&1', ...shell], isVerbatim: false };
  }
  const script = `exec "$0" "$@" > >(trap '' TERM INT HUP; exec -c ${relay}) 2>&1`;
  return { file, args: ['-c', script, ...shell], isVerbatim: false };
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
