import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { ModelMessage } from '../../../../../src/llm/chat-request.ts';
import { dialectOf } from '../../../../../src/llm/dialects/index.ts';
import { repairHistory } from '../../../../../src/llm/dialects/chat-completions/repair.ts';
import type { Switches } from '../../../../../src/llm/dialects/chat-completions/row.ts';
import { rows } from '../../../../../src/llm/dialects/chat-completions/rows.ts';
import { sampleProvider, sampleRequest } from '../../sample-request.ts';
import { complaints, type SentMessage } from './server-rules.ts';

const openai = rows['openai']!.switches;
const mistral = rows['mistral']!.switches;
const alternating: Switches = { ...mistral, mergeSameRole: true, lastAssistant: 'ask' };

const user = (text: string, ...pictures: readonly string[]): ModelMessage => ({
  role: 'user',
  text,
  ...(pictures.length === 0
    ? {}
    : { images: pictures.map((base64) => ({ mediaType: 'image/png', base64 })) }),
});
const answer = (text: string, ...ids: string[]): ModelMessage => ({
  role: 'assistant',
  text,
  toolCalls: ids.map((callId) => ({ callId, name: 'f', argumentsText: '{}' })),
});
const result = (callId: string, text = 'R'): ModelMessage => ({ role: 'tool', callId, name: 'f', text });

/** Roles, texts, images and ids in short: `U:text`, `U:text{image,image}`, `A:text[id,id]`, `T:id=text`, `S:text`. */
function short(messages: readonly ModelMessage[]): string[] {
  return messages.map((message) => {
    switch (message.role) {
      case 'system':
        return `S:${message.text}`;
      case 'user':
        return `U:${message.text}${imagesOf(message)}`;
      case 'tool':
        return `T:${message.callId}=${message.text}`;
      case 'assistant': {
        const ids = message.toolCalls.map((call) => call.callId).join(',');
        return `A:${message.text}${ids === '' ? '' : `[${ids}]`}`;
      }
    }
  });
}

function imagesOf({ images = [] }: Extract<ModelMessage, { role: 'user' }>): string {
  return images.length === 0 ? '' : `{${images.map(({ base64 }) => base64).join(',')}}`;
}

const noResult = 'No result: the call was cancelled.';

