// From the same bytes the vendors' own clients and Parley's read the same text, calls, finish reason and usage, but for the
// differences agreed on in differences.ts.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MistralError } from '@mistralai/mistralai/models/errors';
import OpenAI from 'openai';
import Together from 'together-ai';
import * as z from 'zod';
import type { Reply } from '../fakes/play-reply.ts';
import { bodyReply, streamRaw } from '../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../fakes/scripted-provider.ts';
import { askParley, parleyRequest } from './clients.ts';
import { DifferenceBook, type Peer } from './difference-book.ts';
import { differences } from './differences.ts';
import { differencesOf } from './leaves.ts';
import { askPeer, MODEL, readParley, type Reading } from './read-answers.ts';
import { ownAnswers, peerOf, recordedAnswers, type RecordedAnswer } from './recorded-answers.ts';

let server: ScriptedProvider;

before(async () => {
  server = await startScriptedProvider();
});
after(() => server.close());

function replyOf({ bytes, isStream }: RecordedAnswer): Reply {
  return isStream
    ? streamRaw([bytes])
    : bodyReply(bytes, { headers: { 'content-type': 'application/json' } });
}

/** What one client made of an answer: a reading, or that it gave up, with the server's own words where it has them. */
type Verdict =
  { readonly reading: Reading } | { readonly failed: true; readonly message?: string | undefined };

/** The client gave up. Anything that is no error of a client's goes through. */
function gaveUp(error: unknown): Verdict {
  if (error instanceof OpenAI.APIError) return { failed: true, message: error.message };
  const isTheirs =
    error instanceof OpenAI.OpenAIError ||
    error instanceof Together.TogetherError ||
    error instanceof MistralError ||
    error instanceof z.ZodError;
  if (!isTheirs) throw error;
  return { failed: true };
}

/**
 * What the two are to agree on. An answer that one of them gives up on is no answer, whatever it began with; and a
 * client is not asked for what it has no field for.
 */
function comparable(peer: Peer, verdict: Verdict, other: Verdict): Readonly<Record<string, unknown>> {
  if ('failed' in verdict) {
    const isTold = 'failed' in other && verdict.message !== undefined && other.message !== undefined;
    return { failed: true, ...(isTold ? { message: verdict.message } : {}) };
  }
  if ('failed' in other) return { failed: false };
  const { reasoning, usage, ...rest } = verdict.reading;
  if (peer === 'openai') return { failed: false, ...rest, usage };
  return { failed: false, ...rest, reasoning, usage: usage && { input: usage.input, output: usage.output } };
}

async function compareReadings(answer: RecordedAnswer): Promise<ReturnType<typeof differencesOf>> {
  const peer = peerOf(answer.row);
  server.queue(replyOf(answer), replyOf(answer));
  const theirs = await askPeer(peer, server, answer.isStream).then(
    (reading): Verdict => ({ reading }),
    gaveUp,
  );
  const outcome = await askParley(parleyRequest(server, answer.row, { model: MODEL }), answer.isStream);
  assert.deepEqual(server.problems, []);
  const { facts } = outcome;
  const ours: Verdict =
    facts === undefined ? { reading: readParley(outcome) } : { failed: true, message: facts.message };
  return differencesOf(comparable(peer, theirs, ours), comparable(peer, ours, theirs));
}

function compareAll(title: string, answers: readonly RecordedAnswer[], least: number): void {
  const skip = answers.length === 0 ? 'there are no recordings here' : false;
  describe(title, { skip }, () => {
    const named = new Set(answers.map(({ name }) => name));
    const book = new DifferenceBook(differences.answer, (name) => named.has(name));
    const counts = { answers: 0, places: 0 };
    for (const answer of answers) {
      it(answer.name, async () => {
        const { compared, differences: found } = await compareReadings(answer);
        assert.deepEqual(book.unexplained(peerOf(answer.row), answer.name, found), []);
        counts.answers += 1;
        counts.places += compared;
      });
    }
    it('compared them all, with no agreed difference left over', () => {
      assert.deepEqual(book.stale(), []);
      assert.equal(counts.answers, answers.length);
      assert.ok(counts.answers >= least, `only ${counts.answers} answers`);
      assert.ok(counts.places >= 4 * least, `only ${counts.places} places`);
    });
  });
}

compareAll('the same answers from own recordings', ownAnswers(), 44);
compareAll('the same answers from recordings of real servers', recordedAnswers(), 76);

it('positive control: an answer that is read differently does not pass', () => {
  const book = new DifferenceBook(differences.answer);
  const theirs = { failed: false, text: 'Monet', calls: [], finish: 'stop' };
  for (const ours of [
    { ...theirs, text: 'Manet' },
    { ...theirs, finish: 'length' },
    { ...theirs, calls: [{ id: '1' }] },
    { failed: true },
  ]) {
    const { differences: found } = differencesOf(theirs, ours);
    assert.notDeepEqual(book.unexplained('openai', 'openai-text.json', found), []);
  }
  assert.notDeepEqual(book.stale(), [], 'what was not met is told');
});
