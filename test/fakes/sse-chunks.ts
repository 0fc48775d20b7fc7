// Builders for the events of a chat-completions stream, one server-sent event per call.
// They write what servers write, also the odd things; they check nothing.

/** Closes a chat-completions stream. */
export const DONE = 'data: [DONE]\n\n';

const CREATED = 1_700_000_000;

/** What every chunk carries beside its payload. */
export interface ChunkHead {
  readonly id?: string;
  readonly model?: string;
}

/** Token counts as the wire names them. */
export interface WireUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly [detail: string]: unknown;
}

/** One tool call, or one fragment of it: leave out what the fragment does not carry. */
export interface WireToolCall {
  readonly index?: number;
  readonly id?: string;
  readonly type?: 'function';
  readonly function: { readonly name?: string; readonly arguments?: string };
}

/** A complete tool call as a test thinks of it. `arguments` may be an object: it is sent as JSON text. */
export interface ScriptedToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string | Readonly<Record<string, unknown>>;
}

/** Any JSON value (or ready text) as one `data:` event. */
export function sseEvent(payload: unknown): string {
  return `data: ${typeof payload === 'string' ? payload : JSON.stringify(payload)}\n\n`;
}

/** A comment line, as servers send to keep a connection alive. */
export function commentLine(text = 'keep-alive'): string {
  return `: ${text}\n\n`;
}

/** A chunk with one choice; `delta` and `finishReason` go out as given. */
export function deltaChunk(
  delta: Readonly<Record<string, unknown>>,
  head: ChunkHead = {},
  finishReason: string | null = null,
  extra: Readonly<Record<string, unknown>> = {},
): string {
  return sseEvent({
    ...chunkHead(head),
    choices: [{ index: 0, delta, finish_reason: finishReason }],
    ...extra,
  });
}

/** The customary first chunk: a role and empty text. */
export function roleChunk(head: ChunkHead = {}): string {
  return deltaChunk({ role: 'assistant', content: '' }, head);
}

/** A piece of answer text. */
export function textChunk(text: string, head: ChunkHead = {}): string {
  return deltaChunk({ content: text }, head);
}

/** A piece of reasoning under the key of the server to imitate. */
export function reasoningChunk(
  text: string,
  head: ChunkHead = {},
  key: 'reasoning_content' | 'reasoning' | 'reasoning_text' = 'reasoning_content',
): string {
  return deltaChunk({ [key]: text }, head);
}

/** A piece of reasoning the Mistral way: `content` is an array with one thinking part. */
export function thinkingPartChunk(text: string, head: ChunkHead = {}): string {
  return deltaChunk(
    { content: [{ type: 'thinking', thinking: [{ type: 'text', text }], closed: true }] },
    head,
  );
}

/** A refusal in place of text. */
export function refusalChunk(text: string, head: ChunkHead = {}): string {
  return deltaChunk({ content: null, refusal: text }, head);
}

/** Tool calls or fragments of them, all in one delta. */
export function toolCallChunk(calls: readonly WireToolCall[], head: ChunkHead = {}): string {
  return deltaChunk({ tool_calls: calls }, head);
}

/** A call the way OpenAI streams it: id and name first, then the argument text in pieces of `size` characters. */
export function toolCallFragments(
  call: ScriptedToolCall,
  index = 0,
  size = 8,
  head: ChunkHead = {},
): string[] {
  const text = argumentText(call);
  const opening: WireToolCall = {
    index,
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: '' },
  };
  const fragments = [toolCallChunk([opening], head)];
  for (let start = 0; start < text.length; start += size) {
    fragments.push(
      toolCallChunk([{ index, function: { arguments: text.slice(start, start + size) } }], head),
    );
  }
  return fragments;
}

/** A call as the wire carries it when it comes in one piece; without `index` as Mistral sends it. */
export function wholeToolCall(call: ScriptedToolCall, index?: number): WireToolCall {
  return {
    ...(index === undefined ? {} : { index }),
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: argumentText(call) },
  };
}

/** The chunk that names the finish reason; with `usage` on the same chunk as Mistral and Together do. */
export function finishChunk(reason = 'stop', head: ChunkHead = {}, usage?: WireUsage): string {
  return deltaChunk({}, head, reason, usage === undefined ? {} : { usage });
}

/** The extra last chunk with empty `choices` that OpenAI sends when usage was asked for. */
export function usageChunk(usage: WireUsage, head: ChunkHead = {}): string {
  return sseEvent({ ...chunkHead(head), choices: [], usage });
}

/** An error inside a stream that began with status 200. */
export function errorChunk(message: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return sseEvent({ error: { message, type: 'server_error', param: null, code: null, ...fields } });
}

/** Token counts that add up. */
export function usageOf(promptTokens: number, completionTokens: number): WireUsage {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

/** Cuts bytes (or text, as UTF-8) at the given byte offsets; the pieces together are the whole. */
export function cutAt(bytes: string | Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const whole = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  const borders = [0, ...offsets, whole.length];
  return borders.slice(1).map((end, at) => whole.slice(borders[at], end));
}

function chunkHead(head: ChunkHead): Record<string, unknown> {
  return {
    id: head.id ?? 'chatcmpl-scripted',
    object: 'chat.completion.chunk',
    created: CREATED,
    model: head.model ?? 'scripted-model',
  };
}

function argumentText(call: ScriptedToolCall): string {
  return typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
}
