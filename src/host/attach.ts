// Editor selection → attachment, and back to the place any attachment came from.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import {
  attachmentLabel,
  attachmentUri,
  type Attachment,
  type SelectionAttachment,
} from '../model/attachment.ts';
import { t } from '../model/l10n.ts';
import { attachmentTextUri } from './context/attachment-texts.ts';
import { displayPath } from './context/display-path.ts';

/**
 * The selected lines of the active editor, whole lines always; without a selection the line of the cursor.
 * Undefined when no editor is active or the lines hold nothing but blanks.
 */
export function selectedLines(): SelectionAttachment | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor === undefined ? undefined : linesOf(editor.document, editor.selection);
}

/** The whole lines that a range touches, with their own line ends; undefined when they hold nothing but blanks. */
export function linesOf(document: vscode.TextDocument, range: vscode.Range): SelectionAttachment | undefined {
  const first = range.start.line;
  // A selection that ends before the first character of a line does not mean that line.
  const endsAtLineStart = range.end.character === 0 && range.end.line > first;
  const last = endsAtLineStart ? range.end.line - 1 : range.end.line;
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

/**
 * Opens the place an attachment came from, at its lines; what is in no file is shown as it was sent. Says so when the
 * place is gone.
 */
export async function openAttachment(attachment: Attachment | undefined): Promise<void> {
  if (attachment === undefined) return;
  try {
    await open(attachment);
  } catch {
    void vscode.window.showWarningMessage(
      t('{0} cannot be opened: the file is gone.', attachmentLabel(attachment)),
    );
  }
}

async function open(attachment: Attachment): Promise<void> {
  const place = attachmentUri(attachment);
  const uri = place === undefined ? attachmentTextUri(attachment) : vscode.Uri.parse(place, true);
  if (uri === undefined) return;
  switch (attachment.kind) {
    case 'folder':
      await vscode.commands.executeCommand('revealInExplorer', uri);
      return;
    case 'image':
      await vscode.commands.executeCommand('vscode.open', uri);
      return;
    case 'selection':
    case 'symbol': {
      const document = await vscode.workspace.openTextDocument(uri);
      const last = Math.min(attachment.endLine, document.lineCount) - 1;
      const first = Math.min(attachment.startLine - 1, last);
      const selection = new vscode.Range(first, 0, last, document.lineAt(last).text.length);
      await vscode.window.showTextDocument(document, { selection });
      return;
    }
    case 'file':
    case 'problems':
    case 'terminal':
    case 'diff':
    case 'url':
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  }
}
