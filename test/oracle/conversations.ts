// Any conversation that a session can hold, with the model switched at will between answers, for fast-check.
import * as fc from 'fast-check';
import type { ModelImage, RequestParameters } from '../../src/llm/chat-request.ts';
import type {
  AssistantMessage,
  AssistantPart,
  Message,
  ToolCallPart,
  UserMessage,
} from '../../src/model/conversation.ts';
import type { ToolSpec } from '../../src/model/tool.ts';
import { ONE_PIXEL, tools } from './sample-parts.ts';

/** A model of a provider; the provider's id is its row's. */
export interface Target {
  readonly row: string;
  readonly model: string;
}

const on = (row: string, ...models: readonly string[]): readonly Target[] =>
  models.map((model) => ({ row, model }));

/** Models of every row, those with a rule of their own among them. */
export const targets: readonly Target[] = [
  ...on('mistral', 'mistral-small-latest', 'magistral-medium-latest'),
  ...on('mistral-gcp', 'mistral-small-2503'),
  ...on('beezy', 'beezy-small-latest'),
  ...on('openai', 'gpt-4o-mini', 'o4-mini', 'gpt-5.1'),
  ...on('azure-openai', 'gpt-4o', 'o3'),
  ...on('together', 'meta-llama/Llama-3.3-70B-Instruct-Turbo', 'mistralai/Mixtral-8x7B-Instruct-v0.1'),
  ...on('openrouter', 'anthropic/claude-sonnet-4.5', 'mistralai/mistral-nemo'),
  ...on('groq', 'openai/gpt-oss-20b'),
  ...on('deepseek', 'deepseek-reasoner'),
  ...on('xai', 'grok-4'),
  ...on('gemini', 'gemini-2.5-flash', 'gemini-3-pro-preview'),
  ...on('ollama', 'llama3.2', 'mistral:7b'),
  ...on('lmstudio', 'qwen3-8b'),
  ...on('llamacpp', 'gemma-3'),
  ...on('vllm', 'mistralai/Devstral-Small-2507', 'Qwen/Qwen3-32B'),
  ...on('openai-compatible', 'some-model', 'ministral-8b'),
];

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', ' ', '\n\n', 'Hello', 'a\ud83eb', '\udc00', '🎨', '{"a":', '</think>', '[DONE]'),
);

/** Ids as the vendors give them, and as no server should. */
const callId = fc.oneof(
  fc.constantFrom(
    'aB3dE5gH7',
    'call_Qw3rTy7u1OpAsDfGhJkLzXcV',
    'call_00_9f86d081884c7d65',
    'chatcmpl-tool-2c26b46b68ffc68ff99b453c1d304134',
    'toolu_01A09q90qw90lq917835lq9',
    'function-call-12345678901234567890',
    'null',
    '',
    'ünïcode id',
    'x'.repeat(80),
  ),
  fc.string({ minLength: 9, maxLength: 9, unit: fc.constantFrom(...'abcXYZ019') }),
);

const argumentsText = fc.oneof(
  fc.json({ maxDepth: 2 }),
  fc.constantFrom('{}', '{"city":"Paris"}', '', '{"city":', 'null', '[]', '"text"', '{"a":"\ud83e"}'),
);

const call: fc.Arbitrary<ToolCallPart> = fc.record(
  {
    type: fc.constant('tool-call' as const),
    callId,
    name: fc.constantFrom('get_weather', 'list_cities', 'no such tool!', '', 'x'.repeat(70), '__proto__'),
    argumentsText,
    providerData: fc.constantFrom(
      { row: 'gemini', extraContent: { google: { thought_signature: 'c2ln' } } },
      { row: 'openai', extraContent: {} },
      'anything',
    ),
    outcome: fc.record({
      status: fc.constantFrom('ok' as const, 'error' as const, 'cancelled' as const),
      text,
    }),
  },
  { requiredKeys: ['type', 'callId', 'name', 'argumentsText'] },
);

