// What the editor has at hand to be attached, as the fixed lines of the list behind `@`. Offers only what there is, and
// reads nothing: each line runs the command that attaches it.
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import type { SuggestionKind } from '../../protocol/to-view.ts';
import { displayPath } from './display-path.ts';

/** A line of the list, and what picking it does. */
export interface ContextOffer {
  readonly kind: SuggestionKind;
  readonly label: string;
  readonly detail: string;
  readonly command: string;
  readonly args: readonly unknown[];
  /** The user is asked something before anything is attached. */
  readonly isAsking: boolean;
}

/** The lines for the moment, those most often meant first. */
export function editorContext(): readonly ContextOffer[] {
  return [
    ...selectionOffers(),
    ...tabOffers(),
    ...problemOffers(),
    ...terminalOffers(),
    ...gitOffers(),
    offer('folder', t('Folder…'), '', 'parley.addFolder', [], true),
    offer('image', t('Image…'), '', 'parley.addImage', [], true),
    offer('page', t('Web address…'), '', 'parley.addPage', [], true),
  ];
}

/** Files of the open tabs, the active one first. */
export function openFiles(): readonly vscode.Uri[] {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  const tabs = [activeTabGroup.activeTab, ...all.flatMap((group) => group.tabs)];
  const uris = tabs.flatMap((tab) => uriOfTab(tab) ?? []);
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}

/** The file of a tab, pictures and notebooks included. */
export function uriOfTab(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  const input = tab?.input;
  const isFile =
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook;
  return isFile ? input.uri : undefined;
}

function offer(
  kind: SuggestionKind,
  label: string,
  detail: string,
  command: string,
  args: readonly unknown[] = [],
  isAsking = false,
): ContextOffer {
  return { kind, label, detail, command, args, isAsking };
}

function selectionOffers(): readonly ContextOffer[] {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty) return [];
  const { start, end } = editor.selection;
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  const lines = start.line + 1 === last ? `${last}` : `${start.line + 1}-${last}`;
  const place = `${displayPath(editor.document.uri)}:${lines}`;
  return [offer('selection', t('Selection'), place, 'parley.addSelection')];
}

function tabOffers(): readonly ContextOffer[] {
  const files = openFiles();
  const [first] = files;
  if (first === undefined) return [];
  const shown = uriOfTab(vscode.window.tabGroups.activeTabGroup.activeTab);
  const active =
    shown === undefined ? [] : [offer('file', t('Open file'), displayPath(shown), 'parley.addFile', [shown])];
  if (files.length < 2) return active;
  const all = offer('file', t('All open files'), t('{0} files', files.length), 'parley.addFile', [
    first,
    files,
  ]);
  return [...active, all];
}

function problemOffers(): readonly ContextOffer[] {
  const countOf = (diagnostics: readonly vscode.Diagnostic[]): number =>
    diagnostics.filter(({ severity }) => severity !== vscode.DiagnosticSeverity.Hint).length;
  const uri = vscode.window.activeTextEditor?.document.uri;
  const here = uri === undefined ? 0 : countOf(vscode.languages.getDiagnostics(uri));
  const all = vscode.languages.getDiagnostics().reduce((sum, [, found]) => sum + countOf(found), 0);
  const words = (count: number): string => (count === 1 ? t('1 problem') : t('{0} problems', count));
  return [
    ...(here === 0
      ? []
      : [offer('problems', t('Problems of this file'), words(here), 'parley.addProblems', [{ of: 'file' }])]),
    ...(all === 0
      ? []
      : [
          offer('problems', t('Problems of the workspace'), words(all), 'parley.addProblems', [
            { of: 'workspace' },
          ]),
        ]),
  ];
}

function terminalOffers(): readonly ContextOffer[] {
  const name = vscode.window.activeTerminal?.name;
  if (name === undefined) return [];
  return [
    offer('terminal', t('Terminal selection'), name, 'parley.addTerminalSelection'),
    offer('terminal', t('Last command with its output'), name, 'parley.addTerminalCommand'),
  ];
}

/** The command finds out whether there is a repository: the git extension may not have started yet. */
function gitOffers(): readonly ContextOffer[] {
  const hasGit = vscode.extensions.getExtension('vscode.git') !== undefined;
  if (!hasGit || (vscode.workspace.workspaceFolders ?? []).length === 0) return [];
  return [
    offer('changes', t('Working changes'), 'git', 'parley.addChanges', [{ id: 'workingTree' }]),
    offer('changes', t('Staged changes'), 'git', 'parley.addChanges', [{ id: 'index' }]),
    offer('changes', t('A commit…'), 'git', 'parley.addChanges', [], true),
  ];
}
