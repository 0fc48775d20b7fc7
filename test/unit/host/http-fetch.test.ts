// What the fetch port of the extension host hands on, and when: an event that comes alone at once, what comes together as one.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { httpFetch } from '../../../src/host/http-fetch.ts';

const EVENTS = 2000;
const event = (index: number): string => `data: {"choices":[{"delta":{"content":"word ${index}"}}]}\n\n`;

let server: Server;
let url = '';
let sendNext: () => void = () => {};

before(async () => {
  server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (request.url === '/together') {
      // Each write is a piece of the chunked body, and all of them leave in one go.
      for (let index = 0; index < EVENTS; index += 1) response.write(event(index));
      response.end();
      return;
    }
    response.write(event(0));
    sendNext = () => response.end(event(1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => new Promise((resolve) => server.close(resolve)));

async function reader(path: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const signal = new AbortController().signal;
  const init = {
    method: 'GET',
    redirect: 'manual',
    headers: new Headers(),
    signal,
    connectTimeoutMs: 5000,
  } as const;
  const { body } = await httpFetch(url + path, init);
  assert.ok(body !== null);
  return body.getReader();
}

describe('the bytes of a body', () => {
  test('that arrive together take a few reads, however many pieces the server made; none is lost or moved', async () => {
    const decoder = new TextDecoder();
    const bytes = await reader('/together');
    let text = '';
    let reads = 0;
    for (;;) {
      const { done, value } = await bytes.read();
      if (done) break;
      reads += 1;
      text += decoder.decode(value, { stream: true });
    }
    assert.equal(text, Array.from({ length: EVENTS }, (_, index) => event(index)).join(''));
    assert.ok(reads < EVENTS / 10, `${reads} reads`);
  });

  test('that come alone are handed on before anything follows', async () => {
    const bytes = await reader('/alone');
    const decoder = new TextDecoder();
    assert.equal(decoder.decode((await bytes.read()).value), event(0));
    sendNext();
    assert.equal(decoder.decode((await bytes.read()).value), event(1));
    assert.equal((await bytes.read()).done, true);
  });
});
