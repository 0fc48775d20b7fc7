// What networks and servers do to an answer, over real sockets, for any fetch port. Whatever happens, an answer ends in exactly one way.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import type { ChatRequest } from '../../../src/llm/chat-request.ts';
import { createChatClient, type ChatClientPorts } from '../../../src/llm/client.ts';
import type { FetchPort } from '../../../src/llm/secure-fetch.ts';
import type { ErrorFacts } from '../../../src/model/error.ts';
import type { Reply } from '../../fakes/play-reply.ts';
import {
  bodyReply,
  errorReply,
  hangUp,
  htmlPage,
  jsonReply,
  silence,
  streamRaw,
  streamText,
} from '../../fakes/replies.ts';
import {
  startScriptedProvider,
  type ReplyScript,
  type ScriptedProvider,
} from '../../fakes/scripted-provider.ts';
import {
  commentLine,
  cutAt,
  DONE,
  errorChunk,
  finishChunk,
  roleChunk,
  sseEvent,
  textChunk,
} from '../../fakes/sse-chunks.ts';
import { chunked, startRawServer, streamHead, type RawAnswer } from './raw-server.ts';
import {
  noAbort,
  readAll,
  samplePorts,
  sampleProvider,
  sampleRequest,
  textOf,
  type Outcome,
} from './sample-request.ts';
import { certificate, privateKey } from './self-signed.ts';

/** The part of a test runner that the faults need; node:test has it. */
export interface TestApi {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
  before(body: () => Promise<void>): unknown;
  after(body: () => Promise<void>): unknown;
}

