// A folder → attachment: the names in it, and the text of those files that the user ticks.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { FolderAttachment, FolderFile } from '../../model/attachment.ts';
import { namesAsTree } from '../../context/name-tree.ts';
import { t } from '../../model/l10n.ts';
import { displayPath } from './display-path.ts';
import { folderFile } from './file.ts';

/** Names listed at most, and files and characters sent at most. */
const maxNames = 1000;
const maxFiles = 50;
const maxText = 1_000_000;

/** Folders nobody means. What `files.exclude` hides is left out as well. */
const excluded = '**/{node_modules,.git,.hg,.svn,__pycache__,.venv}/**';

/** The files of a folder, sorted by path; those beyond the limit are only counted. */
export async function filesOf(
  folder: vscode.Uri,
): Promise<{ readonly files: readonly vscode.Uri[]; readonly isCut: boolean }> {
  const pattern = new vscode.RelativePattern(folder, '**/*');
  const found = await vscode.workspace.findFiles(pattern, excluded, maxNames + 1);
  const files = found.toSorted((left, right) => (left.path < right.path ? -1 : 1)).slice(0, maxNames);
  return { files, isCut: found.length > maxNames };
}

/**
 * The folder with the text of the chosen files.
 * @throws Error when it has no files or what is chosen is too much.
 */
export async function folderAttachment(
  folder: vscode.Uri,
  names: { readonly files: readonly vscode.Uri[]; readonly isCut: boolean },
  chosen: readonly vscode.Uri[],
): Promise<FolderAttachment> {
  const path = displayPath(folder) === folder.path ? '.' : displayPath(folder);
  if (names.files.length === 0) throw new Error(t('{0} has no files to attach.', path));
  if (chosen.length > maxFiles) {
    throw new Error(t('{0} files are chosen; {1} can go with one folder.', chosen.length, maxFiles));
  }
  const files: FolderFile[] = [];
  for (const uri of chosen) {
    const file = await folderFile(uri);
    if (file === undefined) throw new Error(t('{0} has no text that could be attached.', displayPath(uri)));
    files.push(file);
  }
  if (files.reduce((sum, { text }) => sum + text.length, 0) > maxText) {
    throw new Error(t('The chosen files are too long for any model. Choose fewer.'));
  }
  const start = folder.path.replace(/\/?$/, '/').length;
  const tree = namesAsTree(names.files.map((uri) => uri.path.slice(start)));
  return {
    kind: 'folder',
    id: randomUUID(),
    path,
    uri: folder.toString(),
    text: names.isCut ? `${tree}\n… more files are left out` : tree,
    files,
  };
}
