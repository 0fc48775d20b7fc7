// Every call through the toolbox ends in one outcome, nothing runs that was not allowed, and what runs is what was shown.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as z from 'zod';
import type { ToolCall } from '../../../src/model/stream.ts';
import type { ToolDecision, ToolOutcome } from '../../../src/model/tool.ts';
import { BadArguments, ToolProblem, defineTool, type Tool } from '../../../src/tools/tool.ts';
import { maxOfferedTools } from '../../../src/tools/toolbox.ts';
import { maskSecrets } from '../../../src/context/secrets.ts';
import { until } from '../chat/chat-setup.ts';
import { plantedSecrets } from '../context/planted-secrets.ts';
import { boxStage, sampleTool, type BoxStage } from './tool-samples.ts';

const never = new AbortController().signal;

function callOf(name: string, argumentsText = '{}', callId = 'c1'): ToolCall {
  return { callId, name, argumentsText };
}

/** The outcome of a call, whether it was refused or ran. */
async function outcomeOf(stage: BoxStage, call: ToolCall, signal = never): Promise<ToolOutcome> {
  const start = await stage.toolbox.start(call, stage.place, signal);
  return start.state === 'refused' ? start.outcome : start.call.run();
}

/** Waits for the question about the call and answers it with its own nonce. */
async function answer(stage: BoxStage, decision: ToolDecision, callId = 'c1'): Promise<void> {
  const asked = (): string | undefined => {
    const event = stage.events.findLast((each) => each.type === 'tool-ask' && each.callId === callId);
    return event?.type === 'tool-ask' ? event.question.nonce : undefined;
  };
  await until(() => asked() !== undefined, 'the question');
  assert.ok(stage.approvals.decide(asked() ?? '', { messageId: 'a1', callId }, decision));
}

const writes = (counter: { ran: number }, name = 'edit_file'): Tool =>
  sampleTool({
    name,
    call: (input) => ({
      effect: 'write',
      grant: { key: 'edit', words: 'edits' },
      run: async () => {
        counter.ran += 1;
        return { status: 'ok', text: `wrote ${JSON.stringify(input)}` };
      },
    }),
  });

describe('a call that cannot be understood is an outcome for the model, and nothing runs', () => {
  const strict = defineTool({
    name: 'read_file',
    label: 'Read file',
    description: 'Reads.',
    input: z.strictObject({ path: z.string(), lines: z.number().optional() }),
    prepare: async ({ path }) => ({
      action: { title: `Read ${path}`, warnings: [] },
      effect: 'read',
      grant: { key: 'read', words: 'reading' },
      timeoutMs: 1000,
      run: async () => ({ status: 'ok', text: path }),
    }),
  });
  const cases: readonly [string, ToolCall, RegExp, boolean][] = [
    ['an unknown name', callOf('write_all'), /no tool “write_all”.*read_file/, true],
    ['a name that every object has', callOf('constructor'), /no tool “constructor”/, true],
    ['__proto__', callOf('__proto__'), /no tool “__proto__”/, true],
    ['broken JSON', callOf('read_file', '{"path":'), /not valid JSON/, true],
    ['an array', callOf('read_file', '[]'), /must be a JSON object, not an array/, true],
    ['a missing field', callOf('read_file', '{}'), /Bad arguments for read_file: path: /, true],
    ['a wrong type', callOf('read_file', '{"path":"a","lines":"7"}'), /lines: .*number/, true],
    ['an unknown field', callOf('read_file', '{"path":"a","mode":1}'), /mode/, true],
  ];
  for (const [name, call, words, isInvalid] of cases) {
    test(name, async () => {
      const stage = boxStage([strict]);
      const start = await stage.toolbox.start(call, stage.place, never);
      assert.ok(start.state === 'refused');
      assert.equal(start.outcome.status, 'error');
      assert.match(start.outcome.text, words);
      assert.equal(start.isInvalid, isInvalid);
      assert.deepEqual(stage.events, []);
    });
  }

  test('control: the same tool with good arguments runs', async () => {
    assert.deepEqual(await outcomeOf(boxStage([strict]), callOf('read_file', '{"path":"a.ts"}')), {
      status: 'ok',
      text: 'a.ts',
    });
  });

  test('arguments as an object in a string, as null or as nothing are understood', async () => {
    const seen: unknown[] = [];
    const tool = sampleTool({ call: (input) => (seen.push(input), {}) });
    for (const text of ['', '  ', 'null', '"{\\"a\\":1}"', '{"a":1}'])
      assert.equal((await outcomeOf(boxStage([tool]), callOf('read_file', text))).status, 'ok', text);
    assert.deepEqual(seen, [{}, {}, {}, { a: 1 }, { a: 1 }]);
  });
});

