// The dialect over real sockets, through the client that a turn uses.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { modelMessages } from '../../../../src/chat/request.ts';
import type { ChatRequest } from '../../../../src/llm/chat-request.ts';
import { createChatClient } from '../../../../src/llm/client.ts';
import { dialectOf, providerPresets } from '../../../../src/llm/dialects/index.ts';
import { listModels } from '../../../../src/llm/models.ts';
import { ChatError } from '../../../../src/model/error.ts';
import type { AssistantMessage, AssistantPart } from '../../../../src/model/conversation.ts';
import type { StreamPart } from '../../../../src/model/stream.ts';
import { createGate } from '../../../fakes/gate.ts';
import { errorReply, jsonReply, streamRaw } from '../../../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../../fakes/scripted-provider.ts';
import { backoff, noAbort, readAll, samplePorts, textOf } from '../sample-request.ts';
import { anthropicProvider, anthropicRequest, messagesEvent } from './messages-replay.ts';
import { fixture, wholeHi } from './sdk-setup.ts';

const KEY = 'sk-ant-client-0123456789';
let server: ScriptedProvider;
const waits: number[] = [];
const client = createChatClient(
  samplePorts({
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  }),
);

function request(more: Partial<ChatRequest> = {}): ChatRequest {
  const apiKey = { value: KEY, origin: server.url };
  return anthropicRequest({ apiKey, ...more }, anthropicProvider(server.baseUrl));
}

before(async () => {
  server = await startScriptedProvider();
});
after(() => server.close());
beforeEach(() => {
  server.setFallback(undefined);
  waits.length = 0;
});

const text = (words: string): StreamPart => ({ type: 'text-delta', text: words });
const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

