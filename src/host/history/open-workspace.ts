// The open workspace as the history knows it: by what stays when its folder is renamed or moved. Reads nothing inside of the
// workspace unless it is trusted, and then only the repository's configuration.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { WorkspaceKeys } from '../../chat/chat-store.ts';

/** The keys of the workspace of this window; undefined for a window without one. */
export async function openWorkspaceKeys(nowMs: number): Promise<WorkspaceKeys | undefined> {
  const { workspaceFile, workspaceFolders, name = '', isTrusted } = vscode.workspace;
  const [folder] = workspaceFolders ?? [];
  const uri =
    workspaceFile !== undefined && workspaceFile.scheme !== 'untitled' ? workspaceFile : folder?.uri;
  if (uri === undefined) return undefined;
  const fileId = uri.scheme === 'file' ? await fileIdOf(uri.fsPath) : undefined;
  const repository =
    isTrusted && folder?.uri.scheme === 'file' ? await repositoryOf(folder.uri.fsPath) : undefined;
  return {
    name,
    uri: uri.toString(),
    ...(fileId === undefined ? {} : { fileId }),
    ...(repository === undefined ? {} : { repository }),
    nowMs,
  };
}

/** Disk, entry and birth: the entry's number alone may be given to another file after it is deleted. */
async function fileIdOf(file: string): Promise<string | undefined> {
  try {
    const { dev, ino, birthtimeNs, ctimeNs } = await stat(file, { bigint: true });
    // Where no birth is kept, the time of the last change stands in for it, which is no mark of anything.
    return birthtimeNs === ctimeNs ? `${dev}:${ino}` : `${dev}:${ino}:${birthtimeNs}`;
  } catch {
    return undefined;
  }
}

/** A hash of the address of the repository's `origin`, without any credentials in it. */
async function repositoryOf(folder: string): Promise<string | undefined> {
  try {
    const configuration = await readFile(path.join(folder, '.git', 'config'), 'utf8');
    const section = /^\[remote "origin"\]\s*\n((?:(?!\[).*\n?)*)/m.exec(configuration)?.[1] ?? '';
    const address = /^\s*url\s*=\s*(\S+)/m.exec(section)?.[1];
    if (address === undefined) return undefined;
    return createHash('sha256')
      .update(address.replace(/\/\/[^/@]*@/, '//').toLowerCase())
      .digest('hex');
  } catch {
    // No repository, or not one of the usual kind.
    return undefined;
  }
}
