// From the same error answer the vendors' own clients and Parley's report the same: status, kind of error, message, code,
// field and request id, but for the differences agreed on in differences.ts.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Reply } from '../fakes/play-reply.ts';
import { bodyReply, hangUp } from '../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../fakes/scripted-provider.ts';
import { askParley, parleyRequest } from './clients.ts';
import { DifferenceBook, type Peer } from './difference-book.ts';
import { differences } from './differences.ts';
import { errorCases } from './error-cases.ts';
import { differencesOf } from './leaves.ts';
import { askPeer, MODEL } from './read-answers.ts';
import { readMistralError, readParleyError, readStainlessError, type ErrorReading } from './read-errors.ts';
import { peerOf, recordedErrors, type RecordedError } from './recorded-answers.ts';

let server: ScriptedProvider;

before(async () => {
  server = await startScriptedProvider();
});
after(() => server.close());

async function theirReading(peer: Peer, stream: boolean): Promise<ErrorReading> {
  return askPeer(peer, server, stream).then(
    () => assert.fail('the client did not notice the error'),
    peer === 'mistral' ? readMistralError : readStainlessError,
  );
}

/** Both readings, of the whole and of the streamed operation. */
async function compare(book: DifferenceBook, name: string, row: string, reply: Reply): Promise<number> {
  const peer = peerOf(row);
  let places = 0;
  for (const stream of [false, true]) {
    server.queue(reply, reply);
    const theirs = await theirReading(peer, stream);
    const { facts, parts } = await askParley(parleyRequest(server, row, { model: MODEL }), stream);
    assert.ok(facts, 'Parley did not notice the error');
    assert.deepEqual(parts, []);
    assert.deepEqual(server.problems, []);
    const { compared, differences: found } = differencesOf(theirs, readParleyError(facts, theirs));
    assert.deepEqual(book.unexplained(peer, name, found), []);
    places += compared;
  }
  return places;
}

function replyOf({ status, headers = {}, body }: Pick<RecordedError, 'status' | 'headers' | 'body'>): Reply {
  const isText = typeof body === 'string';
  return bodyReply(isText ? body : JSON.stringify(body), {
    status,
    headers: { 'content-type': isText ? 'text/plain' : 'application/json', ...headers },
  });
}

function compareAll(title: string, cases: readonly RecordedError[], least: number): void {
  const skip = cases.length === 0 ? 'there are no recordings here' : false;
  describe(title, { skip }, () => {
    const named = new Set(cases.map(({ name }) => name));
    const book = new DifferenceBook(differences.error, (name) => named.has(name));
    const counts = { errors: 0, places: 0 };
    for (const each of cases) {
      it(each.name, async () => {
        counts.places += await compare(book, each.name, each.row, replyOf(each));
        counts.errors += 1;
      });
    }
    it(`compared them all, with no agreed difference left over`, () => {
      assert.deepEqual(book.stale(), []);
      assert.equal(counts.errors, cases.length);
      assert.ok(counts.errors >= least, `only ${counts.errors} errors`);
      assert.ok(counts.places >= 4 * least, `only ${counts.places} places`);
    });
  });
}

const ownErrors = errorCases.map((each) => ({ ...each, name: `${each.row}: ${each.name}` }));
compareAll('the same errors from own answers', ownErrors, 37);
compareAll('the same errors from recordings of real servers', recordedErrors(), 16);

describe('the same errors without an answer', () => {
  const cases = { 'connection closed': hangUp('fin'), 'connection reset': hangUp('reset') };
  const book = new DifferenceBook(differences.error, (name) => name in cases);
  for (const row of ['openai', 'mistral', 'together']) {
    for (const [name, reply] of Object.entries(cases)) {
      it(`${row}: ${name} before any answer`, async () => {
        assert.ok((await compare(book, name, row, reply)) > 0);
      });
    }
  }
  it('left no agreed difference over', () => assert.deepEqual(book.stale(), []));
});
