// How a scripted exchange ends: dropped by the client, cut by FIN or RST, silent for ever, closed.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createGate } from '../../fakes/gate.ts';
import { hangUp, silence, streamText, wholeAnswer } from '../../fakes/replies.ts';
import type { ScriptedProvider } from '../../fakes/scripted-provider.ts';
import { post, readUntil, start } from './scripted-client.ts';

/** Posts over a bare socket and reports every byte and the way the connection ended. */
function rawPost(provider: ScriptedProvider): Promise<{ received: string; end: string }> {
  return new Promise((resolve) => {
    const { port } = new URL(provider.url);
    let received = '';
    let end = 'fin';
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}');
    });
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (received += text));
    socket.on('error', (error: NodeJS.ErrnoException) => (end = error.code ?? 'error'));
    socket.on('close', () => resolve({ received, end }));
  });
}

test('sees when the client drops the connection, and only then', async () => {
  const provider = await start();
  const gate = createGate();
  provider.queue(streamText(['a', 'b'], { gate }), silence(), wholeAnswer('whole'));
  const stop = new AbortController();
  const response = await post(provider, { signal: stop.signal });
  gate.release();
  await readUntil(response.body!.getReader(), '"content":"a"');
  const request = await provider.nextRequest();
  assert.equal(request.end, undefined);
  assert.equal(provider.openSockets(), 1);
  const beforeMs = performance.timeOrigin + performance.now();
  stop.abort();
  assert.equal(await provider.whenOver(request), 'client');
  assert.ok(request.closedByClientAtMs! >= beforeMs);
  assert.equal(gate.waiting, 0);

  const giveUp = new AbortController();
  const unanswered = assert.rejects(post(provider, { signal: giveUp.signal }), { name: 'AbortError' });
  const silent = await provider.nextRequest();
  giveUp.abort();
  await unanswered;
  assert.equal(await provider.whenOver(silent), 'client');

  await (await post(provider)).text();
  const whole = await provider.nextRequest();
  assert.equal(await provider.whenOver(whole), 'complete');
  assert.equal(whole.closedByClientAtMs, undefined);
});

test('RST is an RST and FIN is a FIN, in mid-stream and without an answer', async () => {
  const provider = await start();
  const cases = [
    { reply: streamText(['got this'], { ending: 'reset' }), end: 'ECONNRESET', text: 'got this' },
    { reply: streamText(['got this'], { ending: 'fin' }), end: 'fin', text: 'got this' },
    { reply: hangUp('reset'), end: 'ECONNRESET', text: '' },
    { reply: hangUp('fin'), end: 'fin', text: '' },
  ];
  for (const { reply, end, text } of cases) {
    provider.queue(reply);
    const seen = await rawPost(provider);
    assert.equal(seen.end, end);
    if (text === '') assert.equal(seen.received, '');
    else assert.ok(seen.received.includes(text));
    // A chunked body that was not cut ends with a chunk of length 0.
    assert.ok(!seen.received.endsWith('0\r\n\r\n'));
    assert.ok(!seen.received.includes('[DONE]'));
    assert.equal(await provider.whenOver(await provider.nextRequest()), 'server');
  }
  provider.queue({ ...streamText(['whole']), headers: { connection: 'close' } });
  const whole = await rawPost(provider);
  assert.ok(whole.received.endsWith('0\r\n\r\n') && whole.received.includes('[DONE]'));
});

test('a cut stream gives a fetch client the text first and then an error', async () => {
  const provider = await start();
  for (const ending of ['fin', 'reset'] as const) {
    provider.queue(streamText(['kept'], { ending }));
    const reader = (await post(provider)).body!.getReader();
    assert.match(await readUntil(reader, 'kept'), /kept/);
    await assert.rejects(reader.read(), { name: 'TypeError' });
  }
});

test('silence in mid-stream holds the connection open after the text', async () => {
  const provider = await start();
  provider.queue(streamText(['then nothing'], { ending: 'silence' }));
  const stop = new AbortController();
  const reader = (await post(provider, { signal: stop.signal })).body!.getReader();
  await readUntil(reader, 'then nothing');
  const next = reader.read().then(
    () => 'more',
    () => 'aborted',
  );
  assert.equal(await Promise.race([next, pause(60, 'silent')]), 'silent');
  const request = await provider.nextRequest();
  assert.equal(request.end, undefined);
  stop.abort();
  assert.equal(await next, 'aborted');
  assert.equal(await provider.whenOver(request), 'client');
});

test('close ends open replies and waiting callers at once, and may be repeated', async () => {
  const provider = await start();
  provider.queue(silence());
  const pending = assert.rejects(post(provider));
  const request = await provider.nextRequest();
  const waiting = assert.rejects(provider.nextRequest(undefined, 60_000), /was closed/);
  await provider.close();
  await Promise.all([pending, waiting, provider.close()]);
  assert.equal(request.end, 'server');
  assert.equal(provider.openSockets(), 0);
  await assert.rejects(post(provider));
});
