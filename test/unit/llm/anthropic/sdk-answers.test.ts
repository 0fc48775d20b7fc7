// The same answer read by the vendor's own client and by Parley's: text, thinking, calls, why it ended, counts, and the class
// of an error. Every difference is listed with its reason; one that is not listed fails, and so does one that is gone.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { APIError } from '@anthropic-ai/sdk';
import type Anthropic from '@anthropic-ai/sdk';
import { parseJson } from '../../../../src/llm/json-value.ts';
import type { ErrorKind } from '../../../../src/model/error.ts';
import { jsonReply, streamRaw } from '../../../fakes/replies.ts';
import type { Reply } from '../../../fakes/play-reply.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../../fakes/scripted-provider.ts';
import type { Outcome } from '../sample-request.ts';
import { askParley, askSdk, fixture, fixtureNames, hello } from './sdk-setup.ts';

let server: ScriptedProvider;
before(async () => {
  server = await startScriptedProvider();
});
after(() => server.close());

/** What an answer says, in terms that both sides have. */
interface Reading {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly unknown[];
  readonly finish: string;
  readonly usage: Readonly<Record<string, number | undefined>>;
  readonly failed: boolean;
}

const failedReading: Reading = { text: '', reasoning: '', calls: [], finish: '', usage: {}, failed: true };

function readingOfSdk(message: Anthropic.Message): Reading {
  const { content, stop_reason: reason, usage } = message;
  const made = content.flatMap((block) =>
    block.type === 'tool_use' ? [[block.id, block.name, block.input]] : [],
  );
  const reasons: Record<string, string> = {
    end_turn: 'stop',
    stop_sequence: 'stop',
    max_tokens: 'length',
    model_context_window_exceeded: 'length',
    refusal: 'filtered',
    pause_turn: 'unknown',
  };
  const sum = [usage?.input_tokens, usage?.cache_read_input_tokens, usage?.cache_creation_input_tokens];
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    reasoning: content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
    calls: made,
    finish: made.length > 0 ? 'tools' : (reasons[reason ?? ''] ?? String(reason)),
    usage: {
      input: usage?.input_tokens === undefined ? undefined : sum.reduce<number>((a, b) => a + (b ?? 0), 0),
      output: usage?.output_tokens,
      cached: usage?.cache_read_input_tokens ?? undefined,
      reasoning: usage?.output_tokens_details?.thinking_tokens,
    },
    failed: false,
  };
}

function readingOfParley({ parts, facts }: Outcome): Reading {
  if (facts !== undefined) return failedReading;
  const join = (type: 'text-delta' | 'reasoning-delta'): string =>
    parts.map((part) => (part.type === type ? part.text : '')).join('');
  const usage = parts.find((part) => part.type === 'usage')?.usage;
  return {
    text: join('text-delta'),
    reasoning: join('reasoning-delta'),
    calls: parts.flatMap((part) =>
      part.type === 'tool-call' ? [[part.callId, part.name, parseJson(part.argumentsText)]] : [],
    ),
    finish: parts.findLast((part) => part.type === 'finish')?.reason ?? '',
    usage: {
      input: usage?.inputTokens,
      output: usage?.outputTokens,
      cached: usage?.cachedTokens,
      reasoning: usage?.reasoningTokens,
    },
    failed: false,
  };
}

function differing(theirs: Reading, ours: Reading): string[] {
  return Object.keys(ours).filter((key) => {
    const field = key as keyof Reading;
    return JSON.stringify(theirs[field]) !== JSON.stringify(ours[field]);
  });
}

interface AnswerDifference {
  readonly fields: readonly (keyof Reading)[];
  readonly reason: string;
}

/** By the name of the stream. */
const streamDifferences: Readonly<Record<string, AnswerDifference>> = {
  'max-tokens-in-call': {
    fields: ['calls'],
    reason: 'hands on a call that the limit cut, with what could be guessed of its input; it must not be run',
  },
  'no-event-names': {
    fields: ['text', 'finish', 'usage', 'failed'],
    reason: 'goes by the event’s name alone and finds nothing where a proxy drops the names',
  },
  'no-usage': {
    fields: ['text', 'finish', 'failed'],
    reason: 'gives up where there are no counts',
  },
  'refusal-in-the-middle': {
    fields: ['calls', 'finish'],
    reason: 'hands on the call of an answer that was taken back; it must not be run',
  },
  'several-message-deltas': {
    fields: ['finish'],
    reason: 'forgets the stop reason when the next message_delta has none',
  },
  'tool-input-twice-cut': {
    fields: ['calls', 'finish'],
    reason: 'hands on a call that the limit cut, without its input; it must not be run',
  },
  'tool-without-id': {
    fields: ['calls'],
    reason: 'leaves the id out; Parley needs one to tell the result by',
  },
};
/** The same answers in one piece: what depends on how they were streamed is gone. */
const wholeDifferences: Readonly<Record<string, AnswerDifference>> = Object.fromEntries(
  Object.entries(streamDifferences).filter(([name]) => /refusal|id$/.test(name)),
);

