import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { readModelList } from '../../../src/llm/model-list.ts';
import { listModels } from '../../../src/llm/models.ts';
import { ChatError } from '../../../src/model/error.ts';
import type { ModelEntry } from '../../../src/model/provider.ts';
import { bodyReply, errorReply, htmlPage, jsonReply, silence } from '../../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../fakes/scripted-provider.ts';
import type { Reply } from '../../fakes/play-reply.ts';
import { noAbort, samplePorts, sampleProvider } from './sample-request.ts';

const nowMs = Date.parse('2026-11-20T00:00:00Z');

describe('readModelList', () => {
  const capable = { completion_chat: true, function_calling: true, vision: false };
  const table: [title: string, value: unknown, expected: readonly ModelEntry[] | undefined][] = [
    ['OpenAI: ids only', { object: 'list', data: [{ id: 'gpt-4o', object: 'model' }] }, [{ id: 'gpt-4o' }]],
    [
      'OpenAI: what cannot chat is left out',
      {
        data: [
          'text-embedding-3-small',
          'whisper-1',
          'tts-1',
          'dall-e-3',
          'omni-moderation-latest',
          'gpt-4o-realtime-preview',
          'gpt-image-1',
          'gpt-4o-transcribe',
          'davinci-002',
          'o3',
        ].map((id) => ({ id })),
      },
      [{ id: 'o3' }],
    ],
    [
      'Mistral: capabilities, aliases folded to the name that stays valid, withdrawn ones left out',
      {
        data: [
          {
            id: 'sample-small-2506',
            aliases: ['sample-small-latest'],
            max_context_length: 131072,
            capabilities: capable,
          },
          {
            id: 'sample-small-latest',
            aliases: ['sample-small-2506'],
            max_context_length: 131072,
            capabilities: capable,
          },
          { id: 'sample-embed', aliases: [], capabilities: { ...capable, completion_chat: false } },
          { id: 'sample-old', capabilities: capable, deprecation: '2026-01-01T00:00:00Z' },
          {
            id: 'sample-leaving',
            capabilities: { ...capable, vision: true },
            deprecation: '2027-01-01T00:00:00Z',
          },
        ],
      },
      [
        { id: 'sample-small-latest', contextLength: 131072, tools: true, vision: false },
        { id: 'sample-leaving', tools: true, vision: true },
      ],
    ],
    [
      'Together: a bare array with types',
      [
        { id: 'org/chat', type: 'chat', context_length: 8192 },
        { id: 'org/code', type: 'code' },
        { id: 'org/picture', type: 'image' },
        { id: 'org/ranker', type: 'rerank' },
      ],
      [{ id: 'org/chat', contextLength: 8192 }, { id: 'org/code' }],
    ],
    [
      'OpenRouter: parameters, modalities, limits',
      {
        data: [
          {
            id: 'org/model',
            context_length: 200000,
            architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
            supported_parameters: ['tools', 'temperature'],
            top_provider: { max_completion_tokens: 64000 },
          },
          { id: 'org/painter', architecture: { output_modalities: ['image'] } },
          {
            id: 'org/plain',
            context_length: 4096,
            supported_parameters: [],
            top_provider: { max_completion_tokens: null },
          },
        ],
      },
      [
        { id: 'org/model', contextLength: 200000, maxOutput: 64000, tools: true, vision: true },
        { id: 'org/plain', contextLength: 4096, tools: false },
      ],
    ],
    [
      'Groq: window, limit, inactive ones left out',
      {
        data: [
          { id: 'a', active: true, context_window: 131072, max_completion_tokens: 8192 },
          { id: 'b', active: false },
        ],
      },
      [{ id: 'a', contextLength: 131072, maxOutput: 8192 }],
    ],
    ['vLLM', { data: [{ id: 'a', max_model_len: 32768 }] }, [{ id: 'a', contextLength: 32768 }]],
    ['llama.cpp', { data: [{ id: 'a', meta: { n_ctx_train: 40960 } }] }, [{ id: 'a', contextLength: 40960 }]],
    [
      'LM Studio: what is loaded counts',
      {
        data: [
          { id: 'a', type: 'vlm', loaded_context_length: 4096, max_context_length: 32768 },
          { id: 'e', type: 'embeddings' },
        ],
      },
      [{ id: 'a', contextLength: 4096, vision: true }],
    ],
    [
      'Gemini: prefixed ids',
      { data: [{ id: 'models/gemini-pro', inputTokenLimit: 1000, outputTokenLimit: 10 }] },
      [{ id: 'gemini-pro', contextLength: 1000, maxOutput: 10 }],
    ],
    [
      'Ollama, natively',
      { models: [{ name: 'llama3:8b', model: 'llama3:8b', capabilities: ['completion', 'tools'] }] },
      [{ id: 'llama3:8b', tools: true, vision: false }],
    ],
    [
      'aliases without a name that stays valid: the first of the group',
      { data: [{ id: 'a-1', aliases: ['a-2'] }, { id: 'a-2', aliases: ['a-1'] }, { id: 'b' }] },
      [{ id: 'a-1' }, { id: 'b' }],
    ],
    [
      'rubbish inside',
      { data: [null, 3, {}, { id: '' }, { id: 7 }, { id: 'a', context_length: 'big' }, { id: 'a' }] },
      [{ id: 'a' }],
    ],
    ['an empty list', { data: [] }, []],
    ['no list', { error: 'x' }, undefined],
    ['no JSON', undefined, undefined],
  ];
  for (const [title, value, expected] of table) {
    it(title, () => assert.deepEqual(readModelList(value, nowMs), expected));
  }
});

