// One live chat: what is sent, what stops, what is published and when; two chats do not know of each other.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Session, type SessionPorts } from '../../../src/chat/session.ts';
import { activePath, findMessage, siblingsOf } from '../../../src/model/conversation.ts';
import type { AssistantMessage, Conversation, ToolCallPart } from '../../../src/model/conversation.ts';
import { ChatError } from '../../../src/model/error.ts';
import type { ConversationEvent } from '../../../src/model/event.ts';
import type { StreamPart } from '../../../src/model/stream.ts';
import type { ToolDecision } from '../../../src/model/tool.ts';
import { createGate } from '../../fakes/gate.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import {
  createScriptedClient,
  type ClientStep,
  type ScriptedClient,
  type ScriptedClientOptions,
} from '../../fakes/scripted-client.ts';
import { reduceAll, selection, toolCall } from '../model/samples.ts';
import { sampleTool, toolboxOf } from '../tools/tool-samples.ts';
import { breathe, chosen, finish, noContext, numbered, says, targetOf, until } from './chat-setup.ts';

interface Stage {
  readonly session: Session;
  readonly client: ScriptedClient;
  /** Every batch published, in order. */
  readonly published: (readonly ConversationEvent[])[];
  /** The conversation as somebody has it who began with it empty and heard every change. */
  readonly heard: () => Conversation;
}

interface Setting extends ScriptedClientOptions {
  readonly chooseTarget?: SessionPorts['chooseTarget'];
  readonly tools?: SessionPorts['tools'];
  readonly context?: SessionPorts['context'];
}

function portsWith(client: ScriptedClient, setting: Setting = {}): SessionPorts {
  let nowMs = 1000;
  return {
    client,
    tools: setting.tools ?? toolboxOf([]),
    context: setting.context ?? noContext,
    chooseTarget: setting.chooseTarget ?? (() => chosen()),
    newId: numbered('id'),
    nowMs: () => (nowMs += 1),
    log: createMemoryLog(),
  };
}

function stage(scripts: readonly (readonly ClientStep[])[], setting: Setting = {}): Stage {
  const client = createScriptedClient(scripts, setting);
  const session = new Session(portsWith(client, setting));
  const empty = session.conversation;
  const published: (readonly ConversationEvent[])[] = [];
  session.subscribe((events) => published.push(events));
  return { session, client, published, heard: () => reduceAll(empty, published.flat()) };
}

function idle(session: Session): Promise<void> {
  return until(() => !session.isRunning, 'the end of the answer');
}

function lastAnswer({ conversation }: Session): AssistantMessage {
  const message = conversation.messages.findLast(({ role }) => role === 'assistant');
  assert.ok(message?.role === 'assistant', 'there is an answer');
  return message;
}

