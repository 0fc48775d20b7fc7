// What Mistral checks before it looks at a request, after its published schema (no other key than the listed ones, on any
// level) and its role order; also for Mistral's models elsewhere, whose template brings the order and the id form along.
import * as z from 'zod';
import {
  callFaults,
  emptyFaults,
  MISTRAL_ORDER,
  nullFaults,
  orderFaults,
  unicodeFaults,
  type WireMessage,
} from './history-rules.ts';
import {
  call,
  integer,
  number,
  optional,
  prediction,
  responseFormat,
  shapeFaults,
  textPart,
  tool,
  toolChoice,
} from './wire-shapes.ts';

const text = z.string();
const id = text.regex(/^[a-zA-Z0-9]{9}$/).refine((value) => value !== 'null');

const part = z.union([
  textPart,
  z.strictObject({
    type: z.literal('image_url'),
    image_url: z.union([text, z.strictObject({ url: text, detail: text.exactOptional() })]),
  }),
  z.strictObject({
    type: z.literal('thinking'),
    thinking: z.array(textPart).min(1),
    signature: text.exactOptional(),
    closed: z.boolean().exactOptional(),
  }),
]);
const content = z.union([text, z.array(part)]);

const message = z.union([
  z.strictObject({ role: z.literal('system'), content: z.union([text, z.array(textPart)]) }),
  z.strictObject({ role: z.literal('user'), content }),
  z.strictObject({
    role: z.literal('assistant'),
    content: content.exactOptional(),
    tool_calls: z.array(call(id)).exactOptional(),
    prefix: z.boolean().exactOptional(),
  }),
  z.strictObject({
    role: z.literal('tool'),
    content,
    tool_call_id: id,
    name: text.exactOptional(),
  }),
]);

const fields = optional({
  temperature: number(0, 1.5),
  top_p: number(0, 1),
  max_tokens: integer(0),
  stream: z.boolean(),
  stop: z.union([text, z.array(text)]),
  random_seed: integer(0),
  metadata: z.looseObject({}),
  response_format: responseFormat,
  tools: z.array(tool).max(128),
  tool_choice: toolChoice(['auto', 'none', 'any', 'required']),
  presence_penalty: number(-2, 2),
  frequency_penalty: number(-2, 2),
  n: integer(1),
  prediction,
  parallel_tool_calls: z.boolean(),
  prompt_mode: z.literal('reasoning'),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']),
  guardrails: z.array(z.looseObject({})),
});

const request = { model: text.min(1), messages: z.array(message).min(1), ...fields };

const hosted = z.strictObject({
  ...request,
  ...optional({ safe_prompt: z.boolean(), prompt_cache_key: text, service_tier: text }),
});

/** The shorter list of the same service on Google Cloud. */
const onGoogleCloud = z.strictObject({
  ...request,
  reasoning_effort: z.enum(['none', 'high']).exactOptional(),
});

/** One sentence per thing that Mistral would refuse. */
export function mistralFaults(body: unknown, where: 'hosted' | 'google-cloud' = 'hosted'): readonly string[] {
  const shape = shapeFaults(where === 'hosted' ? hosted : onGoogleCloud, body);
  if (shape.length > 0) return shape;
  const {
    model,
    messages,
    temperature,
    top_p: topP,
  } = body as {
    model: string;
    messages: readonly WireMessage[];
    temperature?: number;
    top_p?: number;
  };
  return [
    ...historyFaults(messages),
    ...nullFaults(body),
    ...unicodeFaults(body),
    ...(isThinker(model) ? [] : thinkingFaults(messages)),
    ...(temperature === 0 && topP !== undefined && topP !== 1
      ? ['top_p must be 1 when using greedy sampling']
      : []),
  ];
}

/** Only models that reason take thinking back. */
function isThinker(model: string): boolean {
  return /magistral/.test(model);
}

function thinkingFaults(messages: readonly WireMessage[]): readonly string[] {
  return messages
    .filter(({ content: parts }) => JSON.stringify(parts).includes('"type":"thinking"'))
    .map(({ role }) => `thinking in a message of ${role} to a model that does not reason`);
}

/** What Mistral's chat template checks wherever it runs: ids, results and the order of roles. */
export function historyFaults(messages: readonly WireMessage[]): readonly string[] {
  const ids = messages.flatMap(({ tool_calls: calls = [] }) => calls.map((each) => each.id));
  return [
    ...ids.filter((each) => !id.safeParse(each).success).map((each) => `tool call id ${each} is not allowed`),
    ...callFaults(messages),
    ...emptyFaults(messages),
    ...orderFaults(messages, MISTRAL_ORDER),
  ];
}
