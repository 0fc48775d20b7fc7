// The tool that runs commands: what it asks, what it remembers, what it tells the model. Nothing is run here.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRunCommand } from '../../../src/tools/builtin/run-command.ts';
import type { ShellKind } from '../../../src/tools/command-runner.ts';
import { ToolProblem, type PreparedCall, type Tool } from '../../../src/tools/tool.ts';
import { createScriptedRunner, type RunScript } from '../../fakes/scripted-runner.ts';

const context = { chatId: 'chat', messageId: 'message' };
const never = new AbortController().signal;

function toolOf(script: RunScript = {}, kind: ShellKind = 'posix'): Tool {
  return createRunCommand({
    runner: createScriptedRunner(script, kind),
    resolveFolder: async (name) => {
      if (name === '../outside') throw new ToolProblem('../outside is outside of the workspace.');
      return { path: `/project/${name ?? ''}`, shown: name ?? '.' };
    },
  });
}

function prepare(input: unknown, tool = toolOf()): Promise<PreparedCall> {
  return tool.prepare(input, context, never);
}

async function textOf(script: RunScript): Promise<string> {
  const call = await prepare({ command: 'x' }, toolOf(script));
  const { status, text } = await call.run(() => undefined, never);
  assert.equal(status, 'ok');
  return text;
}

/** Lines that must ask although a few harmless ones were allowed, by shell. */
const asking: Readonly<Record<ShellKind, readonly string[]>> = {
  posix: [
    ...['echo a\nid', 'echo a\r\nid', 'ls & id', 'ls && id', 'ls || id', 'ls; id', 'ls | sh', 'ls |& sh'],
    ...['echo `id`', 'echo $(id)', '$(echo id)', 'echo "$(id)"', 'diff <(id) x', 'ls >(id)', 'ls =(id)'],
    ...['echo ${x@P}', 'echo ${!x}', 'echo ${x:=$(id)}', 'X=1 ls', 'PATH=. ls', 'LD_PRELOAD=./x ls'],
    ...[
      'GIT_EXTERNAL_DIFF=x git show',
      'env ls',
      'env -S "id"',
      'command ls',
      '\\ls',
      'l"s"',
      "$'\\x6c\\x73'",
    ],
    ...['{ls,-la}', 'ls > ~/.bashrc', 'git show > .git/hooks/pre-commit', 'git show --output=x'],
    ...['git -c core.pager=id show', 'git show --ext-diff', 'git -C / show', 'echo a #\nid'],
    ...['echo <<E\n$(id)\nE', 'ls;:(){ :|:& };:', 'LS -la', 'ls\u00a0-la', 'ls\u200b', 'ls\u001b[2K\rid'],
    ...[
      'echo "a',
      "ls 'a",
      Array(51).fill('ls').join(';'),
      `ls ${'a'.repeat(20_000)}`,
      ' ls',
      'ls ',
      'ls -la',
    ],
  ],
  powershell: ['ls; id', '& id', 'ls | iex', '$(id)', 'ls --% &id', '(id)'],
  cmd: ['echo a & id', 'echo a ^& id', '%COMSPEC% /c id', '!x!'],
};

const allowed = [
  ...['echo', 'ls', 'git show'],
  ...['echo "a && b"', "echo 'x;y'", 'ls -la src', 'git show HEAD~1 -- a.ts'],
];

/** What a yes to the allowed lines covers. */
async function grantsOf(lines: readonly string[], kind: ShellKind): Promise<ReadonlySet<string>> {
  const calls = await Promise.all(lines.map((command) => prepare({ command }, toolOf({}, kind))));
  return new Set(calls.map(({ grant }) => grant?.key ?? assert.fail('A plain line can be remembered.')));
}

describe('a yes for this chat', () => {
  for (const kind of ['posix', 'powershell', 'cmd'] as const) {
    test(`covers exact lines and nothing else (${kind})`, async () => {
      const grants = await grantsOf(allowed, kind);
      const isCovered = async (command: string): Promise<boolean> => {
        const { grant } = await prepare({ command }, toolOf({}, kind));
        return grant !== undefined && grants.has(grant.key);
      };
      for (const line of asking[kind]) assert.equal(await isCovered(line), false, JSON.stringify(line));
      for (const line of allowed) assert.equal(await isCovered(line), true, JSON.stringify(line));
    });
  }

  test('control: a comparison of beginnings lets most of them pass', () => {
    const passed = Object.values(asking)
      .flat()
      .filter((line) => allowed.some((begin) => line.startsWith(begin)));
    assert.ok(passed.length > 25, `only ${passed.length}`);
  });

  test('is not offered where a line hides something or cannot be read', async () => {
    const lines = [
      ...[
        'ls\u200b',
        'ls\u00a0-la',
        'ls\tx',
        'echo a\nid',
        'ls \u202e',
        'ls \u{e0041}',
        'echo "a',
        'ls )',
        'g\u0456t log',
      ],
      ...[Array(51).fill('ls').join(';'), 'echo $((id) )', "sh -c 'echo \"a'"],
    ];
    for (const command of lines) {
      assert.equal((await prepare({ command })).grant, undefined, JSON.stringify(command));
    }
  });

  test('holds for one folder', async () => {
    const [here, there] = await Promise.all([
      prepare({ command: 'npm test', folder: 'a' }),
      prepare({ command: 'npm test', folder: 'b' }),
    ]);
    assert.ok(here.grant !== undefined && there.grant !== undefined);
    assert.notEqual(here.grant.key, there.grant.key);
    assert.equal(here.grant.words, 'this exact command');
  });
});