describe('the Messages API over HTTP', () => {
  it('is asked below the base URL, with the key in its own header and the version', async () => {
    server.queue(streamRaw([fixture('text-padding')]));
    const { parts, facts } = await readAll(client.stream(request(), noAbort()));
    assert.equal(facts, undefined);
    assert.equal(textOf(parts), 'Grüße, 🦜');
    const sent = server.requests.at(-1)!;
    assert.deepEqual([sent.method, sent.path], ['POST', '/v1/messages']);
    assert.partialDeepStrictEqual(sent.headers, {
      'x-api-key': KEY,
      'anthropic-version': '2023-06-01',
      'content-type': 'application/json',
      accept: 'text/event-stream',
    });
    assert.equal(sent.headers.authorization, undefined);
  });

  it('gets headers of the user’s own, which win', async () => {
    server.queue(jsonReply(wholeHi));
    const headers = { 'Anthropic-Version': '2026-10-21', 'anthropic-beta': 'some-beta' };
    const provider = anthropicProvider(server.baseUrl, { headers });
    await client.create(anthropicRequest({}, provider), noAbort());
    const sent = server.requests.at(-1)!;
    assert.equal(sent.headers['anthropic-version'], '2026-10-21');
    assert.equal(sent.headers['anthropic-beta'], 'some-beta');
    assert.equal(sent.headers['x-api-key'], undefined, 'no key, no header');
  });

  it('gives a whole answer as the same parts', async () => {
    server.queue(jsonReply(wholeHi));
    assert.deepEqual(await client.create(request(), noAbort()), [
      text('Hi'),
      { type: 'usage', usage: { inputTokens: 3, outputTokens: 2 } },
      { type: 'finish', reason: 'stop' },
    ]);
    assert.equal(server.requests.at(-1)!.body.stream, false);
  });

  it('is understood in either form, whichever was asked for', async () => {
    server.queue(jsonReply(wholeHi), streamRaw([fixture('text-padding')]));
    assert.equal(textOf((await readAll(client.stream(request(), noAbort()))).parts), 'Hi');
    assert.equal(textOf(await client.create(request(), noAbort())), 'Grüße, 🦜');
  });

  it('is shown as it comes, and not waited for after message_stop', async () => {
    const gate = createGate();
    const events = fixture('text-padding').split(/(?<=\n\n)/);
    const at = events.findIndex((event) => event.includes('text_delta')) + 1;
    server.queue(
      streamRaw([events.slice(0, at).join(''), events.slice(at).join('')], { gate, ending: 'silence' }),
    );
    const answer = client.stream(request(), noAbort());
    gate.release();
    assert.deepEqual((await answer.next()).value, [text('Grüße, ')]);
    gate.release();
    assert.partialDeepStrictEqual((await answer.next()).value, [text('🦜')]);
    assert.partialDeepStrictEqual((await answer.next()).value, [
      { type: 'usage' },
      { type: 'finish', reason: 'stop' },
    ]);
    assert.equal((await answer.next()).done, true);
  });

  it('is asked again when it is overloaded before it said anything: as an answer or inside a stream', async () => {
    server.queue(
      jsonReply(overloaded, 529),
      streamRaw([messagesEvent({ type: 'ping' }), messagesEvent(overloaded)]),
      streamRaw([fixture('text-padding')]),
    );
    const { parts, facts } = await readAll(client.stream(request({ retry: backoff }), noAbort()));
    assert.equal(facts, undefined);
    assert.deepEqual(
      parts.slice(0, 3).map(({ type }) => type),
      ['retry-wait', 'retry-wait', 'text-delta'],
    );
  });

  it('is asked again after the wait that it names, be it the reset of a limit', async () => {
    const limited = { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down.' } };
    const reset = new Date(Date.now() + 20_000).toISOString();
    server.queue(
      jsonReply(limited, 429, { 'retry-after': '3' }),
      jsonReply(limited, 429, {
        'anthropic-ratelimit-tokens-remaining': '0',
        'anthropic-ratelimit-tokens-reset': reset,
      }),
      streamRaw([fixture('text-padding')]),
    );
    const { facts } = await readAll(client.stream(request({ retry: backoff }), noAbort()));
    assert.equal(facts, undefined);
    assert.equal(waits[0], 3000);
    assert.ok((waits[1] ?? 0) > 10_000 && (waits[1] ?? 0) <= 20_000, String(waits[1]));
  });

  const final: [title: string, reply: ReturnType<typeof jsonReply>, kind: string][] = [
    [
      'it says so itself',
      jsonReply({ type: 'error', error: { type: 'api_error', message: 'x' } }, 500, {
        'x-should-retry': 'false',
      }),
      'server',
    ],
    [
      'the month’s limit is reached, although the status says otherwise',
      jsonReply(
        {
          type: 'error',
          error: {
            type: 'rate_limit_error',
            message: 'You have reached your API usage limits.',
            details: { error_code: 'enforced_spend_limit_reached' },
          },
        },
        429,
      ),
      'quota',
    ],
    ['the key is wrong', errorReply(401, 'invalid x-api-key'), 'auth'],
  ];
  for (const [title, reply, kind] of final) {
    it(`is not asked again when ${title}`, async () => {
      server.queue(reply);
      const earlier = server.requests.length;
      const { facts } = await readAll(client.stream(request({ retry: backoff }), noAbort()));
      assert.equal(facts?.kind, kind);
      assert.equal(server.requests.length, earlier + 1);
    });
  }

  it('is asked again without a field that the model refuses, and from then on without it', async () => {
    const learning = createChatClient(samplePorts());
    const refusal = { type: 'invalid_request_error', message: '`temperature` is deprecated for this model.' };
    server.queue(jsonReply({ type: 'error', error: refusal }, 400), jsonReply(wholeHi), jsonReply(wholeHi));
    const warm = request({ parameters: { temperature: 0.7 } });
    const earlier = server.requests.length;
    const parts = await learning.create(warm, noAbort());
    await learning.create(warm, noAbort());
    const sent = server.requests.slice(earlier).map(({ body }) => body['temperature']);
    assert.deepEqual(sent, [0.7, undefined, undefined]);
    assert.equal(textOf(parts), 'Hi');
    assert.match(JSON.stringify(parts), /“temperature” was not sent/);
  });

  it('keeps what it said when it fails in the middle, and is not asked again', async () => {
    server.queue(streamRaw([fixture('error-overloaded-in-text')]));
    const earlier = server.requests.length;
    const { parts, facts } = await readAll(client.stream(request({ retry: backoff }), noAbort()));
    assert.equal(facts?.kind, 'overloaded');
    assert.deepEqual(parts[0], text('Half an '));
    assert.equal(server.requests.length, earlier + 1);
  });

  it('is interrupted when the connection ends before the stop reason, complete when after', async () => {
    const whole = fixture('text-padding');
    const middle = whole.slice(0, whole.indexOf('event: message_delta'));
    const nearly = whole.slice(0, whole.indexOf('event: message_stop'));
    server.queue(streamRaw([middle], { ending: 'fin' }), streamRaw([nearly], { ending: 'fin' }));
    const cut = await readAll(client.stream(request(), noAbort()));
    assert.equal(cut.facts?.kind, 'interrupted');
    assert.equal(textOf(cut.parts), 'Grüße, 🦜');
    const complete = await readAll(client.stream(request(), noAbort()));
    assert.equal(complete.facts, undefined);
    assert.deepEqual(complete.parts.at(-1), { type: 'finish', reason: 'stop' });
  });

  it('gets its thinking back with the results of its calls, as a session stores them', async () => {
    server.queue(streamRaw([fixture('thinking-interleaved')]), jsonReply(wholeHi));
    const question = {
      role: 'user' as const,
      id: 'u1',
      createdAtMs: 0,
      text: 'Hello',
      attachments: [],
    };
    const provider = anthropicProvider(server.baseUrl);
    const ask = (...path: Parameters<typeof modelMessages>[0]): ChatRequest =>
      request({ messages: modelMessages(path, 'Be brief.', provider) });
    const { parts } = await readAll(client.stream(ask(question), noAbort()));
    const answer: AssistantMessage = {
      role: 'assistant',
      id: 'a1',
      parentId: 'u1',
      createdAtMs: 0,
      model: 'anthropic/claude-haiku-4-5',
      providerLabel: 'Anthropic',
      parts: JSON.parse(JSON.stringify(parts.flatMap(storedPart))) as AssistantPart[],
      state: 'running',
    };
    await client.create(ask(question, answer), noAbort());
    const turns = server.requests.at(-1)!.body['messages'] as {
      readonly role: string;
      readonly content: readonly Record<string, unknown>[];
    }[];
    assert.deepEqual(turns[1], {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'First.', signature: 's1' },
        { type: 'text', text: 'I look.' },
        { type: 'thinking', thinking: '', signature: 's2' },
        { type: 'tool_use', id: 'toolu_01A', name: 'read_file', input: { path: 'a' } },
        { type: 'thinking', thinking: 'And b.', signature: 's3' },
        { type: 'tool_use', id: 'toolu_01B', name: 'read_file', input: { path: 'b' } },
      ],
    });
    assert.deepEqual(
      turns[2]?.content.map(({ type, tool_use_id: id, content }) => [type, id, content]),
      [
        ['tool_result', 'toolu_01A', 'Result.'],
        ['tool_result', 'toolu_01B', 'Result.'],
      ],
    );
  });
});

