// Whatever was said in a conversation, to whichever models, and whatever the user has set: the API would take the request.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { ChatRequest, ModelMessage, RequestParameters } from '../../../../src/llm/chat-request.ts';
import { dialectOf } from '../../../../src/llm/dialects/index.ts';
import { ChatError } from '../../../../src/model/error.ts';
import type { ToolCall } from '../../../../src/model/stream.ts';
import type { ToolSpec } from '../../../../src/model/tool.ts';
import { anthropicRequest } from './messages-replay.ts';
import { complaints, modelFacts, type SentBody } from './messages-rules.ts';

const text = fc.oneof(
  fc.constantFrom('', ' ', '\n\n', 'a', 'Hello', 'x\ud800', '\udfffy', '🦜', '{"a":1}'),
  fc.string({ maxLength: 12 }),
);
const callId = fc.oneof(
  fc.constantFrom('toolu_01A', 'abcdefgh1', 'call_1', 'functions.read:0', 'functions_read_0', '', 'é', '\t'),
  fc.string({ maxLength: 50 }),
);
const argumentsText = fc.oneof(
  fc.constantFrom('{}', '', '[]', 'null', '{"a":', '"x"', '{"__proto__":1}', '{"a":[1,{"b":null}]}'),
  fc.json({ maxDepth: 2 }),
);
const call: fc.Arbitrary<ToolCall> = fc.record({
  callId,
  name: fc.oneof(
    fc.constantFrom('read_file', 'my.tool', 'ein Werkzeug', '', 'f'.repeat(80)),
    fc.string({ maxLength: 70 }),
  ),
  argumentsText,
});
const block = fc.oneof(
  fc.constantFrom(
    { type: 'thinking', thinking: 'Hm.', signature: 's1' },
    { type: 'thinking', thinking: '', signature: 's2', extra: true },
    { type: 'redacted_thinking', data: 'xyz' },
    { type: 'thinking', thinking: 'No signature.' },
    { type: 'redacted_thinking' },
    { type: 'text', text: 'Not thinking.' },
  ),
  fc.jsonValue(),
);
/** Data of this dialect (its fingerprint is put in below), of another row, or of nobody. */
const providerData = fc.record({
  row: fc.constantFrom('anthropic', 'anthropic', 'anthropic', 'mistral'),
  data: fc.oneof(
    { weight: 4, arbitrary: fc.record({ kept: fc.array(block, { maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  ),
});
const image = fc.record({
  mediaType: fc.constantFrom('image/png', 'image/jpeg', 'image/webp', 'image/gif'),
  base64: fc.constant('iVBORw0KGgo='),
});
const message: fc.Arbitrary<ModelMessage> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ role: fc.constant('system' as const), text }) },
  {
    weight: 4,
    arbitrary: fc.record(
      { role: fc.constant('user' as const), text, images: fc.array(image, { maxLength: 2 }) },
      { requiredKeys: ['role', 'text'] },
    ),
  },
  {
    weight: 5,
    arbitrary: fc.record(
      {
        role: fc.constant('assistant' as const),
        text,
        reasoning: text,
        toolCalls: fc.array(call, { maxLength: 3 }),
        providerData,
      },
      { requiredKeys: ['role', 'text', 'toolCalls'] },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      role: fc.constant('tool' as const),
      callId,
      name: fc.constant('read_file'),
      text,
    }),
  },
);
/** Results follow their calls most of the time, as a session writes them. */
const history = fc
  .array(fc.tuple(message, fc.constantFrom('all', 'all', 'some', 'none')), { maxLength: 10 })
  .map((items) =>
    items.flatMap(([said, results]): ModelMessage[] => {
      if (said.role !== 'assistant' || results === 'none') return [said];
      const answered = results === 'all' ? said.toolCalls : said.toolCalls.slice(1);
      const given = answered.map(({ callId: id, name }) => {
        return { role: 'tool' as const, callId: id, name, text: 'R' };
      });
      return [said, ...given];
    }),
  );

