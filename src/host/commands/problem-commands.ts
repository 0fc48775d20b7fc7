// “Fix with Parley” and “Explain with Parley” on a problem, with the lines around it, and on a command that failed in a
// terminal, with its output: sent at once.
import * as vscode from 'vscode';
import * as z from 'zod';
import { t } from '../../model/l10n.ts';
import { linesOf } from '../attach.ts';
import { attachToDraft } from '../context/attach-to-draft.ts';
import { problemsAttachment } from '../context/problems.ts';
import { submitNow } from './chat-commands.ts';
import type { Parley } from './parley.ts';

/** Lines above and below a problem that are sent with it. */
const linesAround = 20;

const placeSchema = z.object({
  uri: z.string().min(1).max(4096),
  startLine: z.number().int().min(0),
  endLine: z.number().int().min(0),
});

/** Where problems are, as the code action hands it to the command; lines count from 0. */
export type ProblemPlace = z.infer<typeof placeSchema>;

/** `parley.fixProblem` */
export async function fixProblem(parley: Parley, argument: unknown): Promise<void> {
  await askAboutProblem(
    parley,
    argument,
    'Fix this problem: say in a sentence what causes it, and show the corrected lines.',
  );
}

/** `parley.explainProblem` */
export async function explainProblem(parley: Parley, argument: unknown): Promise<void> {
  await askAboutProblem(
    parley,
    argument,
    'Explain this problem: what it means, what causes it here, and what can be done about it.',
  );
}

/** `parley.explainTerminalCommand`: the command of the active terminal that failed, with what it printed. */
export async function explainTerminalCommand(parley: Parley): Promise<void> {
  const command = await parley.terminals.failedCommand();
  await parley.view.reveal();
  attachToDraft(parley, command);
  await submitNow(parley, 'Explain why this command failed, and what to do about it. Be brief.');
}

/** Without a place: the problems at the cursor. */
async function askAboutProblem(parley: Parley, argument: unknown, prompt: string): Promise<void> {
  const place = placeSchema.safeParse(argument).data ?? placeOfCursor();
  if (place === undefined) throw new Error(t('Put the cursor on a problem in an editor first.'));
  const uri = vscode.Uri.parse(place.uri, true);
  // Nothing is read but what has problems: an open file, or one that a language server has read.
  const diagnostics = vscode.languages.getDiagnostics(uri).filter(({ range }) => {
    return range.start.line <= place.endLine && range.end.line >= place.startLine;
  });
  if (diagnostics.length === 0) throw new Error(t('There is no problem at this place any more.'));
  const document = await vscode.workspace.openTextDocument(uri);
  const around = new vscode.Range(
    place.startLine - Math.min(place.startLine, linesAround),
    0,
    place.endLine + linesAround,
    1,
  );
  const lines = linesOf(document, document.validateRange(around));
  await parley.view.reveal();
  if (lines !== undefined) attachToDraft(parley, lines);
  attachToDraft(parley, problemsAttachment(uri, diagnostics));
  await submitNow(parley, prompt);
}

function placeOfCursor(): ProblemPlace | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { start, end } = editor.selection;
  return { uri: editor.document.uri.toString(), startLine: start.line, endLine: end.line };
}
