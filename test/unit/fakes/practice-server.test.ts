// The practice server as a client meets it: pace, forms, limits, history, and clear words about bad requests.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { PRACTICE_MODELS, startPracticeServer } from '../../fakes/practice-server.ts';
import type { PracticeServer } from '../../fakes/practice-server.ts';
import { ask, assemble, post, user, wholeText } from './practice-client.ts';
import type { Fields } from './practice-client.ts';

let server: PracticeServer;
before(async () => {
  server = await startPracticeServer({ charactersPerSecond: 1_000_000 });
});
after(() => server.close());

test('names itself in its model list and in the first words of every answer', async () => {
  const list = (await (await fetch(`${server.url}/v1/models`)).json()) as { data: { id: string }[] };
  assert.deepEqual(
    list.data.map((model) => model.id),
    [...PRACTICE_MODELS],
  );
  assert.equal(PRACTICE_MODELS[0], 'practice-model');
  for (const words of ['Hello', 'help', 'markdown', 'long', 'think', 'tool', 'slow', 'What is a monad?']) {
    const pace = words === 'slow' ? { stream: false } : {};
    const response = await post(server, { messages: user(words), stream: true, ...pace });
    const body = await response.text();
    const text = pace.stream === false ? wholeText(body) : assemble(body).text;
    assert.match(text, /^Practice model here: no AI, /, words);
  }
});

test('streams in pieces of about a token and ends properly, with usage when asked for', async () => {
  const plain = await ask(server, 'Hello');
  assert.equal(plain.finish, 'stop');
  assert.equal(plain.done, true);
  assert.equal(plain.usage, undefined);
  assert.ok(plain.pieces > plain.text.length / 10 && plain.pieces < plain.text.length);
  const counted = await ask(server, 'Hello', { stream_options: { include_usage: true } });
  assert.equal(counted.text, plain.text);
  assert.equal(counted.usage?.['completion_tokens'], counted.pieces);
});

test('the pace is settable, and an answer ends when its client goes away', async () => {
  const slow = await startPracticeServer({ charactersPerSecond: 40 });
  try {
    const stop = new AbortController();
    const response = await post(slow, { stream: true, messages: user('long') }, stop.signal);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    while (!seen.includes('model')) seen += (await reader.read()).value ?? assert.fail('ended too soon');
    const fast = await ask(server, 'long');
    assert.ok(fast.text.split(/\s+/).length > 3000);
    assert.ok(!seen.includes('[DONE]'));
    // At this pace the whole answer would take ten minutes.
    assert.equal(slow.answering, 1);
    stop.abort();
    for (let tries = 0; slow.answering > 0 && tries < 500; tries += 1) await pause(10);
    assert.equal(slow.answering, 0);
  } finally {
    await slow.close();
  }
  await assert.rejects(startPracticeServer({ charactersPerSecond: 0 }), /greater than 0/);
});

test('the same seed gives the same pieces, another seed others, and the text never changes', async () => {
  const other = await startPracticeServer({ charactersPerSecond: 1_000_000, seed: 2 });
  try {
    const body = { stream: true, messages: user('markdown') };
    const [one, again, two] = await Promise.all(
      [server, server, other].map(async (each) => (await post(each, body)).text()),
    );
    assert.equal(one, again);
    assert.notEqual(one, two);
    assert.equal(assemble(one!).text, assemble(two!).text);
  } finally {
    await other.close();
  }
});

test('one whole answer when streaming is off or not mentioned', async () => {
  const streamed = await ask(server, 'Hello');
  for (const form of [{ stream: false }, {}]) {
    const response = await post(server, { messages: user('Hello'), ...form });
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.equal(wholeText(await response.text()), streamed.text);
  }
});

test('max_tokens and stop end the answer early', async () => {
  const cut = await ask(server, 'long', { max_tokens: 12 });
  assert.equal(cut.pieces, 12);
  assert.equal(cut.finish, 'length');
  assert.equal((await ask(server, 'long', { max_completion_tokens: 3 })).pieces, 3);
  const stopped = await ask(server, 'Hello', { stop: ['no AI'] });
  assert.equal(stopped.text, 'Practice model here: ');
  assert.equal(stopped.finish, 'stop');
});

test('counts the messages and shows that it was sent the history', async () => {
  const messages = [
    ...user('My name is Ada'),
    { role: 'assistant', content: 'Hello' },
    ...user('And my dog is Rex'),
    { role: 'assistant', content: 'Hello' },
    { role: 'user', content: [{ type: 'text', text: 'Who am I?' }] },
  ];
  const { text } = await ask(server, messages);
  assert.match(text, /message 3 of our conversation/);
  assert.match(text, /“Who am I\?”/);
  assert.match(text, /1\. My name is Ada\n2\. And my dog is Rex/);
  assert.doesNotMatch((await ask(server, 'Who am I?')).text, /Ada/);
});

test('reasons before it answers when asked to, or when the model always does', async () => {
  const asked = await ask(server, 'think');
  assert.match(asked.reasoning, /these are not thoughts/);
  const model = await ask(server, 'Hello', { model: 'practice-reasoning' });
  assert.match(model.reasoning, /not thoughts/);
  assert.match(model.text, /`practice-reasoning`/);
  assert.equal((await ask(server, 'What do you think of it?')).reasoning, '');
});

test('answers in JSON when the response format asks for it', async () => {
  const { text } = await ask(server, 'Hello', { response_format: { type: 'json_object' } });
  assert.equal((JSON.parse(text) as Fields)['practice'], true);
});

test('says what is wrong with a request', async () => {
  const cases: [unknown, number, RegExp][] = [
    ['{not json', 400, /must be a JSON object/],
    ['[]', 400, /must be a JSON object/],
    [{ messages: [] }, 400, /role "user"/],
    [{ messages: 'hi' }, 400, /role "user"/],
    [{ model: 'gpt', messages: user('x') }, 404, /no model "gpt". Choose one of: practice-model/],
  ];
  for (const [body, status, message] of cases) {
    const response = await post(server, body);
    assert.equal(response.status, status);
    assert.match(await response.text().then((text) => text.replaceAll('\\"', '"')), message);
  }
  const lost = await fetch(`${server.url}/chat/completions`, { method: 'POST', body: '{}' });
  assert.equal(lost.status, 404);
  assert.match(await lost.text(), /POST \/v1\/chat\/completions/);
  assert.match(await (await fetch(server.url)).text(), /It is no AI/);
});
