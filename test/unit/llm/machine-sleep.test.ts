// A machine that slept in the middle of an answer (N43): on waking the limit is long over; the answer ends, once.
import assert from 'node:assert/strict';
import { after, before, it, mock } from 'node:test';
import { httpFetch } from '../../../src/host/http-fetch.ts';
import { createChatClient } from '../../../src/llm/client.ts';
import { ChatError } from '../../../src/model/error.ts';
import { streamText } from '../../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../fakes/scripted-provider.ts';
import { noAbort, samplePorts, sampleProvider, sampleRequest } from './sample-request.ts';

let server: ScriptedProvider;
before(async () => {
  server = await startScriptedProvider({ fallback: streamText(['Before sleep'], { ending: 'silence' }) });
});
after(() => server.close());

it('keeps the text, says that nothing more came, and leaves nothing waiting', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let text = '';
  try {
    const request = sampleRequest(sampleProvider(server.baseUrl), {
      timeouts: { connectMs: 10_000, firstByteMs: 60_000, idleMs: 120_000 },
    });
    const client = createChatClient(samplePorts({ fetch: httpFetch }));
    await assert.rejects(
      async () => {
        for await (const parts of client.stream(request, noAbort())) {
          for (const part of parts) if (part.type === 'text-delta') text += part.text;
          // Eight hours later, once the reader waits for more.
          if (text !== '') setImmediate(() => mock.timers.tick(8 * 60 * 60_000));
        }
      },
      (error) => error instanceof ChatError && error.facts.kind === 'timeout' && error.facts.code === 'idle',
    );
  } finally {
    mock.timers.reset();
  }
  assert.equal(text, 'Before sleep');
});