/** Registers the network faults as tests of one fetch port. */
export function testNetworkFaults(
  title: string,
  send: FetchPort,
  { describe, it, before, after }: TestApi,
): void {
  describe(title, () => {
    let server: ScriptedProvider;

    before(async () => {
      server = await startScriptedProvider();
    });
    after(() => server.close());

    /** Reads one answer and checks what holds for all: it finished or it failed, not both and not neither. */
    async function read(
      given: ChatRequest,
      ports: Partial<ChatClientPorts> = {},
    ): Promise<Outcome & { text: string }> {
      const outcome = await readAll(
        createChatClient(samplePorts({ fetch: send, ...ports })).stream(given, noAbort()),
      );
      const finishes = outcome.parts.filter((part) => part.type === 'finish').length;
      assert.equal(finishes + (outcome.facts === undefined ? 0 : 1), 1, JSON.stringify(outcome));
      return { ...outcome, text: textOf(outcome.parts) };
    }

    async function ask(reply: Reply, more: Partial<ChatRequest> = {}): Promise<Outcome & { text: string }> {
      // Not queued: a request given up before it arrived would leave its reply to the next test.
      server.setFallback(reply);
      return read(sampleRequest(sampleProvider(server.baseUrl), more));
    }

    /** Asks a server that answers with raw bytes. */
    async function askRaw(
      answer: RawAnswer,
      more: Partial<ChatRequest> = {},
    ): Promise<Outcome & { text: string }> {
      const raw = await startRawServer(answer);
      try {
        return await read(sampleRequest(sampleProvider(raw.url), more));
      } finally {
        await raw.close();
      }
    }

    function limits(firstByteMs: number, idleMs: number): Partial<ChatRequest> {
      return { timeouts: { connectMs: 1000, firstByteMs, idleMs } };
    }

    describe('an answer that is cut', () => {
      for (const ending of ['fin', 'reset'] as const) {
        it(`by ${ending} in the middle of a chunked body: text kept, interrupted (N01, N02)`, async () => {
          const { text, facts } = await ask(streamText(['Half', ' of'], { ending }));
          assert.equal(text, 'Half of');
          assert.partialDeepStrictEqual(facts, {
            kind: 'interrupted',
            retryable: true,
            host: new URL(server.url).host,
          });
        });

        it(`by ${ending} where the end of the connection is the end of the body: never taken for done (N04)`, async () => {
          const { text, facts } = await askRaw((socket) => {
            socket.write(streamHead('connection: close') + textChunk('Half'));
            setTimeout(() => (ending === 'fin' ? socket.end() : socket.resetAndDestroy()), 30);
          });
          assert.equal(text, 'Half');
          assert.equal(facts?.kind, 'interrupted');
        });
      }

      it('positive control: bare fetch takes such a cut for a clean end (N04)', async () => {
        const raw = await startRawServer((socket) =>
          socket.end(streamHead('connection: close') + textChunk('Half')),
        );
        const response = await fetch(raw.url);
        assert.match(await response.text(), /Half/);
        await raw.close();
      });

      it('by a content-length that promised more (N03)', async () => {
        const { text, facts } = await askRaw((socket) => {
          socket.write(streamHead('content-length: 5000') + textChunk('Half'));
          setTimeout(() => socket.end(), 30);
        });
        assert.equal(text, 'Half');
        assert.equal(facts?.kind, 'interrupted');
      });

      it('inside a character: nothing broken is shown (N05)', async () => {
        const bytes = new TextEncoder().encode(textChunk('ok') + textChunk('🦜').trimEnd());
        for (const cut of [bytes.length - 30, bytes.length - 40, bytes.length - 50]) {
          const { text, facts } = await ask(streamRaw([bytes.subarray(0, cut)], { ending: 'fin' }));
          assert.equal(text, 'ok');
          assert.equal(facts?.kind, 'interrupted');
        }
      });

      it('at any byte: what came whole is kept, the rest is never made up', async () => {
        const whole = new TextEncoder().encode(
          roleChunk() + textChunk('ab') + textChunk('cd') + finishChunk() + DONE,
        );
        const complete = new TextDecoder().decode(whole).indexOf('"finish_reason":"stop"');
        for (let cut = 1; cut < whole.length; cut += 41) {
          const raw = await askRaw((socket) =>
            socket.end(Buffer.concat([Buffer.from(streamHead('connection: close')), whole.subarray(0, cut)])),
          );
          assert.ok('abcd'.startsWith(raw.text), raw.text);
          if (cut < complete) assert.notEqual(raw.facts, undefined, `cut at ${cut}`);
        }
      });

      it('behind a whole event that lacks its blank line: that event counts, [DONE] too', async () => {
        for (const ending of ['complete', 'fin', 'reset'] as const) {
          const half = await ask(streamRaw([textChunk('a') + textChunk('b').trimEnd()], { ending }));
          assert.equal(half.text, 'ab');
          assert.equal(half.facts?.kind, 'interrupted');
          const whole = await ask(streamRaw([textChunk('a') + DONE.trimEnd()], { ending }));
          assert.equal(whole.facts, undefined);
        }
      });

      it('inside the first event: the same as an empty answer, not a server that talks rubbish', async () => {
        assert.equal((await ask(streamRaw([textChunk('a').slice(0, 40)]))).facts?.code, 'empty-answer');
      });

      it('inside a tool call: the call is not made (C12)', async () => {
        const call = { index: 0, id: 'c1', function: { name: 'run', arguments: '{"a":1}' } };
        const { parts, facts } = await ask(
          streamRaw([sseEvent({ choices: [{ delta: { tool_calls: [call] } }] })], { ending: 'fin' }),
        );
        assert.equal(facts?.kind, 'interrupted');
        assert.deepEqual(parts, []);
      });

      it('after the finish reason: complete (N08), also when the connection breaks then', async () => {
        for (const ending of ['complete', 'fin', 'reset'] as const) {
          const { text, facts } = await ask(streamRaw([textChunk('all') + finishChunk()], { ending }));
          assert.equal(facts, undefined);
          assert.equal(text, 'all');
        }
      });

      it('after [DONE] without a finish reason: done, reason unknown, a line in the log (N09)', async () => {
        const ports = samplePorts();
        server.queue(streamRaw([textChunk('all') + DONE]));
        const { parts } = await read(sampleRequest(sampleProvider(server.baseUrl)), ports);
        assert.deepEqual(parts.at(-1), { type: 'finish', reason: 'unknown' });
        assert.match(
          (ports.log as unknown as { lines: string[] }).lines.join('\n'),
          /warn: .*without a finish reason/,
        );
      });

      for (const marker of [
        'data: [DONE]x\n\n',
        'data: [DONE] \n\n',
        'data: [DONE]\ndata: y\n\n',
        'data: DONE\n\n',
        'event: done\n\n',
      ]) {
        it(`by a marker that is none: ${JSON.stringify(marker)} is no success (N11)`, async () => {
          const { text, facts } = await ask(streamRaw([textChunk('Half') + marker]));
          assert.equal(text, 'Half');
          assert.equal(facts?.kind, 'interrupted');
        });
      }
    });

    describe('an answer with something wrong inside', () => {
      it('an error in mid-text: typed, text kept (N12)', async () => {
        for (const event of [
          errorChunk('Overloaded', { type: 'overloaded_error' }),
          'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
        ]) {
          const { text, facts } = await ask(streamRaw([textChunk('Half'), event, textChunk('never')]));
          assert.equal(text, 'Half');
          assert.partialDeepStrictEqual(facts, { kind: 'overloaded', message: 'Overloaded' });
        }
      });

      it('an error event that is no JSON', async () => {
        const { facts } = await ask(streamRaw(['event: error\ndata: it broke\n\n']));
        assert.partialDeepStrictEqual(facts, { kind: 'server', message: 'it broke' });
      });

      it('one event of broken JSON: dropped, said at the end, never logged (N19)', async () => {
        const ports = samplePorts();
        server.queue(
          streamRaw([
            textChunk('a') +
              'data: {"choices":[{"delta":{"content":"CANARY\n\n' +
              textChunk('b') +
              finishChunk() +
              DONE,
          ]),
        );
        const { text, facts } = await read(sampleRequest(sampleProvider(server.baseUrl)), ports);
        assert.equal(text, 'ab');
        assert.partialDeepStrictEqual(facts, { kind: 'protocol', code: 'broken-event' });
        const log = (ports.log as unknown as { lines: string[] }).lines.join('\n');
        assert.match(log, /not valid JSON/);
        assert.equal((log + JSON.stringify(facts)).includes('CANARY'), false);
      });

      it('three broken events in a row: not read any further', async () => {
        const { text, facts } = await ask(streamRaw(['data: {\n\n'.repeat(3) + textChunk('never') + DONE]));
        assert.equal(text, '');
        assert.equal(facts?.code, 'broken-event');
      });

      it('events that are no JSON at all, as some proxies send to keep a line open: skipped', async () => {
        const { text, facts } = await ask(
          streamRaw([`data: ping\n\n${textChunk('a')}data: ping\n\n${finishChunk()}${DONE}`]),
        );
        assert.equal(text, 'a');
        assert.equal(facts, undefined);
      });

      it('nothing else than that: not a chat answer', async () => {
        assert.equal((await ask(streamRaw(['data: hello\n\n']))).facts?.code, 'not-chat');
      });

      it('a tool call beyond the limits (C10)', async () => {
        const call = { index: 500, id: 'c1', function: { name: 'run', arguments: '{}' } };
        const { facts } = await ask(
          streamRaw([sseEvent({ choices: [{ delta: { tool_calls: [call] } }] }), finishChunk(), DONE]),
        );
        assert.partialDeepStrictEqual(facts, { kind: 'protocol', code: 'tool-call' });
      });
    });

    describe('an answer that is something else', () => {
      it('a web page with status 200 or 502: its title, nothing more (N14)', async () => {
        for (const status of [200, 502]) {
          const { facts } = await ask(htmlPage(status, 'Sign in to <b>WiFi'));
          assert.match(facts?.message ?? '', /Sign in to/);
          assert.equal(facts?.kind, status === 200 ? 'protocol' : 'server');
        }
        const { facts } = await ask(htmlPage(200, 'Portal'));
        assert.partialDeepStrictEqual(facts, {
          code: 'web-page',
          message: 'The server sent a web page: “Portal”.',
        });
      });

      it('an endless page: left after its beginning', async () => {
        const page = `<html><title>Big</title>${'x'.repeat(100_000)}`;
        const { facts } = await ask(
          streamRaw([page], { ending: 'silence', headers: { 'content-type': 'text/html' } }),
        );
        assert.equal(facts?.code, 'web-page');
      });

      it('JSON that is cut', async () => {
        assert.equal((await ask(bodyReply('{"choices":[{"message":{"content":"x'))).facts?.code, 'not-json');
      });

      it('no body (N40)', async () => {
        assert.equal((await ask({ status: 204 })).facts?.code, 'empty-answer');
        assert.equal((await ask(bodyReply(''))).facts?.code, 'empty-answer');
      });

      it('503 with a page and Retry-After (N45)', async () => {
        const page = {
          ...htmlPage(503, 'Back soon'),
          headers: { 'content-type': 'text/html', 'retry-after': '9' },
        };
        assert.partialDeepStrictEqual((await ask(page)).facts, {
          kind: 'overloaded',
          waitMs: 9000,
          status: 503,
        });
      });

      it('407 of a proxy (N38)', async () => {
        // The platform's fetch does not hand such an answer on; a port that does is told by its status (http-error.test.ts).
        assert.equal((await ask(errorReply(407, 'Proxy login needed'))).facts?.kind, 'network');
      });
    });

    describe('size', () => {
      it('a single event of 10 MB is taken (N20)', async () => {
        const { text } = await ask(streamRaw([textChunk('x'.repeat(10_000_000)) + finishChunk() + DONE]));
        assert.equal(text.length, 10_000_000);
      });

      for (const [title, unit] of [
        ['a line that never ends (N22)', 'x'.repeat(1_000_000)],
        ['an event that never ends', `data: ${'x'.repeat(1_000_000)}\n`],
      ] as const) {
        it(`${title}: stopped at 16 MB, connection closed`, async () => {
          const pieces = ['data: ', ...Array.from({ length: 40 }, () => unit)];
          const { facts } = await ask(streamRaw(pieces, { ending: 'silence' }));
          assert.partialDeepStrictEqual(facts, { kind: 'protocol', code: 'too-large' });
          assert.equal(await server.whenOver(server.requests.at(-1)!), 'client');
        });
      }

      it('a stream of more than 64 MB is stopped (N21)', async () => {
        const piece = commentLine('x'.repeat(1_000_000));
        const { text, facts } = await ask(
          streamRaw([textChunk('a'), ...Array.from({ length: 70 }, () => piece)], { ending: 'silence' }),
        );
        assert.equal(text, 'a');
        assert.partialDeepStrictEqual(facts, { kind: 'protocol', code: 'too-large' });
      });

      it('a compressed bomb is stopped as well (N31)', async () => {
        const bomb = gzipSync(commentLine('x'.repeat(1_000_000)).repeat(100));
        assert.ok(bomb.length < 1_000_000);
        const { facts } = await ask(
          bodyReply(bomb, { headers: { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' } }),
        );
        assert.equal(facts?.code, 'too-large');
      });
    });

    describe('time', () => {
      it('nothing at all: first-byte limit (N23)', async () => {
        const { facts } = await ask(silence(), limits(250, 5000));
        assert.partialDeepStrictEqual(facts, { kind: 'timeout', code: 'first-byte' });
        assert.match(facts?.message ?? '', /0\.3 s \(parley\.timeout\.firstByte\)/);
        assert.equal(await server.whenOver(server.requests.at(-1)!), 'client');
      });

      it('headers and nothing else: the same limit', async () => {
        const { facts } = await ask(streamRaw([], { ending: 'silence' }), limits(250, 5000));
        assert.partialDeepStrictEqual(facts, { kind: 'timeout', code: 'first-byte' });
      });

      it('silence in mid-stream: idle limit, text kept (N24)', async () => {
        const { text, facts } = await ask(
          streamRaw([textChunk('a')], { ending: 'silence' }),
          limits(5000, 250),
        );
        assert.equal(text, 'a');
        assert.partialDeepStrictEqual(facts, { kind: 'timeout', code: 'idle' });
      });

      it('silence in the middle of an error body: what came is used', async () => {
        const reply: Reply = { status: 500, steps: ['{"error":{"message":"half'], ending: 'silence' };
        assert.partialDeepStrictEqual((await ask(reply, limits(5000, 250))).facts, {
          kind: 'server',
          status: 500,
        });
      });

      it('single bytes and comments reset the limit (N25)', async () => {
        const bytes = new TextEncoder().encode(
          commentLine('hold the line') + textChunk('ok') + finishChunk() + DONE,
        );
        const pieces = cutAt(bytes, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        const { text, facts } = await ask(streamRaw(pieces, { paceMs: 140 }), limits(1300, 1300));
        assert.equal(facts, undefined);
        assert.equal(text, 'ok');
      });

      it('0 is no limit', async () => {
        const reply = streamRaw([roleChunk(), textChunk('ok') + finishChunk() + DONE], { paceMs: 60 });
        assert.equal((await ask(reply, limits(0, 0))).text, 'ok');
      });

      it('comments for more than an hour end the answer all the same (N26)', async () => {
        let nowMs = 0;
        server.queue(
          streamRaw(
            Array.from({ length: 20 }, () => commentLine()),
            { paceMs: 5, ending: 'silence' },
          ),
        );
        const ports = { nowMs: () => (nowMs += 15 * 60_000) };
        const { facts } = await read(sampleRequest(sampleProvider(server.baseUrl), limits(0, 5000)), ports);
        assert.partialDeepStrictEqual(facts, { kind: 'timeout', code: 'overall' });
      });
    });

    describe('encodings', () => {
      const stream = textChunk('packed') + finishChunk() + DONE;
      for (const [name, bytes] of [
        ['gzip', gzipSync(stream)],
        ['deflate', deflateSync(stream)],
        ['br', brotliCompressSync(stream)],
      ] as const) {
        it(`${name} is read although it was not asked for (N27)`, async () => {
          assert.equal(
            (await ask(bodyReply(bytes, { headers: { 'content-encoding': name } }))).text,
            'packed',
          );
        });
      }

      it('a truncated gzip is never taken for done (N28)', async () => {
        const flushed = gzipSync(textChunk('packed'), { finishFlush: constants.Z_SYNC_FLUSH });
        const { facts } = await ask(
          bodyReply(flushed.subarray(0, flushed.length - 8), { headers: { 'content-encoding': 'gzip' } }),
        );
        assert.notEqual(facts, undefined);
      });

      it('a gzip label on a plain body (N29)', async () => {
        const { facts } = await ask(bodyReply(stream, { headers: { 'content-encoding': 'gzip' } }));
        assert.equal(facts?.kind, 'protocol');
        assert.match(facts?.code ?? '', /^Z_/);
      });

      it('an unknown encoding is refused by name (N30)', async () => {
        const { facts } = await ask(bodyReply(stream, { headers: { 'content-encoding': 'snappy' } }));
        assert.partialDeepStrictEqual(facts, { kind: 'protocol', code: 'encoding' });
        assert.match(facts?.message ?? '', /snappy/);
      });
    });

    describe('connections', () => {
      it('refused: host and code (N36)', async () => {
        const closed = await startRawServer(() => undefined);
        await closed.close();
        const { facts } = await read(sampleRequest(sampleProvider(closed.url)));
        assert.partialDeepStrictEqual(facts, {
          kind: 'network',
          code: 'ECONNREFUSED',
          host: new URL(closed.url).host,
        });
      });

      it('a name that does not exist (N36)', async () => {
        const { facts } = await read(sampleRequest(sampleProvider('http://parley-test.invalid/v1')));
        assert.equal(facts?.kind, 'network');
        assert.match(facts?.code ?? '', /^(?:ENOTFOUND|EAI_AGAIN)$/);
        assert.equal(facts?.host, 'parley-test.invalid');
      });

      it('closed without an answer', async () => {
        for (const how of ['fin', 'reset'] as const) {
          const { facts } = await ask(hangUp(how));
          assert.equal(facts?.kind, 'network');
          assert.match(facts?.code ?? '', /^(?:UND_ERR_SOCKET|ECONNRESET)$/);
        }
      });

      const broken: [title: string, answer: string, kind: ErrorFacts['kind']][] = [
        ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n', 'protocol'],
        ['headers beyond any size', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`, 'protocol'],
        [
          'a bad chunk size',
          `${streamHead('transfer-encoding: chunked')}${chunked(textChunk('a'))}zz\r\nxx\r\n`,
          'protocol',
        ],
      ];
      for (const [title, answer, kind] of broken) {
        it(`a server that breaks HTTP: ${title} (N41)`, async () => {
          const { facts } = await askRaw((socket) => socket.write(answer));
          assert.equal(facts?.kind, kind, JSON.stringify(facts));
        });
      }

      it('a certificate nobody vouches for, and TLS where there is none (N37)', async () => {
        const secure = createTlsServer({ key: privateKey, cert: certificate }, (_request, response) =>
          response.end('x'),
        );
        await new Promise<void>((resolve) => {
          secure.listen(0, '127.0.0.1', resolve);
        });
        const { port } = secure.address() as AddressInfo;
        const selfSigned = await read(sampleRequest(sampleProvider(`https://127.0.0.1:${port}`)));
        assert.partialDeepStrictEqual(selfSigned.facts, {
          kind: 'network',
          code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
        });
        const plainToTls = await read(sampleRequest(sampleProvider(`http://127.0.0.1:${port}`)));
        assert.equal(plainToTls.facts?.kind, 'network');
        secure.close();
        const tlsToPlain = await read(
          sampleRequest(sampleProvider(server.baseUrl.replace('http:', 'https:'))),
        );
        assert.partialDeepStrictEqual(tlsToPlain.facts, {
          kind: 'network',
          code: 'ERR_SSL_WRONG_VERSION_NUMBER',
        });
      });

      it('a kept connection that the server closed while nobody used it (N35)', async () => {
        const idle = createHttpServer((request, response) => {
          request.resume();
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.end(textChunk('Still here') + finishChunk() + DONE);
        });
        idle.keepAliveTimeout = 1;
        idle.listen(0, '127.0.0.1');
        await once(idle, 'listening');
        const { port } = idle.address() as AddressInfo;
        const request = sampleRequest(sampleProvider(`http://127.0.0.1:${port}/v1`));
        for (let call = 0; call < 3; call += 1) {
          const { text, facts } = await read(request);
          assert.deepEqual([text, facts], ['Still here', undefined]);
          await new Promise((resolve) => setTimeout(resolve, 60));
        }
        idle.close();
      });

      it('two answers at once do not touch each other (N42)', async () => {
        const byPath: ReplyScript = ({ path }) =>
          path.startsWith('/slow')
            ? streamText(['a', 'b', 'c'], { paceMs: 10 })
            : jsonReply({ choices: [{ message: { content: 'other' } }] });
        server.queue(byPath, byPath);
        const slow = read(sampleRequest(sampleProvider(`${server.url}/slow`)));
        const fast = read(sampleRequest(sampleProvider(`${server.url}/fast`)));
        assert.equal((await fast).text, 'other');
        assert.equal((await slow).text, 'abc');
      });
    });
  });
}
