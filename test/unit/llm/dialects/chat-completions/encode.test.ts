import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChatRequest, ModelMessage, RequestParameters } from '../../../../../src/llm/chat-request.ts';
import type { EncodedRequest } from '../../../../../src/llm/dialects/dialect.ts';
import { dialectOf } from '../../../../../src/llm/dialects/index.ts';
import { rows } from '../../../../../src/llm/dialects/chat-completions/rows.ts';
import { ChatError } from '../../../../../src/model/error.ts';
import type { ToolSpec } from '../../../../../src/model/tool.ts';
import { sampleProvider, sampleRequest } from '../../sample-request.ts';

const tool: ToolSpec = {
  name: 'read_file',
  description: 'Reads a file.',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};

/** Every parameter there is, with values that all rows accept. */
const everything: Required<RequestParameters> = {
  temperature: 0.5,
  topP: 0.9,
  maxTokens: 100,
  minTokens: 1,
  stop: ['END'],
  seed: 7,
  n: 1,
  presencePenalty: 0.1,
  frequencyPenalty: -0.1,
  responseFormat: { type: 'text' },
  toolChoice: 'required',
  parallelToolCalls: false,
  reasoningEffort: 'high',
  safePrompt: true,
  user: 'user-1234',
  prediction: 'const a = 1;',
};

