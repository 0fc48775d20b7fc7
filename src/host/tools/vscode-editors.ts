// Open editors of VS Code, by the path of their file with links followed.
import { realpathSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Editors } from './editors.ts';

/** See {@link Editors}. */
export const vscodeEditors: Editors = {
  unsavedText: (file) => unsavedDocument(file)?.getText(),
  replaceUnsaved: async (file, before, after) => {
    const document = unsavedDocument(file);
    if (document === undefined || document.getText() !== before) return false;
    const { start, end, text } = smallestChange(before, after);
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    edit.replace(document.uri, range, text);
    return (await vscode.workspace.applyEdit(edit)) && (await document.save());
  },
};

function unsavedDocument(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && realPathOf(uri.fsPath) === file,
  );
}

function realPathOf(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    // Not on disk (any more); no file that tools know has this path.
    return file;
  }
}

/** What is left of a change without what is the same at both ends: cursors and folds stay where they are. */
export function smallestChange(before: string, after: string): { start: number; end: number; text: string } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < most - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  // Never between the two units of a line end: editors have no such position.
  if (start > 0 && before[start - 1] === '\r') start -= 1;
  if (tail > 0 && before.at(-tail) === '\n' && before.at(-tail - 1) === '\r') tail -= 1;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}
