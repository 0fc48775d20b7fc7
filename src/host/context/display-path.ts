// How a document is named in chips and to the model: a path people recognise, never a full address.
import * as vscode from 'vscode';

/**
 * Workspace-relative with `/`; with several folders the folder's name first, which is all for the folder itself; the plain path outside of them. An untitled
 * file has its name, a notebook's cell its place in the notebook, counted from 1.
 */
export function displayPath(uri: vscode.Uri): string {
  if (uri.scheme === 'untitled') return uri.path;
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const root = several
    ? vscode.workspace.workspaceFolders?.find((folder) => isSame(folder.uri, uri))
    : undefined;
  if (root !== undefined) return root.name;
  const cell = cellOf(uri);
  if (cell === undefined) return vscode.workspace.asRelativePath(uri, several);
  return `${vscode.workspace.asRelativePath(cell.notebook, several)}, cell ${cell.number}`;
}

function isSame(one: vscode.Uri, other: vscode.Uri): boolean {
  return one.toString() === other.toString();
}

function cellOf(uri: vscode.Uri): { readonly notebook: vscode.Uri; readonly number: number } | undefined {
  if (uri.scheme !== 'vscode-notebook-cell') return undefined;
  for (const notebook of vscode.workspace.notebookDocuments) {
    const index = notebook.getCells().findIndex(({ document }) => document.uri.toString() === uri.toString());
    if (index >= 0) return { notebook: notebook.uri, number: index + 1 };
  }
  return undefined;
}
