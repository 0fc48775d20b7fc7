// Plays recorded bytes through the event reader and a row's decoder, cut in many ways.
import { dialectOf } from '../../../src/llm/dialects/index.ts';
import { createEventReader } from '../../../src/llm/sse.ts';
import type { ErrorFacts } from '../../../src/model/error.ts';
import type { StreamPart } from '../../../src/model/stream.ts';
import { cutAt } from '../../fakes/sse-chunks.ts';
import { sampleProvider, sampleRequest } from './sample-request.ts';

/** What a stream came to. */
export interface Replayed {
  readonly parts: readonly StreamPart[];
  readonly failure?: ErrorFacts;
}

/** Decodes the chunks as one stream. */
export function replay(
  chunks: readonly Uint8Array[],
  row: string,
  quirks: Readonly<Record<string, unknown>> = {},
): Replayed {
  const provider = sampleProvider('http://127.0.0.1:1/v1', row, { quirks });
  const decoder = dialectOf('chat-completions').decode({
    request: sampleRequest(provider),
    secrets: [],
    random: () => 0.5,
    warn: () => undefined,
  });
  const parts: StreamPart[] = [];
  const events = createEventReader(16 * 1024 * 1024, (event) => decoder.event(event, parts));
  for (const chunk of chunks) if (!decoder.isOver) events.feed(chunk);
  events.end();
  const failure = decoder.end(parts);
  return { parts, ...(failure === undefined ? {} : { failure: failure.facts }) };
}

/** The same stream in every form it may arrive in. */
export function waysToSend(bytes: Uint8Array): readonly (readonly [string, readonly Uint8Array[]])[] {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const encode = (changed: string): Uint8Array => new TextEncoder().encode(changed);
  const ways: [string, readonly Uint8Array[]][] = [];
  for (const [lineEnd, sent] of [
    ['LF', bytes],
    ['CRLF', encode(text.replaceAll('\n', '\r\n'))],
    ['CR', encode(text.replaceAll('\n', '\r'))],
  ] as const) {
    ways.push([`${lineEnd}, whole`, [sent]]);
    ways.push([`${lineEnd}, one byte at a time`, Array.from(sent, (byte) => Uint8Array.of(byte))]);
    for (let seed = 1; seed <= 5; seed += 1) {
      ways.push([`${lineEnd}, random cuts, seed ${seed}`, cutAt(sent, randomCuts(sent.length, seed))]);
    }
  }
  const marker = text.indexOf('data: [DONE]');
  if (marker !== -1) ways.push(['without [DONE]', [encode(text.slice(0, marker))]]);
  ways.push(['without the last blank line', [encode(text.trimEnd())]]);
  return ways;
}

/** Up to 20 offsets in ascending order, the same for the same seed. */
function randomCuts(length: number, seed: number): number[] {
  let state = seed;
  const cuts = Array.from({ length: 20 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % length;
  });
  return cuts.toSorted((a, b) => a - b);
}
