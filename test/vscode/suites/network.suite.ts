// The network's faults inside the extension host, whose http and https VS Code replaces by its own: every answer ends in
// exactly one way there too, and no connection is left behind.
import assert from 'node:assert/strict';
import { httpFetch } from '../../../src/host/http-fetch.ts';
import { sleep } from '../../../src/host/lifecycle.ts';
import type { ChatRequest } from '../../../src/llm/chat-request.ts';
import { createChatClient } from '../../../src/llm/client.ts';
import { ChatError, type ErrorKind } from '../../../src/model/error.ts';
import type { Reply } from '../../fakes/play-reply.ts';
import {
  bodyReply,
  errorReply,
  hangUp,
  htmlPage,
  jsonReply,
  redirectTo,
  silence,
  streamText,
  wholeAnswer,
} from '../../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../fakes/scripted-provider.ts';
import { suite, test } from '../in-host.ts';

const quiet = (): void => {};
const client = createChatClient({
  fetch: httpFetch,
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  sleep,
  nowMs: Date.now,
  random: () => 0,
});

function requestTo(server: ScriptedProvider, limitMs = 300): ChatRequest {
  return {
    provider: {
      id: 'test',
      label: 'Test',
      dialect: 'chat-completions',
      row: 'openai-compatible',
      baseUrl: server.baseUrl,
      query: {},
      headers: {},
      models: [],
      quirks: {},
    },
    model: 'test-model',
    messages: [{ role: 'user', text: 'Hello' }],
    tools: [],
    parameters: {},
    extraBody: {},
    apiKey: { value: 'key', origin: server.url },
    retry: {
      strategy: 'none',
      initialIntervalMs: 1,
      maxIntervalMs: 1,
      exponent: 1,
      maxElapsedTimeMs: 1,
      maxRetries: 0,
      retryConnectionErrors: false,
    },
    timeouts: { connectMs: 1000, firstByteMs: limitMs, idleMs: limitMs },
  };
}

/** How an answer ended: `done`, or the kind of error, with the text that had come. */
async function ending(
  server: ScriptedProvider,
  reply: Reply,
): Promise<readonly [ErrorKind | 'done', string]> {
  server.queue(reply);
  let text = '';
  let finishes = 0;
  try {
    for await (const parts of client.stream(requestTo(server), new AbortController().signal)) {
      for (const part of parts) {
        if (part.type === 'text-delta') text += part.text;
        if (part.type === 'finish') finishes += 1;
      }
    }
  } catch (error) {
    assert.ok(error instanceof ChatError, String(error));
    assert.equal(finishes, 0, 'an answer that failed has not finished');
    return [error.facts.kind, text];
  }
  assert.equal(finishes, 1, 'an answer that did not fail has finished, once');
  return ['done', text];
}

const faults: readonly (readonly [name: string, reply: Reply, kind: ErrorKind | 'done', text: string])[] = [
  ['control: a stream', streamText(['All', ' well']), 'done', 'All well'],
  ['control: a whole answer to a stream', wholeAnswer('All well'), 'done', 'All well'],
  ['cut by FIN', streamText(['Half'], { ending: 'fin' }), 'interrupted', 'Half'],
  ['cut by RST', streamText(['Half'], { ending: 'reset' }), 'interrupted', 'Half'],
  ['silence before the headers', silence(), 'timeout', ''],
  ['silence in mid-stream', streamText(['Half'], { ending: 'silence' }), 'timeout', 'Half'],
  ['closed without an answer', hangUp('fin'), 'network', ''],
  ['reset without an answer', hangUp('reset'), 'network', ''],
  ['a web page', htmlPage(200), 'protocol', ''],
  ['an empty body', bodyReply(''), 'protocol', ''],
  ['a redirect', redirectTo('http://127.0.0.1:9/v1/chat/completions', 307), 'protocol', ''],
  ['an error on 200', jsonReply({ error: { message: 'no' } }), 'server', ''],
  ['401', errorReply(401, 'no'), 'auth', ''],
  ['404', errorReply(404, 'no'), 'not-found', ''],
  ['429', errorReply(429, 'no'), 'rate-limit', ''],
  ['503', errorReply(503, 'no'), 'overloaded', ''],
];

suite('network faults in the extension host', () => {
  for (const [name, reply, kind, text] of faults) {
    test(name, async () => {
      const server = await startScriptedProvider();
      try {
        assert.deepEqual(await ending(server, reply), [kind, text]);
      } finally {
        await server.close();
      }
    });
  }

  test('a redirect’s target sees nothing', async () => {
    const server = await startScriptedProvider();
    const target = await startScriptedProvider({ fallback: streamText(['Thanks']) });
    try {
      await ending(server, redirectTo(`${target.baseUrl}/chat/completions`, 307));
      assert.equal(target.connections, 0);
    } finally {
      await Promise.all([server.close(), target.close()]);
    }
  });

  test('200 aborted chats leave no connection', async () => {
    const server = await startScriptedProvider({
      fallback: streamText(['On and on'], { ending: 'silence' }),
    });
    try {
      for (let chat = 0; chat < 200; chat += 20) {
        await Promise.all(
          Array.from({ length: 20 }, async () => {
            const abort = new AbortController();
            await assert.rejects(async () => {
              for await (const parts of client.stream(requestTo(server, 10_000), abort.signal)) {
                if (parts.length > 0) abort.abort();
              }
            }, /abort/i);
          }),
        );
      }
      const deadline = Date.now() + 5000;
      while (server.openSockets() > 0 && Date.now() < deadline) await new Promise((r) => setTimeout(r, 20));
      assert.equal(server.openSockets(), 0);
      assert.ok(server.connections > 0, 'control: there were connections');
    } finally {
      await server.close();
    }
  });
});