function partsOf({ model }: Target): fc.Arbitrary<readonly AssistantPart[]> {
  const details = [{ type: 'reasoning.text', text: 'Hm.', index: 0, signature: 'sig' }];
  const part: fc.Arbitrary<AssistantPart> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ type: fc.constant('text' as const), text }) },
    { weight: 3, arbitrary: call },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('reasoning' as const), text }) },
    { weight: 2, arbitrary: fc.constant({ type: 'round-start' as const }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('notice' as const), text }) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom<unknown>({ model }, { model, details }, { model: 'another' }, null)
        .map((data) => ({ type: 'provider-data' as const, data })),
    },
  );
  return fc.array(part, { maxLength: 7 });
}

const question: fc.Arbitrary<Omit<UserMessage, 'id' | 'parentId'>> = text.map((words) => ({
  role: 'user',
  createdAtMs: 1,
  text: words,
  attachments: [],
}));

const answer: fc.Arbitrary<Omit<AssistantMessage, 'id' | 'parentId'>> = fc
  .constantFrom(...targets)
  .chain((target) =>
    fc
      .tuple(partsOf(target), fc.constantFrom('running', 'done', 'cancelled', 'interrupted', 'error'))
      .map(([parts, state]) => ({
        role: 'assistant',
        createdAtMs: 1,
        model: `${target.row}/${target.model}`,
        providerLabel: target.row,
        parts,
        state: state,
      })),
  );

/** The path of messages that is shown: questions and answers in turn, the last one being asked or under way. */
export const anyPath: fc.Arbitrary<readonly Message[]> = fc
  .tuple(fc.array(fc.tuple(question, answer), { maxLength: 5 }), question, fc.option(answer))
  .map(([turns, last, running]) => {
    const messages = [...turns.flat(), last, ...(running === null ? [] : [running])];
    return messages.map((message, at): Message => {
      const id = `m${at}`;
      if (message.role === 'assistant') return { ...message, id, parentId: `m${at - 1}` };
      return at === 0 ? { ...message, id } : { ...message, id, parentId: `m${at - 1}` };
    });
  });

/** Tools on offer: none, all, or one whose schema says nothing. */
export const anyTools: fc.Arbitrary<readonly ToolSpec[]> = fc.constantFrom([], tools, [
  { name: 'get_weather', description: '', inputSchema: {} },
  ...tools.slice(1),
]);

/** Settings within the range of every row; `min_tokens` is left out, as the strictest schema no longer has it. */
export const anyParameters: fc.Arbitrary<RequestParameters> = fc.record(
  {
    temperature: fc.constantFrom(0.1, 0.7, 1),
    topP: fc.constantFrom(0.5, 1),
    maxTokens: fc.integer({ min: 1, max: 100_000 }),
    stop: fc.array(fc.constantFrom('END', '\n', '###'), { minLength: 1, maxLength: 4 }),
    seed: fc.nat(),
    n: fc.constant(1),
    presencePenalty: fc.constantFrom(-2, 0, 2),
    frequencyPenalty: fc.constantFrom(-2, 0.5, 2),
    responseFormat: fc.constantFrom(
      { type: 'text' as const },
      { type: 'json_object' as const },
      { type: 'json_schema' as const, name: 'city', schema: { type: 'object' }, strict: true },
    ),
    toolChoice: fc.constantFrom('auto' as const, 'none' as const, 'required' as const, {
      name: 'get_weather',
    }),
    parallelToolCalls: fc.boolean(),
    reasoningEffort: fc.constant('high'),
    safePrompt: fc.boolean(),
    user: fc.constant('user-1'),
    prediction: fc.constant('const a = 1;'),
  },
  { requiredKeys: [] },
);

/** Pictures of one question after the other. */
export const anyImages: fc.Arbitrary<readonly (readonly ModelImage[])[]> = fc.array(
  fc.array(
    fc.record({
      mediaType: fc.constantFrom('image/png', 'image/jpeg', 'image/webp', 'image/gif'),
      base64: fc.constant(ONE_PIXEL),
    }),
    { maxLength: 2 },
  ),
  { maxLength: 5 },
);

/** Places of messages that were cut out to save room, without regard for what belongs together. */
export const anyGaps: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.constant([]),
  fc.uniqueArray(fc.nat({ max: 15 }), { maxLength: 6 }),
);

/** A system prompt, or none. */
export const anySystemPrompt: fc.Arbitrary<string> = fc.oneof(fc.constant(''), text);
