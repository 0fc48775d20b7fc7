// Intents about the history → actions and pages. A history that cannot be read is said so on the page that was asked for.
import type { ChatStore } from '../../chat/chat-store.ts';
import type { Library } from '../../chat/library.ts';
import { toStoreError, unreadableNotice } from '../../chat/store-error.ts';
import type { WorkspaceRef } from '../../model/chat-header.ts';
import { t } from '../../model/l10n.ts';
import type { Log } from '../../model/log.ts';
import type { Intent } from '../../protocol/to-host.ts';
import type { HistoryPage, ViewEvent } from '../../protocol/to-view.ts';

/** The intents handled here. */
export type HistoryIntent = Extract<
  Intent,
  {
    type:
      | 'history-query'
      | 'chat-open'
      | 'chat-rename'
      | 'chat-pin'
      | 'chat-delete'
      | 'chat-restore'
      | 'chat-fork';
  }
>;

/** What they act on. */
export interface HistoryPorts {
  readonly library: Library;
  readonly store: ChatStore;
  /** The open workspace as the history knows it; undefined for a window without one. */
  readonly workspace: () => Promise<WorkspaceRef | undefined>;
  /** Sends to the view, with the next batch. */
  readonly send: (events: readonly ViewEvent[]) => void;
  /** Says to the user what went wrong. */
  readonly showProblem: (text: string) => void;
  readonly log: Log;
}

/** Chats, or hits, on a page. */
const pageLength = 50;

/** Carries out one intent about the history. */
export async function routeHistory(intent: HistoryIntent, ports: HistoryPorts): Promise<void> {
  if (intent.type === 'history-query') {
    ports.send([{ type: 'history-page', page: await pageFor(intent, ports) }]);
    return;
  }
  try {
    await change(intent, ports);
  } catch (error) {
    const { fault, message } = toStoreError(error);
    ports.log.error(`${intent.type} failed (${fault}): ${message}`);
    ports.showProblem(unreadableNotice(fault));
  }
}

async function change(
  intent: Exclude<HistoryIntent, { type: 'history-query' }>,
  { library, send, showProblem }: HistoryPorts,
): Promise<void> {
  switch (intent.type) {
    case 'chat-open': {
      const isThere = await library.open(intent.chatId);
      if (!isThere) showProblem(t('This chat is no longer there.'));
      else if (intent.messageId !== undefined)
        send([{ type: 'message-show', messageId: showMessage(library, intent.messageId) }]);
      return;
    }
    case 'chat-rename':
      return library.rename(intent.chatId, intent.title);
    case 'chat-pin':
      return library.pin(intent.chatId, intent.isPinned);
    case 'chat-delete':
      return library.remove(intent.chatId);
    case 'chat-restore':
      return library.restore(intent.chatId);
    case 'chat-fork':
      if (!(await library.fork(intent.messageId)))
        showProblem(t('This message is not saved, so it cannot be forked yet.'));
      return;
  }
}

/** A message on another branch is shown by going to its branch. */
function showMessage({ active }: Library, messageId: string): string {
  active.showBranchOf(messageId);
  return messageId;
}

async function pageFor(
  query: Extract<HistoryIntent, { type: 'history-query' }>,
  ports: HistoryPorts,
): Promise<HistoryPage> {
  const { queryId, words, isHere, after, offset } = query;
  const empty = { queryId, chats: [], hits: [], hasMore: false, workspaceName: '', problem: '' };
  try {
    const workspace = await ports.workspace();
    const workspaceName = workspace?.name ?? '';
    const filter = isHere && workspace !== undefined ? { workspaceId: workspace.id } : {};
    if (words.trim() !== '') {
      const { hits, hasMore } = await ports.store.search({ words, ...filter, limit: pageLength, offset });
      return { ...empty, hits, hasMore, workspaceName };
    }
    const chats = await ports.library.list({
      ...filter,
      limit: pageLength,
      ...(after === undefined ? {} : { after }),
    });
    return { ...empty, chats, hasMore: chats.length >= pageLength, workspaceName };
  } catch (error) {
    const { fault, message } = toStoreError(error);
    ports.log.error(`The history cannot be read (${fault}): ${message}`);
    return { ...empty, problem: unreadableNotice(fault) };
  }
}
