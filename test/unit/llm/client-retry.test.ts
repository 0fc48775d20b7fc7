import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChatRequest } from '../../../src/llm/chat-request.ts';
import { createChatClient, type RetryWait } from '../../../src/llm/client.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import {
  bodyReply,
  errorReply,
  hangUp,
  htmlPage,
  jsonReply,
  streamRaw,
  streamText,
  wholeAnswer,
} from '../../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../fakes/scripted-provider.ts';
import { DONE, errorChunk, roleChunk, textChunk } from '../../fakes/sse-chunks.ts';
import { startRawServer, streamHead } from './raw-server.ts';
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

let server: ScriptedProvider;

before(async () => {
  server = await startScriptedProvider();
});
after(() => server.close());

function request(more: Partial<ChatRequest> = {}, row?: string): ChatRequest {
  return sampleRequest(sampleProvider(server.baseUrl, row), { retry: backoff, ...more });
}

/** Asks with a sleep that returns at once. `asked` counts the requests the server saw. */
async function ask(
  given: ChatRequest,
): Promise<Outcome & { waits: readonly RetryWait[]; asked: number; slept: readonly number[] }> {
  const earlier = server.requests.length;
  const slept: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    slept.push(ms);
    return Promise.resolve();
  };
  const outcome = await readAll(createChatClient(samplePorts({ sleep })).stream(given, noAbort()));
  const waits = outcome.parts.filter((part) => part.type === 'retry-wait');
  return { ...outcome, waits, asked: server.requests.length - earlier, slept };
}

