// Reading one file of the workspace. Opens regular files only, follows no link on the way, and never waits for the other end
// of a pipe.
import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { ToolProblem } from '../../tools/tool.ts';
import type { OpenFile } from '../../tools/workspace.ts';
import { told, type FilePlace } from './file-problem.ts';
import { enterFolder, NO_FOLLOW, type FolderAccess } from './folder-access.ts';
import { codeOf } from './locate-path.ts';

const PIECE_BYTES = 256 * 1024;
const READ_FLAGS = constants.O_RDONLY | NO_FOLLOW | (constants.O_NONBLOCK | 0);

/** See {@link WorkspaceFiles.open}. */
export async function openFile(place: FilePlace, signal: AbortSignal): Promise<OpenFile> {
  const handle = await told(place, 'read', () =>
    inFolder(place, false, (folder, name) => openRegular(folder, name)),
  );
  const { size } = await handle.stat();
  return { sizeBytes: size, chunks: chunksOf(handle, signal), close: () => handle.close() };
}

/** All bytes of a file; undefined when there is none. */
export async function readWhole(place: FilePlace): Promise<Uint8Array | undefined> {
  return told(place, 'read', async () => {
    try {
      const handle = await inFolder(place, false, (folder, name) => openRegular(folder, name));
      try {
        return await handle.readFile();
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (codeOf(error).code === 'ENOENT') return undefined;
      throw error;
    }
  });
}

/** Holds the folder of a file while `use` works in it. */
export async function inFolder<Value>(
  { root, real }: FilePlace,
  isMade: boolean,
  use: (folder: FolderAccess, name: string) => Promise<Value>,
): Promise<Value> {
  const names = path.relative(root, real).split(path.sep);
  const name = names.pop() ?? '';
  const folder = await enterFolder(root, names, { isMade });
  try {
    return await use(folder, name);
  } finally {
    await folder.close();
  }
}

/** Opens a regular file of a held folder for reading. */
export async function openRegular(folder: FolderAccess, name: string): Promise<FileHandle> {
  const file = folder.entry(name);
  // Before it is opened: opening a device can act.
  const found = await lstat(file);
  if (!found.isFile()) throw new ToolProblem(`${name} is not a regular file and is not opened.`);
  const handle = await open(file, READ_FLAGS);
  try {
    const held = await handle.stat();
    await folder.recheck();
    if (held.isFile() && held.dev === found.dev && held.ino === found.ino) return handle;
    throw new ToolProblem(`${name} was replaced while it was opened. Try again.`);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* chunksOf(handle: FileHandle, signal: AbortSignal): AsyncIterable<Uint8Array> {
  try {
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead, buffer } = await handle.read({
        buffer: new Uint8Array(PIECE_BYTES),
        position: null,
      });
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
