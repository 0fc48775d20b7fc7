// Commands around source control: changes as an attachment, and the commit message into its box.
import * as vscode from 'vscode';
import { writeCommitMessage as write } from '../../chat/commit-message.ts';
import { t } from '../../model/l10n.ts';
import { changesAttachment, commitAttachment, gitRepositories, type GitRepository } from '../context/git.ts';
import { attachAndShow } from './attach-commands.ts';
import type { Parley } from './parley.ts';

/** Set while a message is written; menus show the stop button by it. */
const writingKey = 'parley:writingCommitMessage';
const commitsOffered = 50;

/** `parley.addChanges`: staged changes, changes that are not staged, or a commit. A group of the view is its own answer. */
export async function addChanges(parley: Parley, argument: unknown): Promise<void> {
  const repository = await repositoryFor(argument);
  if (repository === undefined) return;
  const scope = scopeOf(argument);
  if (scope !== undefined) return attachAndShow(parley, await changesAttachment(repository, scope));
  const commits = await repository.log({ maxEntries: commitsOffered }).catch(() => []);
  const picked = await vscode.window.showQuickPick(
    [
      { label: t('Staged changes'), scope: 'staged' as const },
      { label: t('Working changes'), description: t('not staged'), scope: 'working' as const },
      ...commits.map((commit) => ({
        label: commit.message.split('\n', 1)[0] ?? '',
        description: commit.hash.slice(0, 9),
        commit,
      })),
    ],
    { title: t('Parley: Add Changes'), matchOnDescription: true },
  );
  if (picked === undefined) return;
  const attachment =
    'scope' in picked
      ? await changesAttachment(repository, picked.scope)
      : await commitAttachment(repository, picked.commit);
  await attachAndShow(parley, attachment);
}

/** `parley.writeCommitMessage`: for what is staged, else for all changes; into the box of the repository, as it is written. */
export async function writeCommitMessage(parley: Parley, argument: unknown): Promise<void> {
  const repository = await repositoryFor(argument);
  if (repository === undefined) return;
  const { inputBox } = repository;
  const before = inputBox.value;
  const diff = await changesAttachment(repository, 'staged').catch(() =>
    changesAttachment(repository, 'working'),
  );
  const signal = parley.commitMessages.begin();
  await vscode.commands.executeCommand('setContext', writingKey, true);
  try {
    const target = await parley.chooseTarget().resolve();
    const show = (message: string): void => void (inputBox.value = message);
    const message = await write(diff, target, parley.client, show, signal);
    if (message === '') throw new Error(t('The model gave no commit message.'));
  } catch (error) {
    // What was in the box comes back, unless the user keeps what there is by stopping.
    if (!signal.aborted) {
      inputBox.value = before;
      throw error;
    }
  } finally {
    if (parley.commitMessages.end(signal))
      await vscode.commands.executeCommand('setContext', writingKey, false);
  }
}

/** `parley.stopCommitMessage`: what is written so far stays. */
export function stopCommitMessage({ commitMessages }: Parley): void {
  commitMessages.stop();
}

/** The one a menu was opened on, the only one, or the one the user picks. */
async function repositoryFor(argument: unknown): Promise<GitRepository | undefined> {
  const repositories = await gitRepositories();
  const root = rootIn(argument);
  const meant = repositories.find(({ rootUri }) => rootUri.toString() === root?.toString());
  if (meant !== undefined) return meant;
  const [only] = repositories;
  if (repositories.length === 1) return only;
  const picked = await vscode.window.showQuickPick(
    repositories.map((repository) => ({ label: repository.rootUri.fsPath, repository })),
    { title: t('Parley: Repository') },
  );
  return picked?.repository;
}

/** Title menus give the source control, group menus a group. */
function rootIn(argument: unknown): vscode.Uri | undefined {
  const isNamed = typeof argument === 'object' && argument !== null && 'rootUri' in argument;
  return isNamed && argument.rootUri instanceof vscode.Uri ? argument.rootUri : undefined;
}

/** The git extension's names of its groups. */
function scopeOf(argument: unknown): 'staged' | 'working' | undefined {
  if (typeof argument !== 'object' || argument === null || !('id' in argument)) return undefined;
  if (argument.id === 'index') return 'staged';
  return argument.id === 'workingTree' ? 'working' : undefined;
}
