// Commands that send or attach the selected code.
import * as vscode from 'vscode';
import { builtInPrompts } from '../../context/prompts.ts';
import { t } from '../../model/l10n.ts';
import { selectedLines } from '../attach.ts';
import { attachToDraft } from '../context/attach-to-draft.ts';
import { promptIn, submitNow } from './chat-commands.ts';
import type { Command, Parley } from './parley.ts';

/** `parley.askAboutSelection`: with `{ prompt }` it sends at once, else the composer opens with the code attached. */
export async function askAboutSelection(parley: Parley, argument: unknown): Promise<void> {
  if (!attachSelection(parley)) return;
  const prompt = promptIn(argument);
  await parley.view.reveal();
  if (prompt !== undefined) await submitNow(parley, prompt);
}

/** `parley.addSelection`: attaches the code and leaves the focus in the editor. */
export async function addSelection(parley: Parley): Promise<void> {
  if (!attachSelection(parley)) return;
  await vscode.commands.executeCommand('parley.chat.focus', { preserveFocus: true });
}

/** A command that sends the selection with a fixed request. */
function ask(prompt: string): Command {
  return (parley) => askAboutSelection(parley, { prompt });
}

/** `parley.explainSelection` */
export const explainSelection = ask(builtInPrompts.explain.template);
/** `parley.fixSelection` */
export const fixSelection = ask(builtInPrompts.fix.template);
/** `parley.writeTests` */
export const writeTests = ask(builtInPrompts.tests.template);
/** `parley.writeDocs` */
export const writeDocs = ask(builtInPrompts.docs.template);

function attachSelection(parley: Parley): boolean {
  const attachment = selectedLines();
  if (attachment === undefined) {
    void vscode.window.showInformationMessage(t('Select some code in an editor first.'));
    return false;
  }
  attachToDraft(parley, attachment);
  return true;
}
