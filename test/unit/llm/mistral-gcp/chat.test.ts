// Chatting with Mistral on Google Cloud, end to end over real HTTP: login, request, answer; and what happens when a token
// is refused, a project is wrong or somebody presses Stop.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { ChatRequest } from '../../../../src/llm/chat-request.ts';
import { createChatClient } from '../../../../src/llm/client.ts';
import type { GoogleLogin } from '../../../../src/llm/dialects/mistral-gcp/auth.ts';
import { listModels } from '../../../../src/llm/models.ts';
import type { Provider } from '../../../../src/model/provider.ts';
import type { ToolSpec } from '../../../../src/model/tool.ts';
import { googleError, startGoogleCloud, type GoogleCloud } from '../../../fakes/google-cloud.ts';
import { createMemoryLog } from '../../../fakes/memory-log.ts';
import { jsonReply, silence, streamRaw, streamText, wholeAnswer } from '../../../fakes/replies.ts';
import {
  DONE,
  finishChunk,
  roleChunk,
  sseEvent,
  textChunk,
  toolCallChunk,
  usageOf,
  wholeToolCall,
} from '../../../fakes/sse-chunks.ts';
import { backoff, noAbort, readAll, samplePorts, textOf, type Outcome } from '../sample-request.ts';
import { createMachine, loginOf, vertexProvider, vertexRequest, type Machine } from './login-setup.ts';

const STREAM_PATH =
  '/v1/projects/sample-project/locations/europe-west4/publishers/mistralai/models/mistral-small-2503:streamRawPredict';

const tool: ToolSpec = {
  name: 'plus',
  description: 'Adds.',
  inputSchema: { type: 'object', properties: { a: { type: 'number' } } },
};

let cloud: GoogleCloud;
let machine: Machine;
let login: GoogleLogin;
const log = createMemoryLog();
const client = createChatClient(samplePorts({ log }));

before(async () => {
  cloud = await startGoogleCloud();
});
after(() => cloud.close());
beforeEach(() => {
  machine = createMachine({ file: cloud.serviceAccountFile() });
  login = loginOf(machine);
});
afterEach(() => {
  cloud.tokenLifetimeS = 3600;
  cloud.tokenReplies = [];
});

function ask(more: Partial<ChatRequest> = {}, provider: Partial<Provider> = {}): Promise<Outcome> {
  return readAll(client.stream(vertexRequest(cloud, login, more, provider), noAbort()));
}

/** How many tokens and how many answers were asked for during `work`. */
async function during(work: () => Promise<unknown>): Promise<{ tokens: number; requests: number }> {
  const tokens = cloud.tokenRequests.length;
  const requests = cloud.vertexRequests.length;
  await work();
  return { tokens: cloud.tokenRequests.length - tokens, requests: cloud.vertexRequests.length - requests };
}

