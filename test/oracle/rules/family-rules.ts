// What the other servers of the family check: OpenAI, Together, Ollama, and the least that every one of them asks for.
import * as z from 'zod';
import {
  callFaults,
  emptyFaults,
  FREE_ORDER,
  nullFaults,
  orderFaults,
  unicodeFaults,
  type WireMessage,
} from './history-rules.ts';
import {
  integer,
  messages,
  number,
  optional,
  prediction,
  responseFormat,
  saidOrShown,
  shapeFaults,
  streamOptions,
  tool,
  toolChoice,
} from './wire-shapes.ts';

const text = z.string();
const anyId = text.regex(/^[\x21-\x7e]{1,40}$/);
const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);
const choice = toolChoice(['auto', 'none', 'required']);
const head = { model: text.min(1), stream: z.boolean() };

const sampling = {
  temperature: number(0, 2),
  top_p: number(0, 1),
  presence_penalty: number(-2, 2),
  frequency_penalty: number(-2, 2),
};

const openAi = z.strictObject({
  ...head,
  messages: messages(anyId, ['system', 'developer']),
  ...optional({
    ...sampling,
    max_completion_tokens: integer(1),
    stop: z.array(text).max(4),
    seed: integer(Number.MIN_SAFE_INTEGER),
    n: integer(1, 128),
    response_format: responseFormat,
    tools: z.array(tool).max(128),
    tool_choice: choice,
    parallel_tool_calls: z.boolean(),
    reasoning_effort: effort,
    user: text,
    prediction,
    stream_options: streamOptions,
  }),
});

const together = z.strictObject({
  ...head,
  messages: messages(anyId, ['system']),
  ...optional({
    ...sampling,
    max_tokens: integer(1),
    stop: z.array(text),
    seed: integer(Number.MIN_SAFE_INTEGER),
    n: integer(1, 128),
    response_format: responseFormat,
    tools: z.array(tool),
    tool_choice: choice,
    reasoning_effort: z.enum(['low', 'medium', 'high']),
  }),
});

const ollama = z.strictObject({
  ...head,
  messages: messages(anyId, ['system']),
  ...optional({
    ...sampling,
    max_tokens: integer(1),
    stop: z.array(text),
    seed: integer(Number.MIN_SAFE_INTEGER),
    response_format: responseFormat,
    tools: z.array(tool),
    reasoning_effort: z.enum(['none', 'low', 'medium', 'high']),
    stream_options: streamOptions,
  }),
});

/** The least: messages as everybody reads them; the vendors' own keys on assistant messages, any field besides. */
const anyServer = z.looseObject({
  ...head,
  messages: z
    .array(
      z.union([
        z.looseObject({ role: z.enum(['system', 'developer', 'assistant', 'tool']), content: text }),
        z.looseObject({ role: z.literal('user'), content: saidOrShown }),
      ]),
    )
    .min(1),
  ...optional({ tools: z.array(tool), response_format: responseFormat, stream_options: streamOptions }),
});

/** Models of OpenAI that take the default sampling only. */
const OPENAI_REASONING = /^(?:o\d|gpt-5(?!.*chat))/;
const REFUSED_BY_REASONING = ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'stop'];

/** One sentence per thing that OpenAI would refuse. */
export function openAiFaults(body: unknown): readonly string[] {
  const { model } = body as { model: string };
  const isReasoning = OPENAI_REASONING.test(model);
  const refused = isReasoning ? REFUSED_BY_REASONING.filter((field) => field in (body as object)) : [];
  return [
    ...faults(openAi, body),
    ...refused.map((field) => `${field} is not supported with ${model}`),
    ...fieldFaults(body as Readonly<Record<string, unknown>>),
  ];
}

/** One sentence per thing that Together would refuse. */
export function togetherFaults(body: unknown): readonly string[] {
  return faults(together, body);
}

/** One sentence per thing that Ollama would refuse or pass over without a word. */
export function ollamaFaults(body: unknown): readonly string[] {
  return faults(ollama, body);
}

/** One sentence per thing that hardly any server takes. */
export function familyFaults(body: unknown): readonly string[] {
  return faults(anyServer, body);
}

function faults(schema: z.ZodType, body: unknown): readonly string[] {
  const shape = shapeFaults(schema, body);
  if (shape.length > 0) return shape;
  const { messages: history } = body as { messages: readonly WireMessage[] };
  return [
    ...callFaults(history),
    ...emptyFaults(history),
    ...orderFaults(history, FREE_ORDER),
    ...nullFaults(body),
    ...unicodeFaults(body),
  ];
}

/** Fields that OpenAI takes together with another one only. */
function fieldFaults(body: Readonly<Record<string, unknown>>): readonly string[] {
  const needs = [
    ['tool_choice', 'tools'],
    ['parallel_tool_calls', 'tools'],
  ] as const;
  return [
    ...needs
      .filter(([field, other]) => field in body && !(other in body))
      .map(([field, other]) => `${field} is only allowed when ${other} are specified`),
    ...('prediction' in body && ('tools' in body || Number(body['n'] ?? 1) > 1)
      ? ['prediction is not supported with tools or n > 1']
      : []),
    ...('stream_options' in body && body['stream'] !== true
      ? ['stream_options is only allowed when streaming']
      : []),
  ];
}
