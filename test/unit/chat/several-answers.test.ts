// `n` > 1, at the wire: the further choices of one response are answers beside the first, streamed or whole, and stay.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Session } from '../../../src/chat/session.ts';
import { activePath, siblingsOf, type AssistantMessage } from '../../../src/model/conversation.ts';
import { createGate } from '../../fakes/gate.ts';
import { jsonReply, streamRaw, streamText } from '../../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../fakes/scripted-provider.ts';
import { DONE, sseEvent, usageChunk, usageOf } from '../../fakes/sse-chunks.ts';
import { askOverWire, eventually, openWireWindow } from './wire-window.ts';

let server: ScriptedProvider;
before(async () => {
  server = await startScriptedProvider();
});
after(() => server.close());

const three = { parameters: { n: 3 } };

function piece(index: number, delta: Record<string, unknown>, finish: string | null = null): string {
  return sseEvent({ id: 'x', choices: [{ index, delta, finish_reason: finish }] });
}

const call = (id: string): Record<string, unknown> => ({
  tool_calls: [
    { index: 0, id, type: 'function', function: { name: 'read_file', arguments: '{"path":"a"}' } },
  ],
});

function answersOf({ conversation }: Session): readonly AssistantMessage[] {
  return conversation.messages.flatMap((message) => (message.role === 'assistant' ? [message] : []));
}

function facts(answer: AssistantMessage): readonly unknown[] {
  const text = answer.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return [text, answer.state, answer.finish];
}

/** All three stand side by side, and the first is shown. */
function assertBeside(session: Session): void {
  const [first, ...others] = answersOf(session);
  assert.ok(first !== undefined && others.length === 2);
  assert.equal(activePath(session.conversation).at(-1)?.id, first.id);
  assert.deepEqual(
    siblingsOf(session.conversation, first).map(({ id }) => id),
    [first, ...others].map(({ id }) => id),
  );
}

const chunks = [
  piece(0, { role: 'assistant', content: '' }),
  piece(1, { content: 'Two' }),
  piece(0, { content: 'On' }),
  sseEvent({
    choices: [
      { index: 2, delta: { content: 'Three' } },
      { index: 0, delta: { content: 'e' } },
    ],
  }),
  piece(0, {}, 'stop'),
  piece(1, { content: ' words' }, 'length'),
  piece(2, {}, 'content_filter'),
  usageChunk(usageOf(5, 9)),
  DONE,
];

describe('several answers to one request', () => {
  test('streamed: each with its own text and ending, the tokens counted once, all of it there after a reload', async () => {
    const window = openWireWindow(server, 'openai', three);
    const session = window.library.active;
    server.queue(streamRaw(chunks));
    await askOverWire(window, session, () => session.submit('Number?', []));
    assert.equal((server.requests.at(-1)?.body as { n?: number }).n, 3);
    const expected = [
      ['One', 'done', 'stop'],
      ['Two words', 'done', 'length'],
      ['Three', 'done', 'filtered'],
    ];
    assert.deepEqual(answersOf(session).map(facts), expected);
    assert.deepEqual(
      answersOf(session).map(({ usage }) => usage?.outputTokens),
      [9, undefined, undefined],
    );
    assertBeside(session);
    const again = openWireWindow(server, 'openai', three, window.disk.folder);
    assert.ok(await again.library.open(session.conversation.id));
    assert.deepEqual(answersOf(again.library.active).map(facts), expected);
    assertBeside(again.library.active);
  });

  test('whole: the same', async () => {
    const window = openWireWindow(server, 'openai', { ...three, stream: false });
    const session = window.library.active;
    const choice = (index: number, content: string): unknown => {
      return { index, message: { role: 'assistant', content }, finish_reason: 'stop' };
    };
    server.queue(jsonReply({ choices: [choice(0, 'One'), choice(1, 'Two'), choice(2, 'Three')] }));
    await askOverWire(window, session, () => session.submit('Number?', []));
    assert.deepEqual(
      answersOf(session).map((answer) => facts(answer)[0]),
      ['One', 'Two', 'Three'],
    );
    assertBeside(session);
  });

  test('control: without n, further choices that a server sends are not read', async () => {
    const window = openWireWindow(server, 'openai');
    const session = window.library.active;
    server.queue(streamRaw(chunks));
    await askOverWire(window, session, () => session.submit('Number?', []));
    assert.deepEqual(answersOf(session).map(facts), [['One', 'done', 'stop']]);
  });

  test('cut off: what was complete is complete, the rest is interrupted, each by itself', async () => {
    const window = openWireWindow(server, 'openai', three);
    const session = window.library.active;
    server.queue(
      streamRaw(
        [
          piece(0, { content: 'One' }),
          piece(1, { content: 'Tw' }),
          piece(2, { content: 'Three' }, 'stop'),
          piece(0, {}, 'stop'),
        ],
        { ending: 'fin' },
      ),
    );
    await askOverWire(window, session, () => session.submit('Number?', []));
    assert.deepEqual(answersOf(session).map(facts), [
      ['One', 'done', 'stop'],
      ['Tw', 'interrupted', undefined],
      ['Three', 'done', 'stop'],
    ]);
    assert.match(answersOf(session)[1]?.error?.title ?? '', /cut off/);
  });

  test('stopped: all that run are stopped, and nothing that comes later is added', async () => {
    const window = openWireWindow(server, 'openai', three);
    const session = window.library.active;
    const gate = createGate();
    server.queue(
      streamRaw([piece(0, { content: 'One' }) + piece(1, { content: 'Two' }), ...chunks], { gate }),
    );
    session.submit('Number?', []);
    gate.release(1);
    await eventually(() => answersOf(session).length === 2, 'two answers');
    session.stop();
    gate.open();
    await window.writer.whenSettled(session.conversation.id);
    assert.deepEqual(answersOf(session).map(facts), [
      ['One', 'cancelled', undefined],
      ['Two', 'cancelled', undefined],
    ]);
  });

  test('with tool calls: the first goes on, once; the others stand with a result for every call, and can be gone on with', async () => {
    const window = openWireWindow(server, 'openai', three);
    const session = window.library.active;
    server.queue(
      streamRaw([
        piece(0, call('call_a')),
        piece(1, call('call_b')),
        piece(2, { content: 'No tools.' }),
        piece(0, {}, 'tool_calls'),
        piece(1, {}, 'tool_calls'),
        piece(2, {}, 'stop'),
        DONE,
      ]),
      streamText(['Read.']),
      streamText(['On from the second.']),
    );
    const before = server.requests.length;
    await askOverWire(window, session, () => session.submit('Look.', []));
    assert.equal(
      server.requests.length,
      before + 2,
      'one request for the calls of the first, none for the others',
    );
    assert.equal((server.requests.at(-1)?.body as { n?: number }).n, undefined, 'and it asks for one answer');
    const [first, second, third] = answersOf(session);
    assert.deepEqual([first?.state, facts(first!)[0], facts(third!)[0]], ['done', 'Read.', 'No tools.']);
    const healed = second?.parts.find((part) => part.type === 'tool-call');
    assert.deepEqual(
      [second?.state, second?.finish, healed?.outcome?.status],
      ['done', 'tools', 'cancelled'],
    );
    session.selectSibling(second!.id);
    await askOverWire(window, session, () => session.submit('Go on.', []));
    const { messages } = server.requests.at(-1)?.body as { messages: { role: string }[] };
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['user', 'assistant', 'tool', 'user'],
    );
  });
});
