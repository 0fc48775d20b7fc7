// Summing a chat up in this window: with its progress and a way to call it off, and with a word when it comes to nothing.
import * as vscode from 'vscode';
import { compactChat, type CompactChatPorts } from '../../chat/compact-chat.ts';
import { explainError } from '../../chat/explain-error.ts';
import type { Session } from '../../chat/session.ts';
import { toErrorFacts } from '../../model/error.ts';
import { t } from '../../model/l10n.ts';

/** Sums a chat up. Never rejects; true when there is a summary now. One at a time. */
export function createCompaction(
  ports: Omit<CompactChatPorts, 'onPiece'>,
): (session: Session, focus: string) => Promise<boolean> {
  let isBusy = false;
  return async (session, focus) => {
    const problem = isBusy ? t('A chat is being summed up already.') : await run();
    if (problem !== undefined && problem !== '') void vscode.window.showWarningMessage(`Parley: ${problem}`);
    return problem === undefined;

    /** Undefined when done, empty when the user called it off. */
    async function run(): Promise<string | undefined> {
      isBusy = true;
      const abort = new AbortController();
      try {
        return await vscode.window.withProgress(
          {
            location: vscode.ProgressLocation.Notification,
            title: t('Parley: summing the chat up'),
            cancellable: true,
          },
          async (progress, token) => {
            token.onCancellationRequested(() => abort.abort());
            const onPiece = (piece: number, pieces: number): void => {
              if (pieces > 1) progress.report({ message: t('part {0} of {1}', piece, pieces) });
            };
            return compactChat(session, focus, { ...ports, onPiece }, abort.signal);
          },
        );
      } catch (error) {
        if (abort.signal.aborted) return '';
        const { title, hint } = explainError(toErrorFacts(error), 'error');
        return t('The chat was not summed up. {0}. {1}', title, hint);
      } finally {
        isBusy = false;
      }
    }
  };
}