function textOf(message: AssistantMessage): string {
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

function sent(client: ScriptedClient, call: number): (readonly [string, string])[] {
  const messages = client.calls[call]?.request.messages ?? [];
  return messages.map(({ role, text }) => [role, text] as const);
}

describe('submit', () => {
  test('adds the message, begins the answer and applies it as it comes', async () => {
    const gate = createGate();
    const { session, client } = stage([[says('Hel'), gate, says('lo'), finish]]);
    session.submit('Hi there', [selection]);
    assert.equal(session.isRunning, true);
    const [question, running] = session.conversation.messages;
    assert.ok(question?.role === 'user' && running?.role === 'assistant');
    assert.deepEqual(
      [question.text, question.attachments, question.parentId],
      ['Hi there', [selection], undefined],
    );
    assert.deepEqual(
      [running.parentId, running.state, running.model, running.providerLabel],
      [question.id, 'running', 'lab/model-1', 'Lab'],
    );
    await until(() => gate.waiting === 1, 'the first words');
    assert.equal(textOf(lastAnswer(session)), 'Hel', 'text is there before the answer has ended');
    gate.open();
    await idle(session);
    assert.deepEqual([textOf(lastAnswer(session)), lastAnswer(session).state], ['Hello', 'done']);
    assert.equal(client.calls[0]?.request.model, 'model-1');
  });

  test('three times sends the whole history each time, in order', async () => {
    const { session, client } = stage([1, 2, 3].map((turn) => [says(`answer ${turn}`), finish]));
    for (const words of ['first', 'second', 'third']) {
      session.submit(words, []);
      await idle(session);
    }
    const history = [
      ['user', 'first'],
      ['assistant', 'answer 1'],
      ['user', 'second'],
      ['assistant', 'answer 2'],
      ['user', 'third'],
    ];
    for (const turn of [0, 1, 2]) assert.deepEqual(sent(client, turn), history.slice(0, turn * 2 + 1));
    assert.equal(activePath(session.conversation).length, 6);
  });

  test('names the chat after its first message, once', async () => {
    const { session } = stage([[finish], [finish]]);
    session.submit('  What about *this*?', []);
    await idle(session);
    session.submit('And that?', []);
    await idle(session);
    assert.equal(session.conversation.title, 'What about *this*?');
    const bare = stage([[finish]]).session;
    bare.submit('', [selection]);
    assert.equal(bare.conversation.title, 'src/math.ts');
  });

  test('while an answer runs stops that one first; its text stays and is sent', async () => {
    const gate = createGate();
    const { session, client } = stage([
      [says('Half an ans'), gate, says('NEVER')],
      [says('Other.'), finish],
    ]);
    session.submit('first', []);
    await until(() => gate.waiting === 1, 'the first words');
    session.submit('second', []);
    assert.equal(client.calls[0]?.signal.aborted, true);
    await idle(session);
    const states = session.conversation.messages.map((message) =>
      message.role === 'assistant' ? message.state : '',
    );
    assert.deepEqual(states, ['', 'cancelled', '', 'done']);
    assert.deepEqual(sent(client, 1), [
      ['user', 'first'],
      ['assistant', 'Half an ans'],
      ['user', 'second'],
    ]);
  });

  test('reads the target anew each time', async () => {
    let model = 'model-1';
    const { session, client } = stage([[finish], [finish]], {
      chooseTarget: () => chosen(targetOf({ model })),
    });
    session.submit('a', []);
    await idle(session);
    model = 'model-2';
    session.submit('b', []);
    await idle(session);
    assert.deepEqual(
      client.calls.map(({ request }) => request.model),
      ['model-1', 'model-2'],
    );
    assert.equal(lastAnswer(session).model, 'lab/model-2');
  });

  test('after a failure leaves the failed answer out of what is sent', async () => {
    const refused = new ChatError({ kind: 'server', message: 'no', retryable: true });
    const { session, client } = stage([[refused], [says('Now.'), finish]]);
    session.submit('first', []);
    await idle(session);
    assert.deepEqual([lastAnswer(session).state, lastAnswer(session).error?.kind], ['error', 'server']);
    session.submit('second', []);
    await idle(session);
    assert.deepEqual(sent(client, 1), [
      ['user', 'first'],
      ['user', 'second'],
    ]);
  });
});

describe('stop', () => {
  test('is published and idle before it returns; the connection is closed right after', async () => {
    const gate = createGate();
    const { session, client, published, heard } = stage([[says('Half'), gate, says('NEVER')]]);
    session.submit('first', []);
    await until(() => gate.waiting === 1, 'the first words');
    const before = published.length;
    const whenHeard: unknown[] = [];
    session.subscribe((events) => whenHeard.push([events[0]?.type, session.isRunning]));
    session.stop();
    assert.deepEqual(whenHeard, [['turn-end', false]]);
    assert.equal(published.length, before + 1);
    assert.deepEqual([session.isRunning, client.calls[0]?.signal.aborted], [false, true]);
    assert.deepEqual([lastAnswer(session).state, textOf(lastAnswer(session))], ['cancelled', 'Half']);
    await until(() => client.calls[0]?.isOver === true, 'the end of the request');
    assert.deepEqual(heard(), session.conversation);
  });

  test('keeps out what comes late, even from a client that does not hear it', async () => {
    const gate = createGate();
    const { session, client, published, heard } = stage(
      [
        [
          says('Half'),
          gate,
          says('LATE'),
          gate,
          [...says('LATER'), { type: 'notice', text: 'LATER' }],
          finish,
        ],
      ],
      { ignoresAbort: true },
    );
    session.submit('first', []);
    await until(() => gate.waiting === 1, 'the first words');
    session.stop();
    const { conversation } = session;
    const count = published.length;
    gate.open();
    await until(() => client.calls[0]?.isOver === true, 'the end of the request');
    await breathe(5);
    assert.equal(gate.passed, 2, 'control: it went on delivering');
    assert.equal(session.conversation, conversation);
    assert.equal(published.length, count, 'nothing is published either');
    assert.ok(!JSON.stringify(heard()).includes('LATE'));
  });

  test('keeps late parts out of the next answer, too', async () => {
    const gate = createGate();
    const { session, client } = stage(
      [
        [gate, says('LATE'), finish],
        [says('New.'), finish],
      ],
      { ignoresAbort: true },
    );
    session.submit('first', []);
    await until(() => gate.waiting === 1, 'the request');
    session.submit('second', []);
    gate.open();
    await idle(session);
    await until(() => client.calls.every(({ isOver }) => isOver), 'both requests');
    await breathe(5);
    assert.equal(textOf(lastAnswer(session)), 'New.');
    assert.ok(!JSON.stringify(session.conversation).includes('LATE'));
  });

  test('of an answer whose end comes late leaves the next answer running', async () => {
    const [first, second] = [createGate(), createGate()];
    const { session, client } = stage(
      [
        [first, finish],
        [second, says('New.'), finish],
      ],
      {
        ignoresAbort: true,
      },
    );
    session.submit('first', []);
    await until(() => first.waiting === 1, 'the first request');
    session.submit('second', []);
    await until(() => second.waiting === 1, 'the second request');
    first.open();
    await until(() => client.calls[0]?.isOver === true, 'the late end');
    await breathe(5);
    assert.equal(session.isRunning, true);
    second.open();
    await idle(session);
    assert.equal(textOf(lastAnswer(session)), 'New.');
  });

  test('while the key is still looked up makes no request', async () => {
    const gate = createGate();
    const { session, client } = stage([[says('NEVER')]], {
      chooseTarget: () => ({
        ...chosen(),
        resolve: async () => {
          await gate.pass(new AbortController().signal);
          return targetOf();
        },
      }),
    });
    session.submit('first', []);
    await until(() => gate.waiting === 1, 'the look-up');
    session.stop();
    gate.open();
    await breathe(5);
    assert.equal(client.calls.length, 0);
    assert.equal(lastAnswer(session).state, 'cancelled');
  });

  test('may come from whoever hears of the answer, at once', async () => {
    const { session, client } = stage([[says('NEVER')]]);
    session.subscribe((events) => {
      if (events.some((event) => event.type === 'message-add' && event.message.role === 'assistant'))
        session.stop();
    });
    session.submit('first', []);
    assert.equal(session.isRunning, false);
    await breathe(5);
    assert.deepEqual([lastAnswer(session).state, client.calls.length], ['cancelled', 0]);
  });

  test('without an answer does nothing, and the next message works', async () => {
    const { session, published } = stage([[says('Hi.'), finish]]);
    session.stop();
    assert.deepEqual(published, []);
    session.submit('first', []);
    await idle(session);
    session.stop();
    assert.equal(lastAnswer(session).state, 'done');
  });
});

describe('retry', () => {
  test('asks for the same prompt again; the old answer stays as a sibling', async () => {
    const { session, client } = stage([
      [says('one'), finish],
      [says('two'), finish],
      [says('three'), finish],
    ]);
    session.submit('first', []);
    await idle(session);
    const first = lastAnswer(session);
    session.retry(first.id);
    await idle(session);
    const second = lastAnswer(session);
    assert.deepEqual(sent(client, 1), [['user', 'first']]);
    assert.deepEqual(siblingsOf(session.conversation, second), [first, second]);
    assert.equal(session.conversation.leafId, second.id);
    session.retry(first.parentId);
    await idle(session);
    assert.equal(siblingsOf(session.conversation, first).length, 3, 'the prompt itself may be named as well');
  });

  test('of an earlier answer sends only what came before it', async () => {
    const { session, client } = stage([
      [says('one'), finish],
      [says('two'), finish],
      [says('uno'), finish],
    ]);
    session.submit('first', []);
    await idle(session);
    const first = lastAnswer(session);
    session.submit('second', []);
    await idle(session);
    session.retry(first.id);
    await idle(session);
    assert.deepEqual(sent(client, 2), [['user', 'first']]);
    assert.equal(activePath(session.conversation).length, 2);
  });

  test('stops a running answer first', async () => {
    const gate = createGate();
    const { session, client } = stage([
      [says('slow'), gate],
      [says('quick'), finish],
    ]);
    session.submit('first', []);
    await until(() => gate.waiting === 1, 'the first words');
    const slow = lastAnswer(session);
    session.retry(slow.id);
    assert.equal(client.calls[0]?.signal.aborted, true);
    await idle(session);
    const stopped = findMessage(session.conversation, slow.id);
    assert.ok(stopped?.role === 'assistant');
    assert.deepEqual([stopped.state, textOf(lastAnswer(session))], ['cancelled', 'quick']);
  });

  test('of an unknown message does nothing, not even stop', async () => {
    const gate = createGate();
    const { session, client } = stage([[gate, says('Hi.'), finish]]);
    session.submit('first', []);
    await until(() => gate.waiting === 1, 'the request');
    session.retry('nobody');
    assert.deepEqual([client.calls.length, session.isRunning], [1, true]);
    gate.open();
    await idle(session);
    assert.equal(lastAnswer(session).state, 'done');
  });
});

describe('selectSibling', () => {
  test('shows that answer and the newest of what follows it; the next message continues there', async () => {
    const { session, client } = stage(['one', 'two', 'uno', 'three'].map((text) => [says(text), finish]));
    session.submit('first', []);
    await idle(session);
    const one = lastAnswer(session);
    session.submit('second', []);
    await idle(session);
    const two = lastAnswer(session);
    session.retry(one.id);
    await idle(session);
    session.selectSibling(one.id);
    assert.equal(session.conversation.leafId, two.id);
    session.submit('third', []);
    await idle(session);
    assert.deepEqual(
      sent(client, 3).map(([, text]) => text),
      ['first', 'one', 'second', 'two', 'third'],
    );
  });

  test('lets a running answer go on where it is', async () => {
    const gate = createGate();
    const { session } = stage([
      [says('one'), finish],
      [says('t'), gate, says('wo'), finish],
    ]);
    session.submit('first', []);
    await idle(session);
    const one = lastAnswer(session);
    session.retry(one.id);
    await until(() => gate.waiting === 1, 'the second answer');
    session.selectSibling(one.id);
    assert.equal(session.isRunning, true);
    gate.open();
    await idle(session);
    assert.equal(session.conversation.leafId, one.id);
    assert.equal(textOf(lastAnswer(session)), 'two');
  });

  test('between two rounds of tools does not change what the answer is about', async () => {
    const gate = createGate();
    const { session, client } = stage(
      [[says('one'), finish], [[{ type: 'tool-call', ...toolCall('c1') }]], [says('two'), finish]],
      {
        tools: toolboxOf([
          sampleTool({
            call: {
              run: async (_output, signal) => {
                await gate.pass(signal);
                return { status: 'ok', text: 'result' };
              },
            },
          }),
        ]),
      },
    );
    session.submit('first', []);
    await idle(session);
    const one = lastAnswer(session);
    session.retry(one.id);
    await until(() => gate.waiting === 1, 'the tool');
    session.selectSibling(one.id);
    gate.open();
    await idle(session);
    assert.deepEqual(sent(client, 2), [
      ['user', 'first'],
      ['assistant', ''],
      ['tool', 'result'],
    ]);
  });

  test('of an unknown message does nothing', () => {
    const { session, published } = stage([]);
    session.selectSibling('nobody');
    assert.deepEqual(published, []);
  });
});

describe('a tool that asks', () => {
  /** A session whose model wants to write, and then says `Done.`. */
  function asking(): Stage & { readonly ran: () => number } {
    let ran = 0;
    const tool = sampleTool({
      name: 'edit_file',
      call: {
        effect: 'write',
        run: async () => {
          ran += 1;
          return { status: 'ok', text: 'wrote' };
        },
      },
    });
    const made = { type: 'tool-call', ...toolCall('c1', 'edit_file') } as const;
    const again = { ...made, callId: 'c2', argumentsText: '{"path":"b.ts"}' };
    const scripts = [[[made]], [[again]], [says('Done.'), finish]];
    return { ...stage(scripts, { tools: toolboxOf([tool]) }), ran: () => ran };
  }

  function callOf(session: Session, callId: string): ToolCallPart | undefined {
    const part = lastAnswer(session).parts.find(
      (each) => each.type === 'tool-call' && each.callId === callId,
    );
    return part?.type === 'tool-call' ? part : undefined;
  }

  async function decide(session: Session, callId: string, decision: ToolDecision): Promise<boolean> {
    await until(() => callOf(session, callId)?.question !== undefined, 'the question');
    const place = { messageId: lastAnswer(session).id, callId };
    return session.tools.decide(place, callOf(session, callId)?.question?.nonce ?? '', decision);
  }

  test('waits for the user, and runs after a yes', async () => {
    const { session, ran, client } = asking();
    session.submit('Do it.', []);
    assert.ok(await decide(session, 'c1', 'once'));
    assert.ok(await decide(session, 'c2', 'deny'));
    await idle(session);
    assert.equal(ran(), 1);
    assert.deepEqual(
      [callOf(session, 'c1')?.outcome?.status, callOf(session, 'c2')?.outcome?.status],
      ['ok', 'denied'],
    );
    assert.match(sent(client, 2).at(-1)?.[1] ?? '', /user denied/);
  });

  test('is not asked again after a yes for the chat, not even in a later answer, but is in another chat', async () => {
    const { session, ran } = asking();
    session.submit('Do it.', []);
    assert.ok(await decide(session, 'c1', 'chat'));
    await idle(session);
    assert.equal(ran(), 2);
    const other = asking();
    other.session.submit('Do it.', []);
    await until(() => callOf(other.session, 'c1')?.question !== undefined, 'the question');
    other.session.stop();
    assert.equal(other.ran(), 0);
  });

  test('left alone by a stop is cancelled at once, and the next prompt is answered', async () => {
    const { session, ran, client } = asking();
    session.submit('Do it.', []);
    await until(() => callOf(session, 'c1')?.question !== undefined, 'the question');
    session.stop();
    assert.equal(callOf(session, 'c1')?.outcome?.status, 'cancelled');
    assert.equal(
      session.tools.decide({ messageId: lastAnswer(session).id, callId: 'c1' }, 'id-4', 'once'),
      false,
    );
    session.submit('And now?', []);
    await decide(session, 'c2', 'deny');
    await idle(session);
    assert.equal(ran(), 0);
    assert.ok(sent(client, 1).some(([role, text]) => role === 'tool' && /cancelled|stopped/.test(text)));
  });
});

describe('another model', () => {
  test('answers the same prompt beside the first answer; what is chosen stays', async () => {
    const asked: (string | undefined)[] = [];
    const { session, client } = stage(
      [
        [says('One.'), finish],
        [says('Two.'), finish],
        [says('Three.'), finish],
      ],
      {
        chooseTarget: (model) => {
          asked.push(model);
          return chosen(targetOf(model === undefined ? {} : { model: model.replace('lab/', '') }));
        },
      },
    );
    session.submit('Who?', []);
    await idle(session);
    const first = lastAnswer(session);
    session.retry(first.id, 'lab/other:7b');
    await idle(session);
    const second = lastAnswer(session);
    assert.deepEqual(
      [client.calls[1]?.request.model, second.model, textOf(second)],
      ['other:7b', 'lab/other:7b', 'Two.'],
    );
    assert.deepEqual(
      siblingsOf(session.conversation, second).map(({ id }) => id),
      [first.id, second.id],
    );
    assert.deepEqual(sent(client, 1), sent(client, 0), 'it reads what the first one read');
    session.submit('And?', []);
    await idle(session);
    assert.equal(client.calls[2]?.request.model, 'model-1');
    assert.deepEqual(asked, [undefined, 'lab/other:7b', undefined]);
  });
});

describe('a paused answer', () => {
  const call = (callId: string): StreamPart => ({ type: 'tool-call', ...toolCall(callId) });

  test('goes on in the same message, and only then', async () => {
    const { session, client } = stage(
      [[[call('c1')]], [[call('c2')]], [[call('c3')]], [says('At last.'), finish]],
      { tools: toolboxOf([sampleTool()]) },
    );
    session.submit('Look.', []);
    await idle(session);
    const { id, pause } = lastAnswer(session);
    assert.equal(pause, 'repeated-call');
    session.continueTurn('nobody');
    assert.equal(session.isRunning, false);
    session.continueTurn(id);
    assert.equal(session.isRunning, true);
    await idle(session);
    const answered = lastAnswer(session);
    assert.deepEqual([answered.id, answered.pause, textOf(answered)], [id, undefined, 'At last.']);
    assert.deepEqual(
      sent(client, 3).map(([role]) => role),
      ['user', 'assistant', 'tool', 'assistant', 'tool', 'assistant', 'tool'],
    );
    session.continueTurn(id);
    assert.equal(session.isRunning, false, 'it is not paused any more');
  });
});

test('switching a tool off counts from the next request', async () => {
  const { session, client } = stage(
    [
      [says('one'), finish],
      [says('two'), finish],
    ],
    {
      tools: toolboxOf([sampleTool({ name: 'a' }), sampleTool({ name: 'b' })]),
    },
  );
  session.submit('first', []);
  await idle(session);
  session.switchTools(['a'], false);
  session.submit('second', []);
  await idle(session);
  assert.deepEqual(
    client.calls.map(({ request }) => request.tools.map(({ name }) => name)),
    [['a', 'b'], ['b']],
  );
});

describe('what is published', () => {
  test('gives whoever hears it the same conversation, step by step', async () => {
    const refused = new ChatError({ kind: 'network', message: 'cut', retryable: true });
    const { session, published, heard } = stage([
      [
        [{ type: 'retry-wait', attempt: 1, waitMs: 5, message: 'm' }],
        says('one'),
        [{ type: 'usage', usage: {} }],
        finish,
      ],
      [says('two'), refused],
    ]);
    let agreed = 0;
    session.subscribe(() => {
      assert.deepEqual(heard(), session.conversation);
      agreed += 1;
    });
    session.submit('first', []);
    await idle(session);
    session.submit('second', []);
    await idle(session);
    assert.equal(agreed, published.length);
    assert.ok(agreed > 8, 'control: there was something to agree on');
  });

  test('is not heard any more after the listener has left', async () => {
    const { session } = stage([[finish], [finish]]);
    const heard: unknown[] = [];
    const leave = session.subscribe((events) => heard.push(events));
    session.submit('first', []);
    await idle(session);
    const count = heard.length;
    assert.ok(count > 0, 'control');
    leave();
    session.submit('second', []);
    await idle(session);
    assert.equal(heard.length, count);
  });
});

test('two chats answer at once, and stopping one leaves the other alone', async () => {
  const gate = createGate();
  const client = createScriptedClient([
    [says('left '), gate, says('NEVER'), finish],
    [says('right '), gate, says('side'), finish],
  ]);
  const ports = portsWith(client);
  const [left, right] = [new Session(ports), new Session(ports)];
  left.submit('L', []);
  await until(() => gate.waiting === 1, 'the left answer');
  right.submit('R', []);
  await until(() => gate.waiting === 2, 'the right answer');
  left.stop();
  assert.deepEqual([left.isRunning, right.isRunning], [false, true]);
  gate.open();
  await idle(right);
  assert.deepEqual([textOf(lastAnswer(left)), textOf(lastAnswer(right))], ['left ', 'right side']);
  assert.deepEqual([sent(client, 0), sent(client, 1)], [[['user', 'L']], [['user', 'R']]]);
  assert.notEqual(left.conversation.id, right.conversation.id);
});
