// The one way from a path that a model gave, or a tool found, to a place that may be touched. Refuses everything outside
// the workspace with links followed, secrets, and names that mean something else to the system than they say.
import { componentsOf, isAbsolute, join, normalised, rawParts, relative } from './path-components.ts';
import type { Located, PathPort, WorkspaceFolder } from './path-port.ts';
import { refusedForm } from './path-form.ts';
import { isAlwaysAsked, isSecretFile, type Components, type PrivateFolders } from './sensitive-files.ts';
import { ToolProblem } from './tool.ts';
import { asOpened, folderOf, realFolders, realRoot, type Split } from './workspace-folders.ts';

/** A place inside the workspace that tools may touch. */
export interface Place extends Located {
  /** As users and models name it: relative, with `/`; the folder's name first where there are several. */
  readonly shown: string;
  /** Absolute, with links as the user’s folders have them: how editors name it. For opening a file there is `real`. */
  readonly named: string;
  /** The workspace folder it is in, links followed. */
  readonly root: string;
  /** Asked about before every change, whatever was allowed before. */
  readonly alwaysAsk: boolean;
}

/**
 * Resolves what a model gave. `.` and the empty path are the first workspace folder.
 * @throws ToolProblem with the reason when the path is not acceptable.
 */
export async function resolvePath(text: string, port: PathPort): Promise<Place> {
  const folders = port.folders();
  const first = folders[0];
  if (first === undefined) {
    throw new ToolProblem('No folder is open in this window, so there are no files to work on.');
  }
  const refusal = refusedForm(text, port.platform);
  if (refusal !== undefined) throw new ToolProblem(`The path ${quoted(text)} ${refusal}`);
  const { folder, parts } = splitPath(text, folders, port.platform) ?? {};
  if (folder === undefined || parts === undefined) throw outside(text, port);
  return place(folder, parts, text, port);
}

/**
 * Resolves what a search, a listing or a language server found.
 * @param absolute a path as the system gives it.
 * @returns undefined when tools may not show it.
 */
export async function resolveFound(absolute: string, port: PathPort): Promise<Place | undefined> {
  const inside =
    folderOf(absolute, port.folders().map(asOpened), port.platform) ??
    folderOf(absolute, await realFolders(port), port.platform);
  if (inside === undefined) return undefined;
  try {
    return await place(inside.folder, inside.parts, absolute, port);
  } catch (error) {
    if (error instanceof ToolProblem) return undefined;
    throw error;
  }
}

async function place(
  folder: WorkspaceFolder,
  parts: Components,
  text: string,
  port: PathPort,
): Promise<Place> {
  const { platform } = port;
  const asked = join(folder.path, parts, platform);
  // Before anything is looked at: the name alone says enough.
  const byName = componentsOf(asked, platform);
  if (parts.length > 0 && isSecretFile(byName)) throw secret(text);
  const root = await realRoot(folder, port);
  const located = await port.locate(asked);
  if (root === undefined || located === undefined) {
    throw new ToolProblem(
      `The path ${quoted(text)} leads through a link that goes nowhere or cannot be read. Use the file’s own path.`,
    );
  }
  const real = componentsOf(located.real, platform);
  const below = relative(real, componentsOf(root, platform), platform === 'win32');
  if (below === undefined || isKernelFile(real, platform)) throw outside(text, port);
  if (below.length > 0 && isSecretFile(real)) throw secret(text);
  return {
    ...located,
    named: asked,
    root,
    shown: shownPath(folder, parts, port),
    alwaysAsk: [byName, real].some((path) => isAlwaysAsked(path, privateFolders(port))),
  };
}

function splitPath(
  text: string,
  folders: readonly WorkspaceFolder[],
  platform: PathPort['platform'],
): Split | undefined {
  if (isAbsolute(text, platform)) return folderOf(text, folders.map(asOpened), platform);
  const named = rawParts(text, platform);
  const start = named.findIndex((part) => part !== '.' && part !== '');
  const byName =
    folders.length > 1 ? folders.find(({ name }) => name === named[start < 0 ? 0 : start]) : undefined;
  const folder = byName ?? folders[0];
  const parts = normalised(byName === undefined ? named : named.slice(start + 1));
  return folder === undefined || parts === undefined ? undefined : { folder, parts };
}

function shownPath(folder: WorkspaceFolder, parts: Components, port: PathPort): string {
  const folders = port.folders();
  const inside = parts.join('/');
  if (folders.length === 1) return inside === '' ? '.' : inside;
  // Two folders of the same name: only the whole path tells them apart.
  const isAmbiguous = folders.filter(({ name }) => name === folder.name).length > 1;
  if (isAmbiguous) return join(folder.path, parts, port.platform);
  return inside === '' ? folder.name : `${folder.name}/${inside}`;
}

/** Files that the kernel makes up (reading one may block or act) and devices; shared memory is a folder like any other. */
function isKernelFile(real: Components, platform: PathPort['platform']): boolean {
  if (platform === 'win32') return false;
  return ['proc', 'sys', 'dev'].includes(real[0] ?? '') && real[1] !== 'shm';
}

function privateFolders({ homeFolder, settingsFolders, platform }: PathPort): PrivateFolders {
  return {
    home: componentsOf(homeFolder, platform),
    settings: settingsFolders.map((folder) => componentsOf(folder, platform)),
  };
}

function outside(text: string, port: PathPort): ToolProblem {
  const names = port.folders().map(({ name }) => `“${name}”`);
  const hint =
    names.length === 1
      ? 'Paths are relative to the workspace folder.'
      : `Begin with the name of a workspace folder: ${names.join(', ')}.`;
  return new ToolProblem(`The path ${quoted(text)} is outside the workspace. ${hint}`);
}

function secret(text: string): ToolProblem {
  return new ToolProblem(
    `${quoted(text)} is a kind of file that holds passwords or keys. No tool may read or change it; ask the user instead.`,
  );
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
