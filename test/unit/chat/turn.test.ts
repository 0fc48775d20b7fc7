// The loop of a turn: it never throws, ends exactly once, and stops at whatever it is waiting for.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { modelMessages } from '../../../src/chat/request.ts';
import type { ChosenTarget } from '../../../src/chat/target.ts';
import { runTurn, type Turn } from '../../../src/chat/turn.ts';
import type { ModelMessage } from '../../../src/llm/chat-request.ts';
import { activePath, findMessage } from '../../../src/model/conversation.ts';
import type { AssistantMessage } from '../../../src/model/conversation.ts';
import { ChatError } from '../../../src/model/error.ts';
import type { ConversationEvent } from '../../../src/model/event.ts';
import type { StreamPart, ToolCall } from '../../../src/model/stream.ts';
import type { ToolOutcome } from '../../../src/model/tool.ts';
import { createGate } from '../../fakes/gate.ts';
import { createMemoryLog, type MemoryLog } from '../../fakes/memory-log.ts';
import { createScriptedClient, type ClientStep, type ScriptedClient } from '../../fakes/scripted-client.ts';
import { answer, conversationOf, reduceAll, toolCall, userMessage } from '../model/samples.ts';
import { breathe, chosen, finish, lab, says, targetOf, until } from './chat-setup.ts';

interface Stage {
  readonly turn: Turn;
  readonly client: ScriptedClient;
  readonly log: MemoryLog;
  /** Everything the turn has yielded so far. */
  readonly batches: (readonly ConversationEvent[])[];
  /** Tools started so far. */
  readonly ran: ToolCall[];
  /** Runs the turn to its end; the answer as reduced. */
  readonly play: (signal?: AbortSignal) => Promise<AssistantMessage>;
}

type RunTool = (call: ToolCall, signal: AbortSignal) => Promise<ToolOutcome>;

interface Setting {
  readonly scripts?: readonly (readonly ClientStep[])[];
  readonly target?: ChosenTarget;
  readonly run?: RunTool;
  readonly messages?: () => readonly ModelMessage[];
}

const ok = { status: 'ok', text: 'result' } as const;
const offered = {
  specs: [{ name: 'read_file', description: 'Reads.', inputSchema: { type: 'object' } }],
  notices: [],
};

function stage({ scripts = [], target = chosen(), run, messages }: Setting): Stage {
  const client = createScriptedClient(scripts);
  const log = createMemoryLog();
  const batches: (readonly ConversationEvent[])[] = [];
  const ran: ToolCall[] = [];
  const start = conversationOf(userMessage('q1', undefined, 'secret question'), answer('a1', 'q1'));
  const current = (): ReturnType<typeof reduceAll> => reduceAll(start, batches.flat());
  const turn: Turn = {
    messageId: 'a1',
    newSibling: () => answer('a2', 'q1'),
    chosen: target,
    client,
    tools: {
      offer: () => offered,
      start: async (call, _emit, signal) => ({
        state: 'ready',
        call: {
          effect: 'write',
          asks: false,
          run: () => {
            ran.push(call);
            return run === undefined ? Promise.resolve(ok) : run(call, signal);
          },
        },
      }),
    },
    compose: async () => ({
      messages: (messages ?? (() => modelMessages(activePath(current()), '', lab)))(),
      notices: [],
      learn: () => {},
    }),
    nowMs: () => 5000,
    log,
  };
  return {
    turn,
    client,
    log,
    batches,
    ran,
    async play(signal = new AbortController().signal) {
      for await (const batch of runTurn(turn, signal)) batches.push(batch);
      assertEndsOnce(batches);
      const message = findMessage(current(), 'a1');
      assert.ok(message?.role === 'assistant');
      return message;
    },
  };
}

function assertEndsOnce(batches: readonly (readonly ConversationEvent[])[]): void {
  const ends = batches.flat().filter(({ type }) => type === 'turn-end');
  assert.equal(ends.length, 1, 'exactly one turn-end');
  assert.equal(batches.flat().at(-1)?.type, 'turn-end', 'and it is last');
}

function calls(...ids: readonly string[]): readonly StreamPart[] {
  return ids.map((id) => ({ type: 'tool-call', ...callNamed(id) }));
}

/** A call unlike any other. */
function callNamed(id: string): ToolCall {
  return toolCall(id, 'read_file', { path: `${id}.ts` });
}

