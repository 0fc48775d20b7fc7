// Reads the text files of a project that Parley follows (instructions, prompts): in trusted workspaces only, small ones
// only, and none that a link leads out of the workspace.
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  copilotInstructions,
  instructionNames,
  instructionsEnding,
  instructionsFolder,
  type InstructionSource,
  type ProjectFile,
} from '../../context/instructions.ts';
import { promptFileEnding, promptFromFile, type SlashPrompt } from '../../context/prompts.ts';
import { displayPath } from './display-path.ts';

/** Larger files are no instructions. Bytes. */
const maxBytes = 200_000;
/** Files read of one folder at most. */
const maxPerFolder = 100;
const promptsFolder = '.github/prompts';

/**
 * The instruction files of all workspace folders that could matter for these files: at the root, and in the folders down
 * to them. Empty in Restricted Mode.
 */
export async function readInstructions(files: readonly vscode.Uri[]): Promise<readonly InstructionSource[]> {
  if (!vscode.workspace.isTrusted) return [];
  const sources = (vscode.workspace.workspaceFolders ?? []).map(async ({ uri: root }) => {
    const inside = files.flatMap((file) => relativeTo(root, file) ?? []);
    const folders = new Set(['', ...inside.flatMap(foldersAbove)]);
    const places = [...folders].flatMap((folder) => instructionNames.map((name) => join(folder, name)));
    const rules = await namesIn(root, instructionsFolder, instructionsEnding);
    return Promise.all([...places, copilotInstructions, ...rules].map((place) => readSource(root, place)));
  });
  return (await Promise.all(sources)).flat().filter((source) => source !== undefined);
}

/** These files in the workspace folder each is in, as `applicableInstructions` wants them; others are left out. */
export function projectPaths(files: readonly vscode.Uri[]): readonly ProjectFile[] {
  return files.flatMap((file) => {
    const root = vscode.workspace.getWorkspaceFolder(file)?.uri;
    const path = root && relativeTo(root, file);
    return root === undefined || path === undefined ? [] : [{ root: root.toString(), path }];
  });
}

/**
 * The prompt files of the user's own folder and, where the workspace is trusted, of its folders.
 * @param userFolder where the user keeps prompts; it need not exist.
 */
export async function readPrompts(userFolder: vscode.Uri): Promise<readonly SlashPrompt[]> {
  const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
  const found = await Promise.all([
    promptsIn(userFolder, '', 'user'),
    ...folders.map(({ uri }) => promptsIn(uri, promptsFolder, 'project')),
  ]);
  return found.flat();
}

async function promptsIn(
  root: vscode.Uri,
  folder: string,
  source: 'user' | 'project',
): Promise<readonly SlashPrompt[]> {
  const names = await namesIn(root, folder, promptFileEnding);
  const prompts = names.map(async (place) => {
    const text = await readText(root, place);
    return text === undefined
      ? undefined
      : promptFromFile(place.slice(place.lastIndexOf('/') + 1), text, source);
  });
  return (await Promise.all(prompts)).filter((prompt) => prompt !== undefined);
}

async function readSource(root: vscode.Uri, place: string): Promise<InstructionSource | undefined> {
  const text = await readText(root, place);
  if (text === undefined) return undefined;
  const uri = vscode.Uri.joinPath(root, place);
  const folder = place.startsWith('.github/') ? '' : place.split('/').slice(0, -1).join('/');
  return { path: displayPath(uri), uri: uri.toString(), root: root.toString(), folder, text };
}

/** Undefined when there is no such file, it is too large, or it lies outside of the root in truth. */
async function readText(root: vscode.Uri, place: string): Promise<string | undefined> {
  const uri = vscode.Uri.joinPath(root, place);
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0 || size > maxBytes || !(await isInside(root, uri)))
      return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** Links are followed where there are any: a link to a key elsewhere is no instruction. */
async function isInside(root: vscode.Uri, uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme !== 'file') return true;
  const relative = path.relative(await realpath(root.fsPath), await realpath(uri.fsPath));
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}

async function namesIn(root: vscode.Uri, folder: string, ending: string): Promise<readonly string[]> {
  const uri = folder === '' ? root : vscode.Uri.joinPath(root, folder);
  const entries = await vscode.workspace.fs.readDirectory(uri).then(undefined, () => []);
  return entries
    .map(([name]) => name)
    .filter((name) => name.endsWith(ending))
    .toSorted()
    .slice(0, maxPerFolder)
    .map((name) => join(folder, name));
}

function relativeTo(root: vscode.Uri, file: vscode.Uri): string | undefined {
  const start = root.path.replace(/\/?$/, '/');
  const isIn =
    file.scheme === root.scheme && file.authority === root.authority && file.path.startsWith(start);
  return isIn ? file.path.slice(start.length) : undefined;
}

/** `a/b/c.ts` → `a`, `a/b`. */
function foldersAbove(file: string): readonly string[] {
  const folders = file.split('/').slice(0, -1);
  return folders.map((_, index) => folders.slice(0, index + 1).join('/'));
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