describe('retries', () => {
  it('asks again after 429, 500 and 503, announcing each wait before it begins', async () => {
    server.queue(errorReply(429, 'slow down'), errorReply(503, 'busy'), streamText(['ok']));
    const { parts, waits, asked, slept } = await ask(request());
    assert.equal(textOf(parts), 'ok');
    assert.deepEqual(waits, [
      { type: 'retry-wait', attempt: 1, waitMs: 500, message: 'slow down' },
      { type: 'retry-wait', attempt: 2, waitMs: 750, message: 'busy' },
    ]);
    assert.deepEqual(slept, [500, 750]);
    assert.equal(asked, 3);
  });

  it('waits as long as Retry-After says', async () => {
    server.queue(errorReply(429, 'x', { retryAfter: '7' }), streamText(['ok']));
    assert.deepEqual((await ask(request())).slept, [7000]);
  });

  it('does not wait longer than a minute: the error says when', async () => {
    server.queue(errorReply(429, 'x', { retryAfter: '3600' }));
    const { facts, asked, slept } = await ask(request());
    assert.partialDeepStrictEqual(facts, { kind: 'rate-limit', waitMs: 3_600_000 });
    assert.deepEqual([asked, slept], [1, []]);
  });

  it('ignores Retry-After on a success (Together)', async () => {
    server.queue(streamText(['ok'], { headers: { 'retry-after': '2' } }));
    assert.deepEqual((await ask(request({}, 'together'))).slept, []);
  });

  it('gives up after maxRetries with the last error', async () => {
    server.queue(
      errorReply(503, 'one'),
      errorReply(503, 'two'),
      errorReply(503, 'three'),
      streamText(['never']),
    );
    const { facts, asked } = await ask(request());
    assert.equal(facts?.message, 'three');
    assert.equal(asked, 3);
    assert.equal(
      textOf((await ask(request())).parts),
      'never',
      'positive control: the fourth reply would have come',
    );
  });

  for (const [title, reply] of [
    ['quota', errorReply(429, 'x', { code: 'insufficient_quota' })],
    ['key', errorReply(401, 'x')],
    ['not found', errorReply(404, 'x')],
    ['bad request', errorReply(400, 'x')],
    ['validation', errorReply(422, 'x')],
    ['too large', errorReply(413, 'x')],
    ['a web page with status 200', htmlPage(200)],
  ] as const) {
    it(`never repeats: ${title}`, async () => {
      server.queue(reply);
      const { facts, asked, slept } = await ask(request());
      assert.notEqual(facts, undefined);
      assert.deepEqual([asked, slept], [1, []]);
    });
  }

  it('never repeats once text, reasoning or a call was shown', async () => {
    for (const shown of [textChunk('a'), 'data: {"choices":[{"delta":{"reasoning":"a"}}]}\n\n']) {
      server.queue(streamRaw([shown, errorChunk('overloaded', { type: 'overloaded_error' })]));
      const { facts, asked } = await ask(request());
      assert.equal(facts?.kind, 'overloaded');
      assert.equal(asked, 1);
    }
  });

  it('repeats an error inside the stream that comes before anything is shown', async () => {
    server.queue(
      streamRaw([roleChunk(), errorChunk('overloaded', { type: 'overloaded_error' })]),
      streamText(['ok']),
    );
    const { parts, asked } = await ask(request());
    assert.equal(textOf(parts), 'ok');
    assert.equal(asked, 2);
  });

  it('repeats an empty answer once', async () => {
    server.queue(streamRaw([DONE]), streamRaw([]), streamText(['never']));
    const { facts, asked } = await ask(request());
    assert.partialDeepStrictEqual(facts, { kind: 'protocol', code: 'empty-answer' });
    assert.equal(asked, 2);
    assert.equal(textOf((await ask(request())).parts), 'never');
  });

  it('repeats status 204 once too (N40)', async () => {
    server.queue({ status: 204 }, streamText(['ok']));
    assert.equal(textOf((await ask(request())).parts), 'ok');
  });

  it('takes the row’s word on status 500: never for local servers, once for Together', async () => {
    server.setFallback(errorReply(500, 'x'));
    assert.equal((await ask(request({}, 'ollama'))).asked, 1);
    assert.equal((await ask(request({}, 'together'))).asked, 2);
    assert.equal((await ask(request({}, 'mistral'))).asked, 3);
    server.setFallback(undefined);
  });

  it('obeys x-should-retry', async () => {
    server.queue(errorReply(503, 'x', { headers: { 'x-should-retry': 'false' } }));
    assert.equal((await ask(request())).asked, 1);
    server.queue(errorReply(400, 'x', { headers: { 'x-should-retry': 'true' } }), streamText(['ok']));
    assert.equal((await ask(request())).asked, 2);
  });

  it('does nothing of it with strategy none', async () => {
    server.queue(errorReply(503, 'x'));
    const { asked, slept } = await ask(request({ retry: { ...backoff, strategy: 'none' } }));
    assert.deepEqual([asked, slept], [1, []]);
  });

  it('reconnects once in silence when a kept connection turns out to be closed (N34)', async () => {
    let answered = 0;
    const raw = await startRawServer((socket) => {
      answered += 1;
      if (answered === 2) socket.resetAndDestroy();
      else
        socket.write(
          `${streamHead('connection: keep-alive', `content-length: ${textChunk('ok').length + DONE.length}`)}${textChunk('ok')}${DONE}`,
        );
    });
    const given = sampleRequest(sampleProvider(raw.url), { retry: backoff });
    const client = createChatClient(
      samplePorts({ sleep: () => Promise.reject(new Error('it must not wait')) }),
    );
    assert.equal(textOf((await readAll(client.stream(given, noAbort()))).parts), 'ok');
    await pause(30);
    assert.deepEqual((await readAll(client.stream(given, noAbort()))).parts, [
      { type: 'text-delta', text: 'ok' },
      { type: 'finish', reason: 'unknown' },
    ]);
    assert.equal(answered, 3, 'positive control: the second request was reset, the third answered');
    await raw.close();
  });

  it('counts and announces further resets', async () => {
    server.setFallback(hangUp('reset'));
    const { facts, waits, asked } = await ask(request());
    assert.equal(facts?.kind, 'network');
    assert.equal(waits.length, 2);
    assert.equal(asked, 4, 'one, its silent repetition, and two announced ones');
    server.setFallback(undefined);
  });

  it('gives notices once, however often it asks', async () => {
    server.queue(errorReply(503, 'x'), streamText(['ok']));
    const { parts } = await ask(request({ parameters: { user: 'u' } }));
    assert.deepEqual(
      parts.map((part) => part.type),
      ['notice', 'retry-wait', 'text-delta', 'finish'],
    );
  });

  it('stops waiting at once when it is aborted', async () => {
    server.queue(errorReply(429, 'x', { retryAfter: '30' }));
    const clock = createFakeClock();
    const abort = new AbortController();
    const answer = createChatClient(
      samplePorts({ sleep: (ms, signal) => clock.sleep(ms, signal), nowMs: () => clock.now() }),
    ).stream(request(), abort.signal);
    assert.equal((await answer.next()).value?.[0]?.type, 'retry-wait');
    const next = answer.next();
    for (let turns = 0; clock.sleeping === 0 && turns < 100; turns += 1) await pause(1);
    assert.equal(clock.sleeping, 1, 'positive control: it does wait');
    const reason = new Error('stop');
    abort.abort(reason);
    await assert.rejects(next, (error: unknown) => error === reason);
    assert.equal(clock.sleeping, 0);
  });

  it('stops when the time allowed for retries has passed', async () => {
    server.queue(errorReply(503, 'one'), errorReply(503, 'two'));
    const clock = createFakeClock();
    const given = request({ retry: { ...backoff, maxRetries: 10, maxElapsedTimeMs: 400 } });
    const answer = readAll(
      createChatClient(
        samplePorts({ sleep: (ms, signal) => clock.sleep(ms, signal), nowMs: () => clock.now() }),
      ).stream(given, noAbort()),
    );
    while (clock.sleeping === 0) await pause(1);
    await clock.advance(500);
    assert.equal((await answer).facts?.message, 'two');
  });

  it('tells `create`’s caller of each wait as it begins, and leaves it out of the result', async () => {
    server.queue(errorReply(503, 'busy'), wholeAnswer('ok'));
    const waits: RetryWait[] = [];
    const parts = await createChatClient(samplePorts()).create(request(), noAbort(), (wait) =>
      waits.push(wait),
    );
    assert.deepEqual(waits, [{ type: 'retry-wait', attempt: 1, waitMs: 500, message: 'busy' }]);
    assert.deepEqual(
      parts.map((part) => part.type),
      ['text-delta', 'finish'],
    );
  });

  it('repeats a whole answer that was cut in the middle, as nothing of it was shown', async () => {
    const body = JSON.stringify({ choices: [{ message: { content: 'whole' }, finish_reason: 'stop' }] });
    server.queue(
      {
        ...bodyReply(body, { headers: { 'content-length': '500' } }),
        steps: [body.slice(0, 30), { pauseMs: 30 }],
        ending: 'reset',
      },
      jsonReply(JSON.parse(body)),
    );
    assert.equal(textOf(await createChatClient(samplePorts()).create(request(), noAbort())), 'whole');
  });
});
