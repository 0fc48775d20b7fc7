// The judges of legal-requests.test.ts are alive: what is right passes, and every known mistake is refused with a reason.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { familyFaults, ollamaFaults, openAiFaults, togetherFaults } from './family-rules.ts';
import { historyFaults, mistralFaults } from './mistral-rules.ts';
import { mistralSchemaFaults } from './mistral-schema.ts';

type Json = Readonly<Record<string, unknown>>;
type Message = Json & { readonly role: string };

const ID = 'aB3dE5gH7';
const user = { role: 'user', content: 'Paris?' };
const call = { id: ID, type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } };
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } };
const shown = { role: 'user', content: [{ type: 'text', text: 'What is it?' }, image] };
const prediction = { type: 'content', content: 'x' };
const caller = { role: 'assistant', content: '', tool_calls: [call] };
const answered = { role: 'tool', tool_call_id: ID, content: 'clear' };
const said = { role: 'assistant', content: 'Clear.' };
const thinker = {
  role: 'assistant',
  content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }],
};
const tool = {
  type: 'function',
  function: { name: 'get_weather', description: 'x', parameters: { type: 'object', properties: {} } },
};

/** A request that every server takes, with changes. */
function body(more: Json = {}, messages: readonly Message[] = [user, caller, answered]): Json {
  return { model: 'm', messages, temperature: 0.5, top_p: 1, tools: [tool], stream: true, ...more };
}

const history = (...messages: readonly Message[]): Json => body({}, messages);
const withCall = (change: Json): Json =>
  history(user, { ...caller, tool_calls: [{ ...call, ...change }] }, answered);
const withArguments = (value: unknown): Json =>
  withCall({ function: { name: 'get_weather', arguments: value } });

/** Name of a mistake, the request with it, and what the complaint must say. */
type Mistake = readonly [title: string, body: Json, complaint: RegExp];

const mistakesInHistory: readonly Mistake[] = [
  ['a call without a result', history(user, caller), /without a response|after role 'assistant'/],
  ['a question before the result', history(user, caller, user), /not the same number/],
  ['two results for one call', history(user, caller, answered, answered), /without a call/],
  ['a result for nobody', history(user, answered), /without a call/],
  [
    'one id for two calls',
    history(user, { ...caller, tool_calls: [call, call] }, answered, answered),
    /before/,
  ],
  ['an answer without anything', history(user, { role: 'assistant', content: '' }, user), /without anything/],
  ['arguments that are no JSON', withArguments('{"city":'), /JSON object/],
  ['arguments that are an array', withArguments('[]'), /JSON object/],
  ['half a surrogate pair', history({ role: 'user', content: 'a\ud83e' }), /Unicode/],
];

const mistakesOfShape: readonly Mistake[] = [
  ['no messages', body({ messages: [] }), /messages/],
  ['an unknown field', body({ top_q: 1 }), /top_q/],
  ['a null', body({ temperature: null }), /temperature/],
  ['a temperature out of range', body({ temperature: 2.5 }), /temperature/],
  ['an unknown role', history({ role: 'tester', content: 'x' }), /messages/],
  ['a name on a question', history({ ...user, name: 'Ann' }), /messages/],
  ['a refusal copied along', history(user, { ...said, refusal: null }, user), /messages/],
  ['no arguments at all', withCall({ function: { name: 'get_weather' } }), /messages/],
  ['an illegal name', withCall({ function: { name: 'get weather', arguments: '{}' } }), /messages/],
  [
    'a tool without an object schema',
    body({ tools: [{ ...tool, function: { ...tool.function, parameters: {} } }] }),
    /tools/,
  ],
  ['a part that is none', history({ role: 'user', content: [image, 7] }), /messages/],
  [
    'a picture without an address',
    history({ role: 'user', content: [{ type: 'image_url', image_url: { link: 'x' } }] }),
    /messages/,
  ],
  ['an empty list of calls', history(user, { ...said, tool_calls: [] }, user), /tool_calls/],
];

const mistakesForMistral: readonly Mistake[] = [
  ['stream_options', body({ stream_options: { include_usage: true } }), /stream_options/],
  ['seed', body({ seed: 1 }), /seed/],
  ['user', body({ user: 'u' }), /user/],
  ['max_completion_tokens', body({ max_completion_tokens: 1 }), /max_completion_tokens/],
  ['min_tokens', body({ min_tokens: 1 }), /min_tokens/],
  ['the role developer', history({ role: 'developer', content: 'x' }, user), /messages/],
  ['reasoning beside the content', history(user, { ...said, reasoning_content: 'Hm.' }, user), /messages/],
  ['thinking for a model that does not reason', history(user, thinker, user), /does not reason/],
  ['an unknown part', history({ role: 'user', content: [{ type: 'video', video: 'x' }] }), /messages/],
];

const mistakesForMistralRules: readonly Mistake[] = [
  ['an id of another vendor', withCall({ id: 'call_abc123' }), /id|messages/],
  ['a question after a result (3230)', history(user, caller, answered, user), /'user' after role 'tool'/],
  ['an answer at the end', history(user, said), /must not be/],
  ['a prefix before the end', history(user, { ...said, prefix: true }, user), /prefix/],
  ['an answer at the beginning', history(said, user), /after role 'start'/],
  ['temperature 0 with top_p', body({ temperature: 0, top_p: 0.5 }), /greedy/],
];

