// A whole answer in the shape of a stream: waits are told while they last, the answer comes last.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholeAnswer } from '../../../src/chat/whole-answer.ts';
import type { ChatRequest } from '../../../src/llm/chat-request.ts';
import { ChatError } from '../../../src/model/error.ts';
import type { StreamPart } from '../../../src/model/stream.ts';
import { createGate } from '../../fakes/gate.ts';
import { createScriptedClient } from '../../fakes/scripted-client.ts';
import { finish, says, targetOf, until } from './chat-setup.ts';

const never = new AbortController().signal;
const request: ChatRequest = { ...targetOf(), messages: [], tools: [] };

function wait(attempt: number): StreamPart {
  return { type: 'retry-wait', attempt, waitMs: 500, message: 'HTTP 429' };
}

async function collect(
  answer: AsyncGenerator<readonly StreamPart[], void, void>,
  into: StreamPart[] = [],
): Promise<StreamPart[]> {
  for await (const batch of answer) into.push(...batch);
  return into;
}

test('an answer without waits is one batch', async () => {
  const client = createScriptedClient([[says('All.'), finish]]);
  const batches = [];
  for await (const batch of wholeAnswer(client, request, never)) batches.push(batch);
  assert.deepEqual(batches, [[...says('All.'), ...finish]]);
  assert.equal(client.calls[0]?.method, 'create');
});

test('a wait is told before it is over', async () => {
  const gate = createGate();
  const client = createScriptedClient([[[wait(1)], gate, [wait(2)], gate, says('At last.')]]);
  const seen: StreamPart[] = [];
  const end = collect(wholeAnswer(client, request, never), seen);
  await until(() => gate.waiting === 1 && seen.length === 1, 'the first wait');
  assert.deepEqual(seen, [wait(1)]);
  gate.release();
  await until(() => gate.waiting === 1 && seen.length === 2, 'the second wait');
  gate.release();
  await end;
  assert.deepEqual(seen, [wait(1), wait(2), ...says('At last.')]);
});

test('a wait that begins while the reader is busy with the last one is told, too', async () => {
  const gate = createGate();
  const client = createScriptedClient([[[wait(1)], gate, [wait(2)], gate, says('At last.')]]);
  const answer = wholeAnswer(client, request, never);
  assert.deepEqual((await answer.next()).value, [wait(1)]);
  gate.release();
  await until(() => gate.waiting === 1, 'the second wait begins unheard');
  assert.deepEqual((await answer.next()).value, [wait(2)]);
  gate.release();
  assert.deepEqual(await collect(answer), says('At last.'));
});

test('fails as the client fails, and stops with the signal', async () => {
  const refused = new ChatError({ kind: 'server', message: 'no', retryable: true });
  await assert.rejects(
    collect(wholeAnswer(createScriptedClient([[[wait(1)], refused]]), request, never)),
    refused,
  );
  const gate = createGate();
  const stop = new AbortController();
  const client = createScriptedClient([[gate]]);
  const end = collect(wholeAnswer(client, request, stop.signal));
  await until(() => gate.waiting === 1, 'the gate');
  stop.abort(new Error('enough'));
  await assert.rejects(end, /enough/);
  assert.ok(client.calls[0]?.isOver);
});
