// Files that were dropped on the panel by their addresses. The panel is not believed further than a drop from VS Code itself
// could go: only what lies in the workspace or is open in a tab is attached.
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { openFiles } from './editor-context.ts';

/**
 * The addresses that may be attached.
 * @throws Error when one of them may not.
 */
export function droppedFiles(addresses: readonly string[]): readonly vscode.Uri[] {
  const open = new Set(openFiles().map((uri) => uri.toString()));
  const uris = [...new Set(addresses)].map((address) => vscode.Uri.parse(address));
  for (const uri of uris) {
    if (open.has(uri.toString()) || vscode.workspace.getWorkspaceFolder(uri) !== undefined) continue;
    throw new Error(
      t(
        '{0} is outside of the workspace. Open it, or attach it with “Parley: Add File to Chat”.',
        uri.fsPath,
      ),
    );
  }
  return uris;
}
