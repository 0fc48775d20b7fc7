// Whole conversations with an independent server that imitates the Messages API. It is strict: a question it has no answer
// to is refused, and so is a tool loop with thinking whose turns do not begin with signed thinking.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { LLMock } from '@copilotkit/aimock';
import type { ChatRequest, ModelMessage } from '../../../../src/llm/chat-request.ts';
import { createChatClient } from '../../../../src/llm/client.ts';
import { dialectOf } from '../../../../src/llm/dialects/index.ts';
import { ChatError } from '../../../../src/model/error.ts';
import type { StreamPart } from '../../../../src/model/stream.ts';
import type { ToolSpec } from '../../../../src/model/tool.ts';
import { backoff, noAbort, readAll, samplePorts, textOf, type Outcome } from '../sample-request.ts';
import { anthropicProvider, anthropicRequest } from './messages-replay.ts';

const KEY = 'sk-ant-aimock-0123456789';
const TEXT = 'Claude Monet, of course. “Ünïcode” 🎨, and a second sentence that is long enough to be cut.';
const THOUGHT = 'The user asks for a painter. ';
const PARIS = '{"city":"Paris"}';
const ONE = 'toolu_01aB3dE5gH7';
const TWO = 'toolu_01zY9xW7vU5';
const usage = { input_tokens: 11, output_tokens: 22 };
const tools: readonly ToolSpec[] = [
  {
    name: 'get_weather',
    description: 'The weather of a city.',
    inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
  { name: 'list_cities', description: 'Every city there is.', inputSchema: { type: 'object' } },
];

let mock: LLMock;

before(async () => {
  mock = new LLMock({ port: 0, chunkSize: 5, strict: true, auth: { apiKeys: [KEY] }, logLevel: 'silent' });
  await mock.start();
  mock.onMessage('painter', { content: TEXT, usage });
  mock.onMessage('think', { content: TEXT, reasoning: THOUGHT, reasoningSignature: 'sig-1', usage });
  mock.onMessage('cut', { content: 'Once upon', finishReason: 'length' });
  mock.onMessage('refuse', { content: 'I can', finishReason: 'refusal' });
  mock.on({ userMessage: 'who are you', systemMessage: ['pirate', 'Arr'] }, { content: 'Arr!' });
  mock.on(
    { userMessage: 'weather', hasToolResult: false },
    {
      content: 'Looking. ',
      reasoning: THOUGHT,
      reasoningSignature: 'sig-2',
      redactedThinking: ['opaque'],
      toolCalls: [
        { id: ONE, name: 'get_weather', arguments: PARIS },
        { id: TWO, name: 'list_cities', arguments: '{}' },
      ],
    },
  );
  mock.on({ toolCallId: TWO, toolResultContains: 'Lyon' }, { content: 'Paris and Lyon.' });
  mock.onMessage('malformed', { content: TEXT }, { chaos: { malformedRate: 1 } });
  mock.onMessage('disconnected', { content: TEXT }, { chaos: { disconnectRate: 1 } });
  mock.onMessage('dropped', { content: TEXT }, { chaos: { dropRate: 1 } });
  mock.onMessage('limited', { content: TEXT }, { chaos: { rateLimitRate: 1 } });
  mock.onMessage('break off', { content: TEXT }, { truncateAfterChunks: 6, latency: 20 });
  mock.onMessage(
    'break in a call',
    { toolCalls: [{ id: ONE, name: 'get_weather', arguments: '{"city":"a long name of a city"}' }] },
    { truncateAfterChunks: 5, latency: 20 },
  );
});
after(() => mock.stop());
afterEach(() => mock.clearRequests());

function requestOf(messages: readonly ModelMessage[], more: Partial<ChatRequest>): ChatRequest {
  const apiKey = { value: KEY, origin: mock.url };
  return anthropicRequest({ apiKey, messages, ...more }, anthropicProvider(`${mock.url}/v1`));
}

async function send(request: ChatRequest, stream: boolean): Promise<Outcome> {
  const client = createChatClient(samplePorts());
  if (stream) return readAll(client.stream(request, noAbort()));
  try {
    return { parts: await client.create(request, noAbort()) };
  } catch (error) {
    if (error instanceof ChatError) return { parts: [], facts: error.facts };
    throw error;
  }
}

const ask = (text: string, stream: boolean, more: Partial<ChatRequest> = {}): Promise<Outcome> =>
  send(requestOf([{ role: 'user', text }], more), stream);

const reasoningOf = (parts: readonly StreamPart[]): string =>
  parts.map((part) => (part.type === 'reasoning-delta' ? part.text : '')).join('');

function finishOf({ parts, facts }: Outcome): string {
  const reasons = parts.flatMap((part) => (part.type === 'finish' ? [part.reason] : []));
  return [...reasons, ...(facts === undefined ? [] : [`failure: ${facts.kind}`])].join(', ');
}

/** The answer and results of its calls as the next request carries them. */
function answered({ parts }: Outcome): ModelMessage[] {
  const calls = parts.flatMap((part) => (part.type === 'tool-call' ? [part] : []));
  const kept = parts.find((part) => part.type === 'provider-data');
  return [
    {
      role: 'assistant',
      text: textOf(parts),
      toolCalls: calls.map(({ callId, name, argumentsText }) => ({ callId, name, argumentsText })),
      ...(kept === undefined ? {} : { providerData: { row: 'anthropic', data: kept.data } }),
    },
    ...calls.map(({ callId, name }): ModelMessage => {
      const text = name === 'list_cities' ? 'Paris, Lyon' : 'clear';
      return { role: 'tool', callId, name, text };
    }),
  ];
}

for (const stream of [true, false]) {
  describe(`an independent Messages server, ${stream ? 'streamed' : 'whole'}`, () => {
    it('answers with text and usage', async () => {
      const outcome = await ask('Name a painter', stream);
      assert.equal(textOf(outcome.parts), TEXT);
      assert.equal(finishOf(outcome), 'stop');
      assert.partialDeepStrictEqual(outcome.parts, [
        { type: 'usage', usage: { inputTokens: 11, outputTokens: 22 } },
      ]);
      assert.equal(mock.getLastRequest()?.path, '/v1/messages');
    });

    it('is given the system prompt', async () => {
      const question: ModelMessage = { role: 'user', text: 'who are you' };
      const prompts = ['Talk like a pirate.', 'Begin with Arr.'];
      const system = prompts.map((text): ModelMessage => ({ role: 'system', text }));
      const outcome = await send(requestOf([...system, question], {}), stream);
      assert.equal(textOf(outcome.parts), 'Arr!');
      const without = await send(requestOf([question], {}), stream);
      assert.equal(finishOf(without), 'failure: overloaded', 'positive control: strict servers answer 503');
    });

    it('answers with thinking', async () => {
      const outcome = await ask('think', stream);
      assert.equal(reasoningOf(outcome.parts), THOUGHT);
      assert.equal(textOf(outcome.parts), TEXT);
    });

    for (const effort of [undefined, 'high']) {
      it(`calls tools and gets their results, ${effort === undefined ? 'not asked to think' : 'thinking'}`, async () => {
        const more: Partial<ChatRequest> = {
          tools,
          parameters: effort === undefined ? {} : { reasoningEffort: effort },
        };
        const question: ModelMessage = { role: 'user', text: 'weather' };
        const asked = await send(requestOf([question], more), stream);
        assert.equal(finishOf(asked), 'tools');
        assert.equal(textOf(asked.parts), 'Looking. ');
        assert.equal(reasoningOf(asked.parts), THOUGHT);
        assert.deepEqual(
          asked.parts.flatMap((part) =>
            part.type === 'tool-call' ? [`${part.callId} ${part.name} ${part.argumentsText}`] : [],
          ),
          [`${ONE} get_weather ${PARIS}`, `${TWO} list_cities {}`],
        );
        const final = await send(requestOf([question, ...answered(asked)], more), stream);
        assert.equal(finishOf(final), 'stop');
        assert.equal(textOf(final.parts), 'Paris and Lyon.');
      });
    }

    it('does not think on in a turn that began without', async () => {
      const question: ModelMessage = { role: 'user', text: 'weather' };
      const asked = await ask('weather', stream, { tools });
      // As another provider's answer would be stored.
      const history = answered(asked).map((message): ModelMessage => {
        if (message.role !== 'assistant') return message;
        const { providerData: _, ...others } = message;
        return others;
      });
      const parameters = { reasoningEffort: 'high' };
      const final = await send(requestOf([question, ...history], { tools, parameters }), stream);
      assert.equal(finishOf(final), 'stop');
    });

    it('cuts an answer at a limit, and refuses', async () => {
      assert.equal(finishOf(await ask('cut', stream)), 'length');
      assert.equal(finishOf(await ask('refuse', stream)), 'filtered');
    });

    const errors: [status: number, type: string, kind: string][] = [
      [400, 'invalid_request_error', 'bad-request'],
      [401, 'authentication_error', 'auth'],
      [403, 'permission_error', 'auth'],
      [404, 'not_found_error', 'not-found'],
      [429, 'rate_limit_error', 'rate-limit'],
      [500, 'api_error', 'server'],
      [529, 'overloaded_error', 'overloaded'],
    ];
    for (const [status, type, kind] of errors) {
      it(`fails with ${status} ${type}`, async () => {
        mock.nextRequestError(status, { message: 'Some words.', type });
        const outcome = await ask('painter', stream);
        assert.equal(finishOf(outcome), `failure: ${kind}`);
        assert.partialDeepStrictEqual(outcome.facts, { status, code: type });
        assert.match(outcome.facts?.message ?? '', /Some words\./);
      });
    }

    it('wants its key', async () => {
      const wrong = { value: `${KEY}x`, origin: mock.url };
      assert.equal(finishOf(await ask('painter', stream, { apiKey: wrong })), 'failure: auth');
      assert.equal(finishOf(await ask('painter', stream)), 'stop', 'positive control');
    });

    for (const [message, kind] of [
      ['malformed', 'protocol'],
      ['disconnected', 'network'],
      ['dropped', 'server'],
      ['limited', 'rate-limit'],
    ] as const) {
      it(`at its worst: ${message}`, async () => {
        const outcome = await ask(message, stream);
        assert.equal(finishOf(outcome), `failure: ${kind}`);
        assert.deepEqual(outcome.parts, []);
      });
    }
  });
}

describe('an independent Messages server that fails in the middle', () => {
  it('is asked again until it answers', async () => {
    mock.nextRequestError(529, { message: 'Overloaded', type: 'overloaded_error' });
    const outcome = await ask('painter', true, { retry: backoff });
    assert.equal(textOf(outcome.parts), TEXT);
    assert.equal(outcome.parts.filter(({ type }) => type === 'retry-wait').length, 1);
    assert.equal(mock.getRequests().length, 2);
  });

  it('breaks off in the middle: what was said stays, and nothing is asked twice', async () => {
    const outcome = await ask('break off', true, { retry: backoff });
    assert.equal(finishOf(outcome), 'failure: interrupted');
    const words = textOf(outcome.parts);
    assert.ok(words !== '' && words !== TEXT && TEXT.startsWith(words), words);
    assert.equal(mock.getRequests().length, 1);
  });

  it('breaks off inside a call: the call is not handed on', async () => {
    const outcome = await ask('break in a call', true, { tools });
    assert.equal(finishOf(outcome), 'failure: interrupted');
    assert.deepEqual(
      outcome.parts.filter(({ type }) => type === 'tool-call'),
      [],
    );
  });
});

describe('positive control', () => {
  const question: ModelMessage = { role: 'user', text: 'weather' };

  /** Sends a body as it is. */
  const post = (body: unknown): Promise<Response> =>
    fetch(`${mock.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('this server refuses the results of a call whose thinking is missing', async () => {
    const more: Partial<ChatRequest> = { tools, parameters: { reasoningEffort: 'high' } };
    const asked = await send(requestOf([question], more), false);
    const request = requestOf([question, ...answered(asked)], more);
    const { body } = dialectOf('anthropic').encode(request, false);
    assert.partialDeepStrictEqual(body, { thinking: { type: 'enabled' } });
    assert.equal((await post(body)).status, 200);
    const turns = body['messages'] as { readonly content: readonly { readonly type: string }[] }[];
    const bare = turns.map((turn) => ({
      ...turn,
      content: turn.content.filter(({ type }) => !type.includes('thinking')),
    }));
    const refused = await post({ ...body, messages: bare });
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /must begin with a `thinking` block/);
  });
});