function storedPart(part: StreamPart): AssistantPart[] {
  switch (part.type) {
    case 'text-delta':
      return [{ type: 'text', text: part.text }];
    case 'reasoning-delta':
      return [{ type: 'reasoning', text: part.text }];
    case 'tool-call':
      return [{ ...part, outcome: { status: 'ok', text: 'Result.' } }];
    case 'provider-data':
      return [part];
    case 'usage':
    case 'notice':
    case 'retry-wait':
    case 'choice':
    case 'finish':
      return [];
  }
}

describe('the list of models', () => {
  const page = (ids: readonly string[], hasMore: boolean): unknown => ({
    data: ids.map((id) => ({ type: 'model', id, display_name: id, max_input_tokens: 200_000 })),
    has_more: hasMore,
    first_id: ids[0] ?? null,
    last_id: ids.at(-1) ?? null,
  });

  it('is asked for with key and version, and read', async () => {
    const own = await startScriptedProvider({ models: jsonReply(page(['claude-b', 'claude-a'], false)) });
    try {
      const provider = anthropicProvider(own.baseUrl);
      const ports = samplePorts();
      const models = await listModels(provider, { value: KEY, origin: own.url }, noAbort(), ports);
      assert.deepEqual(
        models.map(({ id }) => id),
        ['claude-b', 'claude-a'],
      );
      const sent = own.requests[0]!;
      assert.equal(sent.path, '/v1/models');
      assert.partialDeepStrictEqual(sent.headers, { 'x-api-key': KEY, 'anthropic-version': '2023-06-01' });
    } finally {
      await own.close();
    }
  });

  it('tells errors as a question does', async () => {
    const refusal = { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } };
    const own = await startScriptedProvider({ models: jsonReply(refusal, 401, { 'request-id': 'req_1' }) });
    try {
      const listing = listModels(anthropicProvider(own.baseUrl), undefined, noAbort(), samplePorts());
      await assert.rejects(listing, (error: unknown) => {
        assert.ok(error instanceof ChatError);
        assert.partialDeepStrictEqual(error.facts, { kind: 'auth', requestId: 'req_1' });
        return true;
      });
    } finally {
      await own.close();
    }
  });

  it('comes in pages', () => {
    const route = dialectOf('anthropic').modelsPath(anthropicProvider());
    const next = (answer: unknown): unknown => route?.page?.(answer);
    assert.deepEqual(next(undefined), { limit: '1000' });
    assert.deepEqual(next(page(['claude-b', 'claude-a'], true)), { limit: '1000', after_id: 'claude-a' });
    assert.equal(next(page(['claude-a'], false)), undefined);
    assert.equal(next({ data: [], has_more: true, last_id: null }), undefined, 'there is no end to that');
    assert.equal(next('nonsense'), undefined);
  });
});

describe('the provider', () => {
  it('is known by name', () => {
    assert.deepEqual(providerPresets['anthropic'], {
      id: 'anthropic',
      label: 'Anthropic',
      dialect: 'anthropic',
      baseUrl: 'https://api.anthropic.com/v1',
      apiKeyEnv: 'ANTHROPIC_API_KEY',
      keyUrl: 'https://platform.claude.com/settings/keys',
      needsKey: true,
    });
  });

  it('takes the quirk that means something, and refuses the others by name', async () => {
    const withQuirks = (quirks: Record<string, unknown>): ChatRequest =>
      anthropicRequest({ retry: backoff }, anthropicProvider(server.baseUrl, { quirks }));
    server.queue(errorReply(500, 'x'));
    const earlier = server.requests.length;
    const never = await readAll(client.stream(withQuirks({ retry500: 'never' }), noAbort()));
    assert.equal(never.facts?.kind, 'server');
    assert.equal(server.requests.length, earlier + 1);
    const { facts } = await readAll(client.stream(withQuirks({ thinkTags: true }), noAbort()));
    assert.equal(facts?.kind, 'configuration');
    assert.match(
      facts?.message ?? '',
      /parley\.providers\.anthropic\.quirks\.thinkTags: .* Known: retry500\./,
    );
    assert.equal(server.requests.length, earlier + 1, 'nothing was sent');
  });
});
