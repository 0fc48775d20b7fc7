// A neutral history → `system` and `messages`. Whatever was said, in whatever order and to whichever model, becomes turns
// that alternate and begin and end with the user, every call answered in the message after it.
import type { ChatRequest, ModelMessage } from '../../chat-request.ts';
import { parseJson, type JsonRecord } from '../../json-value.ts';
import { repairHistory } from '../chat-completions/repair.ts';
import type { Switches } from '../chat-completions/row.ts';
import { fingerprint, keptThinking, type KeptThinking } from './kept-thinking.ts';
import { encodeTool } from './tools.ts';

/** One turn as sent. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: readonly JsonRecord[];
}

/** A history as sent. */
export interface EncodedHistory {
  readonly system?: string;
  readonly turns: readonly Turn[];
  /** Stands for everything that comes before the answer: system prompt, tools and turns. */
  readonly fingerprint: string;
}

/** What opens a conversation in which the user said nothing; a blank text is refused. */
const FILLER = '.';

/** @param switches how the history is repaired: those of the row. */
export function encodeHistory(request: ChatRequest, switches: Switches): EncodedHistory {
  const said = request.messages.filter((message) => message.role !== 'user' || saysSomething(message));
  const repaired = repairHistory(said, switches);
  const system = repaired.find(({ role }) => role === 'system')?.text;
  const messages = repaired.filter(({ role }) => role !== 'system');
  if (messages[0]?.role !== 'user') messages.unshift({ role: 'user', text: FILLER });
  const callIds = legalIds(messages);
  const turns: { role: Turn['role']; content: JsonRecord[] }[] = [];
  let before = fingerprint('', [system, request.tools.map(encodeTool), request.extraBody]);
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const kept = message.role === 'assistant' ? keptThinking(message, request.model, before) : [];
    const content = encodeContent(message, callIds, kept);
    before = fingerprint(before, [role, content]);
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content: [...content] });
  }
  return { ...(system === undefined ? {} : { system }), turns, fingerprint: before };
}

/**
 * Does the history end in a turn that the model began without thinking? Tool results do not end a turn.
 * "When thinking is enabled, a final assistant message must start with a thinking block."
 */
export function isInUnthinkingTurn(turns: readonly Turn[]): boolean {
  let first: Turn | undefined;
  for (let at = turns.length - 1; turns[at]?.content[0]?.['type'] === 'tool_result'; at -= 2) {
    first = turns[at - 1];
  }
  return first !== undefined && !isThinking(first.content[0]);
}

function isThinking(block: JsonRecord | undefined): boolean {
  return block?.['type'] === 'thinking' || block?.['type'] === 'redacted_thinking';
}

function encodeContent(
  message: ModelMessage,
  callIds: ReadonlyMap<string, string>,
  kept: readonly KeptThinking[],
): readonly JsonRecord[] {
  switch (message.role) {
    case 'system':
      return [{ type: 'text', text: message.text }];
    case 'user':
      return encodeQuestion(message);
    case 'tool':
      return [{ type: 'tool_result', tool_use_id: callIds.get(message.callId), content: message.text }];
    case 'assistant':
      return encodeAnswer(message, callIds, kept);
  }
}

type UserMessage = Extract<ModelMessage, { role: 'user' }>;

function saysSomething({ text, images = [] }: UserMessage): boolean {
  return text.trim() !== '' || images.length > 0;
}

/** The vendor's documentation puts pictures before the words about them; a text must not be empty. */
function encodeQuestion({ text, images = [] }: UserMessage): readonly JsonRecord[] {
  return [
    ...images.map(({ mediaType, base64 }) => {
      return { type: 'image', source: { type: 'base64', media_type: mediaType, data: base64 } };
    }),
    ...(text === '' ? [] : [{ type: 'text', text }]),
  ];
}

/** Thinking goes back to where it stood between texts and calls. */
function encodeAnswer(
  { text, toolCalls }: Extract<ModelMessage, { role: 'assistant' }>,
  callIds: ReadonlyMap<string, string>,
  kept: readonly KeptThinking[],
): readonly JsonRecord[] {
  const calls = toolCalls.map(({ callId, name, argumentsText }) => {
    return { type: 'tool_use', id: callIds.get(callId), name, input: parseJson(argumentsText) };
  });
  const content: JsonRecord[] = [];
  let chars = 0;
  let count = 0;
  const sayUpTo = (toChars: number, toCount: number): void => {
    const piece = text.slice(chars, toChars);
    // "text content blocks must contain non-whitespace text", which the model itself does not always keep to.
    if (piece.trim() !== '') content.push({ type: 'text', text: piece });
    content.push(...calls.slice(count, toCount));
    chars = Math.max(chars, toChars);
    count = Math.max(count, toCount);
  };
  for (const { charsBefore, callsBefore, block } of kept) {
    sayUpTo(charsBefore, callsBefore);
    content.push(block);
  }
  sayUpTo(text.length, calls.length);
  // "The final block in an assistant message cannot be thinking."
  while (isThinking(content.at(-1))) content.pop();
  return content;
}

/** The API takes letters, digits, `_` and `-`; other servers' ids have dots and colons too. Unique before and after. */
function legalIds(messages: readonly ModelMessage[]): ReadonlyMap<string, string> {
  const ids = messages.flatMap((message) =>
    message.role === 'assistant' ? message.toolCalls.map(({ callId }) => callId) : [],
  );
  const taken = new Set(ids);
  const legal = new Map<string, string>();
  for (const id of ids) {
    let candidate = id.replaceAll(/[^a-zA-Z0-9_-]/g, '_');
    while (candidate !== id && taken.has(candidate)) candidate += '_';
    taken.add(candidate);
    legal.set(id, candidate);
  }
  return legal;
}