describe('a tool that fails', () => {
  const failing: readonly [string, unknown, RegExp, boolean][] = [
    [
      'with a problem it knows',
      new ToolProblem('There is no file a.ts.'),
      /^There is no file a\.ts\.$/,
      false,
    ],
    ['with an error', new Error('tool bug'), /The tool failed: tool bug/, true],
    ['with something that is no error', 'oops', /The tool failed: oops/, true],
  ];
  for (const [name, thrown, words, isLogged] of failing) {
    for (const where of ['prepare', 'run'] as const) {
      test(`${name} in ${where} is an outcome`, async () => {
        const fail = (): Promise<never> => Promise.reject(thrown);
        const tool = where === 'run' ? sampleTool({ call: { run: fail } }) : sampleTool({ prepare: fail });
        const stage = boxStage([tool]);
        const outcome = await outcomeOf(stage, callOf('read_file'));
        assert.equal(outcome.status, 'error');
        assert.match(outcome.text, words);
        assert.equal(stage.log.lines.length > 0, isLogged);
      });
    }
  }

  test('bad arguments are told apart from other problems', async () => {
    const stage = boxStage([sampleTool({ prepare: () => Promise.reject(new BadArguments('Bad.')) })]);
    const start = await stage.toolbox.start(callOf('read_file'), stage.place, never);
    assert.ok(start.state === 'refused' && start.isInvalid);
  });

  test('by saying nothing still gives the model something to read', async () => {
    const tool = sampleTool({ call: { run: async () => ({ status: 'ok', text: ' \n' }) } });
    assert.deepEqual(await outcomeOf(boxStage([tool]), callOf('read_file')), {
      status: 'ok',
      text: '(no output)',
    });
  });

  test('by saying too much is cut to head and tail with a count', async () => {
    const text = `begin${'x'.repeat(200_000)}end`;
    const tool = sampleTool({ call: { run: async () => ({ status: 'ok', text }) } });
    const outcome = await outcomeOf(boxStage([tool]), callOf('read_file'));
    assert.match(outcome.text, /^beginx+\n… 134,472 characters left out …\nx+end$/);
  });

  test('by never ending is stopped after its time; one that hears the signal ends at once', async () => {
    const tool = sampleTool({
      call: {
        timeoutMs: 20,
        run: (_output, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason), { once: true });
          }),
      },
    });
    const outcome = await outcomeOf(boxStage([tool]), callOf('read_file'));
    assert.equal(outcome.status, 'error');
    assert.match(outcome.text, /stopped: It took longer than/);
  });
});

