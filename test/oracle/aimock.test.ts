// Whole conversations with an independent server that imitates the vendors: text, calls and their results, reasoning, usage,
// streamed and whole, through Parley's client.
// Not with mistral-gcp: of Vertex AI the server (1.43) has publishers/google/models/…:generateContent and
// :streamGenerateContent, which is Gemini's API; it has no publishers/mistralai and no rawPredict.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LLMock } from '@copilotkit/aimock';
import { rows } from '../../src/llm/dialects/chat-completions/rows.ts';
import { contentOf, endingOf, imitations, requestTo, startAimock } from './aimock-server.ts';
import { askParley, KEY } from './clients.ts';
import { called, ID_ONE, ID_TWO, PARIS, result, system, tools, user } from './sample-parts.ts';

const TEXT = 'Claude Monet, of course. “Ünïcode” 🎨, and a second sentence that is long enough to be cut.';
const THOUGHT = 'The user asks for a painter. ';
const usage = { prompt_tokens: 11, completion_tokens: 22, total_tokens: 33 };

let mock: LLMock;

before(async () => {
  mock = await startAimock();
  mock.onMessage('painter', { content: TEXT, usage });
  mock.onMessage('think', { content: TEXT, reasoning: THOUGHT, usage });
  mock.on(
    { userMessage: 'one tool', hasToolResult: false },
    { toolCalls: [{ id: ID_ONE, name: 'get_weather', arguments: PARIS }] },
  );
  mock.on(
    { userMessage: 'two tools', hasToolResult: false },
    {
      content: 'Looking. ',
      toolCalls: [
        { id: ID_ONE, name: 'get_weather', arguments: PARIS },
        { id: ID_TWO, name: 'list_cities', arguments: '{}' },
      ],
    },
  );
  mock.on(
    { userMessage: 'tool first', hasToolResult: false },
    {
      blocks: [
        { type: 'toolCall', id: ID_ONE, name: 'get_weather', arguments: PARIS },
        { type: 'text', text: 'I have asked.' },
      ],
    },
  );
  mock.on({ toolCallId: ID_ONE, toolResultContains: 'clear' }, { content: 'It is clear.' });
  mock.on({ toolCallId: ID_TWO, toolResultContains: 'Lyon' }, { content: 'Paris and Lyon.' });
  mock.on({ userMessage: 'limit' }, { content: 'Once upon', finishReason: 'length' });
  mock.on({ userMessage: 'filter' }, { content: 'It was', finishReason: 'content_filter' });
  mock.on({ userMessage: 'who are you', systemMessage: 'pirate' }, { content: 'Arr!' });
});
after(() => mock.stop());

for (const imitation of imitations) {
  for (const stream of [true, false]) {
    describe(`${imitation.row}, ${stream ? 'streamed' : 'whole'}`, () => {
      const ask = (text: string, more = {}): ReturnType<typeof askParley> =>
        askParley(requestTo(mock, imitation, { messages: [user(text)], ...more }), stream);
      /** A stream tells token counts where it was asked to; some vendors tell unasked, this server does not. */
      const tellsUsage =
        !stream || rows[imitation.row]?.switches.askUsage === true || imitation.row === 'openrouter';

      it('text, and its usage', async () => {
        const outcome = await ask('Name a painter');
        assert.deepEqual(contentOf(outcome), { text: TEXT, reasoning: '', calls: [] });
        assert.equal(endingOf(outcome), 'finish: stop');
        const told = outcome.parts.filter((part) => part.type === 'usage').map((part) => part.usage);
        assert.deepEqual(told, tellsUsage ? [{ inputTokens: 11, outputTokens: 22 }] : []);
      });

      it('reached the address of this vendor with its key', async () => {
        await ask('Name a painter');
        const seen = mock.getLastRequest();
        const query = new URLSearchParams(imitation.query).toString();
        assert.equal(seen?.path, `${imitation.path}/chat/completions${query === '' ? '' : `?${query}`}`);
        assert.ok(imitation.keyHeader in seen.headers, Object.keys(seen.headers).join());
      });

      it('reasoning', async () => {
        const outcome = await ask('think');
        assert.deepEqual(contentOf(outcome), { text: TEXT, reasoning: THOUGHT, calls: [] });
        assert.equal(endingOf(outcome), 'finish: stop');
      });

      it('one call, its result, and the answer to it', async () => {
        const asked = await ask('one tool', { tools });
        assert.deepEqual(contentOf(asked).calls, [`${ID_ONE} get_weather ${PARIS}`]);
        assert.equal(endingOf(asked), 'finish: tools');
        const messages = [
          user('one tool'),
          called('', [ID_ONE, 'get_weather', PARIS]),
          result(ID_ONE, 'get_weather', 'clear'),
        ];
        const answered = await ask('', { tools, messages });
        assert.equal(contentOf(answered).text, 'It is clear.');
        assert.equal(endingOf(answered), 'finish: stop');
      });

      it('two calls at once after some text, and their results', async () => {
        const asked = await ask('two tools', { tools });
        assert.deepEqual(contentOf(asked), {
          text: 'Looking. ',
          reasoning: '',
          calls: [`${ID_ONE} get_weather ${PARIS}`, `${ID_TWO} list_cities {}`],
        });
        assert.equal(endingOf(asked), 'finish: tools');
        const messages = [
          user('two tools'),
          called('Looking. ', [ID_ONE, 'get_weather', PARIS], [ID_TWO, 'list_cities', '{}']),
          result(ID_ONE, 'get_weather', 'clear'),
          result(ID_TWO, 'list_cities', 'Paris, Lyon'),
        ];
        const answered = await ask('', { tools, messages });
        assert.equal(contentOf(answered).text, 'Paris and Lyon.');
      });

      it('a call before the text', async () => {
        const outcome = await ask('tool first', { tools });
        assert.deepEqual(contentOf(outcome).calls, [`${ID_ONE} get_weather ${PARIS}`]);
        assert.equal(contentOf(outcome).text, 'I have asked.');
        assert.equal(endingOf(outcome), 'finish: tools');
      });

      it('an answer that a limit or a filter cut', async () => {
        assert.equal(endingOf(await ask('limit')), 'finish: length');
        assert.equal(endingOf(await ask('filter')), 'finish: filtered');
      });

      it('the system prompt arrives', async () => {
        const messages = [system('Talk like a pirate.'), user('who are you')];
        // A developer message is none for this server.
        const quirks = { model: 'gpt-4o' };
        assert.equal(contentOf(await ask('', { messages, ...quirks })).text, 'Arr!');
        assert.equal(endingOf(await ask('who are you')), 'failure: not-found', 'positive control');
      });
    });
  }
}

describe('the key', () => {
  const [openAi] = imitations;
  it('is needed, and the right one', async () => {
    assert.ok(openAi);
    const request = requestTo(mock, openAi, { messages: [user('painter')] });
    assert.equal(endingOf(await askParley(request, true)), 'finish: stop');
    const { apiKey, ...without } = request;
    const refused = await askParley(without, true);
    assert.equal(endingOf(refused), 'failure: auth');
    assert.equal(refused.facts?.status, 401);
    const wrong = { value: `${KEY}x`, origin: apiKey?.origin ?? '' };
    const alsoRefused = await askParley({ ...request, apiKey: wrong }, true);
    assert.equal(endingOf(alsoRefused), 'failure: auth');
  });
});
