// Writing one file of the workspace: all or nothing, following no link on the way, and never over anything but what was
// expected to be there.
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, lstat, open, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { Place } from '../../tools/paths.ts';
import { ToolProblem } from '../../tools/tool.ts';
import { readOnly, severalNames, told, type FilePlace } from './file-problem.ts';
import { NO_FOLLOW, type FolderAccess } from './folder-access.ts';
import { codeOf } from './locate-path.ts';
import { inFolder, openRegular } from './safe-file.ts';

/** Why a place cannot be written, as {@link WorkspaceFiles.refusedWrite} says it. */
export async function refusedWrite(place: Place): Promise<string | undefined> {
  if (place.links > 1) return severalNames(place);
  if (place.kind === 'missing') return undefined;
  return (await isWritable(place.real)) ? undefined : readOnly(place);
}

/**
 * Puts these bytes in the place of others, at once and completely.
 * @param before what must be there; undefined: nothing may be.
 * @returns how many folders had to be made.
 * @throws ToolProblem with the reason; the file is then as it was.
 */
export async function replaceFile(
  place: FilePlace,
  before: Uint8Array | undefined,
  after: Uint8Array,
  signal: AbortSignal,
): Promise<number> {
  return told(place, 'written', () =>
    inFolder(place, before === undefined, async (folder, name) => {
      const mode = before === undefined ? undefined : await checkBefore(folder, name, before, place);
      const temporary = `.${randomUUID()}.parley`;
      try {
        await writeNew(folder.entry(temporary), after, mode);
        // Something may have happened while the disk was busy.
        if (before !== undefined) await checkBefore(folder, name, before, place);
        signal.throwIfAborted();
        await folder.recheck();
        if (before === undefined) await putNew(folder, temporary, name, place);
        else await rename(folder.entry(temporary), folder.entry(name));
      } finally {
        await rm(folder.entry(temporary), { force: true });
      }
      // Not every file system can; the file itself is written.
      await folder.sync().catch(() => undefined);
      return folder.madeFolders;
    }),
  );
}

/**
 * Deletes a file, and the folders around it that were made for it and are empty now.
 * @param before what must be in it.
 * @throws ToolProblem with the reason; the file is then as it was.
 */
export async function deleteFile(place: FilePlace, before: Uint8Array, madeFolders: number): Promise<void> {
  await told(place, 'deleted', async () => {
    await inFolder(place, false, async (folder, name) => {
      await checkBefore(folder, name, before, place);
      await folder.recheck();
      await rm(folder.entry(name));
    });
    let real = place.real;
    for (let left = madeFolders; left > 0; left -= 1) {
      real = path.dirname(real);
      const isGone = await inFolder({ ...place, real }, false, (folder, name) =>
        rmdir(folder.entry(name)).then(
          () => true,
          () => false,
        ),
      );
      if (!isGone) return;
    }
  });
}

/** The mode and owner of the file that is there, when it is the expected one. */
async function checkBefore(
  folder: FolderAccess,
  name: string,
  before: Uint8Array,
  place: FilePlace,
): Promise<Owned> {
  const handle = await openRegular(folder, name).catch((error: unknown) => {
    if (codeOf(error).code !== 'ENOENT') throw error;
    throw new ToolProblem(`${place.shown} was deleted meanwhile. Nothing was written.`);
  });
  try {
    const { nlink, mode, uid, gid, size } = await handle.stat();
    if (nlink > 1) throw new ToolProblem(severalNames(place));
    if (!(await isWritable(folder.entry(name)))) throw new ToolProblem(readOnly(place));
    if (size !== before.length || Buffer.compare(await handle.readFile(), before) !== 0) {
      throw new ToolProblem(
        `${place.shown} has changed since this edit was made up. Nothing was written. Read it again, then repeat the edit.`,
      );
    }
    return { mode, uid, gid };
  } finally {
    await handle.close();
  }
}

interface Owned {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

async function writeNew(file: string, bytes: Uint8Array, owned: Owned | undefined): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;
  const handle = await open(file, flags, owned === undefined ? 0o666 : 0o600);
  try {
    await handle.writeFile(bytes);
    if (owned !== undefined) {
      const { uid, gid } = await handle.stat();
      // Only who administrates the machine can give files away; for all others the owner is the same.
      if (uid !== owned.uid || gid !== owned.gid) {
        await handle.chown(owned.uid, owned.gid).catch(() => undefined);
      }
      await handle.chmod(owned.mode & 0o7777);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a finished file its name without ever replacing another. */
async function putNew(
  folder: FolderAccess,
  temporary: string,
  name: string,
  { shown }: FilePlace,
): Promise<void> {
  try {
    await link(folder.entry(temporary), folder.entry(name));
  } catch (error) {
    const { code } = codeOf(error);
    const isTaken =
      code === 'EEXIST' || (await lstat(folder.entry(name)).catch(() => undefined)) !== undefined;
    if (isTaken) throw new ToolProblem(`${shown} exists by now. Nothing was written.`);
    // File systems without a second name for a file.
    await rename(folder.entry(temporary), folder.entry(name));
  }
}

async function isWritable(file: string): Promise<boolean> {
  // Who administrates the machine may write everything; a file without any right to write is meant to stay.
  const { mode } = await lstat(file);
  if ((mode & 0o222) === 0) return false;
  return access(file, constants.W_OK).then(
    () => true,
    () => false,
  );
}