describe('the question', () => {
  test('is asked before a write, with the action shown first, and a yes runs it once', async () => {
    const counter = { ran: 0 };
    const stage = boxStage([writes(counter)]);
    const outcome = outcomeOf(stage, callOf('edit_file', '{"path":"a"}'));
    await until(() => stage.events.length === 2, 'the question');
    assert.equal(counter.ran, 0, 'nothing runs before the answer');
    assert.deepEqual(
      stage.events.map(({ type }) => type),
      ['tool-describe', 'tool-ask'],
    );
    const ask = stage.events[1];
    assert.ok(ask?.type === 'tool-ask' && ask.question.chatScope === 'edits');
    await answer(stage, 'once');
    assert.deepEqual(await outcome, { status: 'ok', text: 'wrote {"path":"a"}' });
    assert.equal(counter.ran, 1);
    const second = outcomeOf(stage, callOf('edit_file', '{"path":"a"}', 'c2'));
    await answer(stage, 'deny', 'c2');
    assert.equal((await second).status, 'denied');
    assert.equal(counter.ran, 1, 'a yes for once is used up');
  });

  test('answered with no never runs, and is not an error', async () => {
    const counter = { ran: 0 };
    const stage = boxStage([writes(counter)]);
    const outcome = outcomeOf(stage, callOf('edit_file'));
    await answer(stage, 'deny');
    assert.equal((await outcome).status, 'denied');
    assert.match((await outcome).text, /user denied/);
    assert.equal(counter.ran, 0);
  });

  test('answered for the chat covers the same thing again, and nothing else', async () => {
    const counter = { ran: 0 };
    const stage = boxStage([
      writes(counter),
      sampleTool({ name: 'run_command', call: { effect: 'execute' } }),
    ]);
    const first = outcomeOf(stage, callOf('edit_file'));
    await answer(stage, 'chat');
    await first;
    assert.equal((await outcomeOf(stage, callOf('edit_file', '{"path":"b"}', 'c2'))).status, 'ok');
    assert.equal(counter.ran, 2);
    const other = outcomeOf(stage, callOf('run_command', '{}', 'c3'));
    await answer(stage, 'deny', 'c3');
    assert.equal((await other).status, 'denied');
  });

  test('a grant of one source does not cover a tool of another with the same key', async () => {
    const counter = { ran: 0 };
    const foreign = { ...writes(counter, 'mcp_evil_edit'), source: 'MCP: evil' };
    const stage = boxStage([writes(counter), foreign]);
    const first = outcomeOf(stage, callOf('edit_file'));
    await answer(stage, 'chat');
    await first;
    const second = outcomeOf(stage, callOf('mcp_evil_edit', '{}', 'c2'));
    await answer(stage, 'deny', 'c2');
    assert.equal((await second).status, 'denied');
    assert.equal(counter.ran, 1);
  });

  test('without a grant is asked every time, and does not offer the chat', async () => {
    const tool = sampleTool({
      prepare: async () => ({
        action: { title: 'Read .npmrc', warnings: [] },
        effect: 'read',
        timeoutMs: 1000,
        run: async () => ({ status: 'ok', text: 'x' }),
      }),
    });
    const stage = boxStage([tool]);
    const outcome = outcomeOf(stage, callOf('read_file'));
    await until(() => stage.events.length === 2, 'the question');
    const ask = stage.events[1];
    assert.ok(ask?.type === 'tool-ask');
    assert.equal(ask.question.chatScope, undefined);
    const place = { messageId: 'a1', callId: 'c1' };
    assert.equal(stage.approvals.decide(ask.question.nonce, place, 'chat'), false, 'not offered');
    assert.equal(stage.approvals.decide(ask.question.nonce, place, 'once'), true);
    assert.equal((await outcome).status, 'ok');
  });

  test('reading is not asked where the setting allows it, and asked where it does not', async () => {
    assert.equal((await outcomeOf(boxStage([sampleTool()]), callOf('read_file'))).status, 'ok');
    const stage = boxStage([sampleTool()], { allowsReads: () => false });
    const outcome = outcomeOf(stage, callOf('read_file'));
    await answer(stage, 'deny');
    assert.equal((await outcome).status, 'denied');
  });

  test('counts only with its own nonce, for its own call, and once', async () => {
    const counter = { ran: 0 };
    const stage = boxStage([writes(counter)]);
    const outcome = outcomeOf(stage, callOf('edit_file'));
    await until(() => stage.events.length === 2, 'the question');
    const ask = stage.events[1];
    assert.ok(ask?.type === 'tool-ask');
    const { nonce } = ask.question;
    const { approvals } = stage;
    for (const [given, messageId, callId] of [
      ['', 'a1', 'c1'],
      ['nonce-2', 'a1', 'c1'],
      [nonce, 'a2', 'c1'],
      [nonce, 'a1', 'c2'],
    ] as const)
      assert.equal(approvals.decide(given, { messageId, callId }, 'once'), false);
    assert.equal(counter.ran, 0);
    assert.equal(approvals.decide(nonce, { messageId: 'a1', callId: 'c1' }, 'once'), true);
    assert.equal(approvals.decide(nonce, { messageId: 'a1', callId: 'c1' }, 'chat'), false, 'used up');
    await outcome;
    const again = outcomeOf(stage, callOf('edit_file', '{}', 'c2'));
    await answer(stage, 'deny', 'c2');
    assert.equal((await again).status, 'denied', 'the late yes granted nothing');
  });

  test('left open by a stop is cancelled, and an answer after that does nothing', async () => {
    const counter = { ran: 0 };
    const stage = boxStage([writes(counter)]);
    const stop = new AbortController();
    const outcome = outcomeOf(stage, callOf('edit_file'), stop.signal);
    await until(() => stage.events.length === 2, 'the question');
    stop.abort();
    assert.equal((await outcome).status, 'cancelled');
    assert.equal(stage.approvals.decide('nonce-1', { messageId: 'a1', callId: 'c1' }, 'once'), false);
    assert.equal(counter.ran, 0);
  });

  test('of a second call is answered by a yes for the chat that came meanwhile', async () => {
    const counter = { ran: 0 };
    const stage = boxStage([writes(counter)]);
    const start = await stage.toolbox.start(callOf('edit_file', '{}', 'c2'), stage.place, never);
    assert.ok(start.state === 'ready' && start.call.asks);
    const first = outcomeOf(stage, callOf('edit_file'));
    await answer(stage, 'chat');
    await first;
    assert.equal((await start.call.run()).status, 'ok');
    assert.equal(counter.ran, 2);
  });
});

