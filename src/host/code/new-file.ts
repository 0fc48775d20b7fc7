// “New file”: an untitled document with the code in it, or, when the answer names a file that does not exist, that file,
// after a question. Never writes over a file.
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { asWhole } from '../../tools/code-placement.ts';
import type { PathPort } from '../../tools/path-port.ts';
import { ToolProblem } from '../../tools/tool.ts';
import { replaceFile } from '../tools/replace-file.ts';
import type { GivenCode } from './apply-code.ts';
import { languageIdOf } from './language-ids.ts';
import { namedPlace, type NamedPlace } from './named-place.ts';

/** What making a file needs. */
export interface NewFilePorts {
  readonly paths: PathPort;
  /** Shows the code as a change of the file that exists. */
  readonly apply: (code: GivenCode) => Promise<void>;
}

/** Makes the file that the answer names, or a document without a name. */
export async function newFile(code: GivenCode, ports: NewFilePorts): Promise<void> {
  const named = code.place === undefined ? undefined : await namedPlace(code.place, ports.paths);
  if (named === undefined) return openUntitled(code);
  if ('refusal' in named) {
    const untitled = t('Untitled document');
    const chosen = await vscode.window.showWarningMessage(named.refusal, untitled);
    return chosen === untitled ? openUntitled(code) : undefined;
  }
  if (named.place.kind === 'missing') return offerNewFile(code, named);
  const [apply, untitled] = [t('Apply to file'), t('Untitled document')];
  const chosen = await vscode.window.showInformationMessage(
    t('{0} exists already.', named.place.shown),
    apply,
    untitled,
  );
  if (chosen === apply) return ports.apply(code);
  if (chosen === untitled) return openUntitled(code);
}

/** Asks whether to make the file at a place where none is. */
export async function offerNewFile(code: GivenCode, { place }: NamedPlace): Promise<void> {
  const [create, untitled] = [t('Create file'), t('Untitled document')];
  const detail = place.alwaysAsk ? t('A file of this name can decide what runs on your machine.') : '';
  const chosen = await vscode.window.showInformationMessage(
    t('{0} does not exist. Create it with this code?', place.shown),
    { modal: true, detail },
    create,
    untitled,
  );
  if (chosen === untitled) return openUntitled(code);
  if (chosen !== create) return;
  const text = asWhole('', code.text);
  try {
    if (!text.isWellFormed()) throw new ToolProblem('It holds half of a character.');
    await replaceFile(place, undefined, new TextEncoder().encode(text), new AbortController().signal);
  } catch (error) {
    if (!(error instanceof ToolProblem)) throw error;
    void vscode.window.showWarningMessage(t('{0} could not be created. {1}', place.shown, error.message));
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(place.named), { preview: false });
}

async function openUntitled({ text, language }: GivenCode): Promise<void> {
  const id = languageIdOf(language, await vscode.languages.getLanguages());
  const document = await vscode.workspace.openTextDocument({
    content: text,
    ...(id === undefined ? {} : { language: id }),
  });
  await vscode.window.showTextDocument(document, { preview: false });
}
