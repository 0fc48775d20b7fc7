// Thinking that goes back to the model that thought it: what an answer stores, and when it may be sent again.
// It never makes up a block, changes one, or sends one where the API would refuse it.
//
// A block is signed, and newer models (Fable 5.1, Opus 5.5, Sonnet 5.5, Haiku 5.5) check that nothing before it has changed
// since: neither the system prompt, nor the tools, nor a message. Otherwise every further request of the conversation is
// refused. So each answer stores a fingerprint of what was sent before it, and its thinking goes back only where the same is
// sent again. Earlier thinking counts: of a sequence with a gap, what comes after the gap is refused as well.
import type { ModelMessage } from '../../chat-request.ts';
import { isRecord, numberAt, textAt, type JsonRecord } from '../../json-value.ts';
import { ROW_ID } from './row.ts';

/** A block of thinking and where it stood in its answer. */
export interface KeptThinking {
  /** Characters of the answer's text before it. */
  readonly charsBefore: number;
  /** Tool calls before it. */
  readonly callsBefore: number;
  /** `thinking` with its signature, or `redacted_thinking`; exactly as received. */
  readonly block: JsonRecord;
}

/** The data of an answer's `provider-data` part. */
export interface ThinkingData {
  readonly model: string;
  /** Fingerprint of everything that was sent before the answer. */
  readonly before: string;
  readonly thinking: readonly KeptThinking[];
}

/**
 * The blocks to send with a message; none when another model thought them, when something before them has changed, or when
 * the data is not what this dialect wrote (chats can be imported).
 * @param before fingerprint of what comes before the message in this request.
 */
export function keptThinking(
  { providerData }: Extract<ModelMessage, { role: 'assistant' }>,
  model: string,
  before: string,
): readonly KeptThinking[] {
  if (providerData?.row !== ROW_ID || !isRecord(providerData.data)) return [];
  const { data } = providerData;
  const blocks = data['thinking'];
  if (data['model'] !== model || data['before'] !== before || !Array.isArray(blocks)) return [];
  const kept = blocks.map(readKept);
  return kept.every((block) => block !== undefined) ? kept : [];
}

function readKept(value: unknown): KeptThinking | undefined {
  if (!isRecord(value)) return undefined;
  const charsBefore = numberAt(value, 'charsBefore');
  const callsBefore = numberAt(value, 'callsBefore');
  const block = isRecord(value['block']) ? readThinkingBlock(value['block']) : undefined;
  if (charsBefore === undefined || callsBefore === undefined || block === undefined) return undefined;
  return { charsBefore, callsBefore, block };
}

/**
 * A block that can be sent back: signed thinking, of which the text may have been left out, or redacted thinking.
 * Nothing but its own fields is taken over.
 */
export function readThinkingBlock(block: JsonRecord): JsonRecord | undefined {
  if (block['type'] === 'redacted_thinking') {
    const data = textAt(block, 'data');
    return data === undefined ? undefined : { type: 'redacted_thinking', data };
  }
  const signature = textAt(block, 'signature');
  const { thinking } = block;
  if (block['type'] !== 'thinking' || signature === undefined || typeof thinking !== 'string')
    return undefined;
  return { type: 'thinking', thinking, signature };
}

/**
 * A short stand-in for a sequence of values: the fingerprint of those before, and the next value.
 * Not cryptographic: the one who could be fooled is the one who wrote both.
 */
export function fingerprint(before: string, value: unknown): string {
  const text = before + JSON.stringify(value);
  let high = 0x811c9dc5;
  let low = 0x01000193;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b);
    low ^= low >>> 13;
  }
  return [high, low].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
