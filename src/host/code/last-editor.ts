// The editor that a reader of an answer means: the active one, or the last one that was, as long as it is on screen.
import * as vscode from 'vscode';
import { indentedFor } from '../../tools/code-placement.ts';
import { t } from '../../model/l10n.ts';

/** Schemes of documents that are made by somebody to be looked at, and by us. */
const shownOnly = /^(?:parley-|output$|git$|vscode-chat|walkThrough)/;

/** Follows which editor was active. */
export class LastEditor implements vscode.Disposable {
  readonly #registration: vscode.Disposable;
  #last: vscode.TextEditor | undefined = vscode.window.activeTextEditor;

  constructor() {
    this.#registration = vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor !== undefined && isForEditing(editor)) this.#last = editor;
    });
  }

  /** The editor, or undefined when there is none to write into. */
  get(): vscode.TextEditor | undefined {
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    if (activeTextEditor !== undefined && isForEditing(activeTextEditor)) return activeTextEditor;
    return visibleTextEditors.find(
      ({ document }) => document === this.#last?.document && isForEditing(this.#last),
    );
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function isForEditing({ document }: vscode.TextEditor): boolean {
  return !shownOnly.test(document.uri.scheme);
}

/** Inserts at every cursor, one undo step; says so when that cannot be done. */
export async function insertAtCursor(editor: vscode.TextEditor | undefined, code: string): Promise<void> {
  if (editor === undefined) {
    void vscode.window.showInformationMessage(
      t('Open a file and place the cursor where the code should go.'),
    );
    return;
  }
  const { document, selections } = editor;
  await edit(editor, (builder) => {
    for (const { active } of selections) {
      const before = document.lineAt(active.line).text.slice(0, active.character);
      builder.insert(active, before.trim() === '' ? indentedFor(code, before, true) : code);
    }
  });
}

/** Puts code in the place of what is selected, one undo step; says so when nothing is. */
export async function replaceSelection(editor: vscode.TextEditor | undefined, code: string): Promise<void> {
  const selections = editor?.selections.filter(({ isEmpty }) => !isEmpty) ?? [];
  if (editor === undefined || selections.length === 0) {
    void vscode.window.showInformationMessage(
      t('Select the text in an editor that the code should replace.'),
    );
    return;
  }
  await edit(editor, (builder) => {
    for (const selection of selections)
      builder.replace(selection, codeForSelection(editor.document, selection, code));
  });
}

/** The code as it has to be in the place of a selection: indented like it, and ending with a line end when that does. */
export function codeForSelection(
  document: vscode.TextDocument,
  selection: vscode.Range,
  code: string,
): string {
  const { start, end } = selection;
  const line = document.lineAt(start.line);
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  const isBehindIndent = start.character > 0;
  const isAtIndent = start.character <= indent.length;
  const own = isAtIndent ? indentedFor(code, indent, isBehindIndent) : code;
  const lacksBlanks = isAtIndent && isBehindIndent && start.character < indent.length;
  const endsLine = end.character === 0 && end.line > start.line && !code.endsWith('\n');
  return `${lacksBlanks ? indent.slice(start.character) : ''}${own}${endsLine ? '\n' : ''}`;
}

async function edit(
  editor: vscode.TextEditor,
  build: (builder: vscode.TextEditorEdit) => void,
): Promise<void> {
  if (await editor.edit(build)) editor.revealRange(editor.selection);
  else void vscode.window.showWarningMessage(t('The code could not be written: the editor is read-only.'));
}