const refused = new ChatError({
  kind: 'server',
  message: 'The server failed.',
  retryable: true,
  status: 500,
  host: 'lab.test',
  requestId: 'req-7',
});

describe('a plain answer', () => {
  test('becomes events batch by batch and ends as done, with the reason', async () => {
    const { play, batches } = stage({
      scripts: [
        [
          says('Hel'),
          [
            { type: 'text-delta', text: 'lo' },
            { type: 'reasoning-delta', text: 'hm' },
          ],
          [
            { type: 'finish', reason: 'length' },
            { type: 'usage', usage: { outputTokens: 2 } },
          ],
        ],
      ],
    });
    const message = await play();
    assert.deepEqual(batches, [
      [{ type: 'text-delta', messageId: 'a1', text: 'Hel' }],
      [
        { type: 'text-delta', messageId: 'a1', text: 'lo' },
        { type: 'reasoning-delta', messageId: 'a1', text: 'hm' },
      ],
      [{ type: 'usage-update', messageId: 'a1', usage: { outputTokens: 2 } }],
      [
        { type: 'reasoning-end', messageId: 'a1', durationMs: 0 },
        { type: 'request-end', messageId: 'a1', usage: { outputTokens: 2 }, writingMs: 0 },
      ],
      [{ type: 'turn-end', messageId: 'a1', endedAtMs: 5000, state: 'done', finish: 'length' }],
    ]);
    assert.deepEqual([message.state, message.finish], ['done', 'length']);
  });

  test('asks with everything the target says and nothing that is not of the request', async () => {
    const target = targetOf({
      parameters: { temperature: 0.5 },
      extraBody: { a: 1 },
      apiKey: { value: 'key-1', origin: 'https://lab.test' },
      systemPrompt: 'Be brief.',
    });
    const { play, client } = stage({ scripts: [[finish]], target: chosen(target) });
    await play();
    const { systemPrompt: _prompt, stream: _stream, maxRounds: _rounds, ...rest } = target;
    assert.deepEqual(client.calls[0]?.request, {
      ...rest,
      messages: [{ role: 'user', text: 'secret question' }],
      tools: offered.specs,
    });
  });

  test('passes on notices, vendor data and waits', async () => {
    const { play, batches } = stage({
      scripts: [
        [
          [
            { type: 'notice', text: 'not sent' },
            { type: 'retry-wait', attempt: 1, waitMs: 700, message: 'HTTP 429' },
          ],
          [{ type: 'provider-data', data: { a: 1 } }],
          finish,
        ],
      ],
    });
    await play();
    assert.deepEqual(batches.slice(0, 2), [
      [
        { type: 'part-add', messageId: 'a1', part: { type: 'notice', text: 'not sent' } },
        { type: 'retry-wait', messageId: 'a1', waitMs: 700, untilMs: 5700, message: 'HTTP 429' },
      ],
      [{ type: 'part-add', messageId: 'a1', part: { type: 'provider-data', data: { a: 1 } } }],
    ]);
  });

  test('without a finish ends as done all the same', async () => {
    const message = await stage({ scripts: [[says('Hi')]] }).play();
    assert.deepEqual([message.state, 'finish' in message], ['done', false]);
  });

  test('ends with the reason of its last round, not of an earlier one', async () => {
    const message = await stage({
      scripts: [[calls('c1'), [{ type: 'finish', reason: 'tools' }]], [says('Done.')]],
    }).play();
    assert.deepEqual([message.state, 'finish' in message], ['done', false]);
  });

  test('comes in one piece where the target asks for that', async () => {
    const { play, client } = stage({
      scripts: [[says('All '), says('at once.'), finish]],
      target: chosen(targetOf({ stream: false })),
    });
    const message = await play();
    assert.equal(client.calls[0]?.method, 'create');
    assert.deepEqual(
      [message.parts, message.state, message.finish],
      [[{ type: 'text', text: 'All at once.' }], 'done', 'stop'],
    );
  });
});