describe('repairHistory', () => {
  const table: [
    title: string,
    given: readonly ModelMessage[],
    switches: Switches,
    expected: readonly string[],
  ][] = [
    [
      'leaves a legal history alone',
      [{ role: 'system', text: 'S' }, user('a'), answer('b'), user('c')],
      mistral,
      ['S:S', 'U:a', 'A:b', 'U:c'],
    ],
    [
      'answers an open call',
      [user('a'), answer('', 'x1'), user('b')],
      openai,
      ['U:a', 'A:[x1]', `T:x1=${noResult}`, 'U:b'],
    ],
    [
      'answers the open one of two calls',
      [user('a'), answer('', 'x1', 'x2'), result('x2')],
      openai,
      ['U:a', 'A:[x1,x2]', `T:x1=${noResult}`, 'T:x2=R'],
    ],
    [
      'puts results behind their call, in its order',
      [user('a'), answer('', 'x1', 'x2'), user('b'), result('x2', '2'), result('x1', '1')],
      openai,
      ['U:a', 'A:[x1,x2]', 'T:x1=1', 'T:x2=2', 'U:b'],
    ],
    [
      'drops results of nobody and second ones',
      [result('x0'), user('a'), answer('', 'x1'), result('x1'), result('x1', 'again'), result('x9')],
      openai,
      ['U:a', 'A:[x1]', 'T:x1=R'],
    ],
    ['drops empty answers', [user('a'), answer(' \n'), user('b')], openai, ['U:a', 'U:b']],
    [
      'fills an empty result and an empty question',
      [user(' '), answer('', 'x1'), result('x1', '')],
      openai,
      ['U:.', 'A:[x1]', 'T:x1=(no output)'],
    ],
    [
      'gathers system messages at the head',
      [user('a'), { role: 'system', text: 'S' }, { role: 'system', text: 'T' }],
      openai,
      ['S:S\n\nT', 'U:a'],
    ],
    [
      'puts them into the first question where a server has no system role',
      [{ role: 'system', text: 'S' }, user('a'), user('b')],
      { ...openai, systemRole: 'merge' },
      ['U:S\n\na', 'U:b'],
    ],
    [
      'fills between results and a question (Mistral, code 3230)',
      [user('a'), answer('', 'abcdefgh1'), result('abcdefgh1'), user('b')],
      mistral,
      ['U:a', 'A:[abcdefgh1]', 'T:abcdefgh1=R', 'A:.', 'U:b'],
    ],
    [
      'does not fill where that is no rule',
      [user('a'), answer('', 'x1'), result('x1'), user('b')],
      openai,
      ['U:a', 'A:[x1]', 'T:x1=R', 'U:b'],
    ],
    [
      'begins with a question where a template wants that',
      [answer('a'), user('b')],
      mistral,
      ['U:.', 'A:a', 'U:b'],
    ],
    [
      'merges neighbours where roles must alternate',
      [user('a'), user('b'), answer('c'), answer('d', 'abcdefgh1'), user('e'), user('f')],
      alternating,
      ['U:a\n\nb', 'A:c\n\nd[abcdefgh1]', `T:abcdefgh1=${noResult}`, 'A:.', 'U:e\n\nf'],
    ],
    [
      'asks for more after an answer where the last word must not be the model’s',
      [user('a'), answer('b')],
      alternating,
      ['U:a', 'A:b', 'U:Continue.'],
    ],
    [
      'keeps the images of questions that it merges, in their order',
      [user('a', 'one'), user('', 'two'), user('b', 'three', 'four'), answer('c'), user('d')],
      alternating,
      ['U:a\n\nb{one,two,three,four}', 'A:c', 'U:d'],
    ],
    [
      'keeps the images of the question that the system prompt goes into',
      [{ role: 'system', text: 'S' }, user(' ', 'one'), user('b', 'two')],
      { ...openai, systemRole: 'merge' },
      ['U:S{one}', 'U:b{two}'],
    ],
    [
      'takes an image for a question; no words are needed',
      [user(' ', 'one'), answer('a'), user('a\ud800b', 'two')],
      openai,
      ['U:{one}', 'A:a', 'U:a\ufffdb{two}'],
    ],
    ['makes something of nothing', [], openai, ['U:.']],
    [
      'replaces half surrogate pairs',
      [user('a\ud800b'), answer('c\udc00'), user('🦜')],
      openai,
      ['U:a\ufffdb', 'A:c\ufffd', 'U:🦜'],
    ],
    [
      'keeps ids apart that occur twice',
      [user('a'), answer('', 'x1', 'x1'), result('x1', '1'), result('x1', '2')],
      { ...openai, toolIds: 'any' },
      ['U:a', 'A:[x1,*]', 'T:x1=1', 'T:*=2'],
    ],
  ];
  for (const [title, given, switches, expected] of table) {
    it(title, () => {
      const repaired = short(repairHistory(given, switches));
      const made = repaired.join(' ').match(/(?<=,)[A-Za-z0-9]{9}(?=\])/)?.[0];
      const shown =
        expected.some((line) => line.includes('*')) && made !== undefined
          ? repaired.map((line) => line.replace(made, '*'))
          : repaired;
      assert.deepEqual(shown, expected);
    });
  }

  it('maps ids to nine letters and digits, the same ones every time, calls and results alike', () => {
    const given = [user('a'), answer('', 'call_abc', 'call_def'), result('call_def'), result('call_abc')];
    const first = repairHistory(given, mistral);
    assert.deepEqual(first, repairHistory(given, mistral));
    const longer = repairHistory([...given, answer('b'), user('c'), answer('', 'call_ghi')], mistral);
    assert.deepEqual(
      longer.slice(0, first.length),
      first,
      'what was sent before stays as it was: caches depend on it',
    );
    const ids = short(first).join(' ');
    assert.match(ids, /^U:a A:\[(\w{9}),(\w{9})\] T:\1=R T:\2=R$/);
  });

  it('keeps ids that are legal already', () => {
    assert.deepEqual(
      short(repairHistory([user('a'), answer('', 'AbCdEfGh9'), result('AbCdEfGh9')], mistral)),
      ['U:a', 'A:[AbCdEfGh9]', 'T:AbCdEfGh9=R'],
    );
  });

  it('shortens ids beyond 40 characters for every server', () => {
    const [, sent] = repairHistory([user('a'), answer('', 'x'.repeat(41))], openai);
    assert.match(short([sent!])[0] ?? '', /^A:\[\w{9}\]$/);
  });

  for (const [argumentsText, expected] of [
    ['{"a":1}', '{"a":1}'],
    ['{"a":', '{}'],
    ['', '{}'],
    ['[1]', '{}'],
    ['"text"', '{}'],
    ['null', '{}'],
  ]) {
    it(`replays the arguments ${JSON.stringify(argumentsText)} as ${expected}`, () => {
      const call = { callId: 'x1', name: 'f', argumentsText: argumentsText! };
      const [, sent] = repairHistory([user('a'), { role: 'assistant', text: '', toolCalls: [call] }], openai);
      assert.equal(sent?.role === 'assistant' && sent.toolCalls[0]?.argumentsText, expected);
    });
  }

  it('replays names that a model invented in letters every server takes', () => {
    for (const [name, expected] of [
      ['a b!', 'a_b_'],
      ['', 'unknown'],
      ['x'.repeat(70), 'x'.repeat(64)],
    ]) {
      const call = { callId: 'x1', name: name!, argumentsText: '{}' };
      const [, sent] = repairHistory([user('a'), { role: 'assistant', text: '', toolCalls: [call] }], openai);
      assert.equal(sent?.role === 'assistant' && sent.toolCalls[0]?.name, expected);
    }
  });
});

