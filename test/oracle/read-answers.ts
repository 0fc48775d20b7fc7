// What each client makes of an answer, in one vocabulary, so that two clients' readings can be laid side by side.
// The vendors' clients assemble streams with their own code wherever they have such code.
import type { Mistral } from '@mistralai/mistralai';
import type { AssistantMessage, DeltaMessage, UsageInfo } from '@mistralai/mistralai/models/components';
import type OpenAI from 'openai';
import type Together from 'together-ai';
import type { StreamPart } from '../../src/model/stream.ts';
import type { Outcome } from '../unit/llm/sample-request.ts';
import type { ScriptedProvider } from '../fakes/scripted-provider.ts';
import { mistralClient, openAiClient, togetherClient } from './clients.ts';
import type { Peer } from './difference-book.ts';
import type { MistralParams } from './mistral-cases.ts';
import type { OpenAiParams } from './openai-cases.ts';
import type { TogetherParams } from './together-cases.ts';

/** The model that is asked for where none is given. */
export const MODEL = 'some-model';

/** An answer as a client reports it. */
export interface Reading {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  /** In Parley's words. */
  readonly finish: string | undefined;
  readonly usage: UsageReading | undefined;
}

/** Token counts; `cached` and `reasoning` where the client has a field for them. */
interface UsageReading {
  readonly input: number | undefined;
  readonly output: number | undefined;
  readonly cached?: number | undefined;
  readonly reasoning?: number | undefined;
}

/** What every OpenAI-shaped client reports of usage. */
interface OpenAiUsage {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
}

/** The parts of an OpenAI-shaped message that are read. */
interface OpenAiMessage {
  readonly content?: string | null;
  readonly tool_calls?:
    readonly { id: string; type: string; function?: { name: string; arguments: string } }[] | null;
}

/** The wire's words for the reasons that have a name in Parley. */
const FINISH: Readonly<Record<string, string>> = {
  stop: 'stop',
  eos: 'stop',
  length: 'length',
  model_length: 'length',
  tool_calls: 'tools',
  content_filter: 'filtered',
};

function finishOf(word: string | null | undefined): string | undefined {
  return word === null || word === undefined ? undefined : (FINISH[word] ?? word);
}

function usageOf(usage: OpenAiUsage | null | undefined): Reading['usage'] {
  return usage === null || usage === undefined
    ? undefined
    : { input: usage.prompt_tokens, output: usage.completion_tokens };
}

function readOpenAiShape(
  message: OpenAiMessage | undefined,
  finish: string | null | undefined,
  usage: OpenAiUsage | null | undefined,
): Reading {
  return {
    text: message?.content ?? '',
    reasoning: '',
    calls: (message?.tool_calls ?? []).map(({ id, function: called }) => ({
      id,
      name: called?.name ?? '',
      arguments: called?.arguments ?? '',
    })),
    finish: finishOf(finish),
    usage: usageOf(usage),
  };
}

/** Asks with the `openai` package; token counts of streams are asked for as Parley does. */
export async function askOpenAi(client: OpenAI, params: OpenAiParams, stream: boolean): Promise<Reading> {
  const body = { model: MODEL, messages: [], ...params };
  const answer = stream
    ? await client.chat.completions
        .stream({ ...body, stream, stream_options: { include_usage: true } })
        .finalChatCompletion()
    : await client.chat.completions.create({ ...body, stream });
  // Servers have answered without any.
  const choice = (answer.choices as typeof answer.choices | undefined)?.[0];
  const { usage } = answer;
  const read = readOpenAiShape(choice?.message, choice?.finish_reason, usage);
  const details = {
    cached: usage?.prompt_tokens_details?.cached_tokens,
    reasoning: usage?.completion_tokens_details?.reasoning_tokens,
  };
  return { ...read, usage: read.usage && { ...read.usage, ...details } };
}

