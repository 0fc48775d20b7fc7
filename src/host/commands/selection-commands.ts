// Commands that send or attach the selected code.
import * as vscode from 'vscode';
import { selectedLines } from '../attach.ts';
import { promptIn, submitNow } from './chat-commands.ts';
import type { Command, Parley } from './parley.ts';

/** `parley.askAboutSelection`: with `{ prompt }` it sends at once, else the composer opens with the code attached. */
export async function askAboutSelection(parley: Parley, argument: unknown): Promise<void> {
  if (!attachSelection(parley)) return;
  const prompt = promptIn(argument);
  await parley.view.reveal();
  if (prompt !== undefined) submitNow(parley, prompt);
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
export const explainSelection = ask(
  'Explain what this code does, and anything in it that could surprise a reader.',
);
/** `parley.fixSelection` */
export const fixSelection = ask('Find what is wrong with this code and show the corrected version.');
/** `parley.writeTests` */
export const writeTests = ask(
  'Write tests for this code, with the test library this project uses where you can tell.',
);
/** `parley.writeDocs` */
export const writeDocs = ask(
  'Write the documentation comments for this code, in the form usual for its language.',
);

function attachSelection({ library, drafts, view }: Parley): boolean {
  const attachment = selectedLines();
  if (attachment === undefined) {
    void vscode.window.showInformationMessage('Select some code in an editor first.');
    return false;
  }
  drafts.attach(library.active.conversation.id, attachment);
  view.panelChanged();
  return true;
}
