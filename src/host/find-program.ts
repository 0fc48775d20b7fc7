// Finds programs on the user's PATH, as absolute paths. Never in a workspace or the current folder: whoever writes a
// workspace would decide what runs.
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** What the search needs from outside. */
export interface ProgramPorts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Folders whose programs are never run. */
  readonly workspaceFolders: () => readonly string[];
}

/** The first program of this file name on the PATH; entries that are relative or inside a workspace do not count. */
export async function findProgram(name: string, ports: ProgramPorts): Promise<string | undefined> {
  const paths = ports.platform === 'win32' ? path.win32 : path.posix;
  for (const folder of await trustedFolders(ports)) {
    const file = paths.join(folder, name);
    if ((await isProgram(file)) && (await isOutside(file, ports))) return file;
  }
  return undefined;
}

/** The PATH without entries that depend on the current folder or lie inside a workspace. */
export async function trustedFolders(ports: ProgramPorts): Promise<readonly string[]> {
  const { environment, platform } = ports;
  const isWindows = platform === 'win32';
  const entries = (environment['PATH'] ?? environment['Path'] ?? '').split(isWindows ? ';' : ':');
  const folders: string[] = [];
  for (const entry of entries) {
    const folder = isWindows ? entry.replace(/^"(.*)"$/, '$1') : entry;
    // On Windows a path without a drive depends on the current one.
    const isWhole = (isWindows ? /^(?:[a-z]:[\\/]|\\\\)/i : /^\//).test(folder);
    if (isWhole && (await isOutside(folder, ports))) folders.push(folder);
  }
  return folders;
}

/** Does this file or folder lie outside of every workspace, also with links followed? */
async function isOutside(file: string, { platform, workspaceFolders }: ProgramPorts): Promise<boolean> {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const refused = workspaceFolders();
  const real = await realPathOf(file);
  const realRefused = await Promise.all(refused.map(realPathOf));
  return ![...refused, ...realRefused].some(
    (workspace) => isInside(file, workspace, paths) || isInside(real, workspace, paths),
  );
}

/** An environment without `PATH`, which on Windows may be written in any case. */
export function withoutPath(environment: ProgramPorts['environment']): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name.toUpperCase() !== 'PATH'));
}

function isInside(file: string, folder: string, paths: path.PlatformPath): boolean {
  const relative = paths.relative(folder, file);
  return relative.split(paths.sep)[0] !== '..' && !paths.isAbsolute(relative);
}

async function realPathOf(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