function encode(row: string, more: Partial<ChatRequest> = {}, quirks = {}, stream = true): EncodedRequest {
  const provider = sampleProvider('http://127.0.0.1:1/v1', row, { id: 'mine', label: 'Mine', quirks });
  return dialectOf('chat-completions').encode(
    sampleRequest(provider, { model: 'some-model', ...more }),
    stream,
  );
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

const mistralLike = {
  temperature: 0.5,
  top_p: 0.9,
  max_tokens: 100,
  min_tokens: 1,
  stop: ['END'],
  random_seed: 7,
  n: 1,
  presence_penalty: 0.1,
  frequency_penalty: -0.1,
  response_format: { type: 'text' },
  tool_choice: 'any',
  parallel_tool_calls: false,
  reasoning_effort: 'high',
  safe_prompt: true,
};
const prediction = { type: 'content', content: 'const a = 1;' };
const openAiLike = {
  temperature: 0.5,
  top_p: 0.9,
  max_completion_tokens: 100,
  stop: ['END'],
  seed: 7,
  n: 1,
  presence_penalty: 0.1,
  frequency_penalty: -0.1,
  response_format: { type: 'text' },
  tool_choice: 'required',
  parallel_tool_calls: false,
  reasoning_effort: 'high',
  user: 'user-1234',
};
const local = {
  temperature: 0.5,
  top_p: 0.9,
  max_tokens: 100,
  stop: ['END'],
  seed: 7,
  presence_penalty: 0.1,
  frequency_penalty: -0.1,
  response_format: { type: 'text' },
};
const usage = { stream_options: { include_usage: true } };
const template = { chat_template_kwargs: { enable_thinking: true, reasoning_effort: 'high' } };

/** The whole body beside model, messages, tools and stream: a row sends these fields and no other. */
const closedLists: Record<
  string,
  { fields: Record<string, unknown>; dropped: readonly (keyof RequestParameters)[] }
> = {
  mistral: { fields: { ...mistralLike, prediction }, dropped: ['user'] },
  'mistral-gcp': {
    fields: { ...without(without(mistralLike, 'min_tokens'), 'safe_prompt'), prediction },
    dropped: ['minTokens', 'safePrompt', 'user'],
  },
  beezy: { fields: mistralLike, dropped: ['user', 'prediction'] },
  openai: { fields: { ...openAiLike, ...usage }, dropped: ['minTokens', 'safePrompt', 'prediction'] },
  'azure-openai': { fields: { ...openAiLike, ...usage }, dropped: ['minTokens', 'safePrompt', 'prediction'] },
  together: {
    fields: { ...local, n: 1, tool_choice: 'required', reasoning_effort: 'high' },
    dropped: ['minTokens', 'parallelToolCalls', 'safePrompt', 'user', 'prediction'],
  },
  openrouter: {
    fields: {
      ...local,
      tool_choice: 'required',
      parallel_tool_calls: false,
      reasoning: { effort: 'high' },
      user: 'user-1234',
      ...usage,
    },
    dropped: ['minTokens', 'n', 'safePrompt', 'prediction'],
  },
  groq: { fields: { ...openAiLike, ...usage }, dropped: ['minTokens', 'safePrompt', 'prediction'] },
  deepseek: {
    fields: { ...without(local, 'seed'), tool_choice: 'required', thinking: { type: 'enabled' }, ...usage },
    dropped: ['minTokens', 'seed', 'n', 'parallelToolCalls', 'safePrompt', 'user', 'prediction'],
  },
  xai: {
    fields: { ...without(openAiLike, 'parallel_tool_calls'), parallel_function_calling: false, ...usage },
    dropped: ['minTokens', 'safePrompt', 'prediction'],
  },
  gemini: {
    fields: { ...without(local, 'seed'), n: 1, tool_choice: 'required', reasoning_effort: 'high', ...usage },
    dropped: ['minTokens', 'seed', 'parallelToolCalls', 'safePrompt', 'user', 'prediction'],
  },
  ollama: {
    fields: { ...local, reasoning_effort: 'high', ...usage },
    dropped: ['minTokens', 'n', 'toolChoice', 'parallelToolCalls', 'safePrompt', 'user', 'prediction'],
  },
  lmstudio: {
    fields: { ...local, tool_choice: 'required', ...usage },
    dropped: ['minTokens', 'n', 'parallelToolCalls', 'reasoningEffort', 'safePrompt', 'user', 'prediction'],
  },
  llamacpp: {
    fields: { ...local, n: 1, tool_choice: 'required', parallel_tool_calls: false, ...template, ...usage },
    dropped: ['minTokens', 'safePrompt', 'user', 'prediction'],
  },
  vllm: {
    fields: {
      ...local,
      min_tokens: 1,
      n: 1,
      tool_choice: 'required',
      parallel_tool_calls: false,
      ...template,
      user: 'user-1234',
      ...usage,
    },
    dropped: ['safePrompt', 'prediction'],
  },
  'openai-compatible': {
    fields: { ...local, n: 1, tool_choice: 'required', ...usage },
    dropped: ['minTokens', 'parallelToolCalls', 'reasoningEffort', 'safePrompt', 'user', 'prediction'],
  },
};

describe('closed field lists', () => {
  it('are written down here for every row', () => {
    assert.deepEqual(Object.keys(closedLists).toSorted(), Object.keys(rows).toSorted());
  });

  for (const [row, { fields, dropped }] of Object.entries(closedLists)) {
    it(`${row} sends every parameter it takes under its own name, and nothing else`, () => {
      const { body, notices } = encode(row, { parameters: everything, tools: [tool] });
      const { model, messages, tools, stream, ...rest } = body;
      assert.equal(model, 'some-model');
      assert.deepEqual(messages, [{ role: 'user', content: 'Hello' }]);
      assert.deepEqual(tools, [
        {
          type: 'function',
          function: { name: 'read_file', description: 'Reads a file.', parameters: tool.inputSchema },
        },
      ]);
      assert.equal(stream, true);
      assert.deepEqual(rest, fields);
      const told = notices.map(
        (notice) => /^parley\.request\.(\w+) was not sent: Mine does not take it/.exec(notice)?.[1],
      );
      assert.deepEqual(new Set(told), new Set(dropped));
    });

    it(`${row} sends nothing that is not set, and stream always`, () => {
      const streamed = row in { mistral: 1, 'mistral-gcp': 1, beezy: 1, together: 1 } ? {} : usage;
      assert.deepEqual(encode(row).body, {
        model: 'some-model',
        messages: [{ role: 'user', content: 'Hello' }],
        stream: true,
        ...streamed,
      });
      assert.deepEqual(encode(row, {}, {}, false).body, {
        model: 'some-model',
        messages: [{ role: 'user', content: 'Hello' }],
        stream: false,
      });
      assert.deepEqual(encode(row).notices, []);
    });
  }

  it('hold for a row name that is not known: it is served as openai-compatible', () => {
    assert.deepEqual(encode('nobody').body, encode('openai-compatible').body);
    assert.deepEqual(encode('__proto__').body, encode('openai-compatible').body);
  });
});

describe('encodeChat', () => {
  it('asks for what each operation returns; Together’s own client asks for both', () => {
    assert.equal(encode('mistral').accept, 'text/event-stream');
    assert.equal(encode('mistral', {}, {}, false).accept, 'application/json');
    assert.equal(encode('together').accept, 'application/json, text/event-stream');
    assert.equal(encode('azure-openai').auth, 'api-key');
    assert.equal(encode('openai').auth, 'bearer');
  });

  it('lets extraBody win over its own fields, and adds it as it is', () => {
    const extraBody = { temperature: 2, stream_options: null, top_k: 4, nested: { a: [1, null] } };
    const { body } = encode('openai', { parameters: { temperature: 0.1 }, extraBody });
    assert.partialDeepStrictEqual(body, extraBody);
  });

  it('takes the user’s words for values: text, JSON modes, a named tool, none', () => {
    const schema = { type: 'object', properties: {} };
    const responseFormat = {
      type: 'json_schema',
      name: 'x',
      description: 'd',
      schema,
      strict: true,
    } as const;
    const parameters = { responseFormat, toolChoice: { name: 'read_file' } };
    assert.partialDeepStrictEqual(encode('openai', { parameters, tools: [tool] }).body, {
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'x', description: 'd', schema, strict: true },
      },
      tool_choice: { type: 'function', function: { name: 'read_file' } },
    });
    assert.equal(
      encode('openai', { parameters: { toolChoice: 'none' }, tools: [tool] }).body['tool_choice'],
      'none',
    );
    assert.deepEqual(
      encode('beezy', { parameters: { responseFormat: { type: 'json_object' } } }).body['response_format'],
      {
        type: 'json_object',
      },
    );
  });

  it('leaves out what is about tools when there are none, without a word', () => {
    const { body, notices } = encode('openai', {
      parameters: { toolChoice: 'required', parallelToolCalls: true },
    });
    assert.equal('tool_choice' in body || 'parallel_tool_calls' in body, false);
    assert.deepEqual(notices, []);
  });

  it('gives a tool without a schema type the one every server wants', () => {
    const bare = { ...tool, inputSchema: {} };
    assert.partialDeepStrictEqual(encode('openai', { tools: [bare] }).body, {
      tools: [{ function: { parameters: { type: 'object', properties: {} } } }],
    });
  });

  it('says what a server does not take: a format, JSON beside tools', () => {
    const json = { responseFormat: { type: 'json_object' } } as const;
    for (const [row, more, pattern] of [
      ['lmstudio', { parameters: json }, /does not take this format/],
      [
        'deepseek',
        { parameters: { responseFormat: { type: 'json_schema', name: 'x', schema: {} } } },
        /does not take this format/,
      ],
      ['groq', { parameters: json, tools: [tool] }, /does not take it together with tools/],
    ] as const) {
      const { body, notices } = encode(row, more);
      assert.equal('response_format' in body, false);
      assert.match(notices.join(), pattern);
    }
    assert.equal(
      'response_format' in encode('groq', { parameters: json }).body,
      true,
      'positive control: without tools',
    );
  });

  it('sends a prediction to OpenAI alone: not beside tools, nor where several answers are asked for', () => {
    const parameters = { prediction: 'const a = 1;' };
    for (const row of ['openai', 'azure-openai']) {
      const { body, notices } = encode(row, { parameters: { ...parameters, n: 1 } });
      assert.deepEqual([body['prediction'], notices], [prediction, []]);
      const withTools = encode(row, { parameters, tools: [tool] });
      const withMore = encode(row, { parameters: { ...parameters, n: 2 } });
      assert.equal('prediction' in withTools.body || 'prediction' in withMore.body, false);
      assert.deepEqual(withTools.notices, [
        'parley.request.prediction was not sent: Mine does not take it together with tools.',
      ]);
      assert.equal(
        withMore.notices[0],
        'parley.request.prediction was not sent: Mine does not take it together with parley.request.n above 1.',
      );
    }
    for (const row of ['mistral', 'mistral-gcp']) {
      const { body } = encode(row, { parameters: { ...parameters, n: 2 }, tools: [tool] });
      assert.deepEqual(body['prediction'], prediction, row);
    }
  });

  it('says that further answers are paid for and not shown', () => {
    assert.match(encode('openai', { parameters: { n: 3 } }).notices.join(), /several answers/);
  });

  it('turns DeepSeek’s and local servers’ thinking off for effort none', () => {
    const parameters = { reasoningEffort: 'none' };
    assert.deepEqual(encode('deepseek', { parameters }).body['thinking'], { type: 'disabled' });
    assert.partialDeepStrictEqual(encode('vllm', { parameters }).body, {
      chat_template_kwargs: { enable_thinking: false },
    });
  });
});

