// A cut answer goes on in the same message: by a prefix where the server takes one, else by asking for the rest; at the wire,
// and legal for the strictest server.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Stitcher } from '../../../src/chat/stitch.ts';
import { tokensPerSecond, workedMsOf } from '../../../src/model/answer-totals.ts';
import { activePath, answerText, type AssistantMessage } from '../../../src/model/conversation.ts';
import type { Reply } from '../../fakes/play-reply.ts';
import { createGate } from '../../fakes/gate.ts';
import { streamText } from '../../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../fakes/scripted-provider.ts';
import { usageOf } from '../../fakes/sse-chunks.ts';
import { mistralFaults } from '../../oracle/rules/mistral-rules.ts';
import { mistralSchemaFaults } from '../../oracle/rules/mistral-schema.ts';
import { openAiFaults } from '../../oracle/rules/family-rules.ts';
import type { Window } from './library-setup.ts';
import { askOverWire, eventually, openWireWindow } from './wire-window.ts';

let server: ScriptedProvider;
before(async () => {
  server = await startScriptedProvider();
});
after(() => server.close());

type Wire = { role: string; content: string; prefix?: boolean }[];

function lastAnswer({ library }: Window): AssistantMessage {
  const message = activePath(library.active.conversation).at(-1);
  assert.ok(message?.role === 'assistant');
  return message;
}

function sentMessages(): Wire {
  return (server.requests.at(-1)?.body as { messages: Wire }).messages;
}

/** Asks, gets `first`, then goes on and gets `rest`. */
async function cutAndContinue(row: string, first: Reply, rest: Reply): Promise<Window> {
  const window = openWireWindow(server, row, { parameters: { n: 2 } });
  const session = window.library.active;
  server.queue(first, rest);
  await askOverWire(window, session, () => session.submit('Tell me.', []));
  const { id } = lastAnswer(window);
  await askOverWire(window, session, () => session.continueTurn(id));
  assert.equal(lastAnswer(window).id, id, 'the same message');
  return window;
}

const beginning = 'The tide comes in twice a day because the Ear';
const cut = (): Reply => streamText([beginning], { finishReason: 'length', usage: usageOf(10, 5) });

describe('a cut answer goes on', () => {
  test('by a prefix at Mistral; a server that repeats the prefix doubles nothing', async () => {
    for (const rest of [
      ['th turns ', 'below it.'],
      [beginning.slice(0, 20), `${beginning.slice(20)}th turns below it.`],
    ]) {
      const window = await cutAndContinue('mistral', cut(), streamText(rest, { usage: usageOf(20, 4) }));
      assert.deepEqual(sentMessages(), [
        { role: 'user', content: 'Tell me.' },
        { role: 'assistant', content: beginning, prefix: true },
      ]);
      const { body } = server.requests.at(-1)!;
      assert.deepEqual([...mistralFaults(body), ...mistralSchemaFaults(body)], []);
      const answer = lastAnswer(window);
      assert.deepEqual(
        [answer.parts.filter(({ type }) => type === 'text').length, answerText(answer)],
        [1, `${beginning}th turns below it.`],
      );
      assert.deepEqual([answer.state, answer.finish, answer.totals?.outputTokens], ['done', 'stop', 9]);
    }
  });

  test('control: the strict rules refuse the same request without prefix', () => {
    const body = {
      model: 'm',
      stream: true,
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
      ],
    };
    assert.notDeepEqual(mistralFaults(body), []);
  });

  for (const row of ['openai', 'openai-compatible', 'beezy']) {
    test(`by asking for the rest at ${row}; what is repeated is left out`, async () => {
      const window = await cutAndContinue(row, cut(), streamText(['because the', ' Earth turns below it.']));
      const [, half, ask, ...more] = sentMessages();
      assert.deepEqual([half, more], [{ role: 'assistant', content: beginning }, []]);
      assert.match(ask?.content ?? '', /^Your last message was cut off[\s\S]*twice a day because the Ear$/);
      assert.equal((server.requests.at(-1)?.body as { n?: number }).n, undefined, 'one answer is wanted');
      const { body } = server.requests.at(-1)!;
      if (row === 'beezy') assert.deepEqual(mistralFaults(body), []);
      if (row === 'openai') assert.deepEqual(openAiFaults(body), []);
      assert.equal(answerText(lastAnswer(window)), `${beginning}th turns below it.`);
    });
  }

  test('after a broken connection, and again when that breaks too; the next question reads all of it', async () => {
    const broken = streamText([beginning], { ending: 'fin' });
    const window = await cutAndContinue('mistral', broken, streamText(['th turns'], { ending: 'fin' }));
    const { active } = window.library;
    assert.equal(lastAnswer(window).state, 'interrupted');
    server.queue(streamText([' below it.']), streamText(['Yes.']));
    await askOverWire(window, active, () => active.continueTurn(lastAnswer(window).id));
    const answer = lastAnswer(window);
    assert.deepEqual(
      [answerText(answer), answer.state, answer.error, answer.isStitching],
      [`${beginning}th turns below it.`, 'done', undefined, undefined],
    );
    await askOverWire(window, active, () => active.submit('Really?', []));
    assert.equal(sentMessages()[1]?.content, `${beginning}th turns below it.`);
  });

  test('after a stop; what came before any word of the rest changes nothing', async () => {
    const window = openWireWindow(server, 'mistral');
    const { active } = window.library;
    const gate = createGate();
    server.queue(streamText([beginning, 'th'], { gate }));
    active.submit('Tell me.', []);
    gate.release(1);
    await eventually(() => answerText(lastAnswer(window)) === beginning, 'the first words');
    active.stop();
    gate.open();
    const waiting = createGate();
    server.queue(streamText(['th turns.'], { gate: waiting }));
    active.continueTurn(lastAnswer(window).id);
    await eventually(() => waiting.waiting === 1, 'the request');
    active.stop();
    assert.deepEqual([answerText(lastAnswer(window)), lastAnswer(window).state], [beginning, 'cancelled']);
    waiting.open();
    server.queue(streamText(['th turns.']));
    await askOverWire(window, active, () => active.continueTurn(lastAnswer(window).id));
    assert.equal(answerText(lastAnswer(window)), `${beginning}th turns.`);
  });

  test('a complete answer does not', async () => {
    const window = openWireWindow(server, 'mistral');
    const { active } = window.library;
    server.queue(streamText(['All of it.']));
    await askOverWire(window, active, () => active.submit('Tell me.', []));
    const requests = server.requests.length;
    active.continueTurn(lastAnswer(window).id);
    assert.deepEqual([active.isRunning, server.requests.length], [false, requests]);
  });
});

