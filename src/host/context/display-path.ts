// How a document is named in chips and to the model: a path people recognise, never a full address.
import * as vscode from 'vscode';

/**
 * Workspace-relative with `/`; with several folders the folder's name first; the plain path outside of them. An untitled
 * file has its name, a notebook's cell its place in the notebook, counted from 1.
 */
export function displayPath(uri: vscode.Uri): string {
  if (uri.scheme === 'untitled') return uri.path;
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const cell = cellNumber(uri);
  const file = vscode.workspace.asRelativePath(
    cell === undefined ? uri : uri.with({ fragment: '' }),
    several,
  );
  return cell === undefined ? file : `${file}, cell ${cell}`;
}

function cellNumber(uri: vscode.Uri): number | undefined {
  if (uri.scheme !== 'vscode-notebook-cell') return undefined;
  for (const notebook of vscode.workspace.notebookDocuments) {
    const index = notebook.getCells().findIndex(({ document }) => document.uri.toString() === uri.toString());
    if (index >= 0) return index + 1;
  }
  return undefined;
}
