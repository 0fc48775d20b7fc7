// Shows a diagram of an answer in VS Code's own Markdown preview: a document that holds nothing but the one fenced block.
// Nothing of a diagram is drawn by us.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { diagramDocument } from './diagram-document.ts';

const scheme = 'parley-diagram';
/** Diagrams that can still be looked at; the oldest goes first. */
const maxDiagrams = 20;

/** See the head of this file. */
export class DiagramPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #sources = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  provideTextDocumentContent({ query }: vscode.Uri): string {
    return this.#sources.get(query) ?? '';
  }

  /** Opens the preview. */
  async show(text: string, language: string): Promise<void> {
    const id = randomUUID();
    this.#sources.set(id, diagramDocument(text, language));
    const oldest = this.#sources.keys().next();
    if (this.#sources.size > maxDiagrams && oldest.done !== true) this.#sources.delete(oldest.value);
    const uri = vscode.Uri.from({ scheme, path: `/${t('Diagram')}.md`, query: id });
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#sources.clear();
  }
}