describe('the joint', () => {
  const joined = (text: string, pieces: readonly string[]): string => {
    const stitcher = new Stitcher(text);
    return text + pieces.map((piece) => stitcher.feed(piece)).join('') + stitcher.end();
  };
  const whole =
    'One two three four five six seven eight nine ten.\n\n```ts\nconst total = items.length;\nreturn total;\n```\nThat is all.';

  test('is the same wherever it was cut and however much is said again, letter by letter or at once', () => {
    for (let at = 20; at < whole.length; at += 3) {
      for (const back of [0, 9, 20, at]) {
        const rest = whole.slice(at - Math.min(at, back));
        // Without anything said again, chance may look like it: that is tested below.
        if (back === 0) continue;
        for (const pieces of [[rest], [...rest]]) assert.equal(joined(whole.slice(0, at), pieces), whole);
      }
    }
  });

  test('keeps what only looks like a repetition', () => {
    assert.equal(joined('They came so', ['on after', ' that.']), 'They came soon after that.');
    assert.equal(joined('one, two, one, ', ['one, two']), 'one, two, one, one, two');
    assert.equal(joined('ha', ['ha']), 'ha', 'all of a short text said again');
  });

  test('leaves out the first line of a code block that is opened anew', () => {
    const text = 'See:\n```ts\nconst total = 1;\nconst ot';
    assert.equal(
      joined(text, ['```ts\n', 'const other = 2;\n```']),
      'See:\n```ts\nconst total = 1;\nconst ot```ts\nconst other = 2;\n```'.replace(
        'const ot```ts\nconst other',
        'const other',
      ),
    );
    assert.equal(joined(text, ['her = 2;\n```\nDone.']), `${text}her = 2;\n\`\`\`\nDone.`);
  });

  test('is decided soon: what is new is not held back', () => {
    const stitcher = new Stitcher(whole);
    assert.equal(stitcher.feed('Quite'), 'Quite');
    assert.equal(stitcher.feed(' new'), ' new');
  });
});

describe('the time of an answer', () => {
  const answer: AssistantMessage = {
    role: 'assistant',
    id: 'a',
    parentId: 'q',
    createdAtMs: 1000,
    endedAtMs: 3000,
    model: 'lab/m',
    providerLabel: 'Lab',
    parts: [],
    state: 'done',
  };

  test('is that of its work, without rests; a rate needs tokens and time', () => {
    assert.equal(workedMsOf(answer), 2000);
    assert.equal(workedMsOf({ ...answer, resumedAtMs: 90_000, endedAtMs: 91_000, workedMs: 2000 }), 3000);
    assert.equal(tokensPerSecond({ ...answer, totals: { outputTokens: 50, writingMs: 2000 } }), 25);
    assert.equal(tokensPerSecond({ ...answer, totals: { outputTokens: 50 } }), undefined);
    assert.equal(tokensPerSecond({ ...answer, totals: { writingMs: 2000 } }), undefined);
    assert.equal(tokensPerSecond({ ...answer, totals: { outputTokens: 50, writingMs: 3 } }), undefined);
  });
});
