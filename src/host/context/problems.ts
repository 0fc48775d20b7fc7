// What language servers and linters complain about → attachment: of one file, or of the workspace.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { ProblemsAttachment } from '../../model/attachment.ts';
import { t } from '../../model/l10n.ts';
import { displayPath } from './display-path.ts';

/** Lines at most; errors come first. */
const maxProblems = 100;
const maxMessage = 1000;

/**
 * The problems of a file, or of all files.
 * @param only these of the file's; all of them when left out. Hints are not problems.
 * @throws Error when there are none.
 */
export function problemsAttachment(
  uri?: vscode.Uri,
  only?: readonly vscode.Diagnostic[],
): ProblemsAttachment {
  const all: readonly (readonly [vscode.Uri, readonly vscode.Diagnostic[]])[] =
    uri === undefined
      ? vscode.languages.getDiagnostics()
      : [[uri, only ?? vscode.languages.getDiagnostics(uri)]];
  const problems = all
    .flatMap(([place, diagnostics]) => diagnostics.map((diagnostic) => ({ place, diagnostic })))
    .filter(({ diagnostic }) => diagnostic.severity !== vscode.DiagnosticSeverity.Hint)
    .toSorted((left, right) => left.diagnostic.severity - right.diagnostic.severity);
  if (problems.length === 0) {
    throw new Error(
      uri === undefined ? t('There are no problems.') : t('There are no problems in {0}.', displayPath(uri)),
    );
  }
  const lines = problems.slice(0, maxProblems).map(({ place, diagnostic }) => lineOf(place, diagnostic));
  const more = problems.length - lines.length;
  return {
    kind: 'problems',
    id: randomUUID(),
    ...(uri === undefined ? {} : { path: displayPath(uri), uri: uri.toString() }),
    count: problems.length,
    text: [...lines, ...(more > 0 ? [`… ${more} more are left out`] : [])].join('\n'),
  };
}

const severityNames = ['error', 'warning', 'information', 'hint'] as const;

function lineOf(uri: vscode.Uri, { range, severity, message, source, code }: vscode.Diagnostic): string {
  const rule = typeof code === 'object' ? code.value : code;
  const by = [source, rule].filter((part) => part !== undefined && part !== '').join(' ');
  const words = message.replace(/\s*\n\s*/g, ' ').slice(0, maxMessage);
  const place = `${displayPath(uri)}:${range.start.line + 1}:${range.start.character + 1}`;
  return `${place}: ${severityNames[severity]}${by === '' ? '' : ` (${by})`}: ${words}`;
}
