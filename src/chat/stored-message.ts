// What a message looks like on disk or in an import, and what it becomes here. Checked leniently: what this version does
// not know is shown as such and stays where it is stored; nothing makes a whole chat unreadable.
import * as z from 'zod';
import type { AssistantPart, Message } from '../model/conversation.ts';
import { t } from '../model/l10n.ts';
import { readAttachments } from './stored-attachment.ts';

const outcomeSchema = z.looseObject({
  status: z.enum(['ok', 'error', 'denied', 'cancelled']),
  text: z.string(),
  maskedCount: z.number().exactOptional(),
});

const detailSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('command'), command: z.string(), folder: z.string(), shell: z.string() }),
  z.looseObject({
    kind: z.literal('diff'),
    path: z.string(),
    patch: z.string(),
    isNew: z.boolean(),
    addedLines: z.number(),
    removedLines: z.number(),
  }),
  z.looseObject({ kind: z.literal('arguments'), json: z.string() }),
]);

const actionSchema = z.looseObject({
  title: z.string(),
  detail: detailSchema.exactOptional(),
  warnings: z.array(z.string()),
});

const changeSchema = z.looseObject({
  path: z.string(),
  kind: z.enum(['created', 'edited']),
  addedLines: z.number(),
  removedLines: z.number(),
  state: z.enum(['open', 'kept', 'undone']),
  problem: z.string().exactOptional(),
});

const partSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({
    type: z.literal('reasoning'),
    text: z.string(),
    durationMs: z.number().exactOptional(),
  }),
  z.looseObject({
    type: z.literal('tool-call'),
    callId: z.string(),
    name: z.string(),
    argumentsText: z.string(),
    providerData: z.unknown().exactOptional(),
    label: z.string().exactOptional(),
    action: actionSchema.exactOptional(),
    decision: z.enum(['once', 'chat', 'deny']).exactOptional(),
    outcome: outcomeSchema.exactOptional(),
  }),
  z.looseObject({ type: z.literal('round-start') }),
  z.looseObject({ type: z.literal('notice'), text: z.string() }),
  z.looseObject({ type: z.literal('provider-data'), data: z.unknown() }),
]);

const usageSchema = z.looseObject({
  inputTokens: z.number().exactOptional(),
  outputTokens: z.number().exactOptional(),
  cachedTokens: z.number().exactOptional(),
  reasoningTokens: z.number().exactOptional(),
});

const totalsSchema = z.looseObject({
  inputTokens: z.number().exactOptional(),
  outputTokens: z.number().exactOptional(),
  writingMs: z.number().exactOptional(),
});

const errorSchema = z.looseObject({
  kind: z.enum([
    'configuration',
    'auth',
    'quota',
    'rate-limit',
    'overloaded',
    'network',
    'timeout',
    'bad-request',
    'not-found',
    'context-too-long',
    'filtered',
    'protocol',
    'interrupted',
    'server',
    'internal',
  ]),
  title: z.string(),
  hint: z.string(),
  detail: z.string(),
  actions: z.array(z.enum(['retry', 'set-api-key', 'choose-model', 'open-settings', 'show-log', 'compact'])),
});

const userSchema = z.looseObject({
  role: z.literal('user'),
  id: z.string().min(1),
  parentId: z.string().exactOptional(),
  createdAtMs: z.number(),
  text: z.string(),
  attachments: z.array(z.unknown()).catch([]),
  deletedAtMs: z.number().exactOptional(),
});

const assistantSchema = z.looseObject({
  role: z.literal('assistant'),
  id: z.string().min(1),
  parentId: z.string(),
  createdAtMs: z.number(),
  endedAtMs: z.number().exactOptional(),
  model: z.string().catch(''),
  providerLabel: z.string().catch(''),
  parts: z.array(z.unknown()).catch([]),
  state: z.enum(['running', 'done', 'cancelled', 'interrupted', 'error']).catch('done'),
  finish: z.enum(['stop', 'tools', 'length', 'filtered', 'unknown']).exactOptional(),
  usage: usageSchema.exactOptional(),
  totals: totalsSchema.exactOptional(),
  resumedAtMs: z.number().exactOptional(),
  workedMs: z.number().exactOptional(),
  isStitching: z.boolean().exactOptional(),
  error: errorSchema.exactOptional(),
  pause: z.enum(['rounds', 'repeated-call', 'invalid-calls']).exactOptional(),
  changes: z.array(changeSchema).exactOptional(),
  deletedAtMs: z.number().exactOptional(),
});

/** Shown in place of a part that a newer version wrote. */
export function unknownPartText(): string {
  return t('A part of this answer was written by a newer Parley and cannot be shown here.');
}

/** Shown in place of a message that cannot be read. */
export function unreadableMessageText(): string {
  return t('This message cannot be read: its record in the history is damaged.');
}

/** Where a message that cannot be read stood; taken from the columns beside it. */
export interface MessagePlace {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly createdAtMs: number;
}

/** The message in a stored record. What cannot be read is told in its place, so that what follows it stays reachable. */
export function readMessage(record: unknown, place: MessagePlace): Message {
  const user = userSchema.safeParse(record);
  if (user.success) {
    return {
      ...user.data,
      attachments: readAttachments(user.data.attachments),
    };
  }
  const assistant = assistantSchema.safeParse(record);
  if (assistant.success) return { ...assistant.data, parts: assistant.data.parts.map(readPart) };
  return {
    role: 'assistant',
    id: place.id,
    parentId: place.parentId ?? '',
    createdAtMs: place.createdAtMs,
    model: '',
    providerLabel: '',
    parts: [{ type: 'notice', text: unreadableMessageText() }],
    state: 'done',
  };
}

function readPart(candidate: unknown): AssistantPart {
  const part = partSchema.safeParse(candidate);
  return part.success ? part.data : { type: 'notice', text: unknownPartText() };
}
