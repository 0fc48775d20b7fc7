// Goes down to a folder below a workspace folder name by name and holds it open, so that nobody can put a link in the way
// between the check and the use. Follows no link on the way.
import { constants } from 'node:fs';
import { lstat, mkdir, open, readlink, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { ToolProblem } from '../../tools/tool.ts';
import { codeOf } from './locate-path.ts';

/** A folder held open. */
export interface FolderAccess {
  /** How many folders were made on the way: always the last ones. */
  readonly madeFolders: number;
  /** A path by which the entry of this name can be used while the folder is held. */
  entry(name: string): string;
  /** Where the system cannot hold folders: looks once more whether the way is still without links. */
  recheck(): Promise<void>;
  /** Writes the folder's entries to disk, where the system can. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Flags for opening what must not be a link; Windows knows none of them, and asks for no link rights instead. */
export const NO_FOLLOW = constants.O_NOFOLLOW | 0;
const FOLDER_FLAGS = constants.O_RDONLY | (constants.O_DIRECTORY | 0) | NO_FOLLOW;

/**
 * Enters a folder.
 * @param root the workspace folder, free of links.
 * @param names of folders below it.
 * @param isMade folders that are missing are made.
 * @throws ToolProblem when the way leads through a link or something that is no folder.
 */
export async function enterFolder(
  root: string,
  names: readonly string[],
  { isMade }: { readonly isMade: boolean },
): Promise<FolderAccess> {
  return process.platform === 'linux' ? enterHeld(root, names, isMade) : enterByPath(root, names, isMade);
}

/** Linux: every step is taken from the folder held open before it, through `/proc/self/fd`. */
async function enterHeld(root: string, names: readonly string[], isMade: boolean): Promise<FolderAccess> {
  let held = await openFolder(root, root);
  let madeFolders = 0;
  try {
    if ((await readlink(`/proc/self/fd/${held.fd}`)) !== root) throw moved(root);
    for (const name of names) {
      const step = `/proc/self/fd/${held.fd}/${name}`;
      if (isMade && (await makeFolder(step))) madeFolders += 1;
      const next = await openFolder(step, name);
      await held.close();
      held = next;
    }
  } catch (error) {
    await held.close();
    throw error;
  }
  return {
    madeFolders,
    entry: (name) => `/proc/self/fd/${held.fd}/${name}`,
    recheck: async () => {},
    sync: () => held.sync(),
    close: () => held.close(),
  };
}

async function openFolder(file: string, name: string): Promise<FileHandle> {
  try {
    return await open(file, FOLDER_FLAGS);
  } catch (error) {
    const { code } = codeOf(error);
    if (code === 'ELOOP' || code === 'ENOTDIR') throw moved(name);
    throw error;
  }
}

/** Systems without `/proc`: looked at before and again right before the last step. */
async function enterByPath(root: string, names: readonly string[], isMade: boolean): Promise<FolderAccess> {
  let madeFolders = 0;
  const check = async (make: boolean): Promise<string> => {
    let current = root;
    for (const name of ['', ...names]) {
      current = path.join(current, name);
      if (make && name !== '' && (await makeFolder(current))) madeFolders += 1;
      if (!(await lstat(current)).isDirectory()) throw moved(name === '' ? root : name);
    }
    return current;
  };
  const folder = await check(isMade);
  return {
    madeFolders,
    entry: (name) => path.join(folder, name),
    recheck: async () => void (await check(false)),
    sync: async () => {},
    close: async () => {},
  };
}

/** Makes one folder; false when something is there already. */
async function makeFolder(file: string): Promise<boolean> {
  try {
    await mkdir(file);
    return true;
  } catch (error) {
    if (codeOf(error).code === 'EEXIST') return false;
    throw error;
  }
}

function moved(name: string): ToolProblem {
  return new ToolProblem(
    `${JSON.stringify(name)} is a file, or a link made meanwhile, where a folder is needed. Nothing was touched.`,
  );
}