describe('an answer', () => {
  test('streamed: the address, the headers, the body and the text', async () => {
    const { parts, facts } = await ask();
    assert.equal(facts, undefined);
    assert.equal(textOf(parts), 'Bonjour from Vertex.');
    const sent = cloud.vertexRequests.at(-1);
    assert.equal(sent?.url, STREAM_PATH);
    assert.match(String(sent.headers['authorization']), /^Bearer sample\.token\./);
    assert.equal(sent.headers['accept'], 'text/event-stream');
    assert.equal(sent.headers['content-type'], 'application/json');
    assert.deepEqual(sent.body, {
      model: 'mistral-small-2503',
      messages: [{ role: 'user', content: 'Hello' }],
      stream: true,
    });
  });

  test('whole, with usage', async () => {
    cloud.queue(wholeAnswer('Entier.', { usage: usageOf(5, 2) }));
    const parts = await client.create(vertexRequest(cloud, login), noAbort());
    assert.deepEqual(parts, [
      { type: 'text-delta', text: 'Entier.' },
      { type: 'usage', usage: { inputTokens: 5, outputTokens: 2 } },
      { type: 'finish', reason: 'stop' },
    ]);
    const sent = cloud.vertexRequests.at(-1);
    assert.equal(sent?.url, STREAM_PATH.replace('streamRawPredict', 'rawPredict'));
    assert.deepEqual([sent.body['stream'], sent.headers['accept']], [false, 'application/json']);
  });

  test('with tools: two calls in one chunk stay two, ids and usage are kept, the results go back', async () => {
    const calls = [
      wholeToolCall({ id: 'x2LypFllt', name: 'plus', arguments: { a: 1 } }),
      wholeToolCall({ id: 'kq9Zb0sTe', name: 'plus', arguments: { a: 2 } }),
    ];
    cloud.queue(
      streamRaw([roleChunk(), toolCallChunk(calls), finishChunk('tool_calls', {}, usageOf(10, 7)), DONE]),
      streamText(['Three.']),
    );
    const first = await ask({ tools: [tool], parameters: { toolChoice: 'required' } });
    assert.deepEqual(first.parts, [
      { type: 'tool-call', callId: 'x2LypFllt', name: 'plus', argumentsText: '{"a":1}' },
      { type: 'tool-call', callId: 'kq9Zb0sTe', name: 'plus', argumentsText: '{"a":2}' },
      { type: 'usage', usage: { inputTokens: 10, outputTokens: 7 } },
      { type: 'finish', reason: 'tools' },
    ]);
    assert.equal(cloud.vertexRequests.at(-1)?.body['tool_choice'], 'any');
    const toolCalls = first.parts.flatMap((part) => {
      if (part.type !== 'tool-call') return [];
      const { type: _type, ...call } = part;
      return [call];
    });
    const second = await ask({
      tools: [tool],
      messages: [
        { role: 'user', text: 'Add.' },
        { role: 'assistant', text: '', toolCalls },
        ...toolCalls.map(({ callId, name }) => ({ role: 'tool' as const, callId, name, text: '3' })),
      ],
    });
    assert.equal(textOf(second.parts), 'Three.');
    const messages = cloud.vertexRequests.at(-1)?.body['messages'] as readonly Record<string, unknown>[];
    assert.deepEqual(
      messages.map(({ role, tool_call_id: id }) => [role, id]),
      [
        ['user', undefined],
        ['assistant', undefined],
        ['tool', 'x2LypFllt'],
        ['tool', 'kq9Zb0sTe'],
      ],
    );
  });

  test('to every parameter: what its schema has is sent, the rest is dropped and told', async () => {
    const { parts, facts } = await ask({
      tools: [tool],
      parameters: {
        temperature: 0.3,
        topP: 0.9,
        maxTokens: 100,
        minTokens: 5,
        stop: ['END'],
        seed: 7,
        n: 1,
        presencePenalty: 0.1,
        frequencyPenalty: 0.2,
        responseFormat: { type: 'json_object' },
        parallelToolCalls: false,
        reasoningEffort: 'high',
        safePrompt: true,
        user: 'me',
        prediction: 'const a = 1;',
      },
    });
    assert.equal(facts, undefined, 'the strict server took it');
    const {
      messages: _messages,
      model: _model,
      stream: _stream,
      tools: _tools,
      ...fields
    } = cloud.vertexRequests.at(-1)?.body ?? {};
    assert.deepEqual(fields, {
      temperature: 0.3,
      top_p: 0.9,
      max_tokens: 100,
      stop: ['END'],
      random_seed: 7,
      n: 1,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      response_format: { type: 'json_object' },
      parallel_tool_calls: false,
      reasoning_effort: 'high',
      prediction: { type: 'content', content: 'const a = 1;' },
    });
    const told = parts.flatMap((part) => (part.type === 'notice' ? [part.text] : [])).join('\n');
    for (const name of ['minTokens', 'safePrompt', 'user']) assert.match(told, new RegExp(name));
  });

  test('control: the server does refuse a field that is not in its schema', async () => {
    const { facts } = await ask({ extraBody: { safe_prompt: true } });
    assert.deepEqual([facts?.kind, facts?.field], ['bad-request', 'safe_prompt']);
  });

  test('of a model with a legacy name: its version moves in the path and goes from the body', async () => {
    await ask({ model: 'mistral-large-2407' });
    const sent = cloud.vertexRequests.at(-1);
    assert.match(sent?.url ?? '', /\/models\/mistral-large@2407:streamRawPredict$/);
    assert.equal(sent?.body['model'], 'mistral-large');
    await ask({ model: 'mistral-large@2407' });
    assert.equal(cloud.vertexRequests.at(-1)?.body['model'], 'mistral-large@2407', 'as the user wrote it');
    await ask({ extraBody: { model: 'other' } });
    assert.equal(cloud.vertexRequests.at(-1)?.body['model'], 'other', 'an extra body wins');
  });

  test('that breaks off with an error of Google in the stream', async () => {
    const error = { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' };
    for (const payload of [{ error }, [{ error }]]) {
      cloud.queue(streamRaw([roleChunk(), textChunk('Half'), sseEvent(payload)]));
      const { parts, facts } = await ask();
      assert.equal(textOf(parts), 'Half');
      assert.match(facts?.message ?? '', /The model is overloaded/);
    }
  });

  test('that is an array of one error although its status is a success', async () => {
    cloud.queue(
      jsonReply([{ error: { code: 429, message: 'Quota exceeded.', status: 'RESOURCE_EXHAUSTED' } }]),
    );
    const { parts, facts } = await ask();
    assert.deepEqual([parts, facts?.kind], [[], 'rate-limit']);
  });
});

describe('a token', () => {
  test('is fetched when the first message is sent, not before, and serves the next ones', async () => {
    const idle = await during(async () => {
      vertexRequest(cloud, login);
      await listModels(vertexProvider(cloud), undefined, noAbort(), samplePorts());
    });
    assert.deepEqual(idle, { tokens: 0, requests: 0 });
    assert.deepEqual(await during(() => ask()), { tokens: 1, requests: 1 });
    assert.deepEqual(await during(() => ask()), { tokens: 0, requests: 1 });
  });

  test('that expires in the middle of a conversation is replaced, unseen', async () => {
    cloud.tokenLifetimeS = 600;
    assert.equal((await ask()).facts, undefined);
    machine.laterMs = 6 * 60_000;
    let outcome: Outcome | undefined;
    assert.deepEqual(await during(async () => (outcome = await ask())), { tokens: 1, requests: 1 });
    assert.equal(textOf(outcome?.parts ?? []), 'Bonjour from Vertex.');
  });

  test('that is refused with 401 is renewed once, and the request repeated once', async () => {
    await ask();
    cloud.revokeTokens();
    let outcome: Outcome | undefined;
    assert.deepEqual(await during(async () => (outcome = await ask())), { tokens: 1, requests: 2 });
    assert.equal(outcome?.facts, undefined);
    assert.equal(textOf(outcome?.parts ?? []), 'Bonjour from Vertex.');
    const [old, fresh] = cloud.vertexRequests.slice(-2).map(({ headers }) => headers['authorization']);
    assert.notEqual(old, fresh);
  });

  test('that is refused again ends the matter, whatever the retry policy, and says how to log in', async () => {
    const refused = googleError(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
    for (const retry of [undefined, backoff]) {
      cloud.queue(refused, refused);
      let outcome: Outcome | undefined;
      const more = retry === undefined ? {} : { retry };
      login = loginOf(machine);
      assert.deepEqual(await during(async () => (outcome = await ask(more))), { tokens: 2, requests: 2 });
      assert.deepEqual([outcome?.facts?.kind, outcome?.facts?.status], ['auth', 401]);
      assert.match(outcome?.facts?.hint ?? '', /gcloud auth application-default login/);
    }
  });

  test('is not renewed for another reason than 401', async () => {
    cloud.queue(googleError(403, 'PERMISSION_DENIED', 'No.', 'IAM_PERMISSION_DENIED'));
    assert.deepEqual(await during(() => ask()), { tokens: 1, requests: 1 });
  });

  test('refused to several at once is renewed once for all', async () => {
    await ask();
    cloud.revokeTokens();
    let outcomes: readonly Outcome[] = [];
    const seen = await during(async () => {
      outcomes = await Promise.all(Array.from({ length: 5 }, () => ask()));
    });
    assert.deepEqual(
      outcomes.map(({ facts }) => facts),
      Array.from({ length: 5 }, () => undefined),
    );
    assert.equal(seen.tokens, 1);
  });

  test('whose server is overloaded is asked for again as the retry policy says, in sight of the user', async () => {
    cloud.tokenReplies = [jsonReply({ error: 'internal_failure' }, 503)];
    const { parts, facts } = await ask({ retry: backoff });
    assert.equal(facts, undefined);
    assert.deepEqual(
      parts.map(({ type }) => type),
      ['retry-wait', 'text-delta', 'text-delta', 'finish'],
    );
  });

  test('never stands in a log or an error, however it is echoed', async () => {
    const { parts } = await ask();
    assert.ok(parts.length > 0);
    const token = String(cloud.vertexRequests.at(-1)?.headers['authorization']).slice('Bearer '.length);
    assert.ok(token.length > 10, 'control');
    cloud.queue(googleError(403, 'PERMISSION_DENIED', `The token ${token} may not.`));
    const { facts } = await ask();
    assert.match(facts?.message ?? '', /The token \[redacted\] may not/);
    assert.ok(!log.lines.join('\n').includes(token));
  });
});

describe('what goes wrong is explained', () => {
  test('a wrong project', async () => {
    const { facts } = await ask({}, { project: 'another-project' });
    assert.deepEqual([facts?.kind, facts?.status], ['auth', 403]);
    assert.match(facts?.message ?? '', /Permission denied on resource project another-project/);
    assert.match(facts?.hint ?? '', /no project “another-project”.*parley\.providers\.mistral-gcp\.project/);
  });

  test('an alias that exists elsewhere', async () => {
    const { facts } = await ask({ model: 'mistral-small-latest' });
    assert.deepEqual([facts?.kind, facts?.status], ['not-found', 404]);
    assert.match(facts?.hint ?? '', /-latest do not exist on Vertex AI/);
  });

  test('no project at all: nothing is sent', async () => {
    machine.file = cloud.userFile({ quota_project_id: undefined });
    let outcome: Outcome | undefined;
    assert.deepEqual(await during(async () => (outcome = await ask())), { tokens: 1, requests: 0 });
    assert.deepEqual([outcome?.facts?.kind, outcome?.facts?.code], ['configuration', 'no-project']);
  });

  test('no login: nothing is sent', async () => {
    machine.file = undefined;
    let outcome: Outcome | undefined;
    assert.deepEqual(await during(async () => (outcome = await ask())), { tokens: 0, requests: 0 });
    assert.equal(outcome?.facts?.code, 'no-login');
  });
});

describe('Stop', () => {
  test('ends a request that waits for its token, at once and without a request to Vertex AI', async () => {
    cloud.tokenReplies = [silence()];
    const stop = new AbortController();
    const reason = new Error('stopped');
    setTimeout(() => stop.abort(reason), 50);
    const seen = await during(() =>
      assert.rejects(readAll(client.stream(vertexRequest(cloud, login), stop.signal)), reason),
    );
    assert.deepEqual(seen, { tokens: 1, requests: 0 });
  });

  test('ends a streamed answer', async () => {
    cloud.queue(streamText(['One'], { ending: 'silence' }));
    const stop = new AbortController();
    const answer = client.stream(vertexRequest(cloud, login), stop.signal);
    assert.deepEqual((await answer.next()).value, [{ type: 'text-delta', text: 'One' }]);
    stop.abort(new Error('stopped'));
    await assert.rejects(answer.next(), /stopped/);
  });
});
