// The same independent server at its worst: whatever it does, an answer has exactly one ending, of the right kind, nothing is
// said twice, and what can be repeated is repeated as often as it may be.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { LLMock } from '@copilotkit/aimock';
import { createChatClient } from '../../src/llm/client.ts';
import { backoff, noAbort, readAll, samplePorts, textOf, type Outcome } from '../unit/llm/sample-request.ts';
import { endingOf, imitations, requestTo, startAimock, type Imitation } from './aimock-server.ts';
import { askParley } from './clients.ts';
import { user } from './sample-parts.ts';

const TEXT = 'Claude Monet, of course, and nobody else at all.';
const [openAi, , , , openRouter] = imitations;
assert.ok(openAi !== undefined && openRouter?.row === 'openrouter');

let mock: LLMock;

before(async () => {
  mock = await startAimock();
  mock.onMessage('painter', { content: TEXT });
  mock.onMessage('limited', { content: TEXT }, { chaos: { rateLimitRate: 1 } });
  mock.onMessage('dropped', { content: TEXT }, { chaos: { dropRate: 1 } });
  mock.onMessage('malformed', { content: TEXT }, { chaos: { malformedRate: 1 } });
  mock.onMessage('disconnected', { content: TEXT }, { chaos: { disconnectRate: 1 } });
  mock.onMessage('slow', { content: TEXT }, { chaos: { latencyMs: 50 } });
  mock.onMessage('cut after four', { content: TEXT }, { truncateAfterChunks: 4, latency: 20 });
  mock.onMessage('cut in a call', callOf('{"path":"a.ts","text":"long enough"}'), {
    truncateAfterChunks: 4,
    latency: 20,
  });
  mock.onMessage('cut after a while', { content: TEXT }, { disconnectAfterMs: 60, latency: 25 });
  mock.onMessage('endless', { content: TEXT.repeat(3) }, { latency: 20 });
  mock.onMessage('wait seven', { error: { message: 'Slow', type: 'x' }, status: 429, retryAfter: 7 });
});
after(() => mock.stop());
afterEach(() => mock.clearRequests());

function callOf(text: string): { toolCalls: { id: string; name: string; arguments: string }[] } {
  return { toolCalls: [{ id: 'call_1', name: 'write_file', arguments: text }] };
}

const about = (text: string): { messages: [ReturnType<typeof user>] } => ({ messages: [user(text)] });

describe('faults, once', () => {
  const table: readonly (readonly [message: string, ending: string, facts: object])[] = [
    [
      'limited',
      'failure: rate-limit',
      { status: 429, waitMs: 1000, code: 'chaos_ratelimit', retryable: true },
    ],
    ['dropped', 'failure: server', { status: 500, code: 'chaos_drop', message: 'Chaos: request dropped' }],
    ['malformed', 'failure: protocol', { code: 'not-json' }],
    ['disconnected', 'failure: network', { retryable: true }],
    ['wait seven', 'failure: rate-limit', { status: 429, waitMs: 7000, message: 'Slow' }],
    ['nobody knows', 'failure: not-found', { status: 404, message: 'No fixture matched' }],
    ['slow painter', 'finish: stop', {}],
  ];
  for (const imitation of imitations) {
    for (const stream of [true, false]) {
      it(`${imitation.row}, ${stream ? 'streamed' : 'whole'}`, async () => {
        for (const [message, ending, facts] of table) {
          const outcome = await askParley(requestTo(mock, imitation, about(message)), stream);
          assert.equal(endingOf(outcome), ending, message);
          assert.partialDeepStrictEqual(outcome.facts ?? {}, facts);
          assert.equal(textOf(outcome.parts), ending.startsWith('finish') ? TEXT : '');
        }
        assert.equal(mock.getRequests().length, table.length, 'positive control: all of them were asked');
      });
    }
  }
});

describe('a connection that breaks in the middle', () => {
  for (const imitation of imitations) {
    it(imitation.row, async () => {
      const cut = await readStream('cut after four', imitation);
      assert.equal(endingOf(cut), 'failure: interrupted');
      const text = textOf(cut.parts);
      assert.ok(text !== '' && text.length < TEXT.length && TEXT.startsWith(text), `“${text}”`);
      assert.equal(mock.getRequests().length, 1, 'what was shown is not asked for again');

      const late = await readStream('cut after a while', imitation);
      assert.equal(endingOf(late), 'failure: interrupted');
      assert.ok(TEXT.startsWith(textOf(late.parts)));
    });
  }

  it('inside a call: the call is not handed on', async () => {
    const cut = await readStream('cut in a call', openAi);
    assert.equal(endingOf(cut), 'failure: interrupted');
    assert.deepEqual(
      cut.parts.filter((part) => part.type === 'tool-call'),
      [],
    );
    assert.equal(mock.getRequests().length, 1);
  });
});

