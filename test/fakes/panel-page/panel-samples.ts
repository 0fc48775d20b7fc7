// Small builders for what the host would send. No DOM: used in the page and by tests alike.
import type { SelectionAttachment } from '../../../src/model/attachment.ts';
import {
  emptyConversation,
  type AssistantMessage,
  type Conversation,
  type Message,
  type MessageError,
  type UserMessage,
} from '../../../src/model/conversation.ts';
import type { ConversationEvent } from '../../../src/model/event.ts';
import type { ChatHeader, SearchHit } from '../../../src/model/chat-header.ts';
import type { HistoryPage, PanelState, ToView, ViewEvent } from '../../../src/protocol/to-view.ts';

const beganAtMs = Date.UTC(2026, 10, 20, 9, 0, 0);

/** A panel with a model chosen and nothing attached. */
export const samplePanel: PanelState = {
  model: 'mistral/mistral-small-latest',
  providerLabel: 'Mistral',
  sendWith: 'enter',
  attachments: [],
  problems: [],
  unsaved: '',
  isTrusted: true,
  isMac: false,
};

/** A prompt. */
export function samplePrompt(id: string, text: string, more: Partial<UserMessage> = {}): UserMessage {
  return { role: 'user', id, createdAtMs: beganAtMs, text, attachments: [], ...more };
}

/** A finished answer. */
export function sampleAnswer(
  id: string,
  parentId: string,
  text: string,
  more: Partial<AssistantMessage> = {},
): AssistantMessage {
  return {
    role: 'assistant',
    id,
    parentId,
    createdAtMs: beganAtMs,
    endedAtMs: beganAtMs + 3200,
    model: samplePanel.model,
    providerLabel: samplePanel.providerLabel,
    parts: text === '' ? [] : [{ type: 'text', text }],
    state: 'done',
    finish: 'stop',
    usage: { inputTokens: 1240, outputTokens: 386 },
    ...more,
  };
}

/** An answer that has just begun. */
export function runningAnswer(id: string, parentId: string): AssistantMessage {
  const { finish: _finish, usage: _usage, endedAtMs: _endedAtMs, ...answer } = sampleAnswer(id, parentId, '');
  return { ...answer, state: 'running' };
}

/** Lines of a file. */
export function sampleSelection(
  id: string,
  path: string,
  startLine: number,
  endLine: number,
): SelectionAttachment {
  const uri = `file:///project/${path}`;
  return {
    kind: 'selection',
    id,
    path,
    uri,
    languageId: 'typescript',
    startLine,
    endLine,
    text: 'x',
    totalLines: 90,
  };
}

/** A refused key. */
export const sampleError: MessageError = {
  kind: 'auth',
  title: 'Mistral refused the API key.',
  hint: 'Set a valid key for Mistral and try again.',
  detail: 'HTTP 401\n{"message":"Unauthorized","request_id":"b1946ac92492d2347c6235b4d2611184"}',
  actions: ['set-api-key', 'retry', 'show-log'],
};

/** A chat of these messages, the last one being its leaf. */
export function sampleChat(messages: readonly Message[], id = 'chat-1'): Conversation {
  const leafId = messages.at(-1)?.id;
  return { ...emptyConversation(id, beganAtMs), messages, ...(leafId === undefined ? {} : { leafId }) };
}

/** A snapshot. */
export function snapshotOf(
  messages: readonly Message[],
  more: { seq?: number; panel?: Partial<PanelState>; draft?: string; chatId?: string } = {},
): ToView {
  const conversation = sampleChat(messages, more.chatId);
  const panel = { ...samplePanel, ...more.panel };
  return { type: 'snapshot', seq: more.seq ?? 0, conversation, panel, draft: more.draft ?? '' };
}

/** Changes of the conversation as entries of a batch. */
export function changes(...events: ConversationEvent[]): ViewEvent[] {
  return events.map((event) => ({ type: 'conversation', event }));
}

/** A numbered batch. */
export function batchOf(seq: number, events: readonly ViewEvent[]): ToView {
  return { type: 'batch', seq, events };
}

const dayMs = 86_400_000;

/** A line of the list, last used so many days ago. */
export function sampleHeader(
  id: string,
  title: string,
  daysAgo: number,
  more: Partial<ChatHeader> = {},
): ChatHeader {
  const updatedAtMs = Date.now() - daysAgo * dayMs;
  return {
    id,
    title,
    preview: `${title}, and what to do about it`,
    model: 'mistral/mistral-small-latest',
    messageCount: 4,
    createdAtMs: updatedAtMs,
    updatedAtMs,
    isPinned: false,
    workspace: { id: 'w1', name: 'billing' },
    revision: 1,
    ...more,
  };
}

/** Chats of several days, one pinned. */
export const sampleChats: readonly ChatHeader[] = [
  sampleHeader('c1', 'How prices are rounded', 9, { isPinned: true }),
  sampleHeader('c2', 'Tests for the tax table', 0),
  sampleHeader(
    'c3',
    'A title that is much too long for the width of a side bar and has to be cut somewhere',
    1,
  ),
  sampleHeader('c4', 'Rename gross to total', 400, { messageCount: 1 }),
];

/** Two hits in one chat. */
export const sampleHits: readonly SearchHit[] = [
  {
    chatId: 'c1',
    messageId: 'm1',
    title: 'How prices are rounded',
    role: 'user',
    createdAtMs: Date.now() - dayMs,
    pieces: [
      { text: '…what does the ', isHit: false },
      { text: 'rounding', isHit: true },
      { text: ' do?', isHit: false },
    ],
  },
  {
    chatId: 'c1',
    messageId: 'm2',
    title: 'How prices are rounded',
    role: 'assistant',
    createdAtMs: Date.now() - dayMs,
    pieces: [
      { text: 'Rounding', isHit: true },
      { text: ' to the nearest cent', isHit: false },
    ],
  },
];

/** Opens the history with its first page. */
export function historyOf(page: Partial<HistoryPage>): ViewEvent[] {
  const whole = {
    queryId: 1,
    chats: [],
    hits: [],
    hasMore: false,
    workspaceName: 'billing',
    problem: '',
    ...page,
  };
  return [{ type: 'history-show' }, { type: 'history-page', page: whole }];
}
