// Finds programs on the user's PATH. It never takes one from the workspace or from the current folder, where whoever
// wrote the repository could have put a `git` or a `bash` of their own.
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** What the search needs to know. */
export interface PathPorts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Folders whose programs are never run. */
  readonly workspaceFolders: () => readonly string[];
}

/** The entries of the PATH, in order. */
export interface SplitPath {
  readonly trusted: readonly string[];
  /** Relative, or inside a workspace. */
  readonly refused: readonly string[];
}

/** The PATH, and what of it depends on the current folder or lies inside a workspace. */
export async function splitPath(ports: PathPorts): Promise<SplitPath> {
  const { environment, platform } = ports;
  const isWindows = platform === 'win32';
  const entries = (environment['PATH'] ?? environment['Path'] ?? '').split(isWindows ? ';' : ':');
  const trusted: string[] = [];
  const refused: string[] = [];
  for (const entry of entries) {
    const folder = isWindows ? entry.replace(/^"(.*)"$/, '$1') : entry;
    // On Windows a path without a drive depends on the current one.
    const isWhole = (isWindows ? /^(?:[a-z]:[\\/]|\\\\)/i : /^\//).test(folder);
    (isWhole && (await isOutside(folder, ports)) ? trusted : refused).push(folder);
  }
  return { trusted, refused };
}

/** The first program with this file name on the PATH, as an absolute path; refused entries do not count. */
export async function findProgram(fileName: string, ports: PathPorts): Promise<string | undefined> {
  const paths = ports.platform === 'win32' ? path.win32 : path.posix;
  for (const folder of (await splitPath(ports)).trusted) {
    const file = paths.join(folder, fileName);
    if ((await isProgram(file)) && (await isOutside(file, ports))) return file;
  }
  return undefined;
}

/** Does this file or folder lie outside of every workspace, also with links followed? */
export async function isOutside(
  file: string,
  { platform, workspaceFolders }: Omit<PathPorts, 'environment'>,
): Promise<boolean> {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const refused = workspaceFolders();
  const real = await realPathOf(file);
  const realRefused = await Promise.all(refused.map(realPathOf));
  return ![...refused, ...realRefused].some(
    (workspace) => isInside(file, workspace, paths) || isInside(real, workspace, paths),
  );
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
