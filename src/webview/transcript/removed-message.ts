// The message that was deleted last, for as long as it can be brought back from the panel: until the next message, another
// deletion, or another chat.
import type { Intent } from '../../protocol/to-host.ts';
import { signal } from '../preact.ts';
import type { ReadonlySignal } from '../preact.ts';
import type { Store, StoreListener } from '../store.ts';

/** What was deleted. */
export interface Removed {
  readonly messageId: string;
  /** It and what followed it. */
  readonly count: number;
  /** What ended the path that was shown before. */
  readonly leafId: string | undefined;
}

/** See the head of this file. */
export interface RemovedMessage extends StoreListener {
  readonly last: ReadonlySignal<Removed | undefined>;
  remove(messageId: string): void;
  undo(): void;
}

/** Nothing has been deleted yet. */
export function createRemovedMessage(
  store: Pick<Store, 'conversation'>,
  send: (intent: Intent) => void,
): RemovedMessage {
  const last = signal<Removed | undefined>(undefined);
  let chatId: string | undefined;
  let asked: Pick<Removed, 'messageId' | 'leafId'> | undefined;
  return {
    last,
    remove(messageId) {
      asked = { messageId, leafId: store.conversation.value?.leafId };
      send({ type: 'message-delete', messageId });
    },
    undo() {
      if (last.value === undefined) return;
      const { messageId, leafId } = last.value;
      send({ type: 'message-restore', messageId, ...(leafId === undefined ? {} : { leafId }) });
      last.value = undefined;
    },
    onSnapshot({ conversation }) {
      if (conversation.id !== chatId) last.value = undefined;
      chatId = conversation.id;
    },
    onEvent(entry) {
      if (entry.type !== 'conversation') return;
      const { event } = entry;
      if (event.type === 'message-add' && event.message.role === 'user') last.value = undefined;
      if (event.type !== 'messages-delete' || asked === undefined || event.messageIds[0] !== asked.messageId)
        return;
      last.value = { messageId: asked.messageId, leafId: asked.leafId, count: event.messageIds.length };
      asked = undefined;
    },
  };
}
