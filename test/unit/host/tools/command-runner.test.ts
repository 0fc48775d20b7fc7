// Running commands, with real processes: nothing of them survives, they get no secrets and nothing from the workspace.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { commandEnvironment } from '../../../../src/host/tools/command-environment.ts';
import { HostCommandRunner, type CommandRunnerPorts } from '../../../../src/host/tools/command-runner.ts';
import { familyOf, readProcesses } from '../../../../src/host/tools/process-table.ts';
import { launchOf } from '../../../../src/host/tools/shell-launch.ts';
import type { CommandEnd } from '../../../../src/tools/command-runner.ts';
import { ToolProblem } from '../../../../src/tools/tool.ts';
import { createMemoryLog } from '../../../fakes/memory-log.ts';

const isLinux = process.platform === 'linux';
const host = path.resolve(import.meta.dirname, '../../../fakes/command-host.ts');

let root = '';
let workspace = '';
before(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'parley-command-')));
  workspace = path.join(root, 'workspace');
  await mkdir(path.join(workspace, 'src'), { recursive: true });
});
after(() => rm(root, { recursive: true, force: true }));

function runnerWith(more: Partial<CommandRunnerPorts> = {}): HostCommandRunner {
  return new HostCommandRunner({
    environment: process.env,
    platform: process.platform,
    workspaceFolders: () => [workspace],
    log: createMemoryLog(),
    ...more,
  });
}

interface Ended extends CommandEnd {
  readonly printed: string;
}

async function run(command: string, runner = runnerWith(), folder = workspace): Promise<Ended> {
  let printed = '';
  const end = await runner.run(
    { command, folder },
    (bytes) => (printed += Buffer.from(bytes).toString()),
    new AbortController().signal,
  );
  assert.deepEqual(runner.running, []);
  return { ...end, printed };
}

/** Zombies, which somebody else has to fetch, do not count. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
  } catch {
    return false;
  }
}

/** Starts a command that prints process ids and then `ready`, stops it, and gives the ids. */
async function stopWhenReady(command: string): Promise<{ pids: readonly number[]; end: CommandEnd }> {
  const runner = runnerWith();
  const stop = new AbortController();
  let printed = '';
  const end = await runner.run(
    { command, folder: workspace },
    (bytes) => {
      printed += Buffer.from(bytes).toString();
      if (printed.includes('ready')) stop.abort();
    },
    stop.signal,
  );
  assert.deepEqual(runner.running, []);
  return { pids: numbersIn(printed), end };
}

function numbersIn(text: string): readonly number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

describe('a command', { skip: process.platform === 'win32' }, () => {
  test('gives its exit code, or the signal that ended it', async () => {
    assert.equal((await run('exit 3')).exitCode, 3);
    const killed = await run('kill -KILL $$');
    assert.deepEqual([killed.exitCode, killed.signal], [undefined, 'SIGKILL']);
  });

  test('prints output and errors in the order it printed them', async () => {
    const command =
      'for i in 1 2 3 4 5; do echo out$i; echo err$i >&2; done; ls /nonexistent-folder; echo end';
    const { printed } = await run(command);
    assert.match(printed, /^(?:out(\d)\nerr\1\n){5}ls: .*\nend\n$/);
  });

  test('can write to its output by name, as in a terminal', async () => {
    assert.equal((await run('echo a > /dev/stderr; echo b | tee /dev/stdout')).printed, 'a\nb\nb\n');
  });

  test('runs without a pipe by name where there is none', async () => {
    const runner = runnerWith({ environment: { PATH: '/nonexistent' } });
    const { printed, exitCode } = await run('echo out; echo err >&2; exit 3', runner);
    assert.deepEqual([printed.split('\n').sort().join(' '), exitCode], [' err out', 3]);
    assert.equal((await run('/bin/sleep 300 & echo $!', runner)).hadBackground, true);
  });

  test('is passed on as it is, whatever it holds', async () => {
    const { printed, exitCode } = await run(`printf '%s|' "a b" 'c"d' \\$x "$0" ü$'\\n'; : "'"; exit 4 # '`);
    assert.deepEqual([printed, exitCode], ['a b|c"d|$x|/bin/bash|ü\n|', 4]);
  });

  test('has no input and no terminal', async () => {
    assert.equal(
      (await run('read x; echo "$?"; (: < /dev/tty) 2>/dev/null || echo none')).printed,
      '1\nnone\n',
    );
  });

  test('that cannot be started is a problem for the model', async () => {
    const runner = runnerWith();
    await assert.rejects(run('ls', runner, path.join(workspace, 'missing')), (error) => {
      return error instanceof ToolProblem && /no folder/.test(error.message);
    });
    await assert.rejects(run(`: ${'x'.repeat(200_000)}`, runner), (error) => {
      return error instanceof ToolProblem && /could not be started.*Nothing was run/.test(error.message);
    });
  });

  test('that was stopped before the start is not run', async () => {
    const file = path.join(workspace, 'not-made');
    const request = { command: `touch ${file}`, folder: workspace };
    await assert.rejects(
      runnerWith().run(request, () => undefined, AbortSignal.abort(new Error('stop'))),
      /stop/,
    );
    await assert.rejects(readFile(file));
  });
});

