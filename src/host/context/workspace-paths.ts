// The names of all files and folders of the workspace, for the list behind `@`. Made when they are first wanted, made anew
// when files come or go, and bounded. Reads no file.
import process from 'node:process';
import * as vscode from 'vscode';
import { createPathCatalog, type PathCatalog } from '../../context/path-catalog.ts';
import { listFiles, type ListedFiles, type ListPorts } from '../tools/list-files.ts';
import { excludesOf } from '../tools/workspace-excludes.ts';

/** Names kept at most, of all workspace folders together: about 40 MB of memory. */
const maxFiles = 100_000;
/** When listing took no longer than this, the next wish waits for fresh names; else it takes the old ones meanwhile. */
const cheapMs = 150;
/** After a slow listing, so many times as long goes by before the next. */
const restFactor = 10;

/** The names as they were at one moment. */
export interface WorkspaceNames {
  readonly catalog: PathCatalog;
  /** The workspace folders that matches name by place. */
  readonly roots: readonly vscode.Uri[];
  /** There are more files than are listed. */
  readonly isCut: boolean;
}

/** Where a match of the catalog is. */
export function uriOfMatch(
  { roots }: WorkspaceNames,
  { root, inRoot }: { readonly root: number; readonly inRoot: string },
): vscode.Uri | undefined {
  const folder = roots[root];
  return folder === undefined ? undefined : vscode.Uri.joinPath(folder, inRoot);
}

/** See the head of this file. */
export class WorkspacePaths implements vscode.Disposable {
  readonly #abort = new AbortController();
  #disposables: readonly vscode.Disposable[] | undefined;
  #names: WorkspaceNames | undefined;
  #listing: Promise<WorkspaceNames> | undefined;
  #isStale = true;
  #tookMs = 0;
  #endedAtMs = 0;

  /** The names to search now: undefined while the first listing is under way. */
  get known(): WorkspaceNames | undefined {
    return this.#names;
  }

  /** The names, waited for where that is short. Rejects only after `dispose`. */
  async names(): Promise<WorkspaceNames> {
    this.#watch();
    if (this.#names !== undefined && !this.#isStale) return this.#names;
    const isResting = performance.now() - this.#endedAtMs < this.#tookMs * restFactor;
    if (this.#names !== undefined && this.#tookMs > cheapMs && isResting) return this.#names;
    const listing = (this.#listing ??= this.#list());
    if (this.#names === undefined || this.#tookMs <= cheapMs) return listing;
    listing.catch(() => undefined);
    return this.#names;
  }

  dispose(): void {
    this.#abort.abort(new DOMException('The window closes.', 'AbortError'));
    for (const disposable of this.#disposables ?? []) disposable.dispose();
  }

  async #list(): Promise<WorkspaceNames> {
    const startedAtMs = performance.now();
    this.#isStale = false;
    try {
      const names = await listWorkspace(this.#abort.signal);
      this.#names = names;
      return names;
    } catch (error) {
      this.#isStale = true;
      throw error;
    } finally {
      this.#listing = undefined;
      this.#endedAtMs = performance.now();
      this.#tookMs = this.#endedAtMs - startedAtMs;
    }
  }

  /** From the first wish on. What is written into files changes no name. */
  #watch(): void {
    if (this.#disposables !== undefined) return;
    const outdate = (): void => void (this.#isStale = true);
    const watcher = vscode.workspace.createFileSystemWatcher('**/*', false, true, false);
    this.#disposables = [
      watcher,
      watcher.onDidCreate(outdate),
      watcher.onDidDelete(outdate),
      // The watcher leaves out what `files.watcherExclude` names, and may be late: what is done here counts at once.
      vscode.workspace.onDidCreateFiles(outdate),
      vscode.workspace.onDidDeleteFiles(outdate),
      vscode.workspace.onDidRenameFiles(outdate),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (/(?:^|\/)\.(?:git)?ignore$/.test(uri.path)) outdate();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(outdate),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (['files.exclude', 'search'].some((section) => event.affectsConfiguration(section))) outdate();
      }),
    ];
  }
}

async function listWorkspace(signal: AbortSignal): Promise<WorkspaceNames> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const ports: ListPorts = {
    programs: {
      environment: process.env,
      platform: process.platform,
      workspaceFolders: () => folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath),
    },
    appRoot: vscode.env.appRoot,
  };
  let left = maxFiles;
  const listed: (ListedFiles & { readonly name: string })[] = [];
  for (const { name, uri } of folders) {
    const found =
      uri.scheme === 'file'
        ? await listFiles(uri.fsPath, excludesOf(uri.fsPath), left, ports, signal)
        : await listElsewhere(uri, left);
    left -= found.files.length;
    listed.push({ ...found, name });
  }
  return {
    catalog: createPathCatalog(listed),
    roots: folders.map(({ uri }) => uri),
    isCut: listed.some(({ isCut }) => isCut),
  };
}

/** In a file system of an extension only VS Code can search. */
async function listElsewhere(root: vscode.Uri, limit: number): Promise<ListedFiles> {
  const found = await vscode.workspace.findFiles(
    new vscode.RelativePattern(root, '**/*'),
    undefined,
    limit + 1,
  );
  const start = root.path.replace(/\/?$/, '/').length;
  return {
    files: found.slice(0, limit).map(({ path }) => path.slice(start)),
    isCut: found.length > limit,
  };
}