describe('images', () => {
  const png = { mediaType: 'image/png', base64: 'iVBORw0KGgo=' } as const;
  const gif = { mediaType: 'image/gif', base64: 'R0lGODlh' } as const;
  const shown = (base64: string, type: string): object => {
    return { type: 'image_url', image_url: { url: `data:${type};base64,${base64}` } };
  };

  for (const row of Object.keys(rows)) {
    it(`${row} gets them behind the words, as data URLs`, () => {
      const { body } = encode(row, { messages: [{ role: 'user', text: 'Which?', images: [png, gif] }] });
      assert.deepEqual(body['messages'], [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Which?' },
            shown('iVBORw0KGgo=', 'image/png'),
            shown('R0lGODlh', 'image/gif'),
          ],
        },
      ]);
    });
  }

  it('need no words, and words without images are plain text', () => {
    const messages: ModelMessage[] = [
      { role: 'user', text: ' ', images: [png] },
      { role: 'user', text: 'Well?', images: [] },
    ];
    assert.deepEqual(encode('openai', { messages }).body['messages'], [
      { role: 'user', content: [shown('iVBORw0KGgo=', 'image/png')] },
      { role: 'user', content: 'Well?' },
    ]);
  });
});

describe('ranges', () => {
  const wrong: [row: string, parameters: RequestParameters, message: RegExp][] = [
    [
      'mistral',
      { temperature: 1.6 },
      /parley\.request\.temperature is 1\.6; Mine takes a number from 0 to 1\.5\. Nothing was sent\./,
    ],
    ['openai', { temperature: -0.1 }, /from 0 to 2/],
    ['openai', { temperature: Number.NaN }, /takes a number/],
    ['openai', { topP: 1.01 }, /from 0 to 1/],
    ['openai', { maxTokens: 0 }, /a whole number from 1 up/],
    ['openai', { maxTokens: 1.5 }, /a whole number/],
    ['mistral', { seed: -1 }, /from 0 up/],
    ['openai', { seed: 1.5 }, /takes a whole number\./],
    ['openai', { n: 129 }, /from 1 to 128/],
    ['groq', { n: 2 }, /from 1 to 1/],
    ['openai', { presencePenalty: 2.1 }, /from -2 to 2/],
    ['openai', { frequencyPenalty: -3 }, /from -2 to 2/],
    ['openai', { stop: ['1', '2', '3', '4', '5'] }, /at most 4 entries/],
    ['together', { reasoningEffort: 'extreme' }, /one of low, medium, high/],
    [
      'mistral',
      { temperature: 0, topP: 0.5 },
      /parley\.request\.topP is 0\.5; Mine takes 1 while parley\.request\.temperature is 0/,
    ],
  ];
  for (const [row, parameters, message] of wrong) {
    it(`${row} refuses ${JSON.stringify(parameters)}`, () => {
      const facts = fails(() => encode(row, { parameters }));
      assert.partialDeepStrictEqual(facts, { kind: 'configuration', code: 'parameter', retryable: false });
      assert.match(facts.message, message);
    });
  }

  it('include their ends', () => {
    encode('mistral', {
      parameters: { temperature: 1.5, topP: 0, seed: 0, n: 1, presencePenalty: -2, frequencyPenalty: 2 },
    });
    encode('mistral', { parameters: { temperature: 0, topP: 1 } });
    encode('openai', { parameters: { seed: -5, n: 128, stop: ['1', '2', '3', '4'] } });
  });

  it('know the tools of the request', () => {
    const facts = fails(() =>
      encode('openai', { parameters: { toolChoice: { name: 'nope' } }, tools: [tool] }),
    );
    assert.match(facts.message, /toolChoice is "nope"; Mine takes auto, none, required, or one of read_file/);
  });
});