describe('a command leaves nothing behind', { skip: !isLinux, concurrency: 4 }, () => {
  const cases: Readonly<Record<string, string>> = {
    'a pipe with a process in the background': 'sleep 300 & echo $! $$; sleep 300 | (echo ready; cat)',
    'a process in a session of its own': 'setsid sleep 300 & sleep 0.2; echo $! $$ ready; wait',
    'a process of a session whose parent has gone':
      "setsid bash -c 'setsid sleep 300 & echo $!; echo $$; sleep 300' & sleep 0.3; echo $$ ready; wait",
    'a process without its environment': 'env -i setsid sleep 300 & sleep 0.2; echo $! $$ ready; wait',
    'a process without its environment that takes no hint':
      "(trap '' TERM; exec env -i setsid sleep 300) & sleep 0.3; echo $! $$ ready; wait",
    'a stopped process': 'sleep 300 & kill -STOP $!; echo $! $$ ready; wait',
    'a script that takes no hint':
      "trap '' TERM INT HUP; (while :; do sleep 0.1; done) & echo $! $$ ready; while :; do sleep 0.1; done",
    'a process that starts others all the time':
      'f() { sleep 300 & echo $!; sleep 0.01; f; }; (sleep 0.3; echo ready) & f',
    'output without end': 'echo $$ ready; yes',
  };
  for (const [name, command] of Object.entries(cases)) {
    test(`when it is stopped: ${name}`, async () => {
      const { pids, end } = await stopWhenReady(command);
      assert.ok(pids.length > 0);
      assert.deepEqual(pids.filter(isAlive), []);
      assert.deepEqual(end.survivors, []);
      assert.notEqual(end.signal, undefined);
    });
  }

  const endings: Readonly<Record<string, string>> = {
    'with its output': 'sleep 300 & echo $!',
    'without its output': 'sleep 300 >/dev/null 2>&1 & echo $!',
    'in a session of its own': 'setsid sleep 300 >/dev/null 2>&1 & echo $!; sleep 0.2',
    // Waits without a process of its own, so that it never falls silent on a busy machine.
    'printing now and then': '(exec 9<> <(:); while :; do echo x; read -t 0.01 -u 9; done) & echo $!',
    'printing all the time': 'yes & echo $!',
    'that takes no hint': '(trap "" TERM; echo $BASHPID; while :; do sleep 0.1; done) & sleep 0.2',
  };
  for (const [name, command] of Object.entries(endings)) {
    test(`when it ends by itself: a process in the background ${name}`, async () => {
      const { printed, hadBackground, exitCode, survivors } = await run(command);
      const pid = numbersIn(printed)[0] ?? assert.fail('no process id');
      assert.equal(isAlive(pid), false);
      assert.deepEqual([hadBackground, exitCode, survivors], [true, 0, []]);
    });
  }

  test('a command that waits for all it started had nothing in the background', async () => {
    for (const command of ['sleep 0.1 & wait', 'seq 100000 | tail -n 1', 'true', 'nonexistent-program']) {
      assert.equal((await run(command)).hadBackground, false, command);
    }
  });

  test('a program that asks for a moment gets it, and its last words are heard', async () => {
    const { pids } = await stopWhenReady(
      "trap 'sleep 0.3; echo 4242; exit 5' TERM; echo ready; while :; do sleep 0.05; done",
    );
    assert.deepEqual(pids, [4242]);
  });

  test('control: ending the shell alone leaves its children', async () => {
    const child = spawn('/bin/bash', ['-c', 'sleep 300 & echo $!; sleep 300'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [chunk] = (await child.stdout.take(1).toArray()) as [Buffer];
    const pid = numbersIn(chunk.toString())[0] ?? assert.fail('no process id');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    assert.equal(isAlive(pid), true);
    process.kill(pid, 'SIGKILL');
  });

  test('when the extension is switched off, all commands end and none begins', async () => {
    const runner = runnerWith();
    const signal = new AbortController().signal;
    let printed = '';
    const runs = ['sleep 300 & echo $! $$; wait', 'setsid sleep 300 & echo $! $$; wait'].map((command) =>
      runner.run(
        { command, folder: workspace },
        (bytes) => (printed += Buffer.from(bytes).toString()),
        signal,
      ),
    );
    while (numbersIn(printed).length < 4) await pause(10);
    assert.equal(runner.running.length, 2);
    await runner.dispose();
    assert.deepEqual(numbersIn(printed).filter(isAlive), []);
    assert.deepEqual(runner.running, []);
    await Promise.all(runs);
    await assert.rejects(
      runner.run({ command: 'true', folder: workspace }, () => undefined, signal),
      ToolProblem,
    );
  });

  /** Ends a host with a running command as a crash would; is the command's process still there a moment later? */
  async function survivesCrash(mode: 'runner' | 'plain'): Promise<boolean> {
    const file = path.join(workspace, `${mode}.pid`);
    const command = `sleep 300 & echo $! > ${file}; wait`;
    const child = spawn(process.execPath, [host, mode, workspace, command], { stdio: 'ignore' });
    let pid = 0;
    while (pid === 0) {
      await pause(20);
      pid = Number(await readFile(file, 'utf8').catch(() => '0'));
    }
    // The guard is started right after the command.
    await pause(200);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    for (let waited = 0; waited < 100 && isAlive(pid); waited += 1) await pause(mode === 'runner' ? 50 : 2);
    const isThere = isAlive(pid);
    if (isThere) process.kill(pid, 'SIGKILL');
    return isThere;
  }

  test('when the extension host crashes', async () => {
    assert.equal(await survivesCrash('runner'), false);
  });

  test('control: a child in a group of its own survives a crash', async () => {
    assert.equal(await survivesCrash('plain'), true);
  });
});

describe('the processes of a command', { skip: process.platform === 'win32' }, () => {
  test('are its group, its session, its descendants and whatever has its mark', () => {
    const row = (pid: number, parent: number, group: number, session: number, isMarked = false) => ({
      ...{ pid, parent, group, session, isMarked, startedAt: '1' },
    });
    const rows = [
      ...[
        row(10, 1, 10, 10),
        row(11, 10, 10, 10),
        row(12, 1, 12, 10),
        row(13, 11, 13, 13),
        row(14, 13, 14, 14),
      ],
      ...[
        row(15, 1, 15, 15, true),
        row(16, 15, 16, 16),
        row(1, 0, 1, 1),
        row(20, 1, 20, 20),
        row(21, 20, 20, 20),
      ],
    ];
    const pidsOf = (leader: number, known = 0): readonly number[] =>
      familyOf(leader, rows, ({ pid }) => pid === known)
        .map(({ pid }) => pid)
        .sort((one, other) => one - other);
    assert.deepEqual(pidsOf(10), [10, 11, 12, 13, 14, 15, 16]);
    assert.deepEqual(pidsOf(99), [15, 16]);
    assert.deepEqual(pidsOf(99, 20), [15, 16, 20, 21]);
  });

  test('are found where there is only ps, too', async () => {
    const rows = await readProcesses('X=1', 'darwin');
    const own = rows.find(({ pid }) => pid === process.pid);
    assert.equal(own?.parent, process.ppid);
    assert.ok(own !== undefined && own.startedAt !== '');
    assert.ok(familyOf(process.ppid, rows, () => false).includes(own));
  });
});

describe('the environment', () => {
  const canary = 'canary-4f1c';
  const secrets: Readonly<Record<string, string>> = Object.fromEntries(
    [
      ...[
        'OPENAI_API_KEY',
        'MISTRAL_API_KEY',
        'GITHUB_TOKEN',
        'AWS_SECRET_ACCESS_KEY',
        'DB_PASSWORD',
        'NPM_CONFIG__AUTH',
      ],
      ...[
        'VSCODE_IPC_HOOK',
        'VSCODE_GIT_ASKPASS_MAIN',
        'ELECTRON_RUN_AS_NODE',
        'NODE_OPTIONS',
        'SSH_AUTH_SOCK',
      ],
      ...[
        'GIT_ASKPASS',
        'LD_PRELOAD',
        'BASH_ENV',
        'ENV',
        'SHELLOPTS',
        'PS4',
        'GIT_EXTERNAL_DIFF',
        'BASH_FUNC_ls%%',
      ],
      ...['DATABASE_URL', 'PARLEY_COMMAND', 'GOOGLE_APPLICATION_CREDENTIALS'],
    ].map((name) => [name, canary]),
  );
  const own = {
    ...secrets,
    ...{
      PATH: process.env['PATH'],
      HOME: '/home/x',
      LANG: 'C',
      JAVA_HOME: '/j',
      GOPATH: '/g',
      PAGER: 'less',
    },
    ...{ HTTPS_PROXY: `http://user:${canary}@proxy:1`, http_proxy: 'http://proxy:2', NO_PROXY: 'a@b' },
  };

  test('of a command has no secrets', { skip: process.platform === 'win32' }, async () => {
    const { printed } = await run('env', runnerWith({ environment: own }));
    assert.ok(!printed.includes(canary), printed);
    for (const line of [
      'HOME=/home/x',
      'JAVA_HOME=/j',
      'GOPATH=/g',
      'http_proxy=http://proxy:2',
      'PAGER=cat',
    ]) {
      assert.ok(printed.split('\n').includes(line), line);
    }
  });

  test('control: a child that inherits has them', { skip: process.platform === 'win32' }, async () => {
    const child = spawn('/usr/bin/env', { env: own, stdio: ['ignore', 'pipe', 'ignore'] });
    const printed = (await child.stdout.toArray()).join('');
    assert.equal(printed.split(canary).length - 1, Object.keys(secrets).length + 1);
  });

  test('passes no name on that sounds like a secret', () => {
    const names = Object.keys(commandEnvironment(new Proxy({}, everyName()), '/bin'));
    assert.ok(names.length > 100);
    const risky =
      /KEY|TOKEN|SECRET|PASS(?!WD_CHAT)|CREDENTIAL|^VSCODE|ELECTRON|NODE_OPTIONS|^LD_|^DYLD_|_ASKPASS$/;
    assert.deepEqual(
      names.filter((name) => risky.test(name)),
      [],
    );
  });

  /** Has a value for every name that is on any list: the source is its own witness. */
  function everyName(): ProxyHandler<Record<string, string>> {
    const file = path.resolve(import.meta.dirname, '../../../../src/host/tools/command-environment.ts');
    const found = [...readFileSync(file, 'utf8').matchAll(/'([A-Z][A-Z0-9_()]+)'/g)].map(
      ([, name]) => name ?? '',
    );
    return {
      ownKeys: () => [...new Set(found)],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 'x' }),
      get: () => 'x',
    };
  }

  test('of one command is not that of the next', { skip: process.platform === 'win32' }, async () => {
    const runner = runnerWith();
    await run(
      'export PATH=/evil GIT_EXTERNAL_DIFF=/evil; alias ls=id; ls() { id; }; cd src; umask 0',
      runner,
    );
    const { printed } = await run('echo "$PATH|$GIT_EXTERNAL_DIFF"; type -t ls; pwd; umask', runner);
    assert.ok(!printed.includes('/evil'), printed);
    assert.match(printed, /\|\nfile\n.*workspace\n00?22\n$/);
  });
});

