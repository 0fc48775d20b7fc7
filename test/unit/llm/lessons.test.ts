// A server that refuses an optional field: one more try without it or with its other name, remembered, and told.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ChatRequest } from '../../../src/llm/chat-request.ts';
import { createChatClient, type ChatClient } from '../../../src/llm/client.ts';
import { errorReply, jsonReply, streamText } from '../../fakes/replies.ts';
import {
  startScriptedProvider,
  type ReplyScript,
  type ScriptedProvider,
} from '../../fakes/scripted-provider.ts';
import {
  noAbort,
  readAll,
  samplePorts,
  sampleProvider,
  sampleRequest,
  type Outcome,
} from './sample-request.ts';

let server: ScriptedProvider;
let client: ChatClient;

before(async () => {
  server = await startScriptedProvider();
});
after(() => server.close());
beforeEach(() => {
  client = createChatClient(samplePorts());
});

/** Refuses whatever body holds one of these fields, as a server of that kind does. */
function strict(
  refuse: (field: string) => ReturnType<typeof errorReply>,
  ...fields: readonly string[]
): ReplyScript {
  return ({ body }) => {
    const field = fields.find((name) => name in body);
    return field === undefined ? streamText(['fine']) : refuse(field);
  };
}

const pydantic = (field: string): ReturnType<typeof errorReply> =>
  jsonReply(
    { detail: [{ type: 'extra_forbidden', loc: ['body', field], msg: 'Extra inputs are not permitted' }] },
    422,
  );
const openAi = (field: string): ReturnType<typeof errorReply> =>
  errorReply(400, `Unsupported parameter: '${field}' is not supported with this model.`, {
    code: 'unsupported_parameter',
    param: field,
  });

interface Asked extends Outcome {
  readonly notices: readonly string[];
  /** The bodies sent for this question. */
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
}

async function ask(script: ReplyScript, more: Partial<ChatRequest> = {}): Promise<Asked> {
  server.setFallback(script);
  const before = server.requests.length;
  const outcome = await readAll(
    client.stream(sampleRequest(sampleProvider(server.baseUrl), more), noAbort()),
  );
  const notices = outcome.parts.flatMap((part) => (part.type === 'notice' ? [part.text] : []));
  return { ...outcome, notices, bodies: server.requests.slice(before).map(({ body }) => body) };
}

describe('an optional field that is refused', () => {
  it('is left out, once, told, and not sent to that model again', async () => {
    const script = strict(pydantic, 'stream_options');
    const first = await ask(script);
    assert.equal(first.facts, undefined);
    assert.deepEqual(
      first.bodies.map((body) => 'stream_options' in body),
      [true, false],
    );
    assert.match(first.notices.join(), /“stream_options” was not sent: .* refuses it for this model\./);
    const second = await ask(script);
    assert.deepEqual(
      second.bodies.map((body) => 'stream_options' in body),
      [false],
    );
    assert.deepEqual(second.notices, [], 'nothing of the user’s is missing');
    const other = await ask(script, { model: 'another-model' });
    assert.deepEqual(
      other.bodies.map((body) => 'stream_options' in body),
      [true, false],
    );
  });

  it('that the user set is named on every answer that goes without it', async () => {
    const script = strict(openAi, 'temperature');
    for (const requests of [2, 1]) {
      const { bodies, notices, facts } = await ask(script, { parameters: { temperature: 0.2 } });
      assert.equal(facts, undefined);
      assert.equal(bodies.length, requests);
      assert.deepEqual(notices.filter((text) => text.includes('“temperature”')).length, 1);
    }
  });

  it('may be a prediction, which models without it refuse', async () => {
    const { bodies, notices, facts } = await ask(strict(openAi, 'prediction'), {
      provider: sampleProvider(server.baseUrl, 'openai'),
      parameters: { prediction: 'const a = 1;' },
    });
    assert.equal(facts, undefined);
    assert.deepEqual(
      bodies.map((body) => 'prediction' in body),
      [true, false],
    );
    assert.match(notices.join(), /“prediction” was not sent/);
  });

  it('max_tokens becomes max_completion_tokens, and back where that is refused', async () => {
    const parameters = { maxTokens: 50 };
    const { bodies, notices } = await ask(strict(openAi, 'max_tokens'), { parameters });
    assert.deepEqual(
      bodies.map((body) => [body['max_tokens'], body['max_completion_tokens']]),
      [
        [50, undefined],
        [undefined, 50],
      ],
    );
    assert.match(notices.join(), /wants “max_completion_tokens” instead of “max_tokens”/);
    const neither = await ask(strict(openAi, 'max_tokens', 'max_completion_tokens'), {
      parameters,
      model: 'takes-neither',
    });
    assert.equal(neither.facts, undefined);
    assert.deepEqual(neither.bodies.length, 3);
    assert.equal(
      Object.keys(neither.bodies[2] ?? {}).some((name) => name.startsWith('max_')),
      false,
    );
  });

  it('named in the message alone is understood', async () => {
    const { facts, bodies } = await ask(
      strict(
        (field) => errorReply(400, `this server does not know ${field}`),
        'parallel_tool_calls',
        'stream_options',
      ),
    );
    assert.equal(facts, undefined);
    assert.equal(bodies.length, 2);
  });
});

describe('what is not learned', () => {
  it('a field of extraBody: the user put it there himself', async () => {
    const { facts, bodies } = await ask(strict(openAi, 'temperature'), { extraBody: { temperature: 3 } });
    assert.equal(facts?.kind, 'bad-request');
    assert.equal(bodies.length, 1);
  });

  it('a word that only looks like a field', async () => {
    const script = (): ReturnType<typeof errorReply> =>
      errorReply(400, 'Unexpected role user after role tool, stop.');
    const { facts, bodies } = await ask(script, { parameters: { user: 'me', stop: ['x'] } });
    assert.equal(facts?.kind, 'bad-request');
    assert.equal(bodies.length, 1);
  });

  it('anything about what a request cannot do without', async () => {
    const { facts, bodies } = await ask(() => openAi('messages'));
    assert.equal(facts?.field, 'messages');
    assert.equal(bodies.length, 1);
  });

  it('a field that the message only mentions while the server names another', async () => {
    const refusal = errorReply(400, 'messages.1: wrong, see temperature', { param: 'messages.1.content' });
    const { facts, bodies } = await ask(refusal, { parameters: { temperature: 1 } });
    assert.equal(facts?.kind, 'bad-request');
    assert.equal(bodies.length, 1);
  });

  it('a server that refuses whatever comes is not asked for ever', async () => {
    const refuseAny: ReplyScript = ({ body }) => {
      const optional = Object.keys(body).find((name) => !['model', 'messages', 'stream'].includes(name));
      return optional === undefined ? errorReply(400, 'no') : pydantic(optional);
    };
    const parameters = {
      temperature: 1,
      topP: 1,
      maxTokens: 1,
      seed: 1,
      presencePenalty: 1,
      frequencyPenalty: 1,
    };
    const { facts, bodies } = await ask(refuseAny, { parameters });
    assert.equal(facts?.kind, 'bad-request');
    assert.equal(bodies.length, 5);
  });
});