describe('tools', () => {
  test('run in order, their results go back, until the model is done', async () => {
    const { play, client, ran } = stage({
      scripts: [
        [
          [{ type: 'text-delta', text: 'I look.' }, ...calls('c1', 'c2')],
          [{ type: 'finish', reason: 'tools' }],
        ],
        [says('Done.'), finish],
      ],
      run: async ({ callId }) => ({ status: 'ok', text: `result of ${callId}` }),
    });
    const message = await play();
    assert.deepEqual(
      ran.map(({ callId }) => callId),
      ['c1', 'c2'],
    );
    assert.deepEqual(
      message.parts.map(({ type }) => type),
      ['text', 'tool-call', 'tool-call', 'round-start', 'text'],
    );
    assert.deepEqual([message.state, message.finish], ['done', 'stop']);
    assert.deepEqual(client.calls[1]?.request.messages.slice(1), [
      { role: 'assistant', text: 'I look.', toolCalls: [callNamed('c1'), callNamed('c2')] },
      { role: 'tool', callId: 'c1', name: 'read_file', text: 'result of c1' },
      { role: 'tool', callId: 'c2', name: 'read_file', text: 'result of c2' },
    ]);
  });

  test('that fail are facts for the model, and the turn goes on', async () => {
    const { play, client } = stage({
      scripts: [[calls('c1')], [says('I see.'), finish]],
      run: async () => ({ status: 'error', text: 'There is no such tool.' }),
    });
    const message = await play();
    assert.equal(message.state, 'done');
    assert.deepEqual(client.calls[1]?.request.messages.at(-1), {
      role: 'tool',
      callId: 'c1',
      name: 'read_file',
      text: 'There is no such tool.',
    });
  });

  test('are ended after the most rounds, every call with its result, and the answer is paused', async () => {
    const { play, client } = stage({
      scripts: [[calls('c1')], [calls('c2')], [calls('c3')], [calls('never')]],
      target: chosen(targetOf({ maxRounds: 3 })),
    });
    const message = await play();
    assert.equal(client.calls.length, 3);
    assert.equal(message.state, 'done');
    assert.deepEqual(
      message.parts.map((part) => (part.type === 'tool-call' ? part.outcome?.status : part.type)),
      ['ok', 'round-start', 'ok', 'round-start', 'ok'],
    );
    assert.equal(message.pause, 'rounds');
  });

  test('called a third time with the same arguments are not run again, and the answer is paused', async () => {
    const same = (id: string): readonly StreamPart[] => [{ type: 'tool-call', ...toolCall(id) }];
    const { play, client, ran } = stage({
      scripts: [[same('c1')], [same('c2')], [same('c3')], [says('never')]],
    });
    const message = await play();
    assert.deepEqual([ran.length, client.calls.length], [2, 3]);
    assert.deepEqual([message.state, message.pause], ['done', 'repeated-call']);
    const last = message.parts.at(-1);
    assert.ok(last?.type === 'tool-call' && last.outcome?.status === 'error');
    assert.match(last.outcome.text, /third time/);
  });

  test('called again after something else was done are run again', async () => {
    const same = (id: string): readonly StreamPart[] => [{ type: 'tool-call', ...toolCall(id) }];
    const { play, ran } = stage({
      scripts: [
        [same('c1')],
        [same('c2')],
        [calls('edit')],
        [same('c3')],
        [same('c4')],
        [says('Done.'), finish],
      ],
      target: chosen(targetOf({ maxRounds: 9 })),
    });
    const message = await play();
    assert.deepEqual([ran.length, message.pause, message.finish], [5, undefined, 'stop']);
  });

  test('that cannot be understood three times in a row pause the answer', async () => {
    const { turn, client, batches } = stage({
      scripts: [[calls('c1')], [calls('c2')], [calls('c3')], [says('never')]],
    });
    const refusal = {
      state: 'refused',
      isInvalid: true,
      outcome: { status: 'error', text: 'Bad.' },
    } as const;
    const lost = { ...turn, tools: { ...turn.tools, start: async () => refusal } };
    for await (const batch of runTurn(lost, new AbortController().signal)) batches.push(batch);
    const end = batches.flat().at(-1);
    assert.ok(end?.type === 'turn-end' && end.pause === 'invalid-calls');
    assert.equal(client.calls.length, 3);
  });

  test('that must be called are forced in the first round only', async () => {
    for (const toolChoice of ['required', { name: 'read_file' }] as const) {
      const { play, client } = stage({
        scripts: [[calls('c1')], [says('Done.'), finish]],
        target: chosen(targetOf({ parameters: { toolChoice, temperature: 0.5 } })),
      });
      await play();
      assert.deepEqual(
        client.calls.map(({ request }) => request.parameters),
        [{ toolChoice, temperature: 0.5 }, { temperature: 0.5 }],
      );
    }
    const { play, client } = stage({
      scripts: [[calls('c1')], [says('Done.'), finish]],
      target: chosen(targetOf({ parameters: { toolChoice: 'auto' } })),
    });
    await play();
    assert.deepEqual(client.calls[1]?.request.parameters, { toolChoice: 'auto' });
  });

  test('are not offered to a model that the user wrote down as taking none', async () => {
    for (const [tools, offers] of [
      [false, 0],
      [true, 1],
    ] as const) {
      const provider = { ...lab, models: [{ id: 'model-1', tools }] };
      const { play, client } = stage({
        scripts: [[says('Hi.'), finish]],
        target: chosen(targetOf({ provider })),
      });
      await play();
      assert.equal(client.calls[0]?.request.tools.length, offers);
    }
  });

  test('that only read run side by side; others wait for them and run alone', async () => {
    const { turn, batches } = stage({
      scripts: [[calls('r1', 'r2', 'w1', 'r3')], [says('Done.'), finish]],
    });
    const running = new Set<string>();
    const seen: string[] = [];
    const start: Turn['tools']['start'] = async (call) => ({
      state: 'ready',
      call: {
        effect: call.callId.startsWith('r') ? 'read' : 'write',
        asks: false,
        run: async () => {
          running.add(call.callId);
          await breathe(3);
          seen.push([...running].join('+'));
          running.delete(call.callId);
          return ok;
        },
      },
    });
    const played = { ...turn, tools: { ...turn.tools, start } };
    for await (const batch of runTurn(played, new AbortController().signal)) batches.push(batch);
    assert.deepEqual(seen, ['r1+r2', 'r2', 'w1', 'r3']);
  });

  test('that break their word and reject end the turn as an error, not with a throw', async () => {
    const { play, log } = stage({
      scripts: [[calls('c1')]],
      run: () => Promise.reject(new Error('tool bug')),
    });
    const message = await play();
    assert.deepEqual([message.state, message.error?.kind], ['interrupted', 'internal']);
    assert.ok(log.lines.some((line) => line.includes('tool bug')));
  });
});

