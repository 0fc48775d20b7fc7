// What a click in an answer does outside the panel: clipboard, editor, browser.
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';

/** Puts exactly this text on the clipboard. */
export async function copyText(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
}

/** Replaces the selection (or inserts at the cursor) of the active editor; says so when there is none. Undo takes it back. */
export async function insertAtCursor(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    void vscode.window.showInformationMessage(
      t('Open a file and place the cursor where the code should go.'),
    );
    return;
  }
  const inserted = await editor.edit((edit) => edit.replace(editor.selection, text));
  if (!inserted)
    void vscode.window.showWarningMessage(t('The code could not be inserted: the editor is read-only.'));
}

/** Opens a web or mail address outside; VS Code shows the address and asks. Everything else is refused. */
export async function openLink(href: string): Promise<void> {
  if (!URL.canParse(href) || !/^(https?|mailto):$/.test(new URL(href).protocol)) {
    void vscode.window.showWarningMessage(t('Parley opens web and mail addresses only.'));
    return;
  }
  await vscode.env.openExternal(vscode.Uri.parse(href, true));
}
