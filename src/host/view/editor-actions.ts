// What a click in an answer does outside the panel: clipboard and browser.
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';

/** Puts exactly this text on the clipboard. */
export async function copyText(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
}

/** Opens a web or mail address outside; VS Code shows the address and asks. Everything else is refused. */
export async function openLink(href: string): Promise<void> {
  if (!URL.canParse(href) || !/^(https?|mailto):$/.test(new URL(href).protocol)) {
    void vscode.window.showWarningMessage(t('Parley opens web and mail addresses only.'));
    return;
  }
  await vscode.env.openExternal(vscode.Uri.parse(href, true));
}
