// What is left out of a chat that is too long, in which order, and what never is.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { modelMessages } from '../../../src/chat/request.ts';
import { describeDropped, droppedOutputText, fitPath, type Budget } from '../../../src/context/budget.ts';
import { createTokenMeter } from '../../../src/context/tokens.ts';
import type {
  AssistantMessage,
  AssistantPart,
  Message,
  UserMessage,
} from '../../../src/model/conversation.ts';
import { answer, selection, toolCall, userMessage } from '../model/samples.ts';

const meter = createTokenMeter();
const long = 'word '.repeat(1000);

function budgetOf(contextTokens: number, answerTokens = 0, fixedTokens = 0): Budget {
  return { contextTokens, answerTokens, fixedTokens };
}

function sizeOf(path: readonly Message[]): number {
  return path.reduce((sum, message) => sum + meter.message(message), 0);
}

function call(callId: string, text = long): AssistantPart {
  return { type: 'tool-call', ...toolCall(callId), outcome: { status: 'ok', text } };
}

function prompt(id: string, changes: Partial<UserMessage> = {}): UserMessage {
  return { ...userMessage(id), ...changes };
}

const attached = { attachments: [{ ...selection, text: long }] };

/** Two old exchanges with attachments and output, and a present one of three rounds. */
const path: readonly Message[] = [
  prompt('q1', attached),
  answer('a1', 'q1', {
    state: 'done',
    parts: [call('c1'), { type: 'round-start' }, { type: 'text', text: 'first' }],
  }),
  prompt('q2', attached),
  answer('a2', 'q2', { state: 'done', parts: [call('c2'), call('c3')] }),
  prompt('q3', attached),
  answer('a3', 'q3', {
    parts: [call('c4'), { type: 'round-start' }, call('c5'), { type: 'round-start' }, call('c6')],
  }),
];

function outputs(message: Message | undefined): string[] {
  return (message as AssistantMessage).parts.flatMap((part) =>
    part.type === 'tool-call' ? [part.outcome?.text === droppedOutputText ? 'dropped' : 'whole'] : [],
  );
}

describe('a chat that fits', () => {
  test('is the very same', () => {
    const fitted = fitPath(path, budgetOf(sizeOf(path)), meter);
    assert.equal(fitted.path, path);
    assert.deepEqual(fitted.dropped, []);
    assert.equal(fitted.fits, true);
    assert.equal(fitted.tokens, sizeOf(path));
  });

  test('counts what goes with every request and what the answer needs', () => {
    const size = sizeOf(path);
    assert.deepEqual(fitPath(path, budgetOf(size + 300, 200, 100), meter).dropped, []);
    assert.equal(fitPath(path, budgetOf(size + 300, 200, 100), meter).tokens, size + 100);
    assert.equal(fitPath(path, budgetOf(size + 299, 200, 100), meter).dropped.length, 1);
  });
});