/** Each judge with requests it takes and mistakes it knows. */
const judges: readonly (readonly [
  string,
  (body: unknown) => readonly string[],
  readonly Json[],
  readonly Mistake[],
])[] = [
  [
    'Mistral',
    (given) => mistralFaults(given),
    [
      body(),
      history(user, { ...said, prefix: true }),
      body({ safe_prompt: true, random_seed: 1, tool_choice: 'any', prediction }),
      history(shown),
      { ...history(user, thinker, user), model: 'magistral-small-latest' },
    ],
    [...mistakesInHistory, ...mistakesOfShape, ...mistakesForMistral, ...mistakesForMistralRules],
  ],
  [
    'Mistral on Google Cloud',
    (given) => mistralFaults(given, 'google-cloud'),
    [body(), body({ reasoning_effort: 'high', prediction }), history(shown)],
    [
      ...mistakesForMistral,
      ...mistakesForMistralRules,
      ['safe_prompt', body({ safe_prompt: true }), /safe_prompt/],
      ['an effort between', body({ reasoning_effort: 'low' }), /reasoning_effort/],
    ],
  ],
  [
    'the schema of Mistral’s package',
    mistralSchemaFaults,
    [
      body(),
      body({
        stream: false,
        response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { a_b: 1 } } },
      }),
      history(user, thinker, user),
      history(shown),
    ],
    [
      ...mistakesForMistral.filter(([title]) => !/thinking|unknown part/.test(title)),
      ['an unknown field', body({ top_q: 1 }), /top_q/],
      ['a name on a question', history({ ...user, name: 'Ann' }), /name/],
      ['no arguments at all', withCall({ function: { name: 'get_weather' } }), /messages/],
      ['a number as text', body({ temperature: '0.5' }), /temperature/],
    ],
  ],
  [
    'Mistral’s template elsewhere',
    (given) => historyFaults((given as { messages: Parameters<typeof historyFaults>[0] }).messages),
    [body(), history({ role: 'system', content: 'x' }, user, said, user)],
    mistakesForMistralRules.filter(([title]) => !title.startsWith('temperature')),
  ],
  [
    'OpenAI',
    openAiFaults,
    [
      body({ stream_options: { include_usage: true }, seed: 1, user: 'u', parallel_tool_calls: false }),
      history({ role: 'developer', content: 'x' }, user, caller, answered, user, said),
      history(shown),
      { ...body({ prediction }), tools: undefined },
      body({ model: 'o4-mini', temperature: undefined, top_p: undefined, max_completion_tokens: 5 }),
    ],
    [
      ...mistakesInHistory,
      ...mistakesOfShape,
      ['max_tokens', body({ max_tokens: 5 }), /max_tokens/],
      ['random_seed', body({ random_seed: 5 }), /random_seed/],
      ['any', body({ tool_choice: 'any' }), /tool_choice/],
      ['five stops', body({ stop: ['1', '2', '3', '4', '5'] }), /stop/],
      ['temperature for a reasoning model', body({ model: 'o4-mini' }), /not supported with o4-mini/],
      [
        'usage of a whole answer',
        body({ stream: false, stream_options: { include_usage: true } }),
        /when streaming/,
      ],
      ['a choice without tools', { ...body({ tool_choice: 'auto' }), tools: undefined }, /when tools/],
      ['a prediction beside tools', body({ prediction }), /prediction/],
      ['a prediction of two answers', { ...body({ prediction, n: 2 }), tools: undefined }, /prediction/],
      ['no parts at all', history({ role: 'user', content: [] }), /messages/],
      ['an empty part', history({ role: 'user', content: [{ type: 'text', text: '' }, image] }), /messages/],
      ['an id of 41 characters', withCall({ id: 'x'.repeat(41) }), /messages/],
    ],
  ],
  [
    'Together',
    togetherFaults,
    [body({ stop: ['a'], seed: 1 }), history(user, said), history(shown)],
    [
      ...mistakesInHistory,
      ...mistakesOfShape,
      ['a stop that is no array', body({ stop: 'a' }), /stop/],
      [
        'content that is no text',
        history(user, { role: 'assistant', content: [{ type: 'text', text: 'x' }] }),
        /messages/,
      ],
      ['the role developer', history({ role: 'developer', content: 'x' }, user), /messages/],
      ['parallel_tool_calls', body({ parallel_tool_calls: true }), /parallel/],
    ],
  ],
  [
    'Ollama',
    ollamaFaults,
    [body({ stream_options: { include_usage: true } }), history(user, said), history(shown)],
    [
      ...mistakesInHistory,
      ...mistakesOfShape,
      ['content null', history(user, { role: 'assistant', content: null }, user), /messages/],
      ['content null beside calls', history(user, { ...caller, content: null }, answered), /messages/],
      ['a field without effect', body({ tool_choice: 'auto' }), /tool_choice/],
    ],
  ],
  [
    'any server',
    familyFaults,
    [body({ chat_template_kwargs: {} }), history(shown, { ...said, reasoning_content: 'Hm.' }, user)],
    [
      ...mistakesInHistory,
      ['an illegal name', withCall({ function: { name: 'get weather', arguments: '{}' } }), /name/],
      ['content null', history(user, { ...said, content: null }), /messages/],
      ['no parts at all', history({ role: 'user', content: [] }), /messages/],
    ],
  ],
];

/** As it would arrive: what is undefined is not there. */
function arrived(given: Json): unknown {
  return JSON.parse(JSON.stringify(given)) as unknown;
}

for (const [server, judge, right, wrong] of judges) {
  describe(`the rules of ${server}`, () => {
    it('take what is right', () => {
      for (const given of right) assert.deepEqual(judge(arrived(given)), []);
    });
    for (const [title, given, complaint] of wrong) {
      it(`refuse ${title}`, () => assert.match(judge(arrived(given)).join('; '), complaint));
    }
  });
}

it('no judge without mistakes', () => {
  assert.equal(judges.length, 8);
  const known = judges.map(([, , , wrong]) => wrong.length);
  assert.ok(Math.min(...known) >= 5, known.join(', '));
});
