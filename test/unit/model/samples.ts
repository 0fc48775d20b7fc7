// Small messages and conversations for tests, and any sequence of events for fast-check.
import * as fc from 'fast-check';
import type { Attachment, SelectionAttachment } from '../../../src/model/attachment.ts';
import { emptyConversation } from '../../../src/model/conversation.ts';
import type {
  AssistantMessage,
  Compaction,
  Conversation,
  Message,
  UserMessage,
} from '../../../src/model/conversation.ts';
import type { ConversationEvent } from '../../../src/model/event.ts';
import { reduce } from '../../../src/model/reduce.ts';
import type { ToolCall } from '../../../src/model/stream.ts';

/** Twelve lines of a file, three of them chosen. */
export const selection: SelectionAttachment = {
  kind: 'selection',
  id: 'attachment-1',
  path: 'src/math.ts',
  uri: 'file:///project/src/math.ts',
  languageId: 'typescript',
  startLine: 3,
  endLine: 5,
  text: 'function add(a: number, b: number): number {\n  return a + b;\n}',
  totalLines: 12,
};

/** One of each kind, the forms of a kind included; each named by its id. */
export const attachmentsOfEveryKind: readonly Attachment[] = [
  selection,
  {
    kind: 'file',
    id: 'file',
    path: 'src/a b.ts',
    uri: 'file:///project/src/a%20b.ts',
    languageId: 'typescript',
    text: 'one\r\ntwo\r\n',
    totalLines: 2,
  },
  {
    kind: 'file',
    id: 'unsaved',
    path: 'Untitled-1',
    uri: 'untitled:Untitled-1',
    languageId: 'plaintext',
    text: 'hello',
    totalLines: 1,
    isUnsaved: true,
  },
  {
    kind: 'folder',
    id: 'folder',
    path: 'src',
    uri: 'file:///project/src',
    text: 'a.ts\nlib/\n  b.ts',
    files: [{ path: 'src/a.ts', languageId: 'typescript', text: 'let a;\n', totalLines: 1 }],
  },
  { ...selection, kind: 'symbol', id: 'symbol', name: 'add', symbolKind: 'function', text: 'add' },
  {
    kind: 'problems',
    id: 'problems',
    path: 'src/a.ts',
    uri: 'file:///project/src/a.ts',
    count: 1,
    text: 'src/a.ts:1:5: error (ts 2304): Cannot find name',
  },
  { kind: 'problems', id: 'workspace-problems', count: 1, text: 'src/a.ts:1:5: warning: Unused' },
  { kind: 'terminal', id: 'command', terminal: 'zsh', command: 'npm test', exitCode: 1, text: '1 failed' },
  { kind: 'terminal', id: 'terminal', terminal: 'zsh', text: 'selected' },
  { kind: 'diff', id: 'staged', scope: 'staged', repository: '.', text: '+a\n' },
  {
    kind: 'diff',
    id: 'commit',
    scope: 'commit',
    repository: '.',
    commit: '1a2b3c4',
    subject: 'Fix it',
    text: '+a\n',
  },
  {
    kind: 'image',
    id: 'image',
    name: 'shot.png',
    mediaType: 'image/png',
    base64: 'iVBORw0KGgo=',
    width: 640,
    height: 480,
  },
  {
    kind: 'url',
    id: 'url',
    url: 'https://example.org/a',
    title: 'Example',
    fetchedAtMs: Date.UTC(2026, 10, 20),
    text: 'Words.',
  },
];

/** What a user sent. Without `parentId` it is the first message. */
export function userMessage(id: string, parentId?: string, text = `words of ${id}`): UserMessage {
  return {
    role: 'user',
    id,
    ...(parentId === undefined ? {} : { parentId }),
    createdAtMs: 1000,
    text,
    attachments: [],
  };
}

/** An answer that has just begun, with anything about it changed. */
export function answer(
  id: string,
  parentId: string,
  changes: Partial<AssistantMessage> = {},
): AssistantMessage {
  return {
    role: 'assistant',
    id,
    parentId,
    createdAtMs: 2000,
    model: 'lab/model-1',
    providerLabel: 'Lab',
    parts: [],
    state: 'running',
    ...changes,
  };
}

/** A tool call with its arguments as JSON. */
export function toolCall(callId: string, name = 'read_file', args: unknown = { path: 'a.ts' }): ToolCall {
  return { callId, name, argumentsText: JSON.stringify(args) };
}

/** A summary of everything up to this message. */
export function compactionUpTo(upToMessageId: string, id = `k-${upToMessageId}`): Compaction {
  return {
    id,
    upToMessageId,
    summary: `Summary up to ${upToMessageId}.`,
    createdAtMs: 4000,
    model: 'lab/model-1',
    tokensBefore: 100,
    tokensAfter: 10,
  };
}

/** A conversation that holds these messages, the last of them shown. */
export function conversationOf(...messages: readonly Message[]): Conversation {
  return reduceAll(
    emptyConversation('chat-1', 500),
    messages.map((message) => ({ type: 'message-add', message })),
  );
}

/** The conversation after all these events. */
export function reduceAll(start: Conversation, events: readonly ConversationEvent[]): Conversation {
  return events.reduce(reduce, start);
}

