// Diffs and commits from VS Code's own git extension. Parley starts no git itself: in Restricted Mode, where that extension
// is off, there is none.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { DiffAttachment } from '../../model/attachment.ts';
import { t } from '../../model/l10n.ts';
import { capText } from '../../tools/output-cap.ts';
import { displayPath } from './display-path.ts';

/** One commit. */
export interface GitCommit {
  readonly hash: string;
  readonly message: string;
  readonly parents: readonly string[];
}

/** A repository, as the git extension (API version 1) gives it. */
export interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
  diff(staged?: boolean): Promise<string>;
  diffBetween(one: string, other: string): Promise<readonly { readonly uri: vscode.Uri }[]>;
  diffBetween(one: string, other: string, path: string): Promise<string>;
  log(options: { readonly maxEntries: number }): Promise<readonly GitCommit[]>;
}

/** Longest diff that is sent, in characters at each end. */
const keptAtEachEnd = 100_000;
const maxFiles = 200;

/**
 * The open repositories.
 * @throws Error when there is no git, or no repository.
 */
export async function gitRepositories(): Promise<readonly GitRepository[]> {
  const extension = vscode.extensions.getExtension<unknown>('vscode.git');
  const exported = extension === undefined ? undefined : await extension.activate();
  const api = hasApi(exported) ? tryApi(exported) : undefined;
  if (!hasRepositories(api)) {
    throw new Error(t('Git is not available here: VS Code’s git extension is off, or git is not installed.'));
  }
  const repositories = api.repositories.filter(isRepository);
  if (repositories.length === 0) throw new Error(t('There is no git repository in this workspace.'));
  return repositories;
}

/**
 * What is staged, or changed and not staged.
 * @throws Error when there is nothing.
 */
export async function changesAttachment(
  repository: GitRepository,
  scope: 'staged' | 'working',
): Promise<DiffAttachment> {
  const diff = await repository.diff(scope === 'staged');
  if (diff.trim() === '') {
    throw new Error(
      scope === 'staged'
        ? t('Nothing is staged.')
        : t('There are no changes that are not staged. New files show up once they are staged.'),
    );
  }
  return diffAttachment(repository, { scope }, diff);
}

/**
 * The changes of one commit, against its first parent.
 * @throws Error for a first commit: the git extension compares commits only with commits.
 */
export async function commitAttachment(
  repository: GitRepository,
  { hash, message, parents }: GitCommit,
): Promise<DiffAttachment> {
  const [parent] = parents;
  if (parent === undefined) {
    throw new Error(
      t('This is the first commit: there is nothing to compare it with. Attach its files instead.'),
    );
  }
  const files = await repository.diffBetween(parent, hash);
  const diffs: string[] = [];
  for (const { uri } of files.slice(0, maxFiles)) {
    diffs.push(await repository.diffBetween(parent, hash, uri.fsPath));
  }
  const more = files.length > maxFiles ? `\n… ${files.length - maxFiles} more files are left out` : '';
  const subject = message.split('\n', 1)[0] ?? '';
  return diffAttachment(
    repository,
    { scope: 'commit', commit: hash.slice(0, 9), subject },
    diffs.join('\n') + more,
  );
}

function diffAttachment(
  { rootUri }: GitRepository,
  what: Pick<DiffAttachment, 'scope' | 'commit' | 'subject'>,
  diff: string,
): DiffAttachment {
  const shown = displayPath(rootUri);
  const repository = shown === rootUri.path ? (shown.split('/').at(-1) ?? shown) : shown;
  return { kind: 'diff', id: randomUUID(), ...what, repository, text: capText(diff, keptAtEachEnd) };
}

function hasApi(exported: unknown): exported is { getAPI(version: 1): unknown } {
  return isObject(exported) && 'getAPI' in exported && typeof exported.getAPI === 'function';
}

/** It throws while git is switched off. */
function tryApi(exported: { getAPI(version: 1): unknown }): unknown {
  try {
    return exported.getAPI(1);
  } catch {
    return undefined;
  }
}

function hasRepositories(api: unknown): api is { readonly repositories: readonly unknown[] } {
  return isObject(api) && 'repositories' in api && Array.isArray(api.repositories);
}

function isRepository(value: unknown): value is GitRepository {
  return (
    isObject(value) &&
    'rootUri' in value &&
    value.rootUri instanceof vscode.Uri &&
    'inputBox' in value &&
    isObject(value.inputBox) &&
    ['diff', 'diffBetween', 'log'].every((name) => typeof Reflect.get(value, name) === 'function')
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