const tool: ToolSpec = { name: 'read_file', description: 'Reads.', inputSchema: { type: 'object' } };
const oddTools: readonly ToolSpec[] = [
  { name: 'bare', description: '', inputSchema: {} },
  {
    name: 'either',
    description: 'Either.',
    inputSchema: { anyOf: [{ properties: { a: { type: 'string' } } }, { required: ['b'] }] },
  },
];
const parameters: fc.Arbitrary<RequestParameters> = fc.record(
  {
    temperature: fc.constantFrom(0, 0.5, 1),
    topP: fc.constantFrom(0, 0.5, 0.97, 1),
    maxTokens: fc.constantFrom(1, 1024, 2047, 2048, 64_000),
    minTokens: fc.constant(1),
    stop: fc.constantFrom<readonly string[]>(['END'], ['\n', 'END'], [' ']),
    seed: fc.constant(7),
    n: fc.constantFrom(1, 2),
    presencePenalty: fc.constant(0.1),
    frequencyPenalty: fc.constant(0.1),
    responseFormat: fc.constantFrom(
      { type: 'text' as const },
      { type: 'json_object' as const },
      { type: 'json_schema' as const, name: 'x', schema: { type: 'object' }, strict: true },
    ),
    toolChoice: fc.constantFrom(
      'auto' as const,
      'none' as const,
      'required' as const,
      { name: 'read_file' } as const,
    ),
    parallelToolCalls: fc.boolean(),
    reasoningEffort: fc.constantFrom('none', 'low', 'medium', 'high', 'xhigh', 'max'),
    safePrompt: fc.boolean(),
    user: fc.constant('user-1'),
    prediction: fc.constant('const a = 1;'),
  },
  { requiredKeys: [] },
);
const request: fc.Arbitrary<ChatRequest> = fc
  .record({
    model: fc.constantFrom(...Object.keys(modelFacts)),
    messages: history,
    tools: fc.constantFrom<readonly ToolSpec[]>([], [tool], [tool, ...oddTools]),
    parameters,
  })
  .map((more) => withThinking(anthropicRequest(more)));

/** Puts into the made-up data what a decoder would have put in: model, fingerprint and places. */
function withThinking(made: ChatRequest): ChatRequest {
  const messages: ModelMessage[] = [];
  for (const said of made.messages) {
    const data = said.role === 'assistant' ? said.providerData?.data : undefined;
    if (said.role === 'assistant' && typeof data === 'object' && data !== null && 'kept' in data) {
      const kept = (data.kept as unknown[]).map((value, at) => {
        return { charsBefore: at * 2, callsBefore: at > 1 ? 1 : 0, block: value };
      });
      const before = fingerprintOf({ ...made, messages });
      const row = said.providerData?.row ?? '';
      messages.push({ ...said, providerData: { row, data: { model: made.model, before, thinking: kept } } });
    } else {
      messages.push(said);
    }
  }
  return { ...made, messages };
}

/** The fingerprint that the decoder gives an answer to this request. */
function fingerprintOf(asked: ChatRequest): string {
  const decoder = dialectOf('anthropic').decode({
    request: asked,
    secrets: [],
    random: () => 0,
    warn: () => undefined,
  });
  const parts: Parameters<typeof decoder.end>[0] = [];
  decoder.whole(
    {
      content: [
        { type: 'thinking', thinking: '', signature: 's' },
        { type: 'text', text: 'x' },
      ],
    },
    parts,
  );
  decoder.end(parts);
  const found = parts.find((part) => part.type === 'provider-data');
  return (found?.data as { readonly before: string }).before;
}

function bodyOf(asked: ChatRequest): SentBody | undefined {
  try {
    // What goes over the wire is what is checked.
    return JSON.parse(JSON.stringify(dialectOf('anthropic').encode(asked, true).body)) as SentBody;
  } catch (error) {
    if (error instanceof ChatError && error.facts.kind === 'configuration') return undefined;
    throw error;
  }
}

