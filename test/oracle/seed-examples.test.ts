// The examples and error tables of the documents that Parley was built from, literally: what they send is what Parley
// sends, and each status they name has its kind. (Mistral on Google Cloud has an address of its own and its own tests.)
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { providerPresets } from '../../src/llm/dialects/index.ts';
import { jsonReply, streamText, wholeAnswer } from '../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../fakes/scripted-provider.ts';
import { textOf } from '../unit/llm/sample-request.ts';
import { askParley, KEY, parleyRequest } from './clients.ts';
import { DifferenceBook } from './difference-book.ts';
import { differences } from './differences.ts';
import { differencesOf } from './leaves.ts';
import { called, result, user, type Wish } from './sample-parts.ts';

interface SeedExample {
  readonly name: string;
  readonly row: string;
  readonly stream: boolean;
  readonly ours: Wish;
  /** The request of the document, as JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

const PAINTER = 'Who is the best French painter? Answer in one short sentence.';
const mistralBody = { model: 'mistral-small-latest', messages: [{ content: PAINTER, role: 'user' }] };
const mistralWish: Wish = { model: 'mistral-small-latest', messages: [user(PAINTER)] };

const examples: readonly SeedExample[] = [
  { name: 'Mistral, streamed', row: 'mistral', stream: true, ours: mistralWish, body: mistralBody },
  { name: 'Mistral, whole', row: 'mistral', stream: false, ours: mistralWish, body: mistralBody },
  {
    name: 'OpenAI, whole',
    row: 'openai',
    stream: false,
    // The document shows the answer to a call without the call; a server takes the two together only.
    ours: {
      model: 'gpt-3.5-turbo',
      messages: [user('Go.'), called('', ['string', 'f', '{}']), result('string', 'f', 'string')],
      parameters: { n: 1, temperature: 1, topP: 1, user: 'user-1234' },
    },
    body: {
      messages: [
        { role: 'user', content: 'Go.' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'string', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { content: 'string', role: 'tool', tool_call_id: 'string' },
      ],
      model: 'gpt-3.5-turbo',
      n: 1,
      temperature: 1,
      top_p: 1,
      user: 'user-1234',
    },
  },
  {
    name: 'BeezyAI, streamed',
    row: 'beezy',
    stream: true,
    ours: {
      model: 'beezy-small-latest',
      messages: [user('Who is the best French painter? Answer in JSON.')],
      parameters: { responseFormat: { type: 'json_object' }, maxTokens: 512, seed: 1337 },
    },
    body: {
      model: 'beezy-small-latest',
      messages: [{ role: 'user', content: 'Who is the best French painter? Answer in JSON.' }],
      response_format: { type: 'json_object' },
      max_tokens: 512,
      random_seed: 1337,
      stream: true,
    },
  },
  {
    name: 'BeezyAI, whole',
    row: 'beezy',
    stream: false,
    ours: {
      model: 'beezy-small-latest',
      messages: [user('What is the weather like in Paris?')],
      tools: [
        {
          name: 'get_weather',
          description: 'Get the current weather in a given location.',
          inputSchema: {},
        },
      ],
      parameters: { maxTokens: 64, toolChoice: 'auto', seed: 1337 },
    },
    body: {
      model: 'beezy-small-latest',
      messages: [{ role: 'user', content: 'What is the weather like in Paris?' }],
      max_tokens: 64,
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'Get the current weather in a given location.',
            parameters: {},
          },
        },
      ],
      tool_choice: 'auto',
      random_seed: 1337,
      stream: false,
    },
  },
];

let server: ScriptedProvider;

before(async () => {
  server = await startScriptedProvider();
});
after(() => server.close());

describe('requests of the documents', () => {
  const book = new DifferenceBook(differences.seed);
  let compared = 0;
  for (const { name, row, stream, ours, body } of examples) {
    it(name, async () => {
      server.queue(stream ? streamText(['Claude ', 'Monet']) : wholeAnswer('Claude Monet'));
      const { parts, facts } = await askParley(parleyRequest(server, row, ours), stream);
      assert.equal(facts, undefined);
      assert.equal(textOf(parts), 'Claude Monet');
      const sent = await server.nextRequest();
      assert.deepEqual([sent.method, sent.path, sent.query.size], ['POST', '/v1/chat/completions', 0]);
      assert.equal(sent.headers.authorization, `Bearer ${KEY}`);
      assert.equal(sent.headers['content-type'], 'application/json');
      const { differences: found } = differencesOf({ body }, { body: JSON.parse(sent.rawBody) as unknown });
      assert.deepEqual(book.unexplained('seed', name, found), []);
      compared += 1;
    });
  }
  it('all compared, with no agreed difference left over', () => {
    assert.equal(compared, 5);
    assert.deepEqual(book.stale(), []);
  });

  it('Together: address, header and content type', async () => {
    assert.equal(providerPresets['together']?.baseUrl, 'https://api.together.xyz/v1');
    for (const stream of [true, false]) {
      server.queue(stream ? streamText(['ok']) : wholeAnswer('ok'));
      await askParley(parleyRequest(server, 'together', { messages: [user('Hello')] }), stream);
      const { headers, path } = await server.nextRequest();
      assert.equal(path, '/v1/chat/completions');
      assert.equal(headers.accept, 'application/json, text/event-stream');
      assert.equal(headers['content-type'], 'application/json');
      assert.equal(headers.authorization, `Bearer ${KEY}`);
    }
  });

  it('BeezyAI: address and environment variable', () => {
    assert.equal(providerPresets['beezy']?.baseUrl, 'https://api.beezy.ai/v1');
    assert.equal(providerPresets['beezy']?.apiKeyEnv, 'API_KEY_AUTH');
  });
});

/** Status and kind of each error that a document names. */
const errorTables: Readonly<Record<string, readonly (readonly [number, string])[]>> = {
  beezy: [
    [400, 'bad-request'],
    [401, 'auth'],
    [403, 'auth'],
    [404, 'not-found'],
    [429, 'rate-limit'],
    [500, 'server'],
    [503, 'overloaded'],
  ],
  together: [
    [400, 'bad-request'],
    [401, 'auth'],
    [404, 'not-found'],
    [429, 'rate-limit'],
    [503, 'overloaded'],
    [504, 'timeout'],
  ],
  mistral: [[422, 'bad-request']],
};

/** The documents do not say what the bodies look like, so every usual shape must do. */
const bodies = [
  { message: 'It failed.' },
  { error: { message: 'It failed.', type: 'x', param: null, code: null } },
  { object: 'error', message: 'It failed.', type: 'x', param: null, code: null },
  { detail: 'It failed.' },
  { detail: [{ loc: ['body'], msg: 'It failed.', type: 'x' }] },
  { error: 'It failed.' },
];

describe('errors of the documents', () => {
  for (const [row, table] of Object.entries(errorTables)) {
    it(`${row}: ${table.map(([status]) => status).join(', ')}`, async () => {
      for (const [status, kind] of table) {
        for (const body of bodies) {
          for (const stream of [true, false]) {
            server.queue(jsonReply(body, status));
            const { parts, facts } = await askParley(
              parleyRequest(server, row, { messages: [user('Hello')] }),
              stream,
            );
            const { kind: got, status: code, message } = facts ?? {};
            assert.deepEqual([got, code, message], [kind, status, 'It failed.'], JSON.stringify(body));
            assert.deepEqual(parts, []);
          }
        }
      }
    });
  }
});
