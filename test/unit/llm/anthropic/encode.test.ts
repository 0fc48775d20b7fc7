import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChatRequest, ModelMessage, RequestParameters } from '../../../../src/llm/chat-request.ts';
import { dialectOf } from '../../../../src/llm/dialects/index.ts';
import type { EncodedRequest } from '../../../../src/llm/dialects/dialect.ts';
import { rulesFor } from '../../../../src/llm/dialects/anthropic/model-rules.ts';
import { ChatError } from '../../../../src/model/error.ts';
import type { Provider } from '../../../../src/model/provider.ts';
import type { ToolSpec } from '../../../../src/model/tool.ts';
import { anthropicProvider, anthropicRequest } from './messages-replay.ts';
import { modelFacts } from './messages-rules.ts';

const user = (text: string): ModelMessage => ({ role: 'user', text });
const answer = (text: string, ...ids: string[]): ModelMessage => ({
  role: 'assistant',
  text,
  toolCalls: ids.map((callId) => ({ callId, name: 'read_file', argumentsText: '{"path":"a"}' })),
});
const result = (callId: string, text = 'R'): ModelMessage => {
  return { role: 'tool', callId, name: 'read_file', text };
};
const tool: ToolSpec = {
  name: 'read_file',
  description: 'Reads a file.',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};

function encode(
  more: Partial<ChatRequest> = {},
  stream = true,
  provider: Partial<Provider> = {},
): EncodedRequest {
  return dialectOf('anthropic').encode(
    anthropicRequest(more, anthropicProvider(undefined, provider)),
    stream,
  );
}

function bodyWith(parameters: RequestParameters, more: Partial<ChatRequest> = {}): Record<string, unknown> {
  const { messages: _m, stream: _s, model: _i, tools: _t, ...rest } = encode({ ...more, parameters }).body;
  return rest;
}

function fails(run: () => unknown): ChatError['facts'] {
  try {
    run();
  } catch (error) {
    if (error instanceof ChatError) return error.facts;
    throw error;
  }
  throw new assert.AssertionError({ message: 'it was accepted' });
}

/** Turns in short: `U text`, `A text use(id)`, `U result(id)=text`. */
function turnsOf(messages: readonly ModelMessage[]): string[] {
  const turns = encode({ messages }).body['messages'] as {
    readonly role: string;
    readonly content: readonly Record<string, string>[];
  }[];
  return turns.map(({ role, content }) =>
    [
      role === 'user' ? 'U' : 'A',
      ...content.map((block) => {
        if (block['type'] === 'text') return block['text'];
        if (block['type'] === 'tool_use') return `use(${block['id']})`;
        return `result(${block['tool_use_id']})=${block['content']}`;
      }),
    ].join(' '),
  );
}

