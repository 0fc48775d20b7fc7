// Plays answers of the Messages API through the event reader and the decoder: streams cut in many ways, and whole ones.
import type { ChatRequest } from '../../../../src/llm/chat-request.ts';
import { dialectOf } from '../../../../src/llm/dialects/index.ts';
import type { AnswerDecoder } from '../../../../src/llm/dialects/dialect.ts';
import { createEventReader } from '../../../../src/llm/sse.ts';
import type { ErrorFacts } from '../../../../src/model/error.ts';
import type { Provider } from '../../../../src/model/provider.ts';
import type { StreamPart } from '../../../../src/model/stream.ts';
import { sampleProvider, sampleRequest } from '../sample-request.ts';

/** What an answer came to. */
export interface Replayed {
  readonly parts: readonly StreamPart[];
  readonly failure?: ErrorFacts;
  readonly warnings: readonly string[];
}

/** The Anthropic provider at an address; nothing listens at the default one. */
export function anthropicProvider(baseUrl = 'http://127.0.0.1:1/v1', more: Partial<Provider> = {}): Provider {
  return sampleProvider(baseUrl, 'anthropic', { label: 'Anthropic', dialect: 'anthropic', ...more });
}

/** One user message to a model that neither thinks unasked nor refuses anything. */
export function anthropicRequest(
  more: Partial<ChatRequest> = {},
  provider: Provider = anthropicProvider(),
): ChatRequest {
  return sampleRequest(provider, { model: 'claude-haiku-4-5', ...more });
}

/** Decodes the chunks as one stream. */
export function replayStream(
  chunks: readonly Uint8Array[],
  request: ChatRequest = anthropicRequest(),
): Replayed {
  const warnings: string[] = [];
  const decoder = decoderFor(request, warnings);
  const parts: StreamPart[] = [];
  const events = createEventReader(16 * 1024 * 1024, (event) => decoder.event(event, parts));
  for (const chunk of chunks) if (!decoder.isOver) events.feed(chunk);
  events.end();
  return ended(decoder, parts, warnings);
}

/** Decodes an answer that came in one piece. */
export function replayWhole(value: unknown, request: ChatRequest = anthropicRequest()): Replayed {
  const warnings: string[] = [];
  const decoder = decoderFor(request, warnings);
  const parts: StreamPart[] = [];
  decoder.whole(value, parts);
  return ended(decoder, parts, warnings);
}

/** An event as the API writes it. */
export function messagesEvent(value: { readonly type: string; readonly [field: string]: unknown }): string {
  return `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
}

/** Text as one chunk. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decoderFor(request: ChatRequest, warnings: string[]): AnswerDecoder {
  return dialectOf(request.provider.dialect).decode({
    request,
    secrets: ['CANARY-secret-value'],
    random: () => 0.5,
    warn: (message) => void warnings.push(message),
  });
}

function ended(decoder: AnswerDecoder, parts: StreamPart[], warnings: readonly string[]): Replayed {
  const failure = decoder.end(parts);
  return { parts, warnings, ...(failure === undefined ? {} : { failure: failure.facts }) };
}
