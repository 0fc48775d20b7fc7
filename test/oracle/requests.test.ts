// The vendors' own clients and Parley's ask the same server for the same things: method, path, query, headers and body
// agree field by field, but for the differences agreed on in differences.ts.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { rows } from '../../src/llm/dialects/chat-completions/rows.ts';
import type { Provider } from '../../src/model/provider.ts';
import { streamText, wholeAnswer } from '../fakes/replies.ts';
import {
  startScriptedProvider,
  type RecordedRequest,
  type ScriptedProvider,
} from '../fakes/scripted-provider.ts';
import { usageOf } from '../fakes/sse-chunks.ts';
import {
  askParley,
  azureClient,
  KEY,
  mistralClient,
  openAiClient,
  parleyRequest,
  togetherClient,
} from './clients.ts';
import { DifferenceBook, type Peer } from './difference-book.ts';
import { differences } from './differences.ts';
import { differencesOf } from './leaves.ts';
import { mistralCases } from './mistral-cases.ts';
import { commonCases, openAiCases } from './openai-cases.ts';
import { askMistral, askOpenAi, askTogether, MODEL } from './read-answers.ts';
import { plainWish, type Wish } from './sample-parts.ts';
import { togetherCases } from './together-cases.ts';

/** What the platform's fetch writes by itself, the same for everybody. */
const OF_THE_PLATFORM = ['host', 'connection', 'content-length', 'accept-language', 'sec-fetch-mode'];

let server: ScriptedProvider;
const book = new DifferenceBook(differences.request);
const counts = { requests: 0, places: 0 };

before(async () => {
  const usage = usageOf(3, 4);
  server = await startScriptedProvider({
    fallback: ({ body }) =>
      body.stream === true ? streamText(['ok'], { usage }) : wholeAnswer('ok', { usage }),
  });
});
after(() => server.close());

async function recorded(ask: () => Promise<unknown>): Promise<RecordedRequest> {
  const before = server.requests.length;
  await ask();
  assert.deepEqual(server.problems, []);
  assert.equal(server.requests.length, before + 1, 'one request was sent');
  return server.requests[before] as RecordedRequest;
}

/** A request as one object to be compared leaf by leaf. */
function asSent({ method, path, query, headers, rawBody }: RecordedRequest): Record<string, unknown> {
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_PLATFORM.includes(name));
  return {
    method,
    path,
    ...Object.fromEntries([...query].map(([name, value]) => [`query ${name}`, value])),
    ...Object.fromEntries(kept.map(([name, value]) => [`header ${name}`, value])),
    body: JSON.parse(rawBody) as unknown,
  };
}

async function compare(
  peer: Peer,
  name: string,
  askTheirs: (stream: boolean) => Promise<unknown>,
  row: string,
  wish: Wish,
  more: Partial<Provider> = {},
): Promise<void> {
  for (const stream of [false, true]) {
    const theirs = asSent(await recorded(() => askTheirs(stream)));
    const request = parleyRequest(server, row, { model: MODEL, ...wish }, more);
    const ours = asSent(
      await recorded(async () => {
        const { facts } = await askParley(request, stream);
        assert.equal(facts, undefined, `${name}: ${facts?.message}`);
      }),
    );
    const { compared, differences: found } = differencesOf(theirs, ours);
    assert.deepEqual(book.unexplained(peer, name, found), [], `${name}, stream: ${stream}`);
    counts.requests += 1;
    counts.places += compared;
  }
}

/** Vendors without a client of their own for chat completions: they document OpenAI's. */
const OTHER_ROWS = [
  'openrouter',
  'groq',
  'deepseek',
  'xai',
  'gemini',
  'ollama',
  'lmstudio',
  'llamacpp',
  'vllm',
  'openai-compatible',
];

