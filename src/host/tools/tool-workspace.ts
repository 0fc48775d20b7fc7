// Puts together what the built-in tools work with in this window, the ledger of changed files, and its review. Looks at no
// disk before a tool is used.
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../model/log.ts';
import type { FileChange } from '../../model/tool.ts';
import type { PathPort, WorkspaceFolder } from '../../tools/path-port.ts';
import type { ToolWorkspace } from '../../tools/workspace.ts';
import type { PathPorts } from '../trusted-path.ts';
import { ChangeReview } from './change-review.ts';
import { ChangeStore } from './change-store.ts';
import { FileChanges } from './file-changes.ts';
import { createGit } from './git-diff.ts';
import { locatePath } from './locate-path.ts';
import { vscodeEditors } from './vscode-editors.ts';
import { createLanguages } from './vscode-languages.ts';
import { excludesOf } from './workspace-excludes.ts';
import { createWorkspaceFiles } from './workspace-files.ts';
import { createWorkspaceSearch } from './workspace-search.ts';

/** What {@link createToolWorkspace} makes. */
export interface ToolWorkspaceParts extends vscode.Disposable {
  readonly workspace: ToolWorkspace;
  readonly changes: FileChanges;
  readonly review: ChangeReview;
}

/**
 * Makes the workspace of the built-in tools.
 * @param onChange is called with all changes of an answer when one of them changes: by an edit, Keep or Undo.
 */
export function createToolWorkspace(
  context: Pick<vscode.ExtensionContext, 'storageUri' | 'globalStorageUri'>,
  log: Log,
  onChange: (messageId: string, changes: readonly FileChange[]) => void,
): ToolWorkspaceParts {
  const paths = pathPort(context.globalStorageUri);
  const programs: PathPorts = {
    environment: process.env,
    platform: process.platform,
    workspaceFolders: () => paths.folders().map((folder) => folder.path),
  };
  // A window without a folder has no storage of its own, and no files to change either.
  const storage = (context.storageUri ?? context.globalStorageUri).fsPath;
  const store = new ChangeStore(path.join(storage, 'file-changes'), () => Date.now());
  const changes = new FileChanges({ store, editors: vscodeEditors, log, onChange });
  const workspace: ToolWorkspace = {
    paths,
    files: createWorkspaceFiles(vscodeEditors, changes),
    search: createWorkspaceSearch({ paths, programs, appRoot: vscode.env.appRoot, excludesOf }),
    languages: createLanguages(paths),
    git: createGit(paths, programs),
  };
  const review = new ChangeReview(changes, workspace);
  return { workspace, changes, review, dispose: () => review.dispose() };
}

function pathPort(globalStorage: vscode.Uri): PathPort {
  const { platform } = process;
  const applicationData = process.env['APPDATA'];
  return {
    platform: platform === 'win32' || platform === 'darwin' ? platform : 'linux',
    homeFolder: homedir(),
    settingsFolders: [
      // …/User/globalStorage/parley.parley: VS Code's own settings lie two folders above.
      path.dirname(path.dirname(globalStorage.fsPath)),
      ...(platform === 'darwin' ? [path.join(homedir(), 'Library')] : []),
      ...(applicationData === undefined ? [] : [applicationData]),
    ],
    folders,
    locate: locatePath,
  };
}

/** Folders on disk; those of other kinds (a repository on a server) have no paths that tools could check. */
function folders(): readonly WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ name, uri }) => ({ name, path: uri.fsPath }));
}
