// A workspace for the built-in tools on a real temporary folder: the extension's own hands for the disk, searching and git.
// Editors and language servers are simple ones that tests fill.
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ChangeStore } from '../../src/host/tools/change-store.ts';
import type { Editors } from '../../src/host/tools/editors.ts';
import { FileChanges } from '../../src/host/tools/file-changes.ts';
import { createGit } from '../../src/host/tools/git-diff.ts';
import { locatePath } from '../../src/host/tools/locate-path.ts';
import type { Excludes } from '../../src/host/tools/walk-folder.ts';
import { createWorkspaceFiles } from '../../src/host/tools/workspace-files.ts';
import { createWorkspaceSearch } from '../../src/host/tools/workspace-search.ts';
import type { FileChange } from '../../src/model/tool.ts';
import type { PathPort, WorkspaceFolder } from '../../src/tools/path-port.ts';
import type { Tool, ToolResult } from '../../src/tools/tool.ts';
import type { Diagnostic, Languages, ToolWorkspace } from '../../src/tools/workspace.ts';
import { createMemoryLog, type MemoryLog } from './memory-log.ts';

export interface DiskWorkspace {
  /** Everything below is in here; absolute, free of links. */
  readonly base: string;
  /** The workspace folder, `<base>/work`. */
  readonly root: string;
  /** What open editors hold that was not saved, by real path. */
  readonly unsaved: Map<string, string>;
  /** What the language server says about a file, after its next change. */
  diagnosticsNow: readonly Diagnostic[];
  readonly excludes: { -readonly [Key in keyof Excludes]: Excludes[Key] };
  readonly folders: WorkspaceFolder[];
  readonly workspace: ToolWorkspace;
  readonly changes: FileChanges;
  /** What the ledger has told, in order. */
  readonly told: { messageId: string; changes: readonly FileChange[] }[];
  readonly log: MemoryLog;
  /** A ledger on the same store, as after a reload of the window. */
  reloaded(): FileChanges;
  dispose(): Promise<void>;
}

export interface DiskWorkspaceOptions {
  /** The PATH for programs; the machine's when left out. */
  readonly searchPath?: string;
  readonly patternLimitMs?: number;
  readonly homeFolder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A fresh one. */
export async function createDiskWorkspace(options: DiskWorkspaceOptions = {}): Promise<DiskWorkspace> {
  const base = await realpath(await mkdtemp(path.join(tmpdir(), 'parley-tools-')));
  const root = path.join(base, 'work');
  await mkdir(root);
  const unsaved = new Map<string, string>();
  const folders: WorkspaceFolder[] = [{ name: 'work', path: root }];
  const excludes = { globs: ['**/node_modules'], useIgnoreFiles: true };
  const told: DiskWorkspace['told'] = [];
  const log = createMemoryLog();
  const editors: Editors = {
    unsavedText: (file) => unsaved.get(file),
    replaceUnsaved: async (file, before, after) => {
      if (unsaved.get(file) !== before) return false;
      unsaved.delete(file);
      await writeFile(file, after);
      return true;
    },
  };
  const paths: PathPort = {
    platform: 'linux',
    homeFolder: options.homeFolder ?? path.join(base, 'home'),
    settingsFolders: [path.join(base, 'settings')],
    folders: () => folders,
    locate: locatePath,
  };
  const programs = {
    environment: { ...process.env, PATH: options.searchPath ?? process.env['PATH'], ...options.environment },
    platform: process.platform,
    workspaceFolders: () => folders.map((folder) => folder.path),
  };
  const ledger = (): FileChanges =>
    new FileChanges({
      store: new ChangeStore(path.join(base, 'store'), () => Date.now()),
      editors,
      log,
      onChange: (messageId, changes) => told.push({ messageId, changes }),
    });
  const changes = ledger();
  const result: DiskWorkspace = {
    base,
    root,
    unsaved,
    diagnosticsNow: [],
    excludes,
    folders,
    workspace: {
      paths,
      files: createWorkspaceFiles(editors, changes),
      search: createWorkspaceSearch({
        paths,
        programs,
        appRoot: undefined,
        excludesOf: () => excludes,
        ...(options.patternLimitMs === undefined ? {} : { patternLimitMs: options.patternLimitMs }),
      }),
      languages: silentLanguages(() => result.diagnosticsNow),
      git: createGit(paths, programs),
    },
    changes,
    told,
    log,
    reloaded: ledger,
    dispose: () => rm(base, { recursive: true, force: true }),
  };
  return result;
}

function silentLanguages(diagnosticsNow: () => readonly Diagnostic[]): Languages {
  return {
    symbols: async () => [],
    outline: async () => [],
    references: async () => [],
    diagnostics: async () => diagnosticsNow(),
    watch: async () => {
      const known = diagnosticsNow();
      return { changed: async () => ({ known, now: diagnosticsNow() }), dispose: () => {} };
    },
  };
}

/** Prepares and runs a call, as if the user had said yes. */
export async function callTool(
  tools: readonly Tool[],
  name: string,
  input: unknown,
  { chatId = 'chat', messageId = 'answer' }: { chatId?: string; messageId?: string } = {},
): Promise<ToolResult> {
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`there is no tool ${name}`);
  const { signal } = new AbortController();
  const call = await tool.prepare(input, { chatId, messageId }, signal);
  return call.run(() => {}, signal);
}