/** Asks with the `together-ai` package. */
export async function askTogether(
  client: Together,
  params: TogetherParams,
  stream: boolean,
): Promise<Reading> {
  const body = { model: MODEL, messages: [], ...params };
  const answer = stream
    ? await client.chat.completions.stream(body).finalChatCompletion()
    : await client.chat.completions.create(body);
  const choice = answer.choices[0];
  const read = readOpenAiShape(choice?.message, choice?.finish_reason, answer.usage);
  return { ...read, reasoning: choice?.message?.reasoning ?? '' };
}

/**
 * Asks with the `@mistralai/mistralai` package. It has no code of its own to assemble a stream: text is appended, and
 * calls are told apart by the `index` that it gives each of them.
 */
export async function askMistral(client: Mistral, params: MistralParams, stream: boolean): Promise<Reading> {
  if (!stream) {
    const answer = await client.chat.complete({ model: MODEL, ...params });
    const choice = answer.choices[0];
    return readMistral([choice?.message ?? {}], choice?.finishReason, answer.usage);
  }
  const deltas: DeltaMessage[] = [];
  let finish: string | null | undefined;
  let usage: UsageInfo | undefined;
  for await (const { data } of await client.chat.stream({ model: MODEL, ...params })) {
    const choice = data.choices[0];
    if (choice !== undefined) deltas.push(choice.delta);
    finish = choice?.finishReason ?? finish;
    usage = data.usage ?? usage;
  }
  return readMistral(deltas, finish, usage);
}

function readMistral(
  pieces: readonly (DeltaMessage | AssistantMessage)[],
  finish: string | null | undefined,
  usage: UsageInfo | undefined,
): Reading {
  let text = '';
  let reasoning = '';
  const calls = new Map<number, { id: string; name: string; arguments: string }>();
  for (const { content, toolCalls } of pieces) {
    for (const chunk of Array.isArray(content) ? content : [content ?? '']) {
      if (typeof chunk === 'string') text += chunk;
      else if (chunk.type === 'text') text += chunk.text;
      else if (chunk.type === 'thinking') {
        for (const thought of chunk.thinking) if (thought.type === 'text') reasoning += thought.text;
      }
    }
    for (const [at, { id, index = 0, function: called }] of (toolCalls ?? []).entries()) {
      const given =
        typeof called.arguments === 'string' ? called.arguments : JSON.stringify(called.arguments);
      const isWhole = pieces.length === 1;
      const known = calls.get(isWhole ? at : index);
      if (known === undefined)
        calls.set(isWhole ? at : index, { id: id ?? '', name: called.name, arguments: given });
      else known.arguments += given;
    }
  }
  return {
    text,
    reasoning,
    calls: [...calls.values()],
    finish: finishOf(finish),
    usage: usage && { input: usage.promptTokens, output: usage.completionTokens },
  };
}

/** Asks one plain question with the client of this peer. */
export function askPeer(peer: Peer, server: ScriptedProvider, stream: boolean): Promise<Reading> {
  const params = { messages: [{ role: 'user' as const, content: 'Hello' }] };
  if (peer === 'mistral') return askMistral(mistralClient(server), params, stream);
  if (peer === 'together') return askTogether(togetherClient(server), params, stream);
  return askOpenAi(openAiClient(server), params, stream);
}

/** What Parley's client yielded, in the same vocabulary. */
export function readParley({ parts }: Outcome): Reading {
  const usage = parts.findLast((part) => part.type === 'usage')?.usage;
  return {
    text: joined(parts, 'text-delta'),
    reasoning: joined(parts, 'reasoning-delta'),
    calls: parts
      .filter((part) => part.type === 'tool-call')
      .map(({ callId, name, argumentsText }) => ({ id: callId, name, arguments: argumentsText })),
    finish: parts.find((part) => part.type === 'finish')?.reason,
    usage: usage && {
      input: usage.inputTokens,
      output: usage.outputTokens,
      cached: usage.cachedTokens,
      reasoning: usage.reasoningTokens,
    },
  };
}

function joined(parts: readonly StreamPart[], type: 'text-delta' | 'reasoning-delta'): string {
  return parts.map((part) => (part.type === type ? part.text : '')).join('');
}
