// Keys and prompts go where they were meant to go, or nowhere.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ChatRequest } from '../../../src/llm/chat-request.ts';
import { createChatClient } from '../../../src/llm/client.ts';
import { listModels } from '../../../src/llm/models.ts';
import { requestUrl, secretsOf } from '../../../src/llm/secure-fetch.ts';
import { ChatError } from '../../../src/model/error.ts';
import type { Provider } from '../../../src/model/provider.ts';
import { bodyReply, errorReply, redirectTo, streamText } from '../../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../fakes/scripted-provider.ts';
import {
  backoff,
  noAbort,
  readAll,
  samplePorts,
  sampleProvider,
  sampleRequest,
  textOf,
  type Outcome,
} from './sample-request.ts';

const KEY = 'sk-CANARY-0123456789abcdef';

let server: ScriptedProvider;
/** Must never see anything. */
let evil: ScriptedProvider;

before(async () => {
  server = await startScriptedProvider();
  evil = await startScriptedProvider({ fallback: streamText(['stolen']) });
});
after(() => Promise.all([server.close(), evil.close()]));
beforeEach(() => server.setFallback(undefined));

function ask(
  more: Partial<ChatRequest>,
  provider: Provider = sampleProvider(server.baseUrl),
): Promise<Outcome> {
  return readAll(createChatClient(samplePorts()).stream(sampleRequest(provider, more), noAbort()));
}

function keyFor(url: string): ChatRequest['apiKey'] & object {
  return { value: KEY, origin: new URL(url).origin };
}

describe('keys', () => {
  for (const [row, header, value] of [
    ['openai', 'authorization', `Bearer ${KEY}`],
    ['mistral', 'authorization', `Bearer ${KEY}`],
    ['azure-openai', 'api-key', KEY],
  ] as const) {
    it(`travel as ${header} to ${row}`, async () => {
      server.queue(streamText(['ok']));
      await ask({ apiKey: keyFor(server.url) }, sampleProvider(server.baseUrl, row));
      assert.equal(server.requests.at(-1)!.headers[header], value);
    });
  }

  it('are not sent to another origin: nothing is, and the error says why and what to do (T01)', async () => {
    const earlier = evil.connections;
    const { facts } = await ask({ apiKey: keyFor(server.url), retry: backoff }, sampleProvider(evil.baseUrl));
    assert.partialDeepStrictEqual(facts, { kind: 'configuration', code: 'key-origin', retryable: false });
    assert.ok(facts?.message.includes(server.url) && facts.message.includes(evil.url), facts?.message);
    assert.match(facts?.message ?? '', /Set API Key/);
    assert.equal(facts?.message.includes('CANARY'), false);
    assert.equal(evil.connections, earlier, 'not even a connection');
  });

  it('positive control: with its own key the other origin is reached', async () => {
    const { parts } = await ask({ apiKey: keyFor(evil.url) }, sampleProvider(evil.baseUrl));
    assert.equal(textOf(parts), 'stolen');
  });

  it('are bound to the port and the scheme too', async () => {
    for (const origin of ['http://127.0.0.1', server.url.replace('http:', 'https:'), `${server.url}0`]) {
      assert.equal((await ask({ apiKey: { value: KEY, origin } })).facts?.code, 'key-origin');
    }
  });

  it('are not sent to another origin when models are listed either', async () => {
    const earlier = evil.connections;
    const listing = listModels(sampleProvider(evil.baseUrl), keyFor(server.url), noAbort(), samplePorts());
    await assert.rejects(
      listing,
      (error: unknown) => error instanceof ChatError && error.facts.code === 'key-origin',
    );
    assert.equal(evil.connections, earlier);
  });

  it('lose blanks at their ends and are refused with one inside, or a line break', async () => {
    server.queue(streamText(['ok']));
    await ask({ apiKey: { ...keyFor(server.url), value: `  ${KEY}\n` } });
    assert.equal(server.requests.at(-1)!.headers.authorization, `Bearer ${KEY}`);
    const earlier = server.requests.length;
    for (const value of ['sk-a b', 'sk-a\r\nx-evil: 1', 'sk-ключ', '']) {
      const { facts } = await ask({ apiKey: { ...keyFor(server.url), value } });
      assert.partialDeepStrictEqual(facts, { kind: 'auth', code: 'malformed-key' });
      assert.equal(facts?.message.includes('sk-a'), false);
    }
    assert.equal(server.requests.length, earlier);
  });

  it('appear in no error and no log line, however a server throws them back (T06)', async () => {
    const ports = samplePorts();
    const apiKey = { value: 'no-known-shape-CANARY', origin: server.url };
    const echo = 'you sent no-known-shape-CANARY and CANARY-header';
    const provider = sampleProvider(server.baseUrl, undefined, {
      headers: { 'x-team-token': 'CANARY-header' },
    });
    const replies = [
      errorReply(401, echo, { code: apiKey.value, type: apiKey.value, param: apiKey.value }),
      errorReply(503, echo, { headers: { 'x-request-id': apiKey.value } }),
      bodyReply(`<html><title>${echo}</title>`, { status: 200 }),
      bodyReply(echo, { status: 500 }),
      bodyReply(`data: {"error":{"message":"${echo}"}}\n\n`),
      bodyReply(`data: {"${echo}\n\n`),
      redirectTo(`https://example.org/?k=${apiKey.value}`),
      bodyReply('x', { headers: { 'content-encoding': 'no-known-shape-CANARY' } }),
    ];
    const seen: unknown[] = [];
    for (const reply of replies) {
      server.setFallback(reply);
      const retry = { ...backoff, maxRetries: 1 };
      const outcome = await readAll(
        createChatClient(ports).stream(sampleRequest(provider, { apiKey, retry }), noAbort()),
      );
      assert.notEqual(outcome.facts, undefined);
      seen.push(outcome);
    }
    const text = JSON.stringify([seen, ports.log]);
    assert.equal(text.includes('CANARY'), false, text);
    assert.ok(
      text.includes('you sent [redacted] and [redacted]'),
      'positive control: the servers’ words are there',
    );
  });
});

