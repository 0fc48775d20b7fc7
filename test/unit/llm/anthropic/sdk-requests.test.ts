// The same request of the vendor's own client and of Parley's, at one recording server, field by field. Every difference is
// listed with its reason; one that is not listed fails, and so does one that no longer occurs.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type Anthropic from '@anthropic-ai/sdk';
import type { ChatRequest, ModelMessage } from '../../../../src/llm/chat-request.ts';
import { parseJson } from '../../../../src/llm/json-value.ts';
import type { StreamPart } from '../../../../src/model/stream.ts';
import { jsonReply, streamRaw } from '../../../fakes/replies.ts';
import type { Reply } from '../../../fakes/play-reply.ts';
import { startScriptedProvider, type RecordedRequest } from '../../../fakes/scripted-provider.ts';
import type { ScriptedProvider } from '../../../fakes/scripted-provider.ts';
import { askParley, askSdk, fixture, hello, KEY, wholeHi, type Params } from './sdk-setup.ts';

let server: ScriptedProvider;
before(async () => {
  server = await startScriptedProvider();
});
after(() => server.close());

interface Difference {
  readonly where: string | RegExp;
  readonly reason: string;
}

const differences: readonly Difference[] = [
  {
    where: 'header authorization: Bearer → (none)',
    reason: 'since its version 1 this client sends the key as a bearer token; the API takes both',
  },
  {
    where: 'header x-api-key: (none) → the key',
    reason: 'the header of the reference, which every server of this family takes',
  },
  {
    where: 'header anthropic-version: 2026-10-21 → 2023-06-01',
    reason: 'the newer version refuses temperature and top_p even at their default',
  },
  {
    where: 'header accept: application/json → text/event-stream',
    reason: 'asks for JSON even for a stream, Parley for events',
  },
  {
    where: /^header (?:user-agent|x-stainless-[a-z-]+):/,
    reason:
      'says the name of the client and figures about the machine; Parley adds nothing to the platform’s',
  },
  {
    where: 'header accept-encoding: gzip, deflate → identity',
    reason: 'a compressed stream can be cut without anyone noticing',
  },
  {
    where: 'body.stream: (none) → false',
    reason: 'there are proxies that stream when the field is missing, so Parley always writes it',
  },
];
const used = new Set<Difference>();

/** Of the connection, not of the client. */
const CONNECTION = new Set(['host', 'connection', 'content-length', 'accept-language', 'sec-fetch-mode']);

function differencesBetween(theirs: RecordedRequest, ours: RecordedRequest): string[] {
  const found: string[] = [];
  const tell = (where: string, a: unknown, b: unknown): void => {
    const show = (value: unknown): string =>
      value === undefined
        ? '(none)'
        : (JSON.stringify(value) ?? '').replaceAll('"', '').replace(KEY, 'the key').replace(' the key', '');
    if (JSON.stringify(a) !== JSON.stringify(b)) found.push(`${where}: ${show(a)} → ${show(b)}`);
  };
  tell('method', theirs.method, ours.method);
  tell('path', theirs.path, ours.path);
  tell('query', [...theirs.query], [...ours.query]);
  for (const name of new Set([...Object.keys(theirs.headers), ...Object.keys(ours.headers)])) {
    if (!CONNECTION.has(name)) tell(`header ${name}`, theirs.headers[name], ours.headers[name]);
  }
  for (const name of new Set([...Object.keys(theirs.body), ...Object.keys(ours.body)])) {
    const sort = (value: unknown): unknown => parseJson(JSON.stringify(sorted(value)) ?? 'null');
    const [a, b] = [theirs.body[name], ours.body[name]];
    if (typeof (a ?? b) !== 'object') tell(`body.${name}`, a, b);
    else if (JSON.stringify(sort(a)) !== JSON.stringify(sort(b)))
      found.push(`body.${name}: ${JSON.stringify(sort(a))} → ${JSON.stringify(sort(b))}`);
  }
  return found;
}

