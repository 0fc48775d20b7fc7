// The light bulb: “Fix with Parley” and “Explain with Parley” on problems and on selected code. Offers, and does nothing.
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import type { ProblemPlace } from '../commands/problem-commands.ts';

const kinds = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite];

/** Registers the actions for every language and file system. */
export function registerCodeActions(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { scheme: '*' },
    {
      provideCodeActions: (document, range, { diagnostics, only }) => {
        const actions = [
          ...(diagnostics.length === 0 ? [] : problemActions(document, diagnostics)),
          ...(range.isEmpty ? [] : selectionActions()),
        ];
        return actions.filter(
          ({ kind }) => only === undefined || (kind !== undefined && only.contains(kind)),
        );
      },
    },
    { providedCodeActionKinds: kinds },
  );
}

function problemActions(
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
): readonly vscode.CodeAction[] {
  const place: ProblemPlace = {
    uri: document.uri.toString(),
    startLine: Math.min(...diagnostics.map(({ range }) => range.start.line)),
    endLine: Math.max(...diagnostics.map(({ range }) => range.end.line)),
  };
  return [
    action(t('Fix with Parley'), vscode.CodeActionKind.QuickFix, 'parley.fixProblem', diagnostics, place),
    action(
      t('Explain with Parley'),
      vscode.CodeActionKind.QuickFix,
      'parley.explainProblem',
      diagnostics,
      place,
    ),
  ];
}

/** The commands take the selection as it is when they run. */
function selectionActions(): readonly vscode.CodeAction[] {
  const kind = vscode.CodeActionKind.RefactorRewrite;
  return [
    action(t('Fix selection with Parley'), kind, 'parley.fixSelection'),
    action(t('Explain selection with Parley'), kind, 'parley.explainSelection'),
  ];
}

function action(
  title: string,
  kind: vscode.CodeActionKind,
  command: string,
  diagnostics?: readonly vscode.Diagnostic[],
  place?: ProblemPlace,
): vscode.CodeAction {
  const result = new vscode.CodeAction(title, kind);
  result.command = { title, command, ...(place === undefined ? {} : { arguments: [place] }) };
  if (diagnostics !== undefined) result.diagnostics = [...diagnostics];
  return result;
}
