// The parts of a chat-completions answer that are read, found leniently in whatever a server sent.
// Guards are written by hand: they run for every chunk of a stream, where a schema would cost more than the JSON itself.
import { isRecord, recordAt, textAt, type JsonRecord } from '../../json-value.ts';

const nothing: JsonRecord = {};

/** The delta of a choice; the whole message where a server sends that; legacy `text` as content. */
export function deltaOf(choice: JsonRecord): JsonRecord {
  const delta = choice['delta'] ?? choice['message'];
  if (isRecord(delta)) return delta;
  const text = choice['text'];
  return typeof text === 'string' ? { content: text } : nothing;
}

/** Why the model stopped, in the server's word; undefined while it has not. */
export function finishWordOf(choice: JsonRecord): string | undefined {
  const word = choice['finish_reason'];
  return typeof word === 'string' && word !== '' && word !== 'null' ? word : undefined;
}

/** Usage wherever servers put it: top level, Moonshot's choice, Groq's `x_groq`. */
export function usageOf(chunk: JsonRecord): JsonRecord | undefined {
  const usage = chunk['usage'];
  if (isRecord(usage)) return usage;
  const groq = chunk['x_groq'];
  if (isRecord(groq) && isRecord(groq['usage'])) return groq['usage'];
  const choices = chunk['choices'];
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  return isRecord(first) && isRecord(first['usage']) ? first['usage'] : undefined;
}

/** Thinking in the one key that has it; proxies that send two keys mean the same text. */
export function reasoningOf(delta: JsonRecord): string | undefined {
  return (
    textAt(delta, 'reasoning_content') ??
    textAt(delta, 'reasoning') ??
    textAt(delta, 'reasoning_text') ??
    reasoningOfDetails(delta['reasoning_details'])
  );
}

function reasoningOfDetails(details: unknown): string | undefined {
  if (!Array.isArray(details)) return undefined;
  const text = details
    .map((detail) => (isRecord(detail) ? (textAt(detail, 'text') ?? textAt(detail, 'summary') ?? '') : ''))
    .join('');
  return text === '' ? undefined : text;
}

/** One piece of content that is an array: text, thinking, or something only a replay could use. */
export function readContentPart(
  part: unknown,
): { readonly kind: 'text' | 'reasoning'; readonly text: string } | undefined {
  if (typeof part === 'string') return { kind: 'text', text: part };
  if (!isRecord(part)) return undefined;
  if (part['type'] === 'thinking') return { kind: 'reasoning', text: thinkingText(part['thinking']) };
  const text = part['text'];
  if (typeof text === 'string') return { kind: 'text', text };
  return part['type'] === 'refusal' ? { kind: 'text', text: textAt(part, 'refusal') ?? '' } : undefined;
}

function thinkingText(thinking: unknown): string {
  if (typeof thinking === 'string') return thinking;
  if (!Array.isArray(thinking)) return '';
  return thinking.map((item) => (isRecord(item) ? (textAt(item, 'text') ?? '') : '')).join('');
}

/**
 * OpenRouter's `reasoning_details`: fragments of one detail (equal type and index) joined, for an unchanged replay.
 * @param details collected so far; changed in place.
 */
export function collectReasoningDetails(details: Record<string, unknown>[], added: unknown): void {
  if (!Array.isArray(added)) return;
  for (const detail of added) {
    if (!isRecord(detail)) continue;
    const last = details.at(-1);
    const continues =
      last !== undefined && last['type'] === detail['type'] && last['index'] === detail['index'];
    if (!continues) {
      details.push({ ...detail });
      continue;
    }
    for (const [key, value] of Object.entries(detail)) {
      if (value === null || value === undefined) continue;
      const before = last[key];
      const grows = key === 'text' || key === 'summary' || key === 'data';
      last[key] = grows && typeof before === 'string' && typeof value === 'string' ? before + value : value;
    }
  }
}

/** The error a chunk carries, if any. Asked for before `choices`: OpenRouter sends both at once. */
export function hasError(chunk: JsonRecord): boolean {
  const error = chunk['error'];
  if (error === undefined || error === null) return chunk['object'] === 'error';
  return typeof error === 'string' ? error !== '' : Object.keys(recordAt(chunk, 'error')).length > 0;
}