describe('encoding a request for the Messages API', () => {
  it('sends a plain question, and the one number that must be there', () => {
    const { path, accept, auth, notices, body } = encode();
    assert.deepEqual(
      { path, accept, auth, notices },
      { path: '/messages', accept: 'text/event-stream', auth: 'x-api-key', notices: [] },
    );
    assert.deepEqual(body, {
      model: 'claude-haiku-4-5',
      max_tokens: 32_000,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      stream: true,
    });
  });

  it('writes out that a whole answer is wanted', () => {
    const { accept, body } = encode({}, false);
    assert.deepEqual([accept, body['stream']], ['application/json', false]);
  });

  it('puts system messages, wherever they stand, beside the turns', () => {
    const { body } = encode({
      messages: [user('a'), { role: 'system', text: 'S' }, { role: 'system', text: 'T' }],
    });
    assert.equal(body['system'], 'S\n\nT');
    assert.equal((body['messages'] as unknown[]).length, 1);
  });

  it('describes tools, and folds what the API refuses at the top of a schema', () => {
    const either: ToolSpec = {
      name: 'attach',
      description: ' ',
      inputSchema: {
        anyOf: [
          { properties: { content: { type: 'string' }, name: { type: 'number' } }, required: ['content'] },
          { properties: { url: { type: 'string' } } },
        ],
        allOf: 'nonsense',
        properties: { name: { type: 'string' } },
        required: ['name'],
      },
    };
    const bare: ToolSpec = { name: 'bare', description: 'Bare.', inputSchema: {} };
    const { body } = encode({ tools: [tool, either, bare] });
    assert.deepEqual(body['tools'], [
      { name: 'read_file', description: 'Reads a file.', input_schema: tool.inputSchema },
      {
        name: 'attach',
        input_schema: {
          type: 'object',
          properties: { content: { type: 'string' }, name: { type: 'string' }, url: { type: 'string' } },
          required: ['name'],
        },
      },
      { name: 'bare', description: 'Bare.', input_schema: { type: 'object', properties: {} } },
    ]);
  });

  it('puts images before the words about them, and needs no words', () => {
    const images = [{ mediaType: 'image/webp', base64: 'UklGRg==' }] as const;
    const messages: ModelMessage[] = [
      user('Look.'),
      answer('', 'x1'),
      result('x1'),
      { role: 'user', text: 'What is it?', images },
      answer('A bird.'),
      { role: 'user', text: ' ', images },
      user(''),
    ];
    const source = { type: 'base64', media_type: 'image/webp', data: 'UklGRg==' };
    const turns = encode({ messages }).body['messages'] as readonly { readonly content: unknown }[];
    assert.deepEqual(
      turns.slice(2).map(({ content }) => content),
      [
        [
          { type: 'tool_result', tool_use_id: 'x1', content: 'R' },
          { type: 'image', source },
          { type: 'text', text: 'What is it?' },
        ],
        [{ type: 'text', text: 'A bird.' }],
        [{ type: 'image', source }],
      ],
    );
  });

  it('lets the user’s extra fields win', () => {
    const { body } = encode({ extraBody: { max_tokens: 7, service_tier: 'auto' } });
    assert.partialDeepStrictEqual(body, { max_tokens: 7, service_tier: 'auto' });
  });

  it('parses the input of a call, and sends an empty one where it was no object', () => {
    const said: ModelMessage = {
      role: 'assistant',
      text: '',
      toolCalls: ['{"a":[1]}', '{"a":', '[1]', ''].map((argumentsText, at) => {
        return { callId: `c${at}`, name: 'f', argumentsText };
      }),
    };
    const turns = encode({ messages: [user('a'), said] }).body['messages'] as {
      readonly content: readonly { readonly input?: unknown }[];
    }[];
    assert.deepEqual(
      turns[1]?.content.map(({ input }) => input),
      [{ a: [1] }, {}, {}, {}],
    );
  });
});

describe('turns of the Messages API', () => {
  const table: [title: string, messages: readonly ModelMessage[], expected: readonly string[]][] = [
    ['leave an alternating history alone', [user('a'), answer('b'), user('c')], ['U a', 'A b', 'U c']],
    [
      'join neighbours of the same role',
      [user('a'), user('b'), answer('c'), user('d')],
      ['U a b', 'A c', 'U d'],
    ],
    [
      'join answers with their blocks apart',
      [user('a'), answer('b'), answer('c', 'x1'), result('x1')],
      ['U a', 'A b c use(x1)', 'U result(x1)=R'],
    ],
    [
      'have results in one turn, before what the user says',
      [user('a'), answer('', 'x1', 'x2'), result('x2', '2'), result('x1', '1'), user('b')],
      ['U a', 'A use(x1) use(x2)', 'U result(x1)=1 result(x2)=2 b'],
    ],
    [
      'answer calls that never got a result',
      [user('a'), answer('', 'x1'), user('b')],
      ['U a', 'A use(x1)', 'U result(x1)=No result: the call was cancelled. b'],
    ],
    ['leave out empty questions and answers', [user('a'), answer(' '), user('\n'), user('b')], ['U a b']],
    ['begin with the user', [answer('a'), user('b')], ['U .', 'A a', 'U b']],
    ['end with the user', [user('a'), answer('b')], ['U a', 'A b', 'U Continue.']],
    ['are there even when nothing was said', [user(' ')], ['U .']],
    [
      'have ids that the API takes, different where they were',
      [user('a'), answer('', 'f.x:0', 'f_x_0'), result('f_x_0', '2'), result('f.x:0', '1')],
      ['U a', 'A use(f_x_0_) use(f_x_0)', 'U result(f_x_0_)=1 result(f_x_0)=2'],
    ],
  ];
  for (const [title, messages, expected] of table) {
    it(title, () => assert.deepEqual(turnsOf(messages), expected));
  }

  it('leave out blanks between blocks of thinking: the model may say them, but not hear them', () => {
    const request = anthropicRequest();
    const first = dialectOf('anthropic').decode({
      request,
      secrets: [],
      random: () => 0,
      warn: () => undefined,
    });
    const parts: Parameters<typeof first.end>[0] = [];
    const thought = (signature: string): unknown => ({ type: 'thinking', thinking: 'T', signature });
    const content = [
      thought('s1'),
      { type: 'text', text: '\n\n' },
      thought('s2'),
      { type: 'text', text: 'W' },
    ];
    first.whole({ content, stop_reason: 'end_turn' }, parts);
    first.end(parts);
    const data = parts.find((part) => part.type === 'provider-data')?.data;
    const said: ModelMessage = {
      role: 'assistant',
      text: '\n\nW',
      toolCalls: [],
      providerData: { row: 'anthropic', data },
    };
    const body = encode({ messages: [...request.messages, said, user('b')] }).body;
    const turns = body['messages'] as { readonly content: readonly { readonly type: string }[] }[];
    assert.deepEqual(
      turns[1]?.content.map(({ type }) => type),
      ['thinking', 'thinking', 'text'],
    );
  });
});