/** The order of an object's keys means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function unlisted(found: readonly string[]): string[] {
  return found.filter((text) => {
    const listed = differences.find(({ where }) =>
      typeof where === 'string' ? where === text : where.test(text),
    );
    if (listed !== undefined) used.add(listed);
    return listed === undefined;
  });
}

const tool = {
  name: 'get_weather',
  description: 'Tells the weather.',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const sdkTool: Anthropic.Tool = {
  name: tool.name,
  description: tool.description,
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const text = (words: string): Anthropic.TextBlockParam => ({ type: 'text', text: words });
const asks = (...words: string[]): Anthropic.MessageParam => ({ role: 'user', content: words.map(text) });
/** The fields that the vendor's types lost with the newer API version. */
const sampling = (fields: { temperature?: number; top_p?: number }): Partial<Params> =>
  fields as Partial<Params>;

const user = (words: string): ModelMessage => ({ role: 'user', text: words });
const calls = ['Rome', 'Oslo'].map((city, at) => {
  return { callId: `toolu_0${at}`, name: tool.name, argumentsText: JSON.stringify({ city }) };
});
const uses = calls.map(({ callId, name, argumentsText }) => {
  return { type: 'tool_use' as const, id: callId, name, input: parseJson(argumentsText) };
});

const requests: Record<string, { readonly params: Params; readonly request: Partial<ChatRequest> }> = {
  plain: { params: hello, request: {} },
  system: {
    params: { ...hello, system: 'Be brief.' },
    request: { messages: [{ role: 'system', text: 'Be brief.' }, user('Hello')] },
  },
  'several turns': {
    params: {
      ...hello,
      messages: [asks('a'), { role: 'assistant', content: [text('b')] }, asks('c', 'd')],
    },
    request: { messages: [user('a'), { role: 'assistant', text: 'b', toolCalls: [] }, user('c'), user('d')] },
  },
  images: {
    params: {
      ...hello,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
            { type: 'image', source: { type: 'base64', media_type: 'image/gif', data: 'R0lGODlh' } },
            text('Which?'),
          ],
        },
      ],
    },
    request: {
      messages: [
        {
          role: 'user',
          text: 'Which?',
          images: [
            { mediaType: 'image/png', base64: 'iVBORw0KGgo=' },
            { mediaType: 'image/gif', base64: 'R0lGODlh' },
          ],
        },
      ],
    },
  },
  parameters: {
    params: {
      ...hello,
      ...sampling({ temperature: 0.5 }),
      max_tokens: 100,
      stop_sequences: ['END', '---'],
      metadata: { user_id: 'user-1234' },
    },
    request: { parameters: { temperature: 0.5, maxTokens: 100, stop: ['END', '---'], user: 'user-1234' } },
  },
  top_p: {
    params: { ...hello, ...sampling({ top_p: 0.9 }) },
    request: { parameters: { topP: 0.9 } },
  },
  'JSON schema': {
    params: { ...hello, output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
    request: {
      parameters: { responseFormat: { type: 'json_schema', name: 'x', schema: { type: 'object' } } },
    },
  },
  tools: { params: { ...hello, tools: [sdkTool] }, request: { tools: [tool] } },
  'any tool, one at a time': {
    params: { ...hello, tools: [sdkTool], tool_choice: { type: 'any', disable_parallel_tool_use: true } },
    request: { tools: [tool], parameters: { toolChoice: 'required', parallelToolCalls: false } },
  },
  'one tool by name': {
    params: { ...hello, tools: [sdkTool], tool_choice: { type: 'tool', name: 'get_weather' } },
    request: { tools: [tool], parameters: { toolChoice: { name: 'get_weather' } } },
  },
  'no tool': {
    params: { ...hello, tools: [sdkTool], tool_choice: { type: 'none' } },
    request: { tools: [tool], parameters: { toolChoice: 'none' } },
  },
  'tool results': {
    params: {
      ...hello,
      tools: [sdkTool],
      messages: [
        asks('Weather?'),
        { role: 'assistant', content: [text('I ask.'), ...uses] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_00', content: 'sunny' },
            { type: 'tool_result', tool_use_id: 'toolu_01', content: 'snow' },
            text('Well?'),
          ],
        },
      ],
    },
    request: {
      tools: [tool],
      messages: [
        user('Weather?'),
        { role: 'assistant', text: 'I ask.', toolCalls: calls },
        { role: 'tool', callId: 'toolu_00', name: tool.name, text: 'sunny' },
        { role: 'tool', callId: 'toolu_01', name: tool.name, text: 'snow' },
        user('Well?'),
      ],
    },
  },
  'thinking within a budget': {
    params: { ...hello, thinking: { type: 'enabled', budget_tokens: 8192 } },
    request: { parameters: { reasoningEffort: 'medium' } },
  },
  'adaptive thinking': {
    params: {
      ...hello,
      model: 'claude-opus-4-8',
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'xhigh' },
    },
    request: { model: 'claude-opus-4-8', parameters: { reasoningEffort: 'xhigh' } },
  },
  'no thinking': {
    params: { ...hello, model: 'claude-sonnet-5-5', thinking: { type: 'between_tools' } },
    request: { model: 'claude-sonnet-5-5', parameters: { reasoningEffort: 'none' } },
  },
};

