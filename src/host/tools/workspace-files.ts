// Reading and changing files of the workspace: the disk, open editors and the ledger put together.
import type { FileChange } from '../../model/tool.ts';
import type { Place } from '../../tools/paths.ts';
import { ToolProblem } from '../../tools/tool.ts';
import type { FileWrite, WorkspaceFiles } from '../../tools/workspace.ts';
import type { Editors } from './editors.ts';
import type { FileChanges } from './file-changes.ts';
import { refusedWrite, replaceFile } from './replace-file.ts';
import { openFile, readWhole } from './safe-file.ts';

/** See {@link WorkspaceFiles}. */
export function createWorkspaceFiles(editors: Editors, changes: FileChanges): WorkspaceFiles {
  return {
    open: openFile,
    unsavedText: ({ real }) => editors.unsavedText(real),
    refusedWrite,
    write: (change, { messageId }, signal): Promise<readonly FileChange[]> =>
      changes.touch({
        messageId,
        place: change.place,
        before: change.before?.bytes,
        write: () => write(change, editors, signal),
      }),
  };
}

async function write(
  { place, before, after }: FileWrite,
  editors: Editors,
  signal: AbortSignal,
): Promise<{ after: Uint8Array; madeFolders: number }> {
  if (before?.isUnsaved === true) {
    signal.throwIfAborted();
    if (!(await editors.replaceUnsaved(place.real, before.text, after.text))) throw changed(place);
    // What was saved may differ from the text: editors format on saving.
    return { after: (await readWhole(place)) ?? after.bytes, madeFolders: 0 };
  }
  if (editors.unsavedText(place.real) !== undefined) throw changed(place);
  const madeFolders = await replaceFile(place, before?.bytes, after.bytes, signal);
  return { after: after.bytes, madeFolders };
}

function changed({ shown }: Place): ToolProblem {
  return new ToolProblem(
    `${shown} was changed in an editor since this edit was made up. Nothing was written. Read it again, then repeat the edit.`,
  );
}
