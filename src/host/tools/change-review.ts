// Shows changes in VS Code's own diff editors: what an answer changed against the state before it, and what a call would
// change. The other side of the diff is read-only text; nothing is changed here.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import type { ToolAction } from '../../model/tool.ts';
import { loadFile } from '../../tools/file-text.ts';
import { resolvePath } from '../../tools/paths.ts';
import { ToolProblem } from '../../tools/tool.ts';
import { applyChange } from '../../tools/unified-diff.ts';
import type { ToolWorkspace } from '../../tools/workspace.ts';
import type { FileChanges } from './file-changes.ts';

/** Scheme of documents with a state that is not on disk. */
export const beforeScheme = 'parley-before';

/** Texts of proposals that can still be looked at. */
const MAX_PROPOSALS = 40;

/** See the head of this file. */
export class ChangeReview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changes: FileChanges;
  readonly #workspace: ToolWorkspace;
  readonly #registration: vscode.Disposable;
  readonly #proposals = new Map<string, string>();

  constructor(changes: FileChanges, workspace: ToolWorkspace) {
    this.#changes = changes;
    this.#workspace = workspace;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(beforeScheme, this);
  }

  /** Called by VS Code, also for editors that were open before a reload. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const query = new URLSearchParams(uri.query);
    const proposal = this.#proposals.get(query.get('proposal') ?? '');
    if (proposal !== undefined) return proposal;
    const messageId = query.get('answer');
    const files =
      messageId === null ? [] : await this.#changes.reviewed(messageId, query.get('file') ?? undefined);
    return files[0]?.before ?? '';
  }

  /** Opens what an answer changed in a file, or in all of them at once. Says so when there is nothing left to see. */
  async review(messageId: string, shown?: string): Promise<void> {
    const files = (await this.#changes.reviewed(messageId, shown)).map((file) => ({
      shown: file.shown,
      before: virtual(file.shown, { answer: messageId, file: file.shown }),
      now: vscode.Uri.file(file.real),
    }));
    const [first] = files;
    if (first === undefined) {
      void vscode.window.showInformationMessage(t('There are no changes left to review.'));
    } else if (files.length === 1) {
      await vscode.commands.executeCommand(
        'vscode.diff',
        first.before,
        first.now,
        t('{0} (before Parley’s changes ↔ now)', first.shown),
      );
    } else {
      await vscode.commands.executeCommand(
        'vscode.changes',
        t('Parley’s changes'),
        files.map(({ before, now }) => [now, before, now]),
      );
    }
  }

  /** Opens what a call would change as a diff. Says so when the file is not as it was when the change was made up. */
  async showProposed({ detail }: ToolAction): Promise<void> {
    if (detail?.kind !== 'diff') return;
    const before = detail.isNew ? '' : await this.#currentText(detail.path);
    const after = before === undefined ? undefined : applyChange(before, detail.patch);
    if (before === undefined || after === undefined) {
      void vscode.window.showWarningMessage(
        t('{0} has changed since, so the proposed change cannot be shown beside it.', detail.path),
      );
      return;
    }
    await vscode.commands.executeCommand(
      'vscode.diff',
      this.#propose(detail.path, before),
      this.#propose(detail.path, after),
      t('{0} (now ↔ proposed)', detail.path),
    );
  }

  dispose(): void {
    this.#registration.dispose();
    this.#proposals.clear();
  }

  async #currentText(shown: string): Promise<string | undefined> {
    try {
      const place = await resolvePath(shown, this.#workspace.paths);
      const loaded = await loadFile(place, this.#workspace, new AbortController().signal);
      return loaded.kind === 'text' ? loaded.file.text.replaceAll('\r\n', '\n') : undefined;
    } catch (error) {
      if (error instanceof ToolProblem) return undefined;
      throw error;
    }
  }

  #propose(shown: string, text: string): vscode.Uri {
    const id = randomUUID();
    this.#proposals.set(id, text);
    const oldest = this.#proposals.keys().next();
    if (this.#proposals.size > MAX_PROPOSALS && oldest.done !== true) this.#proposals.delete(oldest.value);
    return virtual(shown, { proposal: id });
  }
}

/** The path keeps its ending: editors choose the language by it. */
function virtual(shown: string, query: Readonly<Record<string, string>>): vscode.Uri {
  return vscode.Uri.from({
    scheme: beforeScheme,
    path: `/${shown.replace(/^\/+/, '')}`,
    query: new URLSearchParams(query).toString(),
  });
}