describe('redirects (T05, N39)', () => {
  for (const status of [301, 302, 303, 307, 308] as const) {
    it(`${status} to another origin and to the same one is refused, naming the target`, async () => {
      const earlier = evil.connections;
      server.queue(redirectTo(`${evil.baseUrl}/chat/completions?x=1`, status));
      const { facts } = await ask({ apiKey: keyFor(server.url), retry: backoff });
      assert.partialDeepStrictEqual(facts, { kind: 'protocol', code: 'redirect', status, retryable: false });
      assert.ok(facts?.message.includes(evil.url), facts?.message);
      assert.equal(evil.connections, earlier);

      const asked = server.requests.length;
      server.queue(redirectTo('/elsewhere', status));
      assert.equal((await ask({})).facts?.code, 'redirect');
      assert.equal(server.requests.length, asked + 1);
    });
  }

  it('without or with a broken target', async () => {
    for (const headers of [{}, { location: 'http://[' }]) {
      server.queue(bodyReply('', { status: 302, headers }));
      assert.match((await ask({})).facts?.message ?? '', /another address/);
    }
  });

  it('positive control: bare fetch hands key header and prompt to the target', async () => {
    server.queue(redirectTo(`${evil.baseUrl}/chat/completions`, 307));
    await fetch(`${server.baseUrl}/x`, {
      method: 'POST',
      headers: { 'api-key': KEY },
      body: '{"messages":"secret"}',
    });
    const stolen = evil.requests.at(-1)!;
    assert.equal(stolen.headers['api-key'], KEY);
    assert.match(stolen.rawBody, /secret/);
  });
});

describe('headers', () => {
  const withHeaders = (headers: Record<string, string>): Provider =>
    sampleProvider(server.baseUrl, undefined, { id: 'mine', headers });

  it('of the user are sent; ours win', async () => {
    server.queue(streamText(['ok']));
    await ask({}, withHeaders({ 'X-Title': 'Parley', Accept: 'x/y', 'Content-Type': 'text/plain' }));
    const { headers } = server.requests.at(-1)!;
    assert.equal(headers['x-title'], 'Parley');
    assert.equal(headers.accept, 'text/event-stream');
    assert.equal(headers['content-type'], 'application/json');
  });

  const refused: [title: string, headers: Record<string, string>][] = [
    ['a name with a blank', { 'x y': 'CANARY' }],
    ['a line break in the value', { 'x-a': 'CANARY\r\nx-evil: 1' }],
    ['NUL', { 'x-a': 'CANARY\0' }],
    ['a character beyond Latin-1', { 'x-a': 'CANARYключ' }],
    ['authorization', { Authorization: 'Bearer CANARY' }],
    ['host', { Host: 'CANARY' }],
    ['accept-encoding', { 'Accept-Encoding': 'CANARY' }],
  ];
  for (const [title, headers] of refused) {
    it(`with ${title} are refused by name before anything is sent`, async () => {
      const earlier = server.requests.length;
      const { facts } = await ask({}, withHeaders(headers));
      assert.partialDeepStrictEqual(facts, { kind: 'configuration', code: 'header' });
      assert.ok(
        facts?.message.startsWith(`parley.providers.mine.headers.${Object.keys(headers)[0]}`),
        facts?.message,
      );
      assert.equal(facts?.message.includes('CANARY'), false);
      assert.equal(server.requests.length, earlier);
    });
  }
});

describe('requestUrl', () => {
  const table: [baseUrl: string, query: Record<string, string>, expected: string][] = [
    ['https://a.example/v1', {}, 'https://a.example/v1/x'],
    ['https://a.example/v1/', {}, 'https://a.example/v1/x'],
    ['https://a.example', {}, 'https://a.example/x'],
    [
      'https://a.example/v1?api-version=1',
      { 'api-version': '2', b: 'c d' },
      'https://a.example/v1/x?api-version=2&b=c+d',
    ],
  ];
  for (const [baseUrl, query, expected] of table) {
    it(`${baseUrl} → ${expected}`, () => {
      assert.equal(requestUrl(sampleProvider(baseUrl, undefined, { query }), '/x').href, expected);
    });
  }
});

describe('secretsOf', () => {
  it('is the key and the headers that look like one', () => {
    const provider = sampleProvider('http://a', undefined, {
      headers: { 'X-Team-Token': 't', 'X-Title': 'p', Cookie: 'c' },
    });
    assert.deepEqual(secretsOf(provider, { value: 'k', origin: '' }), ['k', 't', 'c']);
  });
});