describe('the workspace', { skip: process.platform === 'win32' }, () => {
  test('is where commands run, and nowhere else', async () => {
    assert.equal((await run('pwd', runnerWith(), path.join(workspace, 'src'))).printed, `${workspace}/src\n`);
    const outside = path.join(root, 'outside');
    await mkdir(outside);
    await mkdir(`${workspace}-twin`);
    await symlink(outside, path.join(workspace, 'link'));
    for (const folder of [
      outside,
      `${workspace}-twin`,
      path.join(workspace, 'link'),
      `${workspace}/..`,
      '/',
    ]) {
      await assert.rejects(
        run('touch made', runnerWith(), folder),
        (error) => error instanceof ToolProblem && /outside of the workspace/.test(error.message),
        folder,
      );
    }
    await assert.rejects(readFile(path.join(outside, 'made')));
  });

  test('that is itself a link is its own target', async () => {
    const link = path.join(root, 'to-workspace');
    await symlink(workspace, link);
    const runner = runnerWith({ workspaceFolders: () => [link] });
    assert.equal((await run('pwd', runner, path.join(link, 'src'))).printed, `${workspace}/src\n`);
  });

  /** Programs of a hostile repository, first on the PATH. */
  async function plantedPath(): Promise<{ PATH: string; marker: string }> {
    const bin = path.join(workspace, 'bin');
    const marker = path.join(root, 'planted');
    await mkdir(bin, { recursive: true });
    await rm(marker, { force: true });
    for (const name of ['bash', 'sh', 'cat', 'git', 'rg', 'ls', 'parley-tool']) {
      const file = path.join(bin, name);
      await writeFile(file, `#!/bin/sh\n: > ${marker}\n`);
      await chmod(file, 0o755);
    }
    await symlink(bin, path.join(root, 'bin-link')).catch(() => undefined);
    return { PATH: `${bin}:.:bin::${path.join(root, 'bin-link')}:/usr/bin:/bin`, marker };
  }

  test('gives no programs', async () => {
    const { PATH, marker } = await plantedPath();
    const runner = runnerWith({ environment: { PATH } });
    const end = await run('echo "$PATH"; git --version; bash -c "echo real"; ls -d .; parley-tool', runner);
    assert.match(
      end.printed,
      /^\/usr\/bin:\/bin\ngit version .*\nreal\n\.\n.*parley-tool: command not found\n$/,
    );
    assert.equal(end.exitCode, 127);
    assert.deepEqual(end.refusedPath, [`${workspace}/bin`, '.', 'bin', `${root}/bin-link`]);
    await assert.rejects(readFile(marker));
  });

  test('control: with that PATH as it is, its programs are run', async () => {
    const { PATH, marker } = await plantedPath();
    const child = spawn('/bin/sh', ['-c', 'git --version'], { env: { PATH }, stdio: 'ignore' });
    await new Promise((resolve) => child.once('exit', resolve));
    assert.equal(await readFile(marker, 'utf8'), '');
  });

  test('gives no shell either', async () => {
    const runner = runnerWith({ workspaceFolders: () => ['/'] });
    await assert.rejects(run('true', runner), /bash is inside the workspace/);
  });
});

