// Runs every suite of test/vscode/suites in one start of a real VS Code and shows each of their tests as one here.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { progressToStderr } from './cache-folder.ts';
import { locateVsCode } from './locate-vscode.ts';
import { runInHost } from './run-in-host.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

test('suites inside the extension host', async (context) => {
  const folder = path.join(import.meta.dirname, 'suites');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.suite.ts'));
  assert.ok(names.length > 0, 'there is no suite in test/vscode/suites');
  const run = await runInHost({
    vscode: await locateVsCode(progressToStderr),
    suites: names.toSorted().map((name) => path.join(folder, name)),
    extension: ROOT,
    workspace: path.join(ROOT, 'test', 'fakes', 'sample-workspace'),
  });
  for (const result of run.tests) {
    await context.test(result.name, (inner) => {
      inner.diagnostic(`${result.ms} ms inside the extension host`);
      if (result.outcome === 'unfinished') assert.fail(`did not finish: ${run.failure ?? ''}`);
      if (result.outcome === 'failed') assert.fail(result.error);
    });
  }
  if (run.failure !== undefined)
    assert.fail(`${run.failure}\n\nVS Code printed:\n${run.output.slice(-6000)}`);
});