describe('a call', () => {
  test('shows the true line, however long or strange, and runs that', async () => {
    for (const command of [' ls\u202e\n\tx ', `echo ${'long '.repeat(5000)}`, 'echo "${x@P}" | sh']) {
      const runner = createScriptedRunner();
      const tool = createRunCommand({
        runner,
        resolveFolder: async () => ({ path: '/project/real', shown: 'real' }),
      });
      const call = await tool.prepare({ command }, context, never);
      assert.deepEqual(call.action.detail, { kind: 'command', command, folder: 'real', shell: 'bash' });
      assert.equal(call.effect, 'execute');
      assert.deepEqual(runner.requests, []);
      await call.run(() => undefined, never);
      assert.deepEqual(runner.requests, [{ command, folder: '/project/real' }]);
    }
  });

  test('is refused when it could not be run as shown', async () => {
    const cases: readonly [unknown, RegExp][] = [
      [{ command: '' }, /empty/],
      [{ command: ' \n\t' }, /empty/],
      [{ command: 'ls\0 x' }, /NUL/],
      [{ command: 'ls \ud800' }, /half a character/],
      [{ command: 'x'.repeat(30_001) }, /30,001 characters, at most 30,000.*write a file/],
      [{ command: 'ls', folder: '../outside' }, /outside of the workspace/],
      [{ command: 'ls', timeout_seconds: 0 }, /timeout_seconds/],
      [{ command: 'ls', timeout_seconds: 601 }, /timeout_seconds/],
      [{ command: ['ls'] }, /command/],
      [{}, /command/],
    ];
    for (const [input, message] of cases) {
      await assert.rejects(
        prepare(input),
        (error) => error instanceof ToolProblem && message.test(error.message),
        JSON.stringify(input).slice(0, 60),
      );
    }
  });

  test('names shell and system to the model, and its own time limit to the user', async () => {
    assert.match(toolOf().description, /bash command line on Linux/);
    assert.equal((await prepare({ command: 'ls' })).action.title, 'Run a command');
    const long = await prepare({ command: 'ls', timeout_seconds: 600 });
    assert.equal(long.action.title, 'Run a command, for at most 600 s');
    assert.ok(long.timeoutMs > 600_000);
  });
});

describe('the result', () => {
  test('tells how the command ended and what it printed', async () => {
    assert.equal(await textOf({ prints: ['one\n', 'two\n'] }), 'Exit code 0.\n\none\ntwo\n');
    assert.equal(await textOf({ end: { exitCode: 3 } }), 'Exit code 3. It printed nothing.');
    assert.equal(
      await textOf({ end: { exitCode: 1, hadBackground: true, survivors: [7, 8] }, prints: ['x'] }),
      'Exit code 1. Processes it left in the background were ended. These processes could not be ended: 7, 8.\n\nx',
    );
  });

  test('says where a program may have been looked for in vain', async () => {
    const refusedPath = ['/project/node_modules/.bin'];
    assert.match(
      await textOf({ end: { exitCode: 127, refusedPath } }),
      /PATH.*\/project\/node_modules\/\.bin/,
    );
    assert.doesNotMatch(await textOf({ end: { exitCode: 1, refusedPath } }), /PATH/);
  });

  test('of a command that ran out of time holds what it printed', async () => {
    const call = await prepare(
      { command: 'x', timeout_seconds: 1 },
      toolOf({ prints: ['so far'], isEndless: true }),
    );
    const { status, text } = await call.run(() => undefined, never);
    assert.equal(status, 'error');
    assert.match(text, /^Stopped at its time limit of 1 s .*\n\nso far$/);
  });

  test('of a stopped command is the stop', async () => {
    const call = await prepare({ command: 'x' }, toolOf({ prints: ['so far'], isEndless: true }));
    const stop = new AbortController();
    const shown: string[] = [];
    const run = call.run((text) => shown.push(text), stop.signal);
    const reason = new Error('stopped by the user');
    stop.abort(reason);
    await assert.rejects(run, reason);
    assert.deepEqual(shown, ['so far']);
  });
});