describe('a failure', () => {
  const before: readonly (readonly [string, readonly ClientStep[]])[] = [
    ['anything', [refused]],
    ['anything but a notice', [[{ type: 'notice', text: 'n' }], refused]],
    [
      'anything but a wait',
      [
        [{ type: 'retry-wait', attempt: 1, waitMs: 1, message: 'm' }],
        [{ type: 'usage', usage: {} }],
        refused,
      ],
    ],
  ];
  for (const [name, script] of before) {
    test(`before ${name} came is an error`, async () => {
      const message = await stage({ scripts: [script] }).play();
      assert.deepEqual([message.state, message.error?.kind], ['error', 'server']);
      assert.doesNotMatch(message.error?.hint ?? '', /kept/);
    });
  }

  const after: readonly (readonly [string, readonly (readonly ClientStep[])[]])[] = [
    ['text', [[says('Half'), refused]]],
    ['reasoning', [[[{ type: 'reasoning-delta', text: 'hm' }], refused]]],
    ['a tool call', [[calls('c1'), refused]]],
    ['a round of tools', [[calls('c1')], [refused]]],
  ];
  for (const [name, scripts] of after) {
    test(`after ${name} interrupts, and what came stays`, async () => {
      const message = await stage({ scripts }).play();
      assert.deepEqual([message.state, message.error?.kind], ['interrupted', 'server']);
      assert.match(message.error?.hint ?? '', /is kept/);
      assert.notEqual(message.parts.length, 0);
    });
  }

  test('of the target is told as it says, and no request is made', async () => {
    const fault = new ChatError({
      kind: 'configuration',
      code: 'no-model',
      message: 'Choose one.',
      retryable: false,
    });
    const { play, client } = stage({ target: { ...chosen(), resolve: () => Promise.reject(fault) } });
    const message = await play();
    assert.deepEqual([message.state, message.error?.title], ['error', 'No model is chosen yet']);
    assert.equal(client.calls.length, 0);
  });

  test('of any kind, anywhere, ends the turn and is never thrown', async () => {
    const thrown: readonly unknown[] = [
      refused,
      new Error('bug'),
      new TypeError('bug'),
      'text',
      undefined,
      null,
      7,
    ];
    const raise = (value: unknown) => (): never => {
      throw value;
    };
    for (const value of thrown) {
      const reject = async (): Promise<never> => Promise.reject(value);
      const stages: readonly Stage[] = [
        stage({ target: { ...chosen(), resolve: reject } }),
        stage({ target: { ...chosen(), resolve: raise(value) } }),
        stage({ messages: raise(value) }),
        stage({ scripts: [[calls('c1')]], run: reject }),
        stage({ scripts: [[calls('c1')]], run: raise(value) }),
      ];
      for (const { play } of stages) {
        const { state, error } = await play();
        assert.ok(state === 'error' || state === 'interrupted');
        assert.equal(error?.kind, value === refused ? 'server' : 'internal');
      }
    }
  });

  test('is logged with what a support request needs, without what was said', async () => {
    const understood = new ChatError(refused.facts, { cause: new TypeError('fetch failed') });
    const { play, log } = stage({ scripts: [[says('secret answer'), understood]] });
    await play();
    assert.deepEqual(log.lines, ['error: Answer failed: server lab.test 500 req-7: The server failed.']);
  });

  test('inside Parley is logged with its stack, also where the client wrapped it', async () => {
    const bug = new TypeError('x is not a function');
    const wrapped = new ChatError({ kind: 'internal', message: 'Failed.', retryable: true }, { cause: bug });
    for (const error of [bug, wrapped]) {
      const { play, log } = stage({ scripts: [[error]] });
      await play();
      assert.match(log.lines[1] ?? '', /^error: TypeError: x is not a function\n {4}at /);
    }
  });
});