describe('output without end', { skip: process.platform === 'win32' }, () => {
  /** Runs a host with this command; by how much did its memory grow? */
  async function host100Mb(mode: 'runner' | 'plain'): Promise<Record<string, number>> {
    const args = [host, mode, workspace, 'yes 0123456789 | head -c 100M'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    return JSON.parse((await child.stdout.toArray()).join('')) as Record<string, number>;
  }

  test('of 100 MB does not stay in memory, and is not all shown', async (t) => {
    const { grownMb = NaN, textLength = NaN, updates = NaN } = await host100Mb('runner');
    t.diagnostic(`memory grew by ${grownMb.toFixed(1)} MB, ${updates} updates, ${textLength} characters`);
    assert.ok(grownMb < 50, `${grownMb} MB`);
    assert.ok(textLength > 56 * 1024 && textLength < 66 * 1024, `${textLength}`);
    assert.ok(updates < 1000, `${updates}`);
  });

  test('control: kept as it comes, it does', async (t) => {
    const { grownMb = NaN } = await host100Mb('plain');
    t.diagnostic(`memory grew by ${grownMb.toFixed(1)} MB`);
    assert.ok(grownMb > 100, `${grownMb} MB`);
  });
});

describe('on Windows', () => {
  const shell = { system: 'Windows' } as const;

  test('PowerShell gets the line as one argument, cmd as the rest of its own', () => {
    const line = 'echo "a b" & id';
    const powershell = launchOf(
      { ...shell, kind: 'powershell', name: 'PowerShell', file: 'C:\\p.exe' },
      line,
    );
    assert.ok(powershell.args.at(-1)?.endsWith(`; ${line}`));
    assert.equal(powershell.args.at(-2), '-Command');
    assert.equal(powershell.isVerbatim, false);
    const cmd = launchOf({ ...shell, kind: 'cmd', name: 'cmd', file: 'C:\\cmd.exe' }, line);
    assert.deepEqual(cmd.args, ['/d', '/s', '/c', `"${line}"`]);
    assert.equal(cmd.isVerbatim, true);
  });

  test('names of variables count in any case', () => {
    const own = { SystemRoot: 'C:\\Windows', Path: 'C:\\evil', ComSpec: 'c', OpenAI_Api_Key: 'k' };
    const environment = commandEnvironment(own, 'C:\\Windows');
    assert.equal(environment['SystemRoot'], 'C:\\Windows');
    assert.deepEqual(
      [environment['Path'], environment['PATH'], environment['OpenAI_Api_Key']],
      [undefined, 'C:\\Windows', undefined],
    );
  });
});
