// Misbehaviour of the practice server on request, and its end by hand or by the client.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startPracticeServer } from '../../fakes/practice-server.ts';
import type { PracticeServer } from '../../fakes/practice-server.ts';
import { ask, assemble, post, user, wholeText } from './practice-client.ts';

let server: PracticeServer;
before(async () => {
  server = await startPracticeServer({ charactersPerSecond: 1_000_000 });
});
after(() => server.close());

test('gives every error status it is asked for, and 429 with the time to wait', async () => {
  for (const status of [401, 403, 404, 422, 429, 500, 503]) {
    const response = await post(server, { stream: true, messages: user(`error ${status}`) });
    assert.equal(response.status, status);
    const { error } = (await response.json()) as { error: { message: string } };
    assert.match(error.message, /you asked for this error/);
    assert.equal(response.headers.get('retry-after'), status === 429 ? '2' : null);
  }
  assert.match((await ask(server, 'error 418')).text, /I know no such error/);
});

test('is overloaded once, and again for the next conversation', async () => {
  for (let round = 0; round < 2; round += 1) {
    const body = { stream: true, messages: user('overloaded once') };
    const first = await post(server, body);
    assert.equal(first.status, 429);
    assert.equal(first.headers.get('retry-after'), '1');
    await first.text();
    assert.match(assemble(await (await post(server, body)).text()).text, /second try/);
  }
});

test('a page, a cut, an error in the stream, no words, a refusal: streamed and whole', async () => {
  for (const stream of [true, false]) {
    const give = (words: string): Promise<Response> => post(server, { stream, messages: user(words) });
    const page = await give('html');
    assert.match(page.headers.get('content-type') ?? '', /text\/html/);
    assert.match(await page.text(), /Sign in/);
    await assert.rejects(give('cut').then((response) => response.text()));
    const broken = await (await give('error stream')).text();
    assert.match(broken, /"error":\{"message":"Practice server: the model failed/);
    const empty = await (await give('empty')).text();
    assert.equal(stream ? assemble(empty).text : wholeText(empty), '');
    assert.match(await (await give('refuse')).text(), /"refusal":"Practice server: I decline/);
  }
});

test('falls silent before or after the first words, until the client goes away', async () => {
  const silent = new AbortController();
  const answer = post(server, { stream: true, messages: user('silence') }, silent.signal);
  assert.equal(await Promise.race([answer, pause(60, 'nothing')]), 'nothing');
  silent.abort(new Error('enough'));
  await assert.rejects(answer, /enough/);

  const stalled = new AbortController();
  const response = await post(server, { stream: true, messages: user('stall') }, stalled.signal);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let seen = '';
  while (!seen.includes('nothing more will come')) {
    seen += (await reader.read()).value ?? assert.fail('the answer ended');
  }
  const next = reader.read();
  assert.equal(await Promise.race([next, pause(60, 'nothing')]), 'nothing');
  stalled.abort(new Error('enough'));
  await assert.rejects(next, /enough/);
});

const BY_HAND = fileURLToPath(new URL('../../fakes/practice-server.ts', import.meta.url));

test('runs by hand, answers, and ends on SIGTERM; a bad option is named', async () => {
  const child = spawn(process.execPath, [BY_HAND, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = /http:\/\/127\.0\.0\.1:\d+(?=\/v1)/.exec(String(line))?.[0];
    assert.ok(url, String(line));
    assert.equal((await fetch(`${url}/v1/models`)).status, 200);
  } finally {
    child.kill('SIGTERM');
  }
  assert.deepEqual(await ended, [0, null]);

  const wrong = spawn(process.execPath, [BY_HAND, '--port', 'http'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [[message], [code]] = await Promise.all([once(wrong.stderr, 'data'), once(wrong, 'exit')]);
  assert.match(String(message), /--port takes a whole number, not "http"/);
  assert.equal(code, 1);
});