describe('a stop', () => {
  /** Everything a turn can be waiting for: how to get there, and whether it is there. */
  const waits: Readonly<Record<string, () => Stage & { readonly isThere: () => boolean }>> = {
    'the key': () => {
      let asked = false;
      const target = {
        ...chosen(),
        resolve: () => {
          asked = true;
          return breathe(20).then(() => targetOf());
        },
      };
      return { ...stage({ scripts: [[says('never')]], target }), isThere: () => asked };
    },
    'the first part': () => gated((gate) => [[gate, says('never')]]),
    'a further part': () => gated((gate) => [[says('Half'), gate, says('never')]]),
    'the end of the stream': () => gated((gate) => [[says('All'), finish, gate]]),
    'a retry': () =>
      gated((gate) => [[[{ type: 'retry-wait', attempt: 1, waitMs: 1, message: 'm' }], gate, says('never')]]),
    'a whole answer': () => gated((gate) => [[says('All'), gate]], { stream: false }),
    'the second round': () => gated((gate) => [[calls('c1')], [gate, says('never')]]),
    'a tool that hears the signal': () => {
      const gate = createGate();
      const run: RunTool = async (_call, signal) => {
        await gate.pass(signal).catch(() => undefined);
        return { status: 'cancelled', text: 'Cancelled.' };
      };
      return { ...stage({ scripts: [[calls('c1', 'c2')]], run }), isThere: () => gate.waiting === 1 };
    },
  };

  function gated(
    script: (gate: ReturnType<typeof createGate>) => readonly (readonly ClientStep[])[],
    changes: Parameters<typeof targetOf>[0] = {},
  ): Stage & { readonly isThere: () => boolean } {
    const gate = createGate();
    return {
      ...stage({ scripts: script(gate), target: chosen(targetOf(changes)) }),
      isThere: () => gate.waiting === 1,
    };
  }

  for (const [name, arrange] of Object.entries(waits)) {
    test(`while it waits for ${name} ends the turn as cancelled`, async () => {
      const { play, isThere, client, ran, log } = arrange();
      const stop = new AbortController();
      const end = play(stop.signal);
      await until(isThere, name);
      const [asked, started] = [client.calls.length, ran.length];
      stop.abort();
      const message = await end;
      assert.deepEqual([message.state, 'error' in message], ['cancelled', false]);
      assert.deepEqual([client.calls.length, ran.length], [asked, started], 'nothing further was begun');
      assert.ok(!JSON.stringify(message.parts).includes('never'));
      assert.deepEqual(log.lines, [], 'a stop is no failure');
    });
  }

  const rich = (): Stage =>
    stage({
      scripts: [
        [says('One'), [{ type: 'text-delta', text: '.' }, ...calls('c1', 'c2')]],
        [calls('c3')],
        [says('Two.'), finish],
      ],
    });

  test('control: the turn of the next test makes three requests and runs three tools', async () => {
    const { play, client, ran, batches } = rich();
    assert.equal((await play()).state, 'done');
    assert.deepEqual([client.calls.length, ran.length], [3, 3]);
    assert.ok(batches.length > 8);
  });

  test('after any batch ends the turn as cancelled, and nothing further is begun', async () => {
    const whole = rich();
    await whole.play();
    for (let stopAfter = 1; stopAfter < whole.batches.length; stopAfter += 1) {
      const { turn, client, ran, batches } = rich();
      const stop = new AbortController();
      let begun: readonly number[] = [];
      for await (const batch of runTurn(turn, stop.signal)) {
        batches.push(batch);
        if (batches.length === stopAfter) {
          begun = [client.calls.length, ran.length];
          stop.abort();
        }
      }
      assertEndsOnce(batches);
      const end = batches.flat().at(-1);
      assert.ok(end?.type === 'turn-end');
      assert.deepEqual([stopAfter, end.state], [stopAfter, 'cancelled']);
      assert.deepEqual([client.calls.length, ran.length], begun, `stopped after batch ${stopAfter}`);
    }
  });

  test('in the last batch of all still counts, also when the client did not hear it', async () => {
    const { turn } = stage({ scripts: [[calls('c1')]], target: chosen(targetOf({ maxRounds: 1 })) });
    const deaf = createScriptedClient([[says('All.'), finish]], { ignoresAbort: true });
    for (const [last, played] of [
      ['tool-outcome', turn],
      ['text-delta', { ...turn, client: deaf }],
    ] as const) {
      const stop = new AbortController();
      const seen: ConversationEvent[] = [];
      for await (const batch of runTurn(played, stop.signal)) {
        seen.push(...batch);
        if (batch.some(({ type }) => type === last)) stop.abort();
      }
      const end = seen.at(-1);
      assert.ok(stop.signal.aborted && end?.type === 'turn-end');
      assert.equal(end.state, 'cancelled', last);
    }
  });

  test('before the turn began makes no request', async () => {
    const { play, client } = stage({ scripts: [[says('never')]] });
    assert.equal((await play(AbortSignal.abort())).state, 'cancelled');
    assert.equal(client.calls.length, 0);
  });

  test('wins over an error that comes with it', async () => {
    const gate = createGate();
    const { play, client } = stage({ scripts: [[gate, refused]] });
    const stop = new AbortController();
    const end = play(stop.signal);
    await until(() => gate.waiting === 1, 'the gate');
    gate.open();
    stop.abort();
    assert.equal((await end).state, 'cancelled');
    assert.ok(client.calls[0]?.isOver);
  });

  test('by leaving the loop closes the stream', async () => {
    const { turn, client } = stage({ scripts: [[says('One'), says('Two')]] });
    const events = runTurn(turn, new AbortController().signal);
    await events.next();
    assert.equal(client.calls[0]?.isOver, false, 'control');
    await events.return();
    assert.equal(client.calls[0]?.isOver, true);
  });
});

test('a refusal for want of a key is told apart from a wrong key', async () => {
  const refused = new ChatError({ kind: 'auth', message: 'No API key found', retryable: false, status: 401 });
  for (const [apiKey, title] of [
    [undefined, /needs an API key/],
    [{ value: 'k', origin: 'https://x' }, /did not accept the API key/],
  ] as const) {
    const target = chosen(targetOf(apiKey === undefined ? {} : { apiKey }));
    const { error } = await stage({ scripts: [[refused]], target }).play();
    assert.match(error?.title ?? '', title);
  }
  const grant = async (): Promise<never> => assert.fail('The scripted client asks for no grant.');
  const target = chosen(targetOf({ grant }));
  const { error } = await stage({ scripts: [[refused]], target }).play();
  assert.doesNotMatch(error?.title ?? '', /needs an API key/, 'a fetched key is a key');
});
