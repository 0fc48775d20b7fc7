// Mistral's own client for Google Cloud and Parley ask the same recording server: address, headers and body agree, and the
// same answer means the same to both. What differs is listed with its reason.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { HTTPClient, MistralGCP } from '@mistralai/mistralai-gcp';
import type { ChatCompletionStreamRequest } from '@mistralai/mistralai-gcp/models/components/chatcompletionstreamrequest.js';
import type { ChatRequest } from '../../../../src/llm/chat-request.ts';
import { createChatClient } from '../../../../src/llm/client.ts';
import { vertexBaseUrl } from '../../../../src/llm/dialects/mistral-gcp/endpoint.ts';
import type { StreamPart } from '../../../../src/model/stream.ts';
import { jsonReply, streamRaw, wholeAnswer } from '../../../fakes/replies.ts';
import {
  startScriptedProvider,
  type RecordedRequest,
  type ScriptedProvider,
} from '../../../fakes/scripted-provider.ts';
import {
  DONE,
  finishChunk,
  roleChunk,
  textChunk,
  toolCallChunk,
  usageOf,
  wholeToolCall,
} from '../../../fakes/sse-chunks.ts';
import { noAbort, readAll, samplePorts, sampleRequest, textOf } from '../sample-request.ts';
import { vertexProvider } from './login-setup.ts';

const TOKEN = 'sample.token.of.google';
const PROJECT = 'my-project';
const REGION = 'us-central1';

/** Headers that say who calls and how the bytes are packed, not what is asked. The client sends an empty `cookie`. */
const PACKAGING: ReadonlySet<string> = new Set([
  'user-agent',
  'accept-language',
  'accept-encoding',
  'sec-fetch-mode',
  'connection',
  'content-length',
  'cookie',
  'host',
  'transfer-encoding',
]);

let server: ScriptedProvider;
before(async () => {
  server = await startScriptedProvider();
});
after(() => server.close());

/** The client, its fixed host replaced by the recording server; everything else is as it sends it. */
function officialClient(asked: string[]): MistralGCP {
  const fetcher = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    assert.ok(input instanceof Request);
    asked.push(input.url);
    const { pathname, search } = new URL(input.url);
    return fetch(new Request(server.url + pathname + search, input), init);
  };
  return new MistralGCP({
    region: REGION,
    projectId: PROJECT,
    apiKey: async () => TOKEN,
    httpClient: new HTTPClient({ fetcher }),
  });
}

function parleyRequest(more: Partial<ChatRequest>): ChatRequest {
  const provider = vertexProvider({ baseUrl: `${server.url}/v1` }, { project: PROJECT, region: REGION });
  return sampleRequest(provider, {
    model: 'mistral-small-2503',
    apiKey: { value: TOKEN, origin: server.url },
    ...more,
  });
}

const client = createChatClient(samplePorts());

interface Case {
  readonly name: string;
  readonly parley: Partial<ChatRequest>;
  readonly official: Omit<ChatCompletionStreamRequest, 'model'> & { readonly model?: string };
}

const parameters = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] };
const parleyTool = { name: 'plus', description: 'Adds.', inputSchema: parameters };
const officialTool = {
  type: 'function' as const,
  function: { name: 'plus', description: 'Adds.', parameters },
};
const toolCalls = [{ callId: 'x2LypFllt', name: 'plus', argumentsText: '{"a":1}' }];