describe('a chat that is too long', () => {
  const named = (tokens: number): string[] =>
    fitPath(path, budgetOf(tokens), meter).dropped.map((one) => `${one.kind} ${one.messageId}`);

  test('loses the oldest attachments and outputs first, one after the other, and then the oldest messages', () => {
    const order = [
      'attachment q1',
      'tool-output a1',
      'attachment q2',
      'tool-output a2',
      'tool-output a2',
      'tool-output a3',
      'tool-output a3',
    ];
    const size = sizeOf(path);
    for (let count = 1; count <= order.length; count += 1) {
      assert.deepEqual(named(size - (count - 1) * 1010 - 1), order.slice(0, count), `${count} things`);
    }
  });

  test('keeps the last round of the present turn as long as it can', () => {
    const fitted = fitPath(path, budgetOf(2400), meter);
    assert.equal(fitted.fits, true);
    assert.deepEqual(outputs(fitted.path.at(-1)), ['dropped', 'dropped', 'whole']);
    const tighter = fitPath(path, budgetOf(1300), meter);
    assert.deepEqual(
      tighter.path.map(({ id }) => id),
      ['q3', 'a3'],
    );
    assert.deepEqual(outputs(tighter.path.at(-1)), ['dropped', 'dropped', 'dropped']);
    assert.equal(tighter.fits, true);
  });

  test('never loses the last message of the user, nor what is attached to it', () => {
    const fitted = fitPath(path, budgetOf(1), meter);
    assert.equal(fitted.fits, false);
    assert.equal(fitted.path[0], path[4]);
  });

  test('says in the message what was attached to it', () => {
    const [first] = fitPath(path, budgetOf(sizeOf(path) - 1), meter).path;
    assert.match(
      (first as UserMessage).text,
      /^\[Attached here and left out, .*: src\/math\.ts:3-5\]\n\nwords of q1$/,
    );
    assert.deepEqual((first as UserMessage).attachments, []);
  });

  test('does not count as shorter what is not: small outputs stay', () => {
    const small = [prompt('q1'), answer('a1', 'q1', { parts: [call('c1', 'ok')] }), prompt('q2')];
    const { dropped } = fitPath(small, budgetOf(sizeOf(small) - 1), meter);
    assert.deepEqual(
      dropped.map(({ kind }) => kind),
      ['message', 'message'],
    );
  });

  test('keeps an attachment that is shorter than the words about its absence', () => {
    const short = prompt('q1', { attachments: [{ ...selection, text: 'x' }] });
    assert.deepEqual(
      fitPath([short, prompt('q2')], budgetOf(sizeOf([short])), meter).dropped.map(({ kind }) => kind),
      ['message'],
    );
  });

  test('leaves the conversation as it was', () => {
    const before = JSON.stringify(path);
    fitPath(path, budgetOf(1), meter);
    assert.equal(JSON.stringify(path), before);
  });
});

describe('whatever the chat and the room', () => {
  const parts = fc.array(
    fc.oneof(
      fc.nat(3000).map((length): AssistantPart => ({ type: 'text', text: 'w '.repeat(length / 2) })),
      fc.nat(3000).map((length): AssistantPart => call('c', 'w '.repeat(length / 2))),
      fc.constant<AssistantPart>({ type: 'round-start' }),
    ),
    { maxLength: 6 },
  );
  const chat = fc
    .array(fc.tuple(fc.nat(1000), parts, fc.boolean()), { minLength: 1, maxLength: 8 })
    .map((exchanges) =>
      exchanges.flatMap(([length, answerParts, withAttachment], index): Message[] => [
        prompt(`q${index}`, { text: 'w '.repeat(length), ...(withAttachment ? attached : {}) }),
        answer(`a${index}`, `q${index}`, { state: 'done', parts: answerParts }),
      ]),
    );

  test('it fits or says so, every call has its result, and the user speaks first and last', () => {
    fc.assert(
      fc.property(chat, fc.nat(8000), (messages, tokens) => {
        const whole = [...messages, prompt('last')];
        const fitted = fitPath(whole, budgetOf(tokens), meter);
        assert.equal(fitted.fits, fitted.tokens <= tokens);
        assert.equal(fitted.tokens, sizeOf(fitted.path), 'the sum is kept right');
        assert.equal(fitted.path.at(-1), whole.at(-1));
        assert.equal(fitted.path[0]?.role, 'user');
        const sent = modelMessages(fitted.path, '', { id: 'lab', row: 'openai-compatible' });
        const calls = sent.flatMap((one) => (one.role === 'assistant' ? one.toolCalls : [])).length;
        assert.equal(sent.filter(({ role }) => role === 'tool').length, calls);
        if (!fitted.fits) assert.equal(fitted.path.length, 1, 'nothing more could go');
      }),
    );
  });
});

test('what was left out is told in words', () => {
  assert.equal(describeDropped([]), '');
  const dropped = fitPath(path, budgetOf(sizeOf(path) - 2500), meter).dropped;
  assert.equal(
    describeDropped(dropped),
    'Left out, because the chat is longer than the model can read: the output of a tool call, attachments (src/math.ts:3-5, src/math.ts:3-5).',
  );
  const tight = describeDropped(fitPath(path, budgetOf(1300), meter).dropped);
  assert.match(tight, /: the first 4 messages, the output of 3 tool calls\.$/);
});
