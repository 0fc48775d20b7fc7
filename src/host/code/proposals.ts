// Changes of one document that are shown before they are made: VS Code's diff editor, with the document on the left as it is
// and on the right as it would be. Nothing is written before the user applies it, and then only over what was shown.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { smallestChange } from '../tools/vscode-editors.ts';

/** Scheme of the right side; the manifest's menus name it. */
export const proposalScheme = 'parley-proposed';

/** Proposals that can still be applied; the oldest goes first. */
const maxProposals = 20;

/** A document as it would be. */
export interface Proposal {
  readonly document: vscode.TextDocument;
  /** How the document is named to the user. */
  readonly shown: string;
  /** Its text when the proposal was made up, with its own line ends. */
  readonly before: string;
  readonly after: string;
  /** What must be said before it is applied; empty when there is nothing. */
  readonly warning: string;
  /** Makes the proposal up and shows it anew, for when the document is not as it was. */
  readonly again: () => Promise<void>;
  /** Why it may not be written any more, in the user's words; looked at right before it is. */
  readonly refusal: () => Promise<string | undefined>;
}

/** See the head of this file. */
export class Proposals implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #proposals = new Map<string, Proposal>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(proposalScheme, this);

  provideTextDocumentContent({ query }: vscode.Uri): string {
    return this.#proposals.get(query)?.after ?? '';
  }

  /** Opens the diff editor. The proposal waits there for {@link apply} or {@link discard}. */
  async show(proposal: Proposal): Promise<void> {
    const { document, shown } = proposal;
    const id = randomUUID();
    this.#proposals.set(id, proposal);
    const oldest = this.#proposals.keys().next();
    if (this.#proposals.size > maxProposals && oldest.done !== true) this.#proposals.delete(oldest.value);
    // The path keeps its ending: editors choose the language by it.
    const proposed = vscode.Uri.from({
      scheme: proposalScheme,
      path: document.uri.path.startsWith('/') ? document.uri.path : `/${document.uri.path}`,
      query: id,
    });
    await vscode.languages.setTextDocumentLanguage(
      await vscode.workspace.openTextDocument(proposed),
      document.languageId,
    );
    const title = t('{0} (now ↔ with the code)', shown);
    await vscode.commands.executeCommand('vscode.diff', document.uri, proposed, title, { preview: true });
  }

  /** Applies the proposal of a diff editor: that of `argument`, which menus give, or the active one. */
  async apply(argument: unknown): Promise<void> {
    const shown = this.#find(argument);
    if (shown === undefined) {
      void vscode.window.showInformationMessage(
        t('There is no change to apply. Choose “Apply to file” below a piece of code first.'),
      );
      return;
    }
    const { proposal, uri } = shown;
    const { document, warning } = proposal;
    const refusal = await proposal.refusal();
    if (refusal !== undefined) {
      void vscode.window.showWarningMessage(refusal);
      return;
    }
    if (warning !== '' && !(await isConfirmed(warning, t('Apply')))) return;
    // The last look comes after the last wait.
    const current = await vscode.workspace.openTextDocument(document.uri);
    if (current.getText() !== proposal.before) {
      await this.#tellOfChange(proposal, uri);
      return;
    }
    const wasDirty = current.isDirty;
    const { start, end, text } = smallestChange(proposal.before, proposal.after);
    const range = new vscode.Range(current.positionAt(start), current.positionAt(end));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(current.uri, range, text);
    if (!(await vscode.workspace.applyEdit(edit))) {
      void vscode.window.showWarningMessage(t('{0} could not be changed: it is read-only.', proposal.shown));
      return;
    }
    await this.#close(uri);
    // What was not saved before is the user's to save.
    if (!wasDirty && !current.isUntitled) await current.save();
    const first = current.positionAt(start);
    await vscode.window.showTextDocument(current, { selection: new vscode.Range(first, first) });
  }

  /** Closes a proposal's diff editor; nothing is changed. */
  async discard(argument: unknown): Promise<void> {
    const shown = this.#find(argument);
    if (shown !== undefined) await this.#close(shown.uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#proposals.clear();
  }

  #find(argument: unknown): { readonly proposal: Proposal; readonly uri: vscode.Uri } | undefined {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const active = input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
    const uri = argument instanceof vscode.Uri && argument.scheme === proposalScheme ? argument : active;
    const proposal = uri?.scheme === proposalScheme ? this.#proposals.get(uri.query) : undefined;
    return uri === undefined || proposal === undefined ? undefined : { proposal, uri };
  }

  async #tellOfChange(proposal: Proposal, uri: vscode.Uri): Promise<void> {
    const again = t('Compare again');
    const chosen = await vscode.window.showWarningMessage(
      t('{0} has changed since the change was shown, so it was not applied.', proposal.shown),
      again,
    );
    if (chosen !== again) return;
    await this.#close(uri);
    await proposal.again();
  }

  async #close(uri: vscode.Uri): Promise<void> {
    this.#proposals.delete(uri.query);
    const tabs = vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all);
    await vscode.window.tabGroups.close(
      tabs.filter(
        ({ input }) =>
          input instanceof vscode.TabInputTextDiff && input.modified.toString() === uri.toString(),
      ),
    );
  }
}

/** Asks in a dialog that must be answered. */
export async function isConfirmed(question: string, yes: string, detail = ''): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
