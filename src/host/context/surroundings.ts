// Notices what may change the next request without the chat's doing: another editor, instruction files that come, go or
// change, folders added, the workspace trusted. Says that something may have changed, and reads nothing.
import * as vscode from 'vscode';
import { instructionNames, instructionsEnding } from '../../context/instructions.ts';

const names = [...instructionNames, 'copilot-instructions.md', `*${instructionsEnding}`];

/** Calls back on every such change until it is disposed. */
export function onSurroundingsChange(changed: () => void): vscode.Disposable {
  const files = vscode.workspace.createFileSystemWatcher(`**/{${names.join(',')}}`);
  return vscode.Disposable.from(
    files,
    files.onDidCreate(changed),
    files.onDidChange(changed),
    files.onDidDelete(changed),
    vscode.window.onDidChangeActiveTextEditor(changed),
    vscode.workspace.onDidChangeWorkspaceFolders(changed),
    vscode.workspace.onDidGrantWorkspaceTrust(changed),
  );
}
