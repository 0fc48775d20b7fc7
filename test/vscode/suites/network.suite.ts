// The network's faults inside the extension host, whose http and https VS Code replaces by its own: every answer ends in
// exactly one way there too, and no connection is left behind.
import assert from 'node:assert/strict';
import { httpFetch } from '../../../src/host/http-fetch.ts';
import { sleep } from '../../../src/host/sleep.ts';
import type { ChatRequest } from '../../../src/llm/chat-request.ts';
import { createChatClient } from '../../../src/llm/client.ts';
import { ChatError } from '../../../src/model/error.ts';
import { redirectTo, streamText } from '../../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../fakes/scripted-provider.ts';
import { testNetworkFaults } from '../../unit/llm/network-faults.ts';
import { suite, test } from '../in-host.ts';

const quiet = (): void => {};
const client = createChatClient({
  fetch: httpFetch,
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  sleep,
  nowMs: Date.now,
  random: () => 0,
});

function requestTo(server: ScriptedProvider, limitMs: number): ChatRequest {
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

/** What the table registers as clean-up runs as a last test: the runner inside the host has no hooks. */
const cleanUps: (() => Promise<void>)[] = [];

suite('inside the extension host', () => {
  testNetworkFaults('network', httpFetch, {
    describe: suite,
    it: test,
    before: (body) => test('start', body),
    after: (body) => void cleanUps.push(body),
  });
  test('network: end', async () => {
    for (const cleanUp of cleanUps) await cleanUp();
  });

  test('a redirect’s target sees nothing', async () => {
    const server = await startScriptedProvider();
    const target = await startScriptedProvider({ fallback: streamText(['Thanks']) });
    try {
      server.queue(redirectTo(`${target.baseUrl}/chat/completions`, 307));
      await assert.rejects(async () => {
        for await (const parts of client.stream(requestTo(server, 5000), new AbortController().signal)) {
          assert.deepEqual(parts, [], 'a redirect says nothing');
        }
      }, ChatError);
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