const cases: readonly Case[] = [
  {
    name: 'plain',
    parley: { messages: [{ role: 'user', text: 'Hello' }] },
    official: { messages: [{ role: 'user', content: 'Hello' }] },
  },
  {
    name: 'system prompt and a conversation',
    parley: {
      messages: [
        { role: 'system', text: 'Be short.' },
        { role: 'user', text: 'Hello' },
        { role: 'assistant', text: 'Bonjour', toolCalls: [] },
        { role: 'user', text: 'Again' },
      ],
    },
    official: {
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Bonjour' },
        { role: 'user', content: 'Again' },
      ],
    },
  },
  {
    name: 'a legacy model',
    parley: { model: 'mistral-large-2407' },
    official: { model: 'mistral-large-2407', messages: [{ role: 'user', content: 'Hello' }] },
  },
  {
    name: 'a model with its version behind an @',
    parley: { model: 'mistral-large@2407' },
    official: { model: 'mistral-large@2407', messages: [{ role: 'user', content: 'Hello' }] },
  },
  {
    name: 'every parameter',
    parley: {
      tools: [parleyTool],
      parameters: {
        temperature: 0.3,
        topP: 0.9,
        maxTokens: 100,
        stop: ['END'],
        seed: 7,
        n: 1,
        presencePenalty: 0.1,
        frequencyPenalty: 0.2,
        responseFormat: { type: 'json_object' },
        toolChoice: 'required',
        parallelToolCalls: false,
        reasoningEffort: 'high',
        prediction: 'const a = 1;',
      },
    },
    official: {
      messages: [{ role: 'user', content: 'Hello' }],
      tools: [officialTool],
      temperature: 0.3,
      topP: 0.9,
      maxTokens: 100,
      stop: ['END'],
      randomSeed: 7,
      n: 1,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      responseFormat: { type: 'json_object' },
      toolChoice: 'any',
      parallelToolCalls: false,
      reasoningEffort: 'high',
      prediction: { type: 'content', content: 'const a = 1;' },
    },
  },
  {
    name: 'an image',
    parley: {
      messages: [
        { role: 'user', text: 'What is it?', images: [{ mediaType: 'image/png', base64: 'iVBORw0KGgo=' }] },
      ],
    },
    official: {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image_url', imageUrl: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
          ],
        },
      ],
    },
  },
  {
    name: 'tools, a call and its result',
    parley: {
      tools: [parleyTool],
      parameters: { toolChoice: { name: 'plus' } },
      messages: [
        { role: 'user', text: 'Add.' },
        { role: 'assistant', text: '', toolCalls },
        { role: 'tool', callId: 'x2LypFllt', name: 'plus', text: '1' },
      ],
    },
    official: {
      tools: [officialTool],
      toolChoice: { type: 'function', function: { name: 'plus' } },
      messages: [
        { role: 'user', content: 'Add.' },
        {
          role: 'assistant',
          content: '',
          toolCalls: [
            { id: 'x2LypFllt', type: 'function', function: { name: 'plus', arguments: '{"a":1}' } },
          ],
        },
        { role: 'tool', content: '1', toolCallId: 'x2LypFllt', name: 'plus' },
      ],
    },
  },
];

describe('the request', () => {
  for (const { name, parley, official } of cases) {
    for (const stream of [true, false]) {
      test(`${name}, ${stream ? 'streamed' : 'whole'}`, async () => {
        const answer = stream
          ? streamRaw([textChunk('ok'), finishChunk(), DONE])
          : wholeAnswer('ok', { usage: usageOf(1, 1) });
        server.queue(answer, answer);
        const asked: string[] = [];
        const request = { model: 'mistral-small-2503', ...official };
        if (stream) {
          for await (const _event of await officialClient(asked).chat.stream(request));
          await readAll(client.stream(parleyRequest(parley), noAbort()));
        } else {
          await officialClient(asked).chat.complete(request);
          await client.create(parleyRequest(parley), noAbort());
        }
        const [theirs, ours] = server.requests.slice(-2);
        assert.ok(theirs !== undefined && ours !== undefined);
        assert.deepEqual(
          [ours.method, ours.path, [...ours.query]],
          [theirs.method, theirs.path, [...theirs.query]],
        );
        assert.deepEqual(headersOf(ours), headersOf(theirs));
        assert.deepEqual(comparable(ours), comparable(theirs));
        // Where the client itself would have gone: our address for that region is the same.
        const base = new URL(vertexBaseUrl(REGION));
        assert.equal(new URL(asked[0] ?? '').href, base.origin + theirs.path);
      });
    }
  }

  test('control: a body that differs is seen', async () => {
    server.queue(wholeAnswer('ok'), wholeAnswer('ok'));
    await client.create(parleyRequest({ parameters: { temperature: 0 } }), noAbort());
    await client.create(parleyRequest({ parameters: { temperature: 1 } }), noAbort());
    const [first, second] = server.requests.slice(-2);
    assert.ok(first !== undefined && second !== undefined);
    assert.notDeepEqual(comparable(first), comparable(second));
  });
});