describe('answers, beside the vendor’s client', () => {
  for (const name of fixtureNames) {
    it(`${name}, streamed`, async () => {
      const reply = (): Reply => streamRaw([fixture(name)]);
      server.queue(reply(), reply());
      const theirs = await askSdk(server, hello, true).then(readingOfSdk, () => failedReading);
      const ours = readingOfParley(await askParley(server, {}, true));
      const told = `${JSON.stringify(theirs)} ${JSON.stringify(ours)}`;
      assert.deepEqual(differing(theirs, ours), streamDifferences[name]?.fields ?? [], told);
    });
  }

  it('the same answers, whole', async () => {
    let compared = 0;
    for (const name of fixtureNames) {
      server.queue(streamRaw([fixture(name)]));
      const message = await askSdk(server, hello, true).catch(() => undefined);
      // What the client guessed of a cut input is no answer that a server would give.
      const isGuess = ['max-tokens-in-call', 'tool-input-twice-cut'].includes(name);
      if (message === undefined || message.stop_reason === null || isGuess) continue;
      server.queue(jsonReply(message), jsonReply(message));
      const theirs = readingOfSdk(await askSdk(server, hello, false));
      const ours = readingOfParley(await askParley(server, {}, false));
      assert.deepEqual(differing(theirs, ours), wholeDifferences[name]?.fields ?? [], name);
      compared += 1;
    }
    assert.ok(compared > 20, `${compared} compared`);
  });

  it('positive control: an answer that differs is seen', async () => {
    server.queue(streamRaw([fixture('thinking')]), streamRaw([fixture('tools-parallel')]));
    const theirs = readingOfSdk(await askSdk(server, hello, true));
    const ours = readingOfParley(await askParley(server, {}, true));
    assert.deepEqual(differing(theirs, ours), ['text', 'reasoning', 'calls', 'finish']);
  });
});

describe('errors, beside the vendor’s client', () => {
  const classes: [status: number, type: string, theirs: string, ours: ErrorKind, why?: string][] = [
    [400, 'invalid_request_error', 'BadRequestError', 'bad-request'],
    [401, 'authentication_error', 'AuthenticationError', 'auth'],
    [402, 'billing_error', 'PaymentRequiredError', 'quota'],
    [403, 'permission_error', 'PermissionDeniedError', 'auth'],
    [404, 'not_found_error', 'NotFoundError', 'not-found'],
    [409, 'conflict_error', 'ConflictError', 'bad-request'],
    [413, 'request_too_large', 'ContentTooLargeError', 'context-too-long'],
    [422, 'invalid_request_error', 'UnprocessableEntityError', 'bad-request'],
    [429, 'rate_limit_error', 'RateLimitError', 'rate-limit'],
    [500, 'api_error', 'InternalServerError', 'server'],
    [503, 'api_error', 'ServiceUnavailableError', 'overloaded'],
    [504, 'timeout_error', 'GatewayTimeoutError', 'timeout'],
    [529, 'overloaded_error', 'OverloadedError', 'overloaded'],
  ];
  for (const [status, type, theirClass, ourKind] of classes) {
    for (const stream of [false, true]) {
      it(`${status} ${type}, ${stream ? 'streamed' : 'whole'}`, async () => {
        const body = { type: 'error', error: { type, message: 'As it is.' }, request_id: 'req_body' };
        const reply = (): Reply => jsonReply(body, status, { 'request-id': 'req_01' });
        server.queue(reply(), reply());
        const theirs = await failureOfSdk(stream);
        const { facts } = await askParley(server, {}, stream);
        assert.equal(theirs.constructor.name, theirClass);
        assert.equal(facts?.kind, ourKind);
        assert.equal(facts?.status, theirs.status);
        assert.equal(facts?.code, theirs.type);
        assert.equal(facts?.message, theirs.apiMessage);
        assert.equal(facts?.requestId, theirs.requestID);
      });
    }
  }

  it('the finer code of a cause', async () => {
    const error = {
      type: 'rate_limit_error',
      message: 'No more.',
      details: { error_code: 'enforced_spend_limit_reached' },
    };
    const reply = (): Reply => jsonReply({ type: 'error', error }, 429);
    server.queue(reply(), reply());
    const theirs = await failureOfSdk(false);
    const { facts } = await askParley(server, {}, false);
    assert.equal(facts?.code, theirs.errorCode);
    assert.equal(facts?.kind, 'quota', 'where their class says RateLimitError: waiting does not help');
  });

  it('inside a stream', async () => {
    const reply = (): Reply => streamRaw([fixture('error-overloaded-in-text')]);
    server.queue(reply(), reply());
    const theirs = await failureOfSdk(true);
    const { facts, parts } = await askParley(server, {}, true);
    assert.equal(theirs.type, facts?.code);
    assert.equal(theirs.apiMessage, facts?.message);
    assert.equal(facts?.kind, 'overloaded');
    assert.equal(parts[0]?.type, 'text-delta', 'what came before stays');
  });

  it('a connection that breaks in the middle', async () => {
    const text = fixture('text-padding');
    const cut = text.slice(0, text.indexOf('🦜'));
    server.queue(streamRaw([cut], { ending: 'reset' }), streamRaw([cut], { ending: 'reset' }));
    await assert.rejects(askSdk(server, hello, true));
    assert.equal((await askParley(server, {}, true)).facts?.kind, 'interrupted');
  });
});

async function failureOfSdk(stream: boolean): Promise<APIError> {
  try {
    await askSdk(server, hello, stream);
  } catch (error) {
    if (error instanceof APIError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: 'the vendor’s client found no error' });
}
