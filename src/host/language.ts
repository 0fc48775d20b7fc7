// Sets the language of all texts to the one of VS Code. Must be the first import of its program: texts may be made as soon
// as the other modules are read.
import * as vscode from 'vscode';
import { useBundle } from '../model/l10n.ts';

const bundle = vscode.l10n.bundle ?? {};
useBundle(bundle);

/** What the page of the panel is told of it: BCP 47 name and texts; `en` and none where Parley has no bundle. */
export const language = {
  name: vscode.l10n.bundle === undefined ? 'en' : vscode.env.language,
  bundle,
};