describe('requests, beside those of the vendor’s client', () => {
  for (const [name, { params, request }] of Object.entries(requests)) {
    for (const stream of [false, true]) {
      it(`${name}, ${stream ? 'streamed' : 'whole'}`, async () => {
        const reply = (): Reply => (stream ? streamRaw([fixture('text-padding')]) : jsonReply(wholeHi));
        server.queue(reply(), reply());
        await askSdk(server, params, stream);
        const outcome = await askParley(server, request, stream);
        assert.equal(outcome.facts, undefined);
        assert.deepEqual(
          outcome.parts.filter(({ type }) => type === 'notice'),
          [],
        );
        const [theirs, ours] = server.requests.slice(-2);
        assert.deepEqual(unlisted(differencesBetween(theirs!, ours!)), []);
      });
    }
  }

  it('an answer goes back as the vendor’s client sends it: thinking, words and calls in their order', async () => {
    const reply = (): Reply => streamRaw([fixture('thinking-interleaved')]);
    server.queue(reply(), reply(), jsonReply(wholeHi), jsonReply(wholeHi));
    const sdkTools = ['read_file'].map((name) => ({ ...sdkTool, name }));
    const first: Params = { ...hello, tools: sdkTools, thinking: { type: 'enabled', budget_tokens: 8192 } };
    const message = await askSdk(server, first, true);
    const results = message.content.flatMap((block) =>
      block.type === 'tool_use'
        ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'R' }]
        : [],
    );
    const ours: Partial<ChatRequest> = {
      tools: [{ ...tool, name: 'read_file' }],
      parameters: { reasoningEffort: 'medium' },
    };
    const { parts } = await askParley(server, ours, true);
    await askSdk(
      server,
      {
        ...first,
        messages: [
          ...first.messages,
          { role: 'assistant', content: message.content as Anthropic.ContentBlockParam[] },
          { role: 'user', content: results },
        ],
      },
      false,
    );
    const again = await askParley(server, { ...ours, messages: [user('Hello'), ...stored(parts)] }, false);
    assert.equal(again.facts, undefined);
    const [theirRequest, ourRequest] = server.requests.slice(-2);
    assert.deepEqual(unlisted(differencesBetween(theirRequest!, ourRequest!)), []);
    assert.ok(ourRequest!.rawBody.includes('"signature":"s3"'), 'positive control: there was thinking');
  });

  it('positive control: a body that differs is seen', async () => {
    server.queue(jsonReply(wholeHi), jsonReply(wholeHi));
    await askSdk(server, { ...hello, messages: [asks('Hello!')] }, false);
    await askParley(server, { parameters: { maxTokens: 7 } }, false);
    const [theirs, ours] = server.requests.slice(-2);
    assert.equal(unlisted(differencesBetween(theirs!, ours!)).length, 2);
  });

  it('every listed difference still occurs', () => {
    const gone = differences.filter((listed) => !used.has(listed));
    assert.deepEqual(gone, []);
  });
});

/** The messages that a session makes of an answer and the results of its calls. */
function stored(parts: readonly StreamPart[]): readonly ModelMessage[] {
  const made = parts.flatMap((part) => (part.type === 'tool-call' ? [part] : []));
  const data = parts.find((part) => part.type === 'provider-data')?.data;
  return [
    {
      role: 'assistant',
      text: parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join(''),
      toolCalls: made.map(({ type: _type, ...call }) => call),
      providerData: { row: 'anthropic', data },
    },
    ...made.map(({ callId, name }) => ({ role: 'tool' as const, callId, name, text: 'R' })),
  ];
}