describe('the same requests as', () => {
  for (const { name, ours, theirs } of openAiCases) {
    it(`openai: ${name}`, () =>
      compare('openai', name, (stream) => askOpenAi(openAiClient(server), theirs, stream), 'openai', ours));
  }
  for (const { name, ours, theirs } of mistralCases) {
    it(`mistralai: ${name}`, () =>
      compare(
        'mistral',
        name,
        (stream) => askMistral(mistralClient(server), theirs, stream),
        'mistral',
        ours,
      ));
  }
  for (const { name, ours, theirs } of togetherCases) {
    it(`together-ai: ${name}`, () =>
      compare(
        'together',
        name,
        (stream) => askTogether(togetherClient(server), theirs, stream),
        'together',
        ours,
      ));
  }
  for (const { name, ours, theirs } of commonCases) {
    it(`openai for Azure: ${name}`, () => {
      const client = azureClient(server, 'my-deployment', '2024-10-21');
      const more = {
        baseUrl: `${server.url}/openai/deployments/my-deployment`,
        query: { 'api-version': '2024-10-21' },
      };
      return compare(
        'openai',
        name,
        (stream) => askOpenAi(client, theirs, stream),
        'azure-openai',
        ours,
        more,
      );
    });
    it(`openai for ${OTHER_ROWS.length} other vendors: ${name}`, async () => {
      for (const row of OTHER_ROWS) {
        await compare('openai', name, (stream) => askOpenAi(openAiClient(server), theirs, stream), row, ours);
      }
    });
  }
  it('openai with an organisation and a project', () => {
    const client = openAiClient(server, { organization: 'org-1', project: 'proj_1' });
    const headers = { 'OpenAI-Organization': 'org-1', 'OpenAI-Project': 'proj_1' };
    const theirs = { messages: [{ role: 'user' as const, content: 'Hello' }] };
    return compare('openai', 'plain', (stream) => askOpenAi(client, theirs, stream), 'openai', plainWish, {
      headers,
    });
  });

  it('compared as many requests as there are, with no agreed difference left over', () => {
    const common = commonCases.length * (1 + OTHER_ROWS.length);
    const pairs = openAiCases.length + mistralCases.length + togetherCases.length + common + 1;
    assert.deepEqual([openAiCases.length, mistralCases.length, togetherCases.length], [33, 35, 25]);
    assert.equal(counts.requests, 2 * pairs);
    assert.ok(counts.places > 20 * pairs, `only ${counts.places} places`);
    assert.deepEqual(book.stale(), []);
  });

  it('compared every parameter that a row takes', () => {
    for (const [row, cases] of Object.entries({
      openai: openAiCases,
      mistral: mistralCases,
      together: togetherCases,
    })) {
      const compared = new Set(cases.flatMap(({ ours }) => Object.keys(ours.parameters ?? {})));
      const untried = Object.keys(rows[row]?.fields ?? {}).filter((name) => !compared.has(name));
      assert.deepEqual(untried, [], `test/oracle/${row}-cases.ts has no case for these parameters`);
    }
  });
});

describe('positive controls', () => {
  const theirs = { messages: [{ role: 'user' as const, content: 'Hello' }] };
  const wrong: readonly (readonly [string, Wish, Partial<Provider>])[] = [
    ['another text', { messages: [{ role: 'user', text: 'Hello!' }] }, {}],
    ['a field too many', { ...plainWish, parameters: { seed: 1 } }, {}],
    ['another model', { ...plainWish, model: 'other' }, {}],
    ['another path', plainWish, { baseUrl: '/v2' }],
    ['a query', plainWish, { query: { a: '1' } }],
    ['a header', plainWish, { headers: { 'x-more': '1' } }],
    ['the key in another header', plainWish, { row: 'azure-openai' }],
  ];
  for (const [title, wish, more] of wrong) {
    it(`a request that differs in ${title} does not pass`, async () => {
      const baseUrl = more.baseUrl === undefined ? server.baseUrl : server.url + more.baseUrl;
      const ask = (stream: boolean): Promise<unknown> => askOpenAi(openAiClient(server), theirs, stream);
      await assert.rejects(compare('openai', title, ask, 'openai', wish, { ...more, baseUrl }), {
        code: 'ERR_ASSERTION',
      });
    });
  }
  it('the key and the JSON type are among what is compared', async () => {
    const { headers } = await recorded(() => askParley(parleyRequest(server, 'openai', plainWish), false));
    assert.equal(headers.authorization, `Bearer ${KEY}`);
    assert.equal(headers['content-type'], 'application/json');
  });
});