describe('listModels', () => {
  let server: ScriptedProvider;
  let reply: Reply;
  before(async () => {
    server = await startScriptedProvider({ models: () => reply });
  });
  after(() => server.close());

  const list = (row = 'openai', signal = noAbort()): Promise<readonly ModelEntry[]> =>
    listModels(
      sampleProvider(server.baseUrl, row),
      { value: 'sk-key-0123456789', origin: server.url },
      signal,
      samplePorts(),
    );

  it('asks GET …/models with the key in the row’s header', async () => {
    reply = jsonReply({ data: [{ id: 'a' }] });
    assert.deepEqual(await list(), [{ id: 'a' }]);
    const sent = server.requests.at(-1)!;
    assert.deepEqual(
      [sent.method, sent.path, sent.headers.authorization],
      ['GET', '/v1/models', 'Bearer sk-key-0123456789'],
    );
    await list('azure-openai');
    assert.equal(server.requests.at(-1)!.headers['api-key'], 'sk-key-0123456789');
  });

  const failures: [title: string, reply: () => Reply, facts: object][] = [
    [
      'an error status',
      () => errorReply(401, 'wrong key'),
      { kind: 'auth', status: 401, message: 'wrong key' },
    ],
    ['a web page', () => htmlPage(), { kind: 'protocol', code: 'no-list' }],
    ['something else', () => jsonReply({ ok: true }), { kind: 'protocol', code: 'no-list' }],
    ['half of a list', () => bodyReply('{"data":['), { kind: 'protocol', code: 'no-list' }],
  ];
  for (const [title, given, facts] of failures) {
    it(`fails with the facts at ${title}`, async () => {
      reply = given();
      await assert.rejects(list(), (error: unknown) => {
        assert.ok(error instanceof ChatError);
        assert.partialDeepStrictEqual(error.facts, facts);
        return true;
      });
    });
  }

  describe('in pages', () => {
    const page = (ids: readonly string[], hasMore: boolean): Reply =>
      jsonReply({ data: ids.map((id) => ({ id })), has_more: hasMore, last_id: ids.at(-1) });

    /** Lists the models of a server with these pages, and returns the queries it was asked with. */
    async function read(
      script: (after: string | null) => Reply,
    ): Promise<{ readonly models: readonly ModelEntry[]; readonly asked: readonly string[] }> {
      const own = await startScriptedProvider({ models: ({ query }) => script(query.get('after_id')) });
      const more = { dialect: 'anthropic', query: { beta: 'x' } } as const;
      const provider = sampleProvider(own.baseUrl, 'anthropic', more);
      try {
        const models = await listModels(provider, undefined, noAbort(), samplePorts());
        return { models, asked: own.requests.map(({ query }) => query.toString()) };
      } finally {
        await own.close();
      }
    }

    it('is read to the last, each page after the one before, no model twice', async () => {
      const { models, asked } = await read((after) => {
        if (after === null) return page(['a', 'b'], true);
        return after === 'b' ? page(['b', 'c'], true) : page(['d'], false);
      });
      assert.deepEqual(models, [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }]);
      assert.deepEqual(asked, [
        'beta=x&limit=1000',
        'beta=x&limit=1000&after_id=b',
        'beta=x&limit=1000&after_id=c',
      ]);
    });

    it('is not read for ever', async () => {
      const { models, asked } = await read(() => page(['a'], true));
      assert.deepEqual(models, [{ id: 'a' }]);
      assert.equal(asked.length, 20);
    });

    it('fails when one page does', async () => {
      const reading = read((after) => (after === null ? page(['a'], true) : errorReply(500, 'x')));
      await assert.rejects(reading, (error: unknown) => error instanceof ChatError);
    });
  });

  it('ends at once when it is aborted, with the signal’s reason', async () => {
    reply = silence();
    const abort = new AbortController();
    const listing = list('openai', abort.signal);
    await pause(20);
    const reason = new Error('closed');
    abort.abort(reason);
    await assert.rejects(listing, (error: unknown) => error === reason);
  });
});
