import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChatRequest } from '../../../src/llm/chat-request.ts';
import { createChatClient } from '../../../src/llm/client.ts';
import { ChatError } from '../../../src/model/error.ts';
import type { StreamPart } from '../../../src/model/stream.ts';
import { createGate } from '../../fakes/gate.ts';
import { errorReply, jsonReply, silence, streamRaw, streamText, wholeAnswer } from '../../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../fakes/scripted-provider.ts';
import { DONE, finishChunk, textChunk, usageOf } from '../../fakes/sse-chunks.ts';
import { startRawServer, streamHead } from './raw-server.ts';
import { noAbort, readAll, samplePorts, sampleProvider, sampleRequest, textOf } from './sample-request.ts';

let server: ScriptedProvider;
const client = createChatClient(samplePorts());

function request(more: Partial<ChatRequest> = {}, row?: string): ChatRequest {
  return sampleRequest(sampleProvider(server.baseUrl, row), more);
}

before(async () => {
  server = await startScriptedProvider();
});
after(() => server.close());
beforeEach(() => server.setFallback(undefined));

describe('ChatClient.stream', () => {
  it('posts JSON to /chat/completions below the base URL and yields the answer', async () => {
    server.queue(streamText(['Hel', 'lo'], { usage: usageOf(3, 2) }));
    const { parts, facts } = await readAll(client.stream(request(), noAbort()));
    assert.equal(facts, undefined);
    assert.deepEqual(parts, [
      { type: 'text-delta', text: 'Hel' },
      { type: 'text-delta', text: 'lo' },
      { type: 'usage', usage: { inputTokens: 3, outputTokens: 2 } },
      { type: 'finish', reason: 'stop' },
    ]);
    const sent = server.requests.at(-1)!;
    assert.equal(sent.method, 'POST');
    assert.equal(sent.path, '/v1/chat/completions');
    assert.equal(sent.headers['content-type'], 'application/json');
    assert.equal(sent.headers.accept, 'text/event-stream');
    assert.equal(sent.headers['accept-encoding'], 'identity');
    assert.equal(sent.headers.authorization, undefined);
    assert.deepEqual(sent.body, {
      model: 'sample-model',
      messages: [{ role: 'user', content: 'Hello' }],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('yields one batch per network read, before the answer has ended', async () => {
    const gate = createGate();
    server.queue(
      streamRaw([textChunk('a') + textChunk('b'), textChunk('c'), finishChunk() + DONE], { gate }),
    );
    const answer = client.stream(request(), noAbort());
    gate.release();
    assert.deepEqual((await answer.next()).value, [
      { type: 'text-delta', text: 'a' },
      { type: 'text-delta', text: 'b' },
    ]);
    gate.release();
    assert.deepEqual((await answer.next()).value, [{ type: 'text-delta', text: 'c' }]);
    gate.open();
    assert.deepEqual((await answer.next()).value, [{ type: 'finish', reason: 'stop' }]);
    assert.equal((await answer.next()).done, true);
  });

  it('gives the notices of the request first, even when it then fails', async () => {
    server.queue(errorReply(400, 'no'));
    const { parts, facts } = await readAll(
      client.stream(request({ parameters: { safePrompt: true } }), noAbort()),
    );
    assert.equal(facts?.kind, 'bad-request');
    assert.deepEqual(
      parts.map((part) => part.type),
      ['notice'],
    );
  });

  it('understands one whole JSON answer although a stream was asked for', async () => {
    server.queue(wholeAnswer('Hello', { usage: usageOf(1, 1) }));
    const { parts } = await readAll(client.stream(request(), noAbort()));
    assert.deepEqual(parts, [
      { type: 'text-delta', text: 'Hello' },
      { type: 'usage', usage: { inputTokens: 1, outputTokens: 1 } },
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('keeps the query of the settings and of the base URL', async () => {
    server.queue(streamText(['x']));
    const provider = sampleProvider(`${server.baseUrl}/deployments/d?a=1`, undefined, {
      query: { 'api-version': '2026' },
    });
    await readAll(client.stream(sampleRequest(provider), noAbort()));
    const sent = server.requests.at(-1)!;
    assert.equal(sent.path, '/v1/deployments/d/chat/completions');
    assert.deepEqual(
      [...sent.query],
      [
        ['a', '1'],
        ['api-version', '2026'],
      ],
    );
  });

  it('refuses a parameter out of range before anything is sent', async () => {
    const earlier = server.requests.length;
    const { facts } = await readAll(client.stream(request({ parameters: { temperature: 3 } }), noAbort()));
    assert.equal(facts?.kind, 'configuration');
    assert.match(facts?.message ?? '', /parley\.request\.temperature is 3; .* from 0 to 2/);
    assert.equal(server.requests.length, earlier);
  });

  it('turns a fault of its own into an internal error with its cause', async () => {
    const broken = createChatClient(
      samplePorts({
        nowMs: () => {
          throw new RangeError('clock broken');
        },
      }),
    );
    await assert.rejects(readAllRaw(broken.stream(request(), noAbort())), (error: unknown) => {
      assert.ok(error instanceof ChatError);
      assert.equal(error.facts.kind, 'internal');
      assert.ok(error.cause instanceof RangeError);
      return true;
    });
  });

  it('logs one line per request, without key, prompt, query or answer', async () => {
    const ports = samplePorts();
    server.queue(streamText(['ANSWER-canary']));
    const provider = sampleProvider(server.baseUrl, undefined, { query: { key: 'QUERY-canary-1' } });
    const apiKey = { value: 'KEY-canary-12345', origin: server.url };
    const messages = [{ role: 'user' as const, text: 'PROMPT-canary' }];
    await readAll(createChatClient(ports).stream(sampleRequest(provider, { messages, apiKey }), noAbort()));
    const lines = (ports.log as unknown as { lines: string[] }).lines;
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^info: POST 127\.0\.0\.1:\d+\/v1\/chat\/completions: 200 after \d+ ms$/);
  });
});

describe('ChatClient.create', () => {
  it('asks for one whole answer and returns the same parts as a stream', async () => {
    const call = { id: 'call_1', name: 'read_file', arguments: { path: 'a' } };
    server.queue(wholeAnswer('Reading.', { reasoning: 'Hm.', toolCalls: [call], usage: usageOf(5, 6) }));
    const parts = await client.create(request(), noAbort());
    assert.deepEqual(parts, [
      { type: 'reasoning-delta', text: 'Hm.' },
      { type: 'text-delta', text: 'Reading.' },
      { type: 'tool-call', callId: 'call_1', name: 'read_file', argumentsText: '{"path":"a"}' },
      { type: 'usage', usage: { inputTokens: 5, outputTokens: 6 } },
      { type: 'finish', reason: 'tools' },
    ]);
    const sent = server.requests.at(-1)!;
    assert.equal(sent.body.stream, false);
    assert.equal(sent.headers.accept, 'application/json');
  });

  it('understands an event stream although a whole answer was asked for', async () => {
    server.queue(streamText(['Hel', 'lo']));
    assert.equal(textOf(await client.create(request(), noAbort())), 'Hello');
  });

  it('takes JSON behind blank keep-alive lines', async () => {
    const body = JSON.stringify({ choices: [{ message: { content: 'ok' }, finish_reason: 'stop' }] });
    server.queue(
      streamRaw(['\n         \n', '\n\n', body.slice(0, 20), body.slice(20)], {
        headers: { 'content-type': 'application/json' },
      }),
    );
    assert.equal(textOf(await client.create(request(), noAbort())), 'ok');
  });

  const wholes: [title: string, body: unknown, expected: readonly StreamPart[]][] = [
    [
      'content as a list of parts',
      {
        choices: [
          {
            message: {
              content: [
                { type: 'thinking', thinking: 'T' },
                { type: 'text', text: 'A' },
              ],
            },
            finish_reason: 'stop',
          },
        ],
      },
      [
        { type: 'reasoning-delta', text: 'T' },
        { type: 'text-delta', text: 'A' },
        { type: 'finish', reason: 'stop' },
      ],
    ],
    [
      'a refusal',
      { choices: [{ message: { content: null, refusal: 'No.' }, finish_reason: 'stop' }] },
      [
        { type: 'text-delta', text: 'No.' },
        { type: 'finish', reason: 'stop' },
      ],
    ],
    [
      'no content key beside calls',
      { choices: [{ message: { tool_calls: [{ id: 'a', function: { name: 'f', arguments: '' } }] } }] },
      [
        { type: 'tool-call', callId: 'a', name: 'f', argumentsText: '{}' },
        { type: 'finish', reason: 'tools' },
      ],
    ],
    [
      'a filtered answer without a message',
      { choices: [{ finish_reason: 'content_filter', index: 0 }] },
      [{ type: 'finish', reason: 'filtered' }],
    ],
    [
      'no finish reason',
      { choices: [{ message: { content: 'x', tool_calls: [] } }] },
      [
        { type: 'text-delta', text: 'x' },
        { type: 'finish', reason: 'unknown' },
      ],
    ],
  ];
  for (const [title, body, expected] of wholes) {
    it(`reads ${title}`, async () => {
      server.queue(jsonReply(body));
      assert.deepEqual(await client.create(request(), noAbort()), expected);
    });
  }

  const failures: [title: string, body: unknown, facts: Record<string, unknown>][] = [
    [
      'an error object',
      { error: { message: 'nope', code: 'x' } },
      { kind: 'server', message: 'nope', code: 'x' },
    ],
    [
      'an error string (LM Studio, wrong path)',
      { error: 'Unexpected endpoint or method. (POST /chat/completions)' },
      { kind: 'server' },
    ],
    ['code and error (xAI)', { code: 'c', error: 'text' }, { kind: 'server', message: 'text', code: 'c' }],
    ['an overflow', { error: { message: 'prompt is too long' } }, { kind: 'context-too-long' }],
    ['a flat error', { detail: 'gone' }, { kind: 'server', message: 'gone' }],
    [
      'an array',
      [{ error: { message: 'a', code: 400, status: 'INVALID_ARGUMENT' } }],
      { kind: 'bad-request' },
    ],
    ['no choices', { choices: [] }, { kind: 'protocol', code: 'empty-answer' }],
    ['something else', { hello: 'world' }, { kind: 'protocol', code: 'not-chat' }],
    [
      'finish reason error',
      { choices: [{ message: { content: '' }, finish_reason: 'error' }] },
      { kind: 'server' },
    ],
  ];
  for (const [title, body, facts] of failures) {
    it(`reports ${title} with status 200 (N13)`, async () => {
      server.queue(jsonReply(body));
      await assert.rejects(client.create(request(), noAbort()), (error: unknown) => {
        assert.ok(error instanceof ChatError);
        assert.partialDeepStrictEqual(error.facts, facts);
        return true;
      });
    });
  }
});

describe('leaving', () => {
  it('closes the connection when the loop is left early (N33)', async () => {
    const gate = createGate();
    server.queue(streamText(['a', 'b', 'c'], { gate }));
    gate.release();
    for await (const _ of client.stream(request(), noAbort())) break;
    const sent = await server.nextRequest((each) => each.end !== 'complete');
    assert.equal(await server.whenOver(sent), 'client');
  });

  for (const [when, reply] of [
    ['before the headers', silence()],
    ['in the middle', streamRaw([textChunk('a')], { ending: 'silence' })],
    ['after the finish reason', streamRaw([textChunk('a') + finishChunk()], { ending: 'silence' })],
  ] as const) {
    it(`an abort ${when} settles at once with the signal’s own reason, and the server sees it (N32)`, async () => {
      server.queue(reply);
      const abort = new AbortController();
      const reason = new Error('the user stopped');
      const reading = readAllRaw(client.stream(request(), abort.signal));
      const sent = await server.nextRequest((each) => each.end === undefined);
      await pause(30);
      abort.abort(reason);
      await assert.rejects(reading, (error: unknown) => error === reason);
      assert.equal(await server.whenOver(sent), 'client');
    });
  }

  it('hands on a reason that is no Error', async () => {
    const abort = new AbortController();
    abort.abort('enough');
    await assert.rejects(
      readAllRaw(client.stream(request(), abort.signal)),
      (error: unknown) => error === 'enough',
    );
  });

  it('an abort does not wait for a fetch, a read or a cancel that never settles (N32)', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const stuck = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(textChunk('a'))),
      pull: never,
      cancel: never,
    });
    for (const fetchPort of [never, () => Promise.resolve(new Response(stuck))]) {
      const abort = new AbortController();
      const reading = readAllRaw(
        createChatClient(samplePorts({ fetch: fetchPort })).stream(request(), abort.signal),
      );
      await pause(10);
      abort.abort(new Error('stop'));
      await assert.rejects(reading, /stop/);
    }
  });

  it('does not wait for the end of the body after the terminal marker (N10)', async () => {
    const raw = await startRawServer((socket) =>
      socket.write(`${streamHead()}${textChunk('a')}${DONE}data: garbage\n\n${DONE}`),
    );
    const { parts } = await readAll(client.stream(sampleRequest(sampleProvider(raw.url)), noAbort()));
    assert.deepEqual(parts, [
      { type: 'text-delta', text: 'a' },
      { type: 'finish', reason: 'unknown' },
    ]);
    for (let waited = 0; raw.openSockets() > 0 && waited < 2000; waited += 20) await pause(20);
    assert.equal(raw.openSockets(), 0, 'the connection is closed although the server keeps it open');
    await raw.close();
  });

  it('closes the connection of a server that goes on talking after the terminal marker', async () => {
    const raw = await startRawServer((socket) => {
      socket.write(streamHead() + textChunk('a') + DONE);
      const talk = setInterval(() => socket.write(textChunk('more')), 20);
      socket.once('close', () => clearInterval(talk));
    });
    const { facts } = await readAll(client.stream(sampleRequest(sampleProvider(raw.url)), noAbort()));
    assert.equal(facts, undefined);
    for (let waited = 0; raw.openSockets() > 0 && waited < 2000; waited += 20) await pause(20);
    assert.equal(raw.openSockets(), 0);
    await raw.close();
  });

  it('uses the connection again after an answer that ended properly', async () => {
    const own = await startScriptedProvider({ fallback: streamText(['x']) });
    for (let count = 0; count < 3; count += 1) {
      await readAll(client.stream(sampleRequest(sampleProvider(own.baseUrl)), noAbort()));
      await pause(30);
    }
    assert.equal(own.connections, 1);
    await own.close();
  });

  it('leaves no connection open after 200 chats stopped in mid-stream (N33)', async () => {
    const own = await startScriptedProvider({ fallback: streamRaw([textChunk('a')], { ending: 'silence' }) });
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        Array.from({ length: 20 }, async (_, at) => {
          const abort = new AbortController();
          const answer = client.stream(sampleRequest(sampleProvider(own.baseUrl)), abort.signal);
          await answer.next();
          if (at % 2 === 0) await answer.return();
          else {
            const next = answer.next();
            abort.abort(new Error('stop'));
            await assert.rejects(next, /stop/);
          }
        }),
      );
    }
    for (let waited = 0; own.openSockets() > 0 && waited < 3000; waited += 20) await pause(20);
    assert.equal(own.requests.length, 200);
    assert.equal(own.openSockets(), 0);
    await own.close();
  });
});

async function readAllRaw(answer: AsyncIterable<readonly StreamPart[]>): Promise<void> {
  for await (const _ of answer);
}
