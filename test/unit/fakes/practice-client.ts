// A bare client for the practice server: posts a request and puts the answer together, trusting nothing but the bytes.
import assert from 'node:assert/strict';
import type { PracticeServer } from '../../fakes/practice-server.ts';

/** Any JSON object. */
export interface Fields {
  readonly [field: string]: unknown;
}

/** An answer put together from its stream. */
export interface Answer {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly pieces: number;
  readonly finish: string | undefined;
  readonly usage: Fields | undefined;
  readonly calls: readonly { id: string; name: string; arguments: string }[];
  readonly error: unknown;
  readonly done: boolean;
}

interface Chunk {
  readonly choices?: readonly {
    readonly delta: {
      readonly content?: string | null;
      readonly reasoning_content?: string;
      readonly refusal?: string;
      readonly tool_calls?: readonly {
        readonly index: number;
        readonly id?: string;
        readonly function: { readonly name?: string; readonly arguments?: string };
      }[];
    };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: Fields;
  readonly error?: unknown;
}

/** Posts a chat request; a string goes out as it is. */
export function post(server: PracticeServer, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
}

/** User messages with these contents. */
export function user(...contents: readonly string[]): Fields[] {
  return contents.map((content) => ({ role: 'user', content }));
}

/** Asks in a stream and returns the answer; `words` is one user message or the whole list. */
export async function ask(
  server: PracticeServer,
  words: string | readonly Fields[],
  more: Fields = {},
): Promise<Answer> {
  const messages = typeof words === 'string' ? user(words) : words;
  const response = await post(server, { model: 'practice-model', stream: true, messages, ...more });
  assert.equal(response.status, 200);
  return assemble(await response.text());
}

/** Puts the events of a stream together. */
export function assemble(body: string): Answer {
  const events = body.split('\n\n').filter(Boolean);
  const done = events.at(-1) === 'data: [DONE]';
  const chunks = (done ? events.slice(0, -1) : events).map((event) => JSON.parse(event.slice(6)) as Chunk);
  const deltas = chunks.flatMap((chunk) => chunk.choices?.[0]?.delta ?? []);
  const calls: { id: string; name: string; arguments: string }[] = [];
  for (const { index, id, function: part } of deltas.flatMap((delta) => delta.tool_calls ?? [])) {
    const call = (calls[index] ??= { id: id ?? '', name: part.name ?? '', arguments: '' });
    call.arguments += part.arguments ?? '';
  }
  return {
    text: deltas.map((delta) => delta.content ?? '').join(''),
    reasoning: deltas.map((delta) => delta.reasoning_content ?? '').join(''),
    refusal: deltas.map((delta) => delta.refusal ?? '').join(''),
    pieces: deltas.filter((delta) => delta.content).length,
    finish: chunks.map((chunk) => chunk.choices?.[0]?.finish_reason).find(Boolean) ?? undefined,
    usage: chunks.find((chunk) => chunk.usage)?.usage,
    calls,
    error: chunks.find((chunk) => chunk.error)?.error,
    done,
  };
}

/** The text of a whole JSON answer. */
export function wholeText(body: string): string {
  const answer = JSON.parse(body) as { choices: { message: { content: string } }[] };
  return answer.choices[0]?.message.content ?? '';
}