describe('models that differ from their row', () => {
  const dropped = (row: string, model: string): string[] =>
    encode(row, { model, parameters: everything, tools: [tool] }).notices.map((notice) =>
      notice.split(' ')[0]!.slice('parley.request.'.length),
    );

  it('OpenAI’s reasoning models take the default sampling and read the system prompt as developer', () => {
    const messages: ModelMessage[] = [
      { role: 'system', text: 'S' },
      { role: 'user', text: 'U' },
    ];
    for (const model of ['o1', 'o3-mini', 'o4-mini', 'gpt-5', 'gpt-5.1-codex', 'codex-mini']) {
      assert.deepEqual(
        dropped('openai', model),
        [
          'temperature',
          'topP',
          'minTokens',
          'stop',
          'presencePenalty',
          'frequencyPenalty',
          'safePrompt',
          'prediction',
        ],
        model,
      );
      assert.partialDeepStrictEqual(encode('openai', { model, messages }).body, {
        messages: [{ role: 'developer' }, {}],
      });
    }
    for (const model of ['gpt-4o', 'gpt-4.1', 'gpt-5-chat-latest']) {
      assert.deepEqual(dropped('openai', model), ['minTokens', 'safePrompt', 'prediction'], model);
      assert.partialDeepStrictEqual(encode('openai', { model, messages }).body, {
        messages: [{ role: 'system' }, {}],
      });
    }
  });

  it('xAI’s reasoning models take no penalties and no stop', () => {
    for (const model of ['grok-4', 'grok-3-mini', 'grok-4-fast-reasoning', 'grok-code-fast-1']) {
      assert.deepEqual(
        dropped('xai', model),
        ['minTokens', 'stop', 'presencePenalty', 'frequencyPenalty', 'safePrompt', 'prediction'],
        model,
      );
    }
    assert.deepEqual(dropped('xai', 'grok-4-fast-non-reasoning'), ['minTokens', 'safePrompt', 'prediction']);
    assert.deepEqual(dropped('xai', 'grok-3'), ['minTokens', 'safePrompt', 'prediction']);
  });
});

