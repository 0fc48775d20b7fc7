// Which workspace folder a path is in, and where that folder really is. Compares whole names, never the beginning of a text.
import { componentsOf, normalised, relative } from './path-components.ts';
import type { PathPort, WorkspaceFolder } from './path-port.ts';
import type { Components } from './sensitive-files.ts';
import { ToolProblem } from './tool.ts';

/** A path as a folder and the names below it. */
export interface Split {
  readonly folder: WorkspaceFolder;
  /** Below the folder, without `.` and `..`. */
  readonly parts: Components;
}

/** A workspace folder and one of the paths it has. */
export interface Rooted {
  readonly folder: WorkspaceFolder;
  readonly path: string;
}

/** By the path the user opened. */
export function asOpened(folder: WorkspaceFolder): Rooted {
  return { folder, path: folder.path };
}

/** The workspace folders where links lead: some programs tell paths that way. */
export async function realFolders(port: PathPort): Promise<readonly Rooted[]> {
  const found = await Promise.all(
    port.folders().map(async (folder) => {
      const real = await port.locate(folder.path);
      return real === undefined ? [] : [{ folder, path: real.real }];
    }),
  );
  return found.flat();
}

/** The innermost workspace folder that holds this absolute path by its name. */
export function folderOf(
  absolute: string,
  folders: readonly Rooted[],
  platform: PathPort['platform'],
): Split | undefined {
  const parts = normalised(componentsOf(absolute, platform));
  if (parts === undefined) return undefined;
  const found = folders.flatMap(({ folder, path }) => {
    const below = relative(parts, componentsOf(path, platform), platform !== 'linux');
    return below === undefined ? [] : [{ folder, parts: below }];
  });
  return found.toSorted((one, other) => one.parts.length - other.parts.length)[0];
}

/**
 * A workspace folder with links followed. Being a link is fine; a link that leads into another workspace folder is not,
 * since what was said about one folder would then hold for the other.
 */
export async function realRoot(folder: WorkspaceFolder, port: PathPort): Promise<string | undefined> {
  const { platform } = port;
  const isFolded = platform !== 'linux';
  const real = await port.locate(folder.path);
  if (real?.kind !== 'folder') return undefined;
  const parts = componentsOf(folder.path, platform);
  // No link on the way to it: another folder may be a link to this one, and is the one refused.
  if (componentsOf(real.real, platform).join('/') === parts.join('/')) return real.real;
  for (const other of port.folders()) {
    if (other.path === folder.path) continue;
    const otherParts = componentsOf(other.path, platform);
    if (relative(parts, otherParts, isFolded) !== undefined) continue;
    const otherReal = await port.locate(other.path);
    if (otherReal === undefined) continue;
    const inside = relative(
      componentsOf(real.real, platform),
      componentsOf(otherReal.real, platform),
      isFolded,
    );
    if (inside !== undefined) {
      throw new ToolProblem(
        `The workspace folder “${folder.name}” is a link into “${other.name}”. Use the path in “${other.name}”.`,
      );
    }
  }
  return real.real;
}
