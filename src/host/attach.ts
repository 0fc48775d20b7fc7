// Editor selection → attachment, and back to the place it came from.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { attachmentLabel, type Attachment } from '../model/attachment.ts';

/**
 * The selected lines of the active editor, whole lines always; without a selection the line of the cursor.
 * Undefined when no editor is active or the lines hold nothing but blanks.
 */
export function selectedLines(): Attachment | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { document, selection } = editor;
  const first = selection.start.line;
  // A selection that ends before the first character of a line does not mean that line.
  const endsAtLineStart = selection.end.character === 0 && selection.end.line > first;
  const last = endsAtLineStart ? selection.end.line - 1 : selection.end.line;
  const text = document.getText(new vscode.Range(first, 0, last, document.lineAt(last).text.length));
  if (text.trim() === '') return undefined;
  return {
    kind: 'selection',
    id: randomUUID(),
    path: displayPath(document.uri),
    uri: document.uri.toString(),
    languageId: document.languageId,
    startLine: first + 1,
    endLine: last + 1,
    text,
    totalLines: document.lineCount,
  };
}

/** Workspace-relative with `/`; with several folders the folder's name first; the plain path outside of them. */
function displayPath(uri: vscode.Uri): string {
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return uri.scheme === 'untitled' ? uri.path : vscode.workspace.asRelativePath(uri, several);
}

/** Opens the file at the attached lines; says so when it is gone. */
export async function openAttachment(attachment: Attachment | undefined): Promise<void> {
  if (attachment === undefined) return;
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(attachment.uri, true));
    const last = Math.min(attachment.endLine, document.lineCount) - 1;
    const first = Math.min(attachment.startLine - 1, last);
    await vscode.window.showTextDocument(document, {
      selection: new vscode.Range(first, 0, last, document.lineAt(last).text.length),
    });
  } catch {
    void vscode.window.showWarningMessage(
      `${attachmentLabel(attachment)} cannot be opened: the file is gone.`,
    );
  }
}