describe('any request', () => {
  let sent = 0;
  let thinking = 0;
  let images = 0;

  it('is one that the API takes, or is refused before it is sent', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const body = bodyOf(asked);
        if (body === undefined) return;
        sent += 1;
        if (JSON.stringify(body['messages']).includes('"signature"')) thinking += 1;
        if (JSON.stringify(body['messages']).includes('"image/')) images += 1;
        assert.deepEqual(complaints(body), [], JSON.stringify(body));
      }),
      { numRuns: 2500, seed: 20261120 },
    );
  });

  it('positive control: most were sent, and many had thinking to send back', () => {
    assert.ok(sent > 1000, `${sent} sent`);
    assert.ok(thinking > 50, `${thinking} with thinking`);
    assert.ok(images > 500, `${images} with images`);
  });

  it('says every word of the user and of the models', () => {
    fc.assert(
      fc.property(history, (messages) => {
        const body = bodyOf(anthropicRequest({ messages }));
        const told = JSON.stringify(body);
        for (const { role, text: words } of messages) {
          if (role === 'tool' || words.trim() === '') continue;
          const whole = JSON.stringify(words.replaceAll(/\p{Surrogate}/gu, '\ufffd')).slice(1, -1);
          assert.ok(told.includes(whole), `${whole} is not in ${told}`);
        }
      }),
      { numRuns: 300, seed: 20261120 },
    );
  });
});

describe('the rules of the API', () => {
  const body = (more: SentBody): SentBody => ({
    model: 'claude-sonnet-4-5-20250929',
    max_tokens: 100,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    ...more,
  });
  const says = (role: string, ...content: SentBody[]): SentBody => ({ role, content });
  const hi = says('user', { type: 'text', text: 'Hi' });
  const use = says('assistant', { type: 'tool_use', id: 'a', name: 'f', input: {} });
  const faulty: [title: string, body: SentBody, complaint: RegExp][] = [
    ['an unknown field', body({ n: 1 }), /n: Extra inputs/],
    ['no max_tokens', body({ max_tokens: undefined }), /max_tokens/],
    ['an empty system prompt', body({ system: ' ' }), /system/],
    ['two questions in a row', body({ messages: [hi, hi, hi] }), /alternate/],
    ['words for the model to go on from', body({ messages: [hi, use] }), /must end with a user message/],
    ['a call without a result', body({ messages: [hi, use, hi] }), /without tool_result/],
    [
      'a result behind text',
      body({
        messages: [
          hi,
          use,
          says('user', { type: 'text', text: 'x' }, { type: 'tool_result', tool_use_id: 'a' }),
        ],
      }),
      /must be first/,
    ],
    [
      'thinking without signature',
      body({ messages: [hi, says('assistant', { type: 'thinking', thinking: 'x' }), hi] }),
      /signature/,
    ],
    [
      'temperature for a model that refuses it',
      body({ model: 'claude-opus-5', temperature: 1 }),
      /deprecated/,
    ],
    ['temperature and top_p', body({ temperature: 0.5, top_p: 0.5 }), /both/],
    [
      'adaptive thinking for an older model',
      body({ thinking: { type: 'adaptive' } }),
      /adaptive" is not supported/,
    ],
    [
      'a budget as large as the answer',
      body({ thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 1024 }),
      /greater than/,
    ],
    ['blank stop sequences', body({ stop_sequences: ['\n'] }), /non-whitespace/],
    [
      'a choice among no tools',
      body({ tool_choice: { type: 'auto' } }),
      /only be specified while providing tools/,
    ],
    [
      'a forced tool where that is refused',
      body({
        model: 'claude-opus-5-5',
        tools: [{ name: 'f', input_schema: { type: 'object' } }],
        tool_choice: { type: 'any' },
      }),
      /forced/,
    ],
    ['half a surrogate pair', body({ system: 'x\ud800' }), /surrogates/],
  ];
  for (const [title, wrong, complaint] of faulty) {
    it(`positive control: object to ${title}`, () => assert.match(complaints(wrong).join('\n'), complaint));
  }
  it('positive control: take a plain request', () => assert.deepEqual(complaints(body({})), []));
});
