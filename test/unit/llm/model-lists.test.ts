// Lists of models are asked for once in ten minutes, by all who want them together.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { BoundKey } from '../../../src/llm/chat-request.ts';
import { ModelLists } from '../../../src/llm/model-lists.ts';
import { ChatError } from '../../../src/model/error.ts';
import type { ModelEntry, Provider } from '../../../src/model/provider.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import type { Reply } from '../../fakes/play-reply.ts';
import { errorReply, jsonReply, silence } from '../../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../fakes/scripted-provider.ts';
import { noAbort, samplePorts, sampleProvider } from './sample-request.ts';

const TEN_MINUTES_MS = 600_000;

let server: ScriptedProvider;
let answer: () => Reply | Promise<Reply>;
let clock: FakeClock;
let lists: ModelLists;
let askedBefore: number;

before(async () => {
  server = await startScriptedProvider({ models: () => answer() });
});
after(() => server.close());
beforeEach(() => {
  clock = createFakeClock(Date.parse('2026-11-20T00:00:00Z'));
  lists = new ModelLists(samplePorts({ nowMs: clock.now }));
  askedBefore = server.requests.length;
  let count = 0;
  // Every answer is another one, so that it shows where a list comes from.
  answer = () => {
    count += 1;
    return jsonReply({ data: [{ id: `answer-${count}` }] });
  };
});

const asked = (): number => server.requests.length - askedBefore;
const here = (more: Partial<Provider> = {}): Provider => sampleProvider(server.baseUrl, 'openai', more);
const key = (value = 'sk-key-0123456789'): BoundKey => ({ value, origin: server.url });
const ids = (models: readonly ModelEntry[]): string => models.map(({ id }) => id).join();

interface Wish {
  readonly provider?: Provider;
  readonly apiKey?: BoundKey;
  readonly signal?: AbortSignal;
  readonly refresh?: boolean;
}

async function list({
  provider = here(),
  apiKey,
  signal = noAbort(),
  refresh = false,
}: Wish = {}): Promise<string> {
  return ids(await lists.list(provider, apiKey, signal, { refresh }));
}

/** Answers that are held back until they are let go; `arrived` resolves with the next request. */
function heldBack(): { readonly arrived: Promise<void>; readonly letGo: () => void } {
  const arrival = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const next = answer;
  answer = async () => {
    arrival.resolve();
    await gate.promise;
    return next();
  };
  return { arrived: arrival.promise, letGo: gate.resolve };
}

describe('a list of models', () => {
  it('is asked for once in ten minutes', async () => {
    assert.equal(await list(), 'answer-1');
    await clock.advance(TEN_MINUTES_MS - 1);
    assert.equal(await list(), 'answer-1');
    assert.equal(asked(), 1);
    await clock.advance(1);
    assert.equal(await list(), 'answer-2');
    assert.equal(asked(), 2);
  });

  it('is asked for again when the clock was set back: its age is not known then', async () => {
    let nowMs = TEN_MINUTES_MS;
    lists = new ModelLists(samplePorts({ nowMs: () => nowMs }));
    assert.equal(await list(), 'answer-1');
    nowMs -= 1;
    assert.equal(await list(), 'answer-2');
  });

  it('belongs to one provider, at one address, with or without a key', async () => {
    const wishes: readonly Wish[] = [
      {},
      { provider: here({ id: 'another' }) },
      { provider: here({ baseUrl: `${server.url}/v2` }) },
      { apiKey: key() },
      { provider: here({ query: { 'api-version': '1' } }) },
      { provider: here({ headers: { 'x-project': 'p' } }) },
    ];
    for (const [at, wish] of wishes.entries()) assert.equal(await list(wish), `answer-${at + 1}`);
    for (const [at, wish] of wishes.entries()) assert.equal(await list(wish), `answer-${at + 1}`, 'kept');
    assert.equal(asked(), wishes.length);
    assert.equal(await list({ provider: here({ label: 'Renamed' }) }), 'answer-1', 'a label changes nothing');
  });

  it('is asked for once by all who come while that request is under way', async () => {
    const { arrived, letGo } = heldBack();
    const all = Promise.all([list(), list(), list({ refresh: true })]);
    await arrived;
    letGo();
    assert.deepEqual(await all, ['answer-1', 'answer-1', 'answer-1']);
    assert.equal(asked(), 1);
  });

  it('can be asked for anew, and is then kept instead of the old one', async () => {
    await list();
    assert.equal(await list({ refresh: true }), 'answer-2');
    assert.equal(await list(), 'answer-2');
    assert.equal(asked(), 2);
  });

  it('stays when asking anew fails', async () => {
    await list();
    answer = () => errorReply(503, 'too busy');
    await assert.rejects(list({ refresh: true }), ChatError);
    assert.equal(await list(), 'answer-1');
  });

  it('is not kept when it failed', async () => {
    const right = answer;
    answer = () => errorReply(401, 'wrong key');
    await assert.rejects(list(), (error) => error instanceof ChatError && error.facts.kind === 'auth');
    answer = right;
    assert.equal(await list(), 'answer-1');
    assert.equal(asked(), 2);
  });

  it('comes to the others when one of them leaves, who leaves at once', async () => {
    const { arrived, letGo } = heldBack();
    const leaving = new AbortController();
    const left = list({ signal: leaving.signal });
    const stayed = list();
    await arrived;
    const reason = new Error('closed');
    leaving.abort(reason);
    await assert.rejects(left, (error) => error === reason);
    letGo();
    assert.equal(await stayed, 'answer-1');
    assert.equal(await list(), 'answer-1');
    assert.equal(asked(), 1);
  });

  it('is given up with the last one who waits, and nothing of it is kept', async () => {
    const right = answer;
    const arrival = Promise.withResolvers<void>();
    answer = () => {
      arrival.resolve();
      return silence();
    };
    const leaving = new AbortController();
    const left = [list({ signal: leaving.signal }), list({ signal: leaving.signal })];
    await arrival.promise;
    const reason = new Error('closed');
    leaving.abort(reason);
    for (const result of left) await assert.rejects(result, (error) => error === reason);
    answer = right;
    assert.equal(await list(), 'answer-1');
  });

  it('is not given to a signal that has aborted before, kept or not', async () => {
    await list();
    const reason = new Error('before');
    await assert.rejects(list({ signal: AbortSignal.abort(reason) }), (error) => error === reason);
    assert.equal(asked(), 1);
  });
});

it('tells what it knows of a model without asking', async () => {
  const provider = here();
  assert.equal(lists.known(provider, key(), 'answer-1'), undefined, 'nothing was listed yet');
  await lists.list(provider, key(), noAbort());
  await clock.advance(2 * TEN_MINUTES_MS);
  assert.equal(lists.known(provider, key(), 'answer-1')?.id, 'answer-1', 'however old it is');
  assert.equal(lists.known(provider, key(), 'other'), undefined);
  assert.equal(asked(), 1);
});