describe('what is offered', () => {
  test('are the tools that are on: by default or by the switches of the chat', () => {
    const stage = boxStage([
      sampleTool({ name: 'a' }),
      sampleTool({ name: 'b', isOnByDefault: false }),
      sampleTool({ name: 'c' }),
    ]);
    const names = (switches?: Record<string, boolean>): string[] =>
      stage.toolbox.offer(switches).specs.map(({ name }) => name);
    assert.deepEqual(names(), ['a', 'c']);
    assert.deepEqual(names({ a: false, b: true }), ['b', 'c']);
    assert.deepEqual(names(JSON.parse('{"__proto__":true}') as Record<string, boolean>), ['a', 'c']);
  });

  test('a tool that is off cannot be called', async () => {
    const stage = boxStage([sampleTool()]);
    const place = { ...stage.place, switches: { read_file: false } };
    const start = await stage.toolbox.start(callOf('read_file'), place, never);
    assert.ok(start.state === 'refused');
    assert.match(start.outcome.text, /no tool is switched on/);
  });

  test('nothing at all where tools are off, and calls say why', async () => {
    const stage = boxStage([sampleTool()], { offBecause: () => 'This workspace is not trusted.' });
    assert.deepEqual(stage.toolbox.offer(undefined), { specs: [], notices: [] });
    const outcome = await outcomeOf(stage, callOf('read_file'));
    assert.deepEqual(
      [outcome.status, outcome.text],
      ['error', 'No tool can be used now: This workspace is not trusted.'],
    );
  });

  test(`at most ${maxOfferedTools}, and the user is told of the rest`, () => {
    const many = Array.from({ length: 140 }, (_, at) => sampleTool({ name: `tool_${at}` }));
    const { specs, notices } = boxStage(many).toolbox.offer(undefined);
    assert.equal(specs.length, 128);
    assert.match(notices[0] ?? '', /140 tools are on.*last 12 were left out/);
    assert.deepEqual(boxStage(many.slice(0, 128)).toolbox.offer(undefined).notices, []);
  });
});

describe('secrets in what a tool gives', () => {
  const [planted] = plantedSecrets;
  const gives = (text: string): Tool =>
    sampleTool({
      name: 'read_file',
      call: () => ({
        effect: 'read',
        grant: { key: 'read', words: 'reading' },
        run: async () => ({ status: 'ok', text }),
      }),
    });

  test('are masked before the model reads it, and counted; so are those of a failure', async () => {
    assert.ok(planted !== undefined);
    const stage = boxStage([gives(`1\tfirst\n2\t${planted.text}`)], { maskSecrets });
    const outcome = await outcomeOf(stage, callOf('read_file'));
    assert.equal(outcome.text.includes(planted.secret), false);
    assert.match(
      outcome.text,
      /\[masked: Anthropic key\][\s\S]*\n\[1 secret is masked above: Anthropic key\./,
    );
    assert.equal(outcome.maskedCount, 1);
    const fails = sampleTool({
      name: 'read_file',
      call: () => ({
        effect: 'read',
        grant: { key: 'read', words: 'reading' },
        run: async () => {
          throw new ToolProblem(`No such line: ${planted.text}`);
        },
      }),
    });
    const failure = await outcomeOf(boxStage([fails], { maskSecrets }), callOf('read_file'));
    assert.deepEqual([failure.status, failure.maskedCount], ['error', 1]);
    assert.equal(failure.text.includes(planted.secret), false);
  });

  test('control: without any, the text is as it was', async () => {
    const outcome = await outcomeOf(
      boxStage([gives('const key = read();')], { maskSecrets }),
      callOf('read_file'),
    );
    assert.deepEqual(outcome, { status: 'ok', text: 'const key = read();' });
  });
});