describe('parameters of the Messages API', () => {
  it('go under its own names', () => {
    const parameters: RequestParameters = {
      temperature: 0.5,
      maxTokens: 100,
      stop: ['END'],
      responseFormat: { type: 'json_schema', name: 'x', schema: { type: 'object' }, strict: true },
      toolChoice: { name: 'read_file' },
      parallelToolCalls: false,
      user: 'user-1234',
    };
    assert.deepEqual(bodyWith(parameters, { tools: [tool] }), {
      temperature: 0.5,
      max_tokens: 100,
      stop_sequences: ['END'],
      metadata: { user_id: 'user-1234' },
      tool_choice: { type: 'tool', name: 'read_file', disable_parallel_tool_use: true },
      output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
    });
  });

  const choices: [parameters: RequestParameters, expected: unknown][] = [
    [{ toolChoice: 'auto' }, { type: 'auto' }],
    [{ toolChoice: 'required' }, { type: 'any' }],
    [{ toolChoice: 'none' }, { type: 'none' }],
    [{ toolChoice: 'none', parallelToolCalls: false }, { type: 'none' }],
    [{ parallelToolCalls: false }, { type: 'auto', disable_parallel_tool_use: true }],
    [{ parallelToolCalls: true }, { type: 'auto', disable_parallel_tool_use: false }],
    [
      { toolChoice: 'required', parallelToolCalls: false },
      { type: 'any', disable_parallel_tool_use: true },
    ],
  ];
  for (const [parameters, expected] of choices) {
    it(`${JSON.stringify(parameters)} is tool_choice ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(bodyWith(parameters, { tools: [tool] })['tool_choice'], expected);
      assert.equal('tool_choice' in bodyWith(parameters), false, 'nothing without tools');
    });
  }

  it('that it does not have are not sent, and the user is told', () => {
    const parameters: RequestParameters = {
      minTokens: 1,
      seed: 7,
      n: 2,
      presencePenalty: 0.1,
      frequencyPenalty: 0.1,
      safePrompt: true,
      prediction: 'const a = 1;',
      responseFormat: { type: 'json_object' },
    };
    const { body, notices } = encode({ parameters });
    assert.deepEqual(Object.keys(body), ['model', 'max_tokens', 'messages', 'stream']);
    assert.equal(notices.length, Object.keys(parameters).length);
    for (const name of Object.keys(parameters)) {
      assert.ok(
        notices.some((notice) =>
          notice.startsWith(`parley.request.${name} was not sent: Anthropic does not`),
        ),
        name,
      );
    }
  });

  it('text as response format is what it does anyway', () => {
    const { body, notices } = encode({ parameters: { responseFormat: { type: 'text' } } });
    assert.deepEqual([body['output_config'], notices], [undefined, []]);
  });

  it('out of range are refused before anything is sent', () => {
    const facts = fails(() => encode({ parameters: { temperature: 1.2 } }));
    assert.partialDeepStrictEqual(facts, { kind: 'configuration', field: 'parley.request.temperature' });
    assert.match(facts.message, /is 1\.2; Anthropic takes a number from 0 to 1/);
    assert.match(
      fails(() => encode({ tools: [tool], parameters: { toolChoice: { name: 'other' } } })).message,
      /read_file/,
    );
    assert.match(
      fails(() => encode({ parameters: { reasoningEffort: 'max' } })).message,
      /takes one of none, low, medium, high/,
    );
    assert.match(
      fails(() => encode({ model: 'claude-opus-5-5', parameters: { reasoningEffort: 'none' } })).message,
      /takes one of low, medium, high, xhigh, max/,
      'thinking that cannot be turned off',
    );
  });

  it('max_tokens: the user’s, else the model’s own, else the default', () => {
    const models = [{ id: 'claude-haiku-4-5', maxOutput: 64_000 }, { id: 'other' }];
    const limit = (parameters: RequestParameters, provider: Partial<Provider>): unknown =>
      encode({ parameters }, true, provider).body['max_tokens'];
    assert.equal(limit({ maxTokens: 5 }, { models }), 5);
    assert.equal(limit({}, { models }), 64_000);
    assert.equal(limit({}, {}), 32_000);
  });

  const conflicts: [title: string, more: Partial<ChatRequest>, sent: unknown, told: RegExp][] = [
    [
      'temperature and top_p, of which it takes one',
      { parameters: { temperature: 0.5, topP: 0.9 } },
      { temperature: 0.5 },
      /topP was not sent: .* together with parley\.request\.temperature\./,
    ],
    [
      'temperature while it thinks',
      { model: 'claude-opus-4-6', parameters: { temperature: 0.5, topP: 0.5, reasoningEffort: 'max' } },
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'max' } },
      /temperature was not sent: .* together with parley\.request\.reasoningEffort\./,
    ],
    [
      'temperature for a model that takes none',
      { model: 'claude-opus-4-7', parameters: { temperature: 1, topP: 1 } },
      {},
      /temperature was not sent: Anthropic does not take it for this model\./,
    ],
    [
      'a tool that must be called, for a model that cannot be made to',
      { model: 'claude-opus-5-5', tools: [tool], parameters: { toolChoice: 'required' } },
      { thinking: { type: 'adaptive', display: 'summarized' } },
      /toolChoice was not sent: Anthropic does not take it for this model\./,
    ],
    [
      'a tool that must be called, while it thinks within a budget',
      { tools: [tool], parameters: { toolChoice: 'required', reasoningEffort: 'low' } },
      { tool_choice: { type: 'any' } },
      /reasoningEffort was not sent: .* when a tool must be called/,
    ],
    [
      'a budget that would leave no room for an answer',
      { parameters: { maxTokens: 2047, reasoningEffort: 'low' } },
      { max_tokens: 2047 },
      /reasoningEffort was not sent: .* with parley\.request\.maxTokens below 2048\./,
    ],
    [
      'thinking within a budget that begins in the middle of a turn',
      {
        tools: [tool],
        messages: [user('a'), answer('', 'x1'), result('x1')],
        parameters: { reasoningEffort: 'low' },
      },
      {},
      /reasoningEffort was not sent: .* in the middle of a turn that began without thinking\./,
    ],
    [
      'stop texts of blanks only, but for the others',
      { parameters: { stop: ['\n\n', 'END'] } },
      { stop_sequences: ['END'] },
      /stop was not sent: .* where it is nothing but blanks\./,
    ],
    [
      'a JSON schema for a model before 4.5',
      {
        model: 'claude-opus-4-1',
        parameters: { responseFormat: { type: 'json_schema', name: 'x', schema: {} } },
      },
      {},
      /responseFormat was not sent: Anthropic does not take this format\./,
    ],
    [
      'reasoning for a model that cannot think',
      { model: 'claude-3-5-haiku-latest', parameters: { reasoningEffort: 'low' } },
      {},
      /reasoningEffort was not sent: Anthropic does not take it for this model\./,
    ],
  ];
  for (const [title, more, sent, told] of conflicts) {
    it(`are told of: ${title}`, () => {
      const { body, notices } = encode(more);
      const { model: _i, messages: _m, stream: _s, tools: _t, max_tokens: limit, ...rest } = body;
      const own = limit === 32_000 ? {} : { max_tokens: limit };
      assert.deepEqual({ ...own, ...rest }, sent);
      assert.match(notices.join('\n'), told);
    });
  }
});

describe('thinking of each model', () => {
  const adaptive = { type: 'adaptive', display: 'summarized' };
  const budget = (tokens: number): unknown => ({ type: 'enabled', budget_tokens: tokens });
  const table: [model: string, effort: string | undefined, thinking: unknown, effortSent: unknown][] = [
    ['claude-opus-5-5', undefined, adaptive, undefined],
    ['claude-sonnet-5', undefined, adaptive, undefined],
    ['claude-opus-4-8', undefined, undefined, undefined],
    ['claude-haiku-4-5', undefined, undefined, undefined],
    ['some-other-model', undefined, undefined, undefined],
    ['claude-opus-5-5', 'low', adaptive, 'low'],
    ['claude-haiku-5-5', 'xhigh', adaptive, 'xhigh'],
    ['claude-opus-4-8', 'max', adaptive, 'max'],
    ['claude-sonnet-4-6', 'max', adaptive, 'max'],
    ['claude-opus-5', 'none', { type: 'disabled' }, undefined],
    ['claude-haiku-5-5', 'none', { type: 'disabled' }, undefined],
    ['claude-sonnet-5-5', 'none', { type: 'between_tools' }, undefined],
    ['claude-opus-4-6', 'none', { type: 'disabled' }, undefined],
    ['claude-opus-4-5', 'medium', budget(8192), 'medium'],
    ['claude-sonnet-4-5', 'high', budget(16_000), undefined],
    ['claude-haiku-4-5', 'low', budget(2048), undefined],
    ['some-other-model', 'low', budget(2048), undefined],
    ['some-other-model', 'none', { type: 'disabled' }, undefined],
  ];
  for (const [model, effort, thinking, sent] of table) {
    it(`${model} asked for ${effort ?? 'nothing'}`, () => {
      const body = bodyWith(effort === undefined ? {} : { reasoningEffort: effort }, { model });
      const config = body['output_config'] as { readonly effort?: string } | undefined;
      assert.deepEqual([body['thinking'], config?.effort], [thinking, sent]);
    });
  }

  it('may go on in a turn that it began with thinking', () => {
    const request = anthropicRequest({ tools: [tool], parameters: { reasoningEffort: 'low' } });
    const decoder = dialectOf('anthropic').decode({
      request,
      secrets: [],
      random: () => 0,
      warn: () => undefined,
    });
    const parts: Parameters<typeof decoder.end>[0] = [];
    const content = [
      { type: 'thinking', thinking: 'T', signature: 's' },
      { type: 'tool_use', id: 'x1', name: 'read_file', input: {} },
    ];
    decoder.whole({ content, stop_reason: 'tool_use' }, parts);
    decoder.end(parts);
    const data = parts.find((part) => part.type === 'provider-data')?.data;
    const said = { ...answer('', 'x1'), providerData: { row: 'anthropic', data } };
    const messages = [...request.messages, said, result('x1'), answer('', 'x2'), result('x2')];
    const { body, notices } = encode({ ...request, messages });
    assert.deepEqual([body['thinking'], notices], [budget(2048), []]);
  });
});

describe('rulesFor', () => {
  it('agrees with the documentation on every model, also under other spellings', () => {
    for (const [model, facts] of Object.entries(modelFacts)) {
      for (const name of [
        model,
        `anthropic.${model}-v1:0`,
        `anthropic/${model}`,
        model.replace(/-(\d{8})$/, '@$1'),
      ]) {
        const rules = rulesFor(name);
        assert.deepEqual(rules.efforts, facts.efforts, name);
        assert.equal({ neither: 0, one: 1, both: 2 }[rules.sampling], facts.sampling, name);
        assert.equal(rules.forcedTools, facts.forced, name);
        assert.equal(rules.jsonSchema, facts.format, name);
        const asked = { none: undefined, manual: 'enabled', adaptive: 'adaptive' }[rules.thinking];
        assert.equal(asked === undefined, facts.thinking.length === 0, name);
        if (asked !== undefined) assert.ok(facts.thinking.includes(asked), name);
        const off = facts.thinking.find((type) => type === 'disabled' || type === 'between_tools');
        if (asked !== undefined) assert.equal(rules.off, off, name);
      }
    }
  });

  it('takes a model to come for the newest of its line', () => {
    for (const line of ['opus', 'sonnet', 'haiku', 'fable']) {
      assert.deepEqual(rulesFor(`claude-${line}-7`), rulesFor(`claude-${line}-5-5`), line);
    }
    assert.deepEqual(rulesFor('claude-opus-4-10'), rulesFor('claude-opus-4-8'));
  });

  it('does not take a date for a version, and reads dots as well', () => {
    assert.deepEqual(rulesFor('claude-sonnet-4-20250514'), rulesFor('claude-sonnet-4'));
    assert.deepEqual(rulesFor('claude-3-7-sonnet-latest'), rulesFor('claude-sonnet-4-0'), 'both think alike');
    assert.deepEqual(rulesFor('claude-sonnet-4.6'), rulesFor('claude-sonnet-4-6'));
    assert.notDeepEqual(rulesFor('claude-sonnet-4-6'), rulesFor('claude-sonnet-4-5'), 'positive control');
  });
});