describe('quirks', () => {
  it('rename and switch what a server of one’s own wants', () => {
    const parameters: RequestParameters = {
      seed: 1,
      maxTokens: 2,
      toolChoice: 'required',
      parallelToolCalls: true,
    };
    const quirks = {
      seedField: 'random_seed',
      limitField: 'max_completion_tokens',
      forcedToolWord: 'any',
      parallelToolCalls: true,
      askUsage: false,
    };
    const { body, notices } = encode('openai-compatible', { parameters, tools: [tool] }, quirks);
    assert.partialDeepStrictEqual(body, {
      random_seed: 1,
      max_completion_tokens: 2,
      tool_choice: 'any',
      parallel_tool_calls: true,
    });
    assert.equal('stream_options' in body, false);
    assert.deepEqual(notices, []);
    assert.match(
      encode('openai-compatible', { parameters: { seed: 1 } }, { seedField: 'none' }).notices.join(),
      /seed was not sent/,
    );
  });

  it('with a name or a value nobody knows are refused by name', () => {
    for (const [quirks, path] of [
      [{ seedfield: 'x' }, 'parley.providers.mine.quirks: Unrecognized key: "seedfield"'],
      [{ toolIds: 'ten' }, 'parley.providers.mine.quirks.toolIds'],
    ] as const) {
      const facts = fails(() => encode('openai-compatible', {}, quirks));
      assert.partialDeepStrictEqual(facts, { kind: 'configuration', code: 'quirks' });
      assert.ok(facts.message.startsWith(path), facts.message);
      assert.match(facts.message, /Known: .*askUsage/);
    }
  });
});

