// What of a chat has to be stored, and when: the change that the history writer hands to the store. Pure.
import type { WorkspaceRef } from '../model/chat-header.ts';
import type { Conversation } from '../model/conversation.ts';
import type { ConversationEvent } from '../model/event.ts';
import type { ChatChange } from './chat-store.ts';
import { summaryOf } from './summary.ts';

/** What has changed since the chat was last stored. */
export interface Unstored {
  /** Messages that have changed. */
  readonly dirty: ReadonlySet<string>;
  readonly newTitle: string | undefined;
  readonly hasNewCompactions: boolean;
}

/** Is it stored at once? Whatever else happens to a running answer can wait for the next checkpoint. */
export function isFinal({ type }: ConversationEvent): boolean {
  return (
    type === 'message-add' ||
    type === 'messages-delete' ||
    type === 'messages-restore' ||
    type === 'turn-end' ||
    type === 'turn-resume' ||
    type === 'changes-update' ||
    type === 'tool-call-add' ||
    type === 'tool-outcome' ||
    type === 'leaf-select' ||
    type === 'tool-switch' ||
    type === 'part-leave-out' ||
    type === 'compaction-add' ||
    type === 'compaction-remove' ||
    type === 'title-set'
  );
}

/** Undefined for a chat without messages: there is nothing to keep. */
export function changeOf(
  conversation: Conversation,
  { dirty, newTitle, hasNewCompactions }: Unstored,
  workspace: WorkspaceRef | undefined,
): ChatChange | undefined {
  const { id, createdAtMs, messages, leafId, toolSwitches, leftOut, compactions = [] } = conversation;
  if (messages.length === 0) return undefined;
  return {
    chatId: id,
    createdAtMs,
    ...summaryOf(conversation),
    ...(newTitle === undefined ? {} : { title: newTitle }),
    ...(leafId === undefined ? {} : { leafId }),
    ...(toolSwitches === undefined ? {} : { toolSwitches }),
    ...(leftOut === undefined ? {} : { leftOut }),
    ...(hasNewCompactions ? { compactions } : {}),
    ...(workspace === undefined ? {} : { workspace }),
    messages: messages.filter((message) => dirty.has(message.id)),
  };
}