/** Asks with retries whose waits take no time. */
function readStream(message: string, imitation: Imitation): Promise<Outcome> {
  const client = createChatClient(samplePorts());
  const request = requestTo(mock, imitation, { ...about(message), retry: backoff });
  return readAll(client.stream(request, noAbort()));
}

describe('faults, with retries', () => {
  const waits = ({ parts }: Outcome): readonly number[] =>
    parts.flatMap((part) => (part.type === 'retry-wait' ? [part.waitMs] : []));

  it('429 and 500, then an answer: it comes once, after one announced wait each', async () => {
    mock.nextRequestError(429, { message: 'Slow down', type: 'rate_limit_error' });
    const limited = await readStream('painter', openAi);
    assert.equal(textOf(limited.parts), TEXT);
    assert.deepEqual(waits(limited), [1000], 'Retry-After: 1');
    assert.equal(endingOf(limited), 'finish: stop');
    mock.nextRequestError(503, { message: 'Overloaded', type: 'server_error' });
    const overloaded = await readStream('painter', openAi);
    assert.equal(textOf(overloaded.parts), TEXT);
    assert.deepEqual(waits(overloaded), [500]);
    assert.equal(mock.getRequests().length, 4);
  });

  for (const [message, kind, asked] of [
    ['limited', 'rate-limit', 3],
    ['dropped', 'server', 3],
    // One of the four is the silent repetition on a new connection.
    ['disconnected', 'network', 4],
    ['malformed', 'protocol', 1],
  ] as const) {
    it(`${message} for ever: gives up after ${asked} requests with one ending`, async () => {
      const outcome = await readStream(message, openAi);
      assert.equal(endingOf(outcome), `failure: ${kind}`);
      assert.equal(mock.getRequests().length, asked);
      assert.equal(waits(outcome).length, Math.min(asked, 3) - 1);
    });
  }

  it('quota is not asked for again', async () => {
    mock.nextRequestError(429, { message: 'You exceeded your current quota', code: 'insufficient_quota' });
    assert.equal(endingOf(await readStream('painter', openAi)), 'failure: quota');
    assert.equal(mock.getRequests().length, 1);
  });
});

describe('stopping', () => {
  it('in the middle of an answer: the reason of the signal is the one ending', async () => {
    const abort = new AbortController();
    const reason = new Error('stop');
    const answer = createChatClient(samplePorts()).stream(
      requestTo(mock, openAi, about('endless')),
      abort.signal,
    );
    const first = await answer.next();
    assert.equal(first.done, false);
    abort.abort(reason);
    await assert.rejects(
      async () => {
        for await (const batch of answer) assert.ok(batch.length > 0);
      },
      (error: unknown) => error === reason,
    );
    assert.equal((await answer.next()).done, true);
  });
});

describe('OpenRouter’s own shapes', () => {
  before(() => {
    const more = { openRouterProcessing: true };
    const usage = {
      prompt_tokens: 5,
      completion_tokens: 6,
      cost: 0.01,
      prompt_tokens_details: { cached_tokens: 2 },
    };
    mock.onMessage(
      'processed',
      { content: TEXT, provider: 'Anthropic', nativeFinishReason: 'end_turn', usage },
      more,
    );
    mock.onMessage('flagged', {
      status: 403,
      error: {
        message: 'Flagged',
        metadata: { reasons: ['violence'], flagged_input: 'x', provider_name: 'A' },
      },
    });
    mock.onMessage('poor', { status: 402, error: { message: 'Insufficient credits' } });
    mock.onMessage('down', {
      status: 502,
      error: {
        message: 'Provider returned error',
        metadata: { provider_name: 'A', raw: '{"error":{"message":"Busy"}}' },
      },
    });
  });

  for (const stream of [true, false]) {
    it(stream ? 'streamed' : 'whole', async () => {
      const ask = (text: string): ReturnType<typeof askParley> =>
        askParley(requestTo(mock, openRouter, about(text)), stream);
      const processed = await ask('processed');
      assert.equal(textOf(processed.parts), TEXT);
      assert.equal(endingOf(processed), 'finish: stop');
      assert.deepEqual(
        processed.parts.filter((part) => part.type === 'usage').map((part) => part.usage),
        [{ inputTokens: 5, outputTokens: 6, cachedTokens: 2 }],
      );
      assert.equal(endingOf(await ask('flagged')), 'failure: filtered');
      assert.equal(endingOf(await ask('poor')), 'failure: quota');
      const down = await ask('down');
      assert.equal(endingOf(down), 'failure: server');
      assert.equal(down.facts?.message, 'Provider returned error: Busy');
    });
  }
});