/** Any text, with half surrogates among it. */
const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('', ' ', '\n', 'word', '\ud83e', '🦜', '{"a":'),
);
const callId = fc.oneof(
  fc.constantFrom('', 'null', 'a', 'a', 'call_1', 'AbCdEfGh1', 'AbCdEfGh1', 'ü', 'x'.repeat(60)),
  fc.string({ maxLength: 12 }),
);
const toolCall = fc.record({
  callId,
  name: fc.constantFrom('read_file', 'a b', '', '__proto__'),
  argumentsText: fc.constantFrom('{}', '{"a":1}', '', '{"a"', '[]', '"x"'),
});
const image = fc.record({
  mediaType: fc.constantFrom('image/png', 'image/webp'),
  base64: fc.string({ minLength: 12, maxLength: 12, unit: fc.constantFrom(...'abcXYZ019+/') }),
});
const message: fc.Arbitrary<ModelMessage> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record(
      { role: fc.constant('user' as const), text, images: fc.array(image, { maxLength: 2 }) },
      { requiredKeys: ['role', 'text'] },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        role: fc.constant('assistant' as const),
        text,
        toolCalls: fc.array(toolCall, { maxLength: 3 }),
        reasoning: text,
        providerData: fc.record({
          row: fc.constantFrom('mistral', 'deepseek', 'openrouter'),
          data: fc.record({
            model: fc.constantFrom('sample-model', 'other'),
            details: fc.constant([{ type: 'reasoning.text', text: 'x' }]),
          }),
        }),
      },
      { requiredKeys: ['role', 'text', 'toolCalls'] },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({ role: fc.constant('tool' as const), callId, name: fc.constant('f'), text }),
  },
  { weight: 1, arbitrary: fc.record({ role: fc.constant('system' as const), text }) },
);

function send(
  row: string,
  messages: readonly ModelMessage[],
  model = 'sample-model',
  quirks = {},
): SentMessage[] {
  const provider = sampleProvider('http://127.0.0.1:1/v1', row, { quirks });
  const { body } = dialectOf('chat-completions').encode(sampleRequest(provider, { model, messages }), true);
  return body['messages'] as SentMessage[];
}

describe('any history is legal for any row', () => {
  const servers: [
    title: string,
    row: string,
    model: string,
    quirks: object,
    strictness: { mistral: boolean; alternation: boolean },
  ][] = [
    ...Object.keys(rows).map(
      (row) =>
        [
          row,
          row,
          'sample-model',
          {},
          { mistral: row === 'mistral' || row === 'beezy', alternation: false },
        ] as (typeof servers)[number],
    ),
    ...['together', 'openrouter', 'ollama', 'lmstudio', 'llamacpp', 'vllm', 'openai-compatible'].map(
      (row) =>
        [
          `${row} with a Mistral model`,
          row,
          'mistralai/Mistral-7B',
          {},
          { mistral: true, alternation: false },
        ] as (typeof servers)[number],
    ),
    [
      'a server with strict alternation',
      'openai-compatible',
      'm',
      { mergeSameRole: true, lastAssistant: 'ask', systemRole: 'merge' },
      { mistral: false, alternation: true },
    ],
  ];
  for (const [title, row, model, quirks, strictness] of servers) {
    it(title, () => {
      fc.assert(
        fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
          assert.deepEqual(complaints(send(row, messages, model, quirks), strictness), []);
        }),
        { numRuns: 300, seed: 20261120 },
      );
    });
  }

  it('nothing that was said is lost on the way', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
        const sent = JSON.stringify(send('mistral', messages));
        for (const given of messages) {
          for (const { base64 } of (given.role === 'user' && given.images) || [])
            assert.ok(sent.includes(base64));
          const isKept = given.role === 'user' || given.role === 'system' || given.role === 'assistant';
          if (!isKept || given.text.trim() === '' || /\p{Surrogate}/u.test(given.text)) continue;
          assert.ok(sent.includes(JSON.stringify(given.text).slice(1, -1)), given.text);
        }
      }),
      { numRuns: 300, seed: 20261120 },
    );
  });

  it('positive control: the rules do object to histories that are not repaired', () => {
    const raw: SentMessage[] = [
      { role: 'assistant', content: 'a' },
      { role: 'user', content: 'b', name: 'x' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{' } }],
      },
      { role: 'tool', tool_call_id: 'call_2', content: 'r' },
      { role: 'user', content: '' },
    ];
    const found = complaints(raw, { mistral: true, alternation: true }).join('\n');
    for (const expected of [
      /begin with the user/,
      /extra input name/,
      /bad id/,
      /no JSON object/,
      /no open call/,
      /without a result/,
      /empty message/,
    ]) {
      assert.match(found, expected);
    }
    assert.match(
      complaints(
        [
          { role: 'tool', tool_call_id: 'x', content: '' },
          { role: 'user', content: 'x' },
        ],
        { mistral: true, alternation: false },
      ).join(),
      /after role 'tool'/,
    );
  });
});