describe('the answer', () => {
  test('streamed: the same text, calls, finish and usage', async () => {
    const answer = streamRaw([
      roleChunk(),
      textChunk('Let me '),
      textChunk('add.'),
      toolCallChunk([wholeToolCall({ id: 'x2LypFllt', name: 'plus', arguments: { a: 1 } })]),
      finishChunk('tool_calls', {}, usageOf(10, 7)),
      DONE,
    ]);
    server.queue(answer, answer);
    let text = '';
    const calls: unknown[] = [];
    let finish: unknown;
    let usage: unknown;
    const messages = [{ role: 'user' as const, content: 'Add.' }];
    for await (const { data } of await officialClient([]).chat.stream({
      model: 'mistral-small-2503',
      messages,
    })) {
      const [choice] = data.choices;
      if (typeof choice?.delta.content === 'string') text += choice.delta.content;
      for (const call of choice?.delta.toolCalls ?? [])
        calls.push([call.id, call.function.name, call.function.arguments]);
      finish = choice?.finishReason ?? finish;
      if (data.usage !== undefined) usage = [data.usage.promptTokens, data.usage.completionTokens];
    }
    const { parts, facts } = await readAll(client.stream(parleyRequest({ tools: [parleyTool] }), noAbort()));
    assert.equal(facts, undefined);
    assert.deepEqual([textOf(parts), callsOf(parts), usageOfParts(parts)], [text, calls, usage]);
    assert.deepEqual([finish, parts.at(-1)], ['tool_calls', { type: 'finish', reason: 'tools' }]);
    assert.equal(text, 'Let me add.', 'control');
  });

  test('whole: the same text and usage', async () => {
    const answer = wholeAnswer('Bonjour', { usage: usageOf(3, 2) });
    server.queue(answer, answer);
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const theirs = await officialClient([]).chat.complete({ model: 'mistral-small-2503', messages });
    const ours = await client.create(parleyRequest({}), noAbort());
    assert.equal(textOf(ours), theirs.choices?.[0]?.message?.content);
    assert.deepEqual(usageOfParts(ours), [theirs.usage.promptTokens, theirs.usage.completionTokens]);
  });

  test('an error: the same status, and the server’s words', async () => {
    const error = jsonReply(
      { error: { code: 404, message: 'Publisher Model was not found', status: 'NOT_FOUND' } },
      404,
    );
    server.queue(error, error);
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    await assert.rejects(
      officialClient([]).chat.complete({ model: 'mistral-small-2503', messages }),
      (thrown) => thrown instanceof Error && 'statusCode' in thrown && thrown.statusCode === 404,
    );
    const { facts } = await readAll(client.stream(parleyRequest({}), noAbort()));
    assert.deepEqual([facts?.status, facts?.message], [404, 'Publisher Model was not found']);
  });
});

function headersOf({ headers }: RecordedRequest): unknown {
  const named = Object.entries(headers).filter(([name]) => !PACKAGING.has(name));
  return Object.fromEntries(named.toSorted());
}

/**
 * The body without what the client adds to every request of its own accord, each with its reason:
 * `prefix: false`, `strict: false` and `index: 0` are defaults of its schema (the index also for a second call); `name` on a
 * tool's result is optional, and Parley leaves it out for every server of the family, because some refuse it.
 */
function comparable({ body }: RecordedRequest): unknown {
  const { messages = [], tools, ...fields } = body;
  return {
    ...fields,
    messages: messages.map((message) => {
      const { tool_calls: calls, ...rest } = withoutDefaults(message, { prefix: false });
      const { name: _name, ...result } = rest;
      return {
        ...(message.role === 'tool' ? result : rest),
        ...(Array.isArray(calls)
          ? { calls: calls.map((call: object) => withoutDefaults(call, { index: 0 })) }
          : {}),
      };
    }),
    tools: tools?.map((tool) => ({ ...tool, function: withoutDefaults(tool.function, { strict: false }) })),
  };
}

function withoutDefaults(
  value: object,
  defaults: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([name, entry]) => !(name in defaults) || entry !== defaults[name]),
  );
}

function callsOf(parts: readonly StreamPart[]): unknown {
  return parts.flatMap((part) =>
    part.type === 'tool-call' ? [[part.callId, part.name, part.argumentsText]] : [],
  );
}

function usageOfParts(parts: readonly StreamPart[]): unknown {
  return parts.flatMap((part) =>
    part.type === 'usage' ? [part.usage.inputTokens, part.usage.outputTokens] : [],
  );
}