/** The value, every object in it frozen: whoever writes to it throws. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

const messageId = fc.constantFrom('m0', 'm1', 'm1', 'm1', 'm2', 'm3');
const callId = fc.constantFrom('c0', 'c1');
const text = fc.string({ unit: 'grapheme', maxLength: 5 });

const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  fc
    .tuple(messageId, fc.option(messageId, { nil: undefined }), text)
    .map(([id, parentId, words]) => userMessage(id, parentId, words)),
  fc
    .tuple(messageId, messageId, fc.constantFrom('running', 'running', 'done', 'error'))
    .map(([id, parentId, state]) => answer(id, parentId, { state: state as AssistantMessage['state'] })),
);

/** Any event about one of four messages and two tool calls, sensible or not. */
export const anyEvent: fc.Arbitrary<ConversationEvent> = fc.oneof(
  { weight: 3, arbitrary: anyMessage.map((message) => ({ type: 'message-add' as const, message })) },
  fc.record({ type: fc.constant('text-delta' as const), messageId, text }),
  fc.record({ type: fc.constant('text-delta' as const), messageId, text }),
  fc.record({ type: fc.constant('reasoning-delta' as const), messageId, text }),
  fc.record({
    type: fc.constant('tool-call-add' as const),
    messageId,
    call: callId.map((id) => toolCall(id)),
  }),
  fc.record({
    type: fc.constant('tool-outcome' as const),
    messageId,
    callId,
    outcome: fc.record({ status: fc.constantFrom('ok' as const, 'error' as const), text }),
  }),
  fc.record({
    type: fc.constant('tool-describe' as const),
    messageId,
    callId,
    label: text,
    action: fc.record({ title: text, warnings: fc.constant([]) }),
  }),
  fc.record({
    type: fc.constant('tool-ask' as const),
    messageId,
    callId,
    question: fc.record({ nonce: text }),
  }),
  fc.record({
    type: fc.constant('tool-decide' as const),
    messageId,
    callId,
    decision: fc.constantFrom('once' as const, 'deny' as const),
  }),
  fc.record({ type: fc.constant('tool-output' as const), messageId, callId, text }),
  fc.record({
    type: fc.constant('changes-update' as const),
    messageId,
    changes: fc.constant([
      {
        path: 'a.ts',
        kind: 'edited' as const,
        addedLines: 1,
        removedLines: 0,
        state: 'open' as const,
      },
    ]),
  }),
  fc.record({ type: fc.constant('turn-resume' as const), messageId, resumedAtMs: fc.nat() }),
  fc.record({ type: fc.constant('reasoning-end' as const), messageId, durationMs: fc.nat() }),
  fc.record({ type: fc.constant('request-end' as const), messageId, writingMs: fc.nat() }),
  fc.record({
    type: fc.constant('messages-delete' as const),
    messageIds: fc.array(fc.constantFrom('m2', 'm3'), { maxLength: 2 }),
    deletedAtMs: fc.nat(),
  }),
  fc.record({
    type: fc.constant('messages-restore' as const),
    messageIds: fc.array(fc.constantFrom('m2', 'm3'), { maxLength: 2 }),
  }),
  fc.record({ type: fc.constant('tool-switch' as const), name: text, isOn: fc.boolean() }),
  fc.record({
    type: fc.constant('compaction-add' as const),
    compaction: fc.tuple(messageId, callId).map(([upTo, id]) => compactionUpTo(upTo, id)),
  }),
  fc.record({ type: fc.constant('compaction-remove' as const), compactionId: callId }),
  fc.record({
    type: fc.constant('part-add' as const),
    messageId,
    part: fc.oneof(
      fc.constant({ type: 'round-start' as const }),
      text.map((words) => ({ type: 'notice' as const, text: words })),
      fc.jsonValue().map((data) => ({ type: 'provider-data' as const, data })),
    ),
  }),
  fc.record({
    type: fc.constant('usage-update' as const),
    messageId,
    usage: fc.record({ inputTokens: fc.nat() }),
  }),
  fc.record({
    type: fc.constant('retry-wait' as const),
    messageId,
    waitMs: fc.nat(),
    untilMs: fc.nat(),
    message: text,
  }),
  fc.record({
    type: fc.constant('turn-end' as const),
    messageId,
    state: fc.constantFrom('done' as const, 'cancelled' as const, 'interrupted' as const, 'error' as const),
    endedAtMs: fc.nat(),
    pause: fc.constantFrom('rounds' as const, 'repeated-call' as const),
  }),
  fc.record({
    type: fc.constant('turn-end' as const),
    messageId,
    state: fc.constantFrom('done' as const, 'cancelled' as const),
    endedAtMs: fc.nat(),
  }),
  fc.record({ type: fc.constant('leaf-select' as const), messageId }),
  fc.record({ type: fc.constant('title-set' as const), title: text }),
);

/** A chat with an answer under way, then anything at all. */
export const anyEvents: fc.Arbitrary<readonly ConversationEvent[]> = fc
  .array(anyEvent, { minLength: 5, maxLength: 40, size: 'max' })
  .map((events) => [
    { type: 'message-add', message: userMessage('m0') },
    { type: 'message-add', message: answer('m1', 'm0') },
    ...events,
  ]);
