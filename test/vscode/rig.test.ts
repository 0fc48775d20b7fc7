// The rig tested on suites that are bad on purpose: each kind of failure must come out as a failed run with a reason that
// can be read, and no process may stay behind, however the run is ended.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { before, test } from 'node:test';
import { progressToStderr } from './cache-folder.ts';
import { failureOf, readReport } from './host-report.ts';
import { locateVsCode, type LocatedVsCode } from './locate-vscode.ts';
import { canFindMarked, markedProcesses, newMark, waitUntilGone } from './marked-processes.ts';
import { prepareLaunch, runInHost, type HostRunOptions } from './run-in-host.ts';

let vscode: LocatedVsCode;
before(async () => {
  vscode = await locateVsCode(progressToStderr);
});

const noMarks = canFindMarked ? false : 'the environment of processes cannot be read on this platform';

function options(name: string): HostRunOptions {
  const suites = [path.join(import.meta.dirname, 'bad-suites', `${name}.ts`)];
  // Any extension serves; the companion is small and does nothing by itself.
  return { vscode, suites, extension: path.join(import.meta.dirname, 'companion') };
}

test('a failing assertion and a late test fail, with the place in the source; the others pass', async () => {
  const run = await runInHost(options('failing'));
  assert.equal(run.failure, undefined, run.output);
  assert.deepEqual(
    run.tests.map((result) => `${result.name}: ${result.outcome}`),
    [
      'failing: passes: passed',
      'failing: fails: failed',
      'failing: is late: failed',
      'failing: passes after the failures: passed',
    ],
  );
  const errors = run.tests.flatMap((result) => (result.outcome === 'failed' ? [result.error] : []));
  assert.match(errors[0] ?? '', /two is not three[\s\S]*bad-suites[\\/]failing\.ts:11:/);
  assert.match(errors[1] ?? '', /did not end within 300 ms/);
  assert.match(run.output, /2 of 4 tests in the extension host failed/);
  assert.match(run.output, /Exit code: +1/);
});

test('a crash of the extension host fails the run and names the test', async () => {
  const run = await runInHost(options('crashing'));
  assert.deepEqual(
    run.tests.map((result) => result.outcome),
    ['passed', 'unfinished'],
  );
  assert.match(run.failure ?? '', /"kills its process" was running/);
  assert.match(run.failure ?? '', /crashed|ended with code 1/);
});

test('a hang of the extension host fails the run within its limits and leaves no process', async () => {
  const mark = newMark();
  const run = await runInHost({ ...options('hanging'), env: mark });
  assert.match(run.failure ?? '', /hangs while "never gives the thread back" was running/);
  if (canFindMarked) assert.deepEqual(await waitUntilGone(mark, 5000), []);
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} to the process that runs the tests leaves no process`, { skip: noMarks }, async () => {
    const mark = newMark();
    const prepared = await prepareLaunch({ ...options('waiting'), env: mark });
    const script = path.join(import.meta.dirname, 'host-launch.ts');
    const child = spawn(process.execPath, [script, JSON.stringify(prepared.launch)], {
      stdio: 'ignore',
      env: { ...process.env, ...mark },
    });
    try {
      const exited = once(child, 'exit');
      await Promise.race([untilRunning(prepared.reportFile), exited]);
      // The positive control: launcher, stand-in, server, extension host and browser are there to be found.
      const running = markedProcesses(mark);
      assert.ok(running.length >= 5, `found only ${running.join('\n')}`);
      child.kill(signal);
      const [code, by] = (await exited) as [number | null, NodeJS.Signals | null];
      assert.ok(by === 'SIGKILL' || code !== 0, 'an interrupted run must not look like a success');
      assert.deepEqual(await waitUntilGone(mark, 15_000), []);
    } finally {
      child.kill('SIGKILL');
      await prepared.dispose();
    }
  });
}

test('silence is a failure: no tests, no beginning, no end', () => {
  const lines = (...events: object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const host = { type: 'host', pid: 1, count: 1 };
  const start = { type: 'start', name: 'a', timeoutMs: 1 };
  const pass = { type: 'pass', name: 'a', ms: 1 };
  const end = { type: 'end' };
  const verdict = (text: string, exit = 'code 0', said?: string): string =>
    failureOf(readReport(text), exit, undefined, said) ?? 'fine';
  assert.equal(verdict(lines(host, start, pass, end)), 'fine');
  assert.match(verdict(lines(host, end)), /no tests at all/);
  assert.match(verdict(''), /never began; VS Code ended with code 0/);
  assert.match(verdict(lines(host, start)), /did not get to their end while "a" was running/);
  assert.match(verdict(lines(host, start, pass)), /did not get to their end; VS Code ended with code 0/);
  assert.match(
    verdict(lines(host, start, pass, end), 'code 1', 'it broke'),
    /every test passed, but .*it broke/,
  );
});

async function untilRunning(reportFile: string): Promise<void> {
  for (;;) {
    const text = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : '';
    if (readReport(text).running !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