describe('what a model said goes back to it', () => {
  const call = { callId: 'abcdefgh1', name: 'read_file', argumentsText: '{"path":"a"}' };
  const history = (
    providerData: { row: string; data: unknown } | undefined,
    model = 'some-model',
  ): ChatRequest['messages'] => [
    { role: 'user', text: 'U' },
    {
      role: 'assistant',
      text: 'A',
      reasoning: 'R',
      toolCalls: [call],
      ...(providerData === undefined
        ? {}
        : { providerData: { ...providerData, data: { model, ...(providerData.data as object) } } }),
    },
    { role: 'tool', callId: call.callId, name: 'read_file', text: 'T' },
  ];
  const assistantOf = (
    row: string,
    messages: ChatRequest['messages'],
    quirks = {},
  ): Record<string, unknown> => {
    const sent = encode(row, { messages }, quirks).body['messages'] as Record<string, unknown>[];
    return sent.find((message) => message['role'] === 'assistant')!;
  };
  const plain = {
    role: 'assistant',
    content: 'A',
    tool_calls: [
      { id: 'abcdefgh1', type: 'function', function: { name: 'read_file', arguments: '{"path":"a"}' } },
    ],
  };

  it('calls and results in the words of the family', () => {
    assert.deepEqual(encode('openai', { messages: history(undefined) }).body['messages'], [
      { role: 'user', content: 'U' },
      plain,
      { role: 'tool', tool_call_id: 'abcdefgh1', content: 'T' },
    ]);
  });

  const replays: [row: string, expected: Record<string, unknown>, data?: object, quirks?: object][] = [
    ['openai', plain],
    [
      'mistral',
      {
        ...plain,
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'R' }] },
          { type: 'text', text: 'A' },
        ],
      },
    ],
    ['deepseek', { ...plain, reasoning_content: 'R' }],
    [
      'openrouter',
      { ...plain, reasoning_details: [{ type: 'reasoning.text', text: 'R', signature: 's' }] },
      { details: [{ type: 'reasoning.text', text: 'R', signature: 's' }] },
    ],
    ['openrouter', plain],
    ['openai-compatible', { ...plain, reasoning: 'R' }, {}, { reasoningReplay: 'reasoning' }],
  ];
  for (const [row, expected, data = {}, quirks = {}] of replays) {
    it(`thinking to ${row}: ${Object.keys(expected).join(', ')}`, () => {
      assert.deepEqual(assistantOf(row, history({ row, data }), quirks), expected);
    });
  }

  it('thinking of another model or vendor is left out', () => {
    assert.deepEqual(assistantOf('mistral', history({ row: 'mistral', data: {} }, 'other-model')), plain);
    assert.deepEqual(assistantOf('mistral', history({ row: 'deepseek', data: {} })), plain);
    assert.deepEqual(assistantOf('mistral', history(undefined)), plain);
  });

  it('Gemini’s signatures with their calls; a stand-in for the calls of others', () => {
    const own = {
      ...call,
      providerData: { row: 'gemini', extraContent: { google: { thought_signature: 'sig' } } },
    };
    const messages = (toolCall: typeof call): ChatRequest['messages'] => [
      { role: 'user', text: 'U' },
      { role: 'assistant', text: '', toolCalls: [toolCall] },
    ];
    const extra = (model: string, toolCall: typeof call, row = 'gemini'): unknown => {
      const sent = encode(row, { model, messages: messages(toolCall) }).body['messages'] as {
        tool_calls?: { extra_content?: unknown }[];
      }[];
      return sent[1]?.tool_calls?.[0]?.extra_content;
    };
    assert.deepEqual(extra('gemini-3-pro', own), { google: { thought_signature: 'sig' } });
    assert.deepEqual(extra('gemini-3-pro', call), {
      google: { thought_signature: 'skip_thought_signature_validator' },
    });
    assert.equal(extra('gemini-2.5-flash', own), undefined);
    assert.equal(extra('gpt-4o', own, 'openai'), undefined);
  });

  it('an unfinished answer is continued the way the server knows', () => {
    const messages: ChatRequest['messages'] = [
      { role: 'user', text: 'U' },
      { role: 'assistant', text: 'Half', toolCalls: [] },
    ];
    const last = (row: string, model?: string): unknown =>
      (encode(row, { messages, ...(model === undefined ? {} : { model }) }).body['messages'] as unknown[]).at(
        -1,
      );
    assert.deepEqual(last('mistral'), { role: 'assistant', content: 'Half', prefix: true });
    assert.deepEqual(last('openai'), { role: 'assistant', content: 'Half' });
    assert.deepEqual(last('vllm', 'mistralai/Mistral-Small'), { role: 'user', content: 'Continue.' });
  });
});

function without<Fields extends Record<string, unknown>>(
  fields: Fields,
  name: keyof Fields & string,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}
