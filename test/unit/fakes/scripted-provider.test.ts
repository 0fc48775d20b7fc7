// The scripted provider under raw clients: what it records, in which order it answers, how exactly its gates step.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createGate } from '../../fakes/gate.ts';
import { bodyReply, errorReply, htmlPage, redirectTo, streamText, wholeAnswer } from '../../fakes/replies.ts';
import { startScriptedProvider } from '../../fakes/scripted-provider.ts';
import { usageOf } from '../../fakes/sse-chunks.ts';
import { post, readUntil, start } from './scripted-client.ts';

test('records method, path, query, headers and body, and plays the queue in order, then the fallback', async () => {
  const provider = await start({ fallback: wholeAnswer('last') });
  provider.queue(wholeAnswer('one'), (request) => wholeAnswer(`two for ${request.body.model}`));
  const texts: string[] = [];
  for (let at = 0; at < 3; at += 1) texts.push(await (await post(provider)).text());
  assert.match(texts[0]!, /"content":"one"/);
  assert.match(texts[1]!, /"content":"two for m"/);
  assert.match(texts[2]!, /"content":"last"/);
  const [first] = provider.requests;
  assert.equal(first?.method, 'POST');
  assert.equal(first.path, '/v1/chat/completions');
  assert.equal(first.query.get('trace'), '1');
  assert.equal(first.headers.authorization, 'Bearer key-1');
  assert.equal(first.body.messages?.[0]?.content, 'Grüße 🌍');
  assert.match(first.rawBody, /^\{"model":"m"/);
  assert.ok(Math.abs(first.receivedAtMs - Date.now()) < 60_000);
  assert.equal(await provider.whenOver(first), 'complete');
  assert.equal(first.closedByClientAtMs, undefined);
  assert.deepEqual(provider.problems, []);
});

test('a request nobody scripted gets a 418 that says so, and so does a script that throws', async () => {
  const provider = await start();
  const first = await post(provider);
  assert.equal(first.status, 418);
  assert.match(await first.text(), /Nobody scripted a reply for POST \/v1\/chat\/completions/);
  provider.queue(() => {
    throw new Error('wrong turn');
  });
  assert.match(await (await post(provider)).text(), /wrong turn/);
  assert.equal(provider.problems.length, 2);
});

test('lists its models, and such a request neither uses up the queue nor answers nextRequest', async () => {
  const provider = await start({ models: ['a', 'b'] });
  provider.queue(wholeAnswer('kept'));
  const list = (await (await fetch(`${provider.baseUrl}/models`)).json()) as { data: { id: string }[] };
  assert.deepEqual(
    list.data.map((model) => model.id),
    ['a', 'b'],
  );
  const waiting = provider.nextRequest();
  assert.match(await (await post(provider)).text(), /kept/);
  assert.equal((await waiting).method, 'POST');
  assert.equal((await provider.nextRequest((request) => request.method === 'GET')).path, '/v1/models');
  await assert.rejects(
    provider.nextRequest(undefined, 20),
    /did not come. Arrived: GET \/v1\/models \(complete\)/,
  );
});

test('a text stream has role, text, finish, usage and [DONE] in this order', async () => {
  const provider = await start();
  provider.queue(
    streamText(['Hel', 'lo'], {
      reasoning: ['hm'],
      toolCalls: [{ id: 'c1', name: 'read', arguments: { path: 'a' } }],
      usage: usageOf(1, 2),
      model: 'mm',
    }),
  );
  const response = await post(provider);
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  const events = (await response.text()).split('\n\n').filter(Boolean);
  assert.equal(events.at(-1), 'data: [DONE]');
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice('data: '.length)) as Chunk);
  assert.deepEqual(
    chunks.map((chunk) => chunk.choices[0]?.delta),
    [
      { role: 'assistant', content: '' },
      { reasoning_content: 'hm' },
      { content: 'Hel' },
      { content: 'lo' },
      {
        tool_calls: [
          { index: 0, id: 'c1', type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } },
        ],
      },
      {},
      undefined,
    ],
  );
  assert.equal(chunks[5]?.choices[0]?.finish_reason, 'tool_calls');
  assert.deepEqual(chunks[6]?.usage, { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 });
  assert.equal(chunks[0]?.model, 'mm');
});

interface Chunk {
  readonly model: string;
  readonly choices: readonly { readonly delta: unknown; readonly finish_reason: string | null }[];
  readonly usage?: unknown;
}

test('a gate steps exactly: one release, one delta; the tail takes one more', async () => {
  const provider = await start();
  const gate = createGate();
  provider.queue(streamText(['<1>', '<2>', '<3>'], { gate }));
  const response = await post(provider);
  const reader = response.body!.getReader();
  assert.match(await readUntil(reader, 'assistant'), /"role":"assistant"/);
  assert.equal(gate.passed, 0);
  gate.release(2);
  const two = await readUntil(reader, '<2>');
  assert.match(two, /<1>/);
  const next = reader.read();
  assert.equal(await Promise.race([next, pause(60, 'nothing')]), 'nothing');
  assert.equal(gate.waiting, 1);
  gate.release();
  assert.match(new TextDecoder().decode((await next).value), /<3>/);
  gate.open();
  assert.match(await readUntil(reader, '[DONE]'), /"finish_reason":"stop"[^]*\[DONE\]/);
  assert.equal(gate.passed, 4);
});

test('waits before the headers, error statuses, pages and redirects go out as written', async () => {
  const provider = await start();
  const gate = createGate();
  provider.queue(
    { ...errorReply(429, 'Slow down', { retryAfter: '7', type: 'rate_limited' }), before: [{ gate }] },
    htmlPage(502),
    redirectTo('http://127.0.0.1:1/elsewhere'),
    bodyReply('plain', { status: 422, headers: { 'content-type': 'text/plain' } }),
  );
  const pending = post(provider);
  assert.equal(await Promise.race([pending, pause(40, 'nothing')]), 'nothing');
  gate.release();
  const limited = await pending;
  assert.equal(limited.status, 429);
  assert.equal(limited.headers.get('retry-after'), '7');
  assert.deepEqual(await limited.json(), {
    error: { message: 'Slow down', type: 'rate_limited', param: null, code: null },
  });
  const page = await post(provider);
  assert.equal(page.status, 502);
  assert.match(await page.text(), /^<!doctype html>/);
  const moved = await post(provider, { redirect: 'manual' });
  assert.equal(moved.status, 307);
  assert.equal(moved.headers.get('location'), 'http://127.0.0.1:1/elsewhere');
  const plain = await post(provider);
  assert.equal(plain.status, 422);
  assert.equal(await plain.text(), 'plain');
});

test('two providers side by side keep their counts apart', async () => {
  const [good, evil] = [await start(), await start()];
  good.queue(wholeAnswer('good'));
  await (await post(good)).text();
  assert.equal(good.connections, 1);
  assert.equal(evil.connections, 0);
  assert.equal(evil.requests.length, 0);
  evil.queue(wholeAnswer('evil'));
  await (await post(evil)).text();
  assert.equal(evil.connections, 1);
});

test('a taken port is named', async () => {
  const first = await start();
  const port = Number(new URL(first.url).port);
  await assert.rejects(
    startScriptedProvider({ port }),
    new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken`),
  );
});
