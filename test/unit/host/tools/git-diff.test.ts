// git_diff on real repositories: what changed is told; secrets are not; no program that a repository names is run.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { access, chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { builtinTools } from '../../../../src/tools/builtin/index.ts';
import type { Tool } from '../../../../src/tools/tool.ts';
import { callTool, createDiskWorkspace, type DiskWorkspace } from '../../../fakes/disk-workspace.ts';

let disk: DiskWorkspace;
let tools: readonly Tool[] = [];

function git(...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@e', ...args], {
    cwd: disk.root,
  }).toString();
}

async function put(name: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(disk.root, name)), { recursive: true });
  await writeFile(path.join(disk.root, name), text);
}

async function diff(input: object = {}): Promise<string> {
  return (await callTool(tools, 'git_diff', input)).text;
}

before(async () => {
  disk = await createDiskWorkspace();
  tools = builtinTools(disk.workspace);
});
after(() => disk.dispose());

describe('git_diff', () => {
  test('says when there is no repository', async () => {
    await assert.rejects(diff(), /git says: fatal: not a git repository/);
  });

  test('tells what changed since the last commit, or what is staged', async () => {
    git('init', '-q');
    await put('src/a.txt', 'one\n');
    await put('.env', 'KEY=old\n');
    assert.match(await diff(), /^Not tracked by git: src\/a\.txt$/);
    git('add', '-A', '-f');
    git('commit', '-qm', 'first');
    assert.equal(await diff(), 'There are no uncommitted changes.');
    await put('src/a.txt', 'two\n');
    await put('src/b c.txt', 'new\n');
    await put('.env', 'KEY=secret\n');
    const told = await diff();
    assert.match(told, /^diff --git a\/src\/a\.txt b\/src\/a\.txt[^]*\n-one\n\+two\n/);
    assert.match(
      told,
      /\nNot tracked by git: src\/b c\.txt\nChanged files that may hold secrets and are not shown: 1$/,
    );
    assert.doesNotMatch(told, /KEY|secret\b/);
    assert.equal(await diff({ staged: true }), 'There are no staged changes.');
    git('add', 'src');
    assert.match(await diff({ staged: true }), /\+two[^]*\+new/);
    assert.match(await diff({ path: 'src/a.txt' }), /\+two\n?$/);
    assert.doesNotMatch(await diff({ path: 'src/b c.txt' }), /a\.txt/);
    await assert.rejects(diff({ path: '.env' }), /passwords or keys/);
  });

  test('runs nothing that the repository names', async () => {
    const mark = path.join(disk.base, 'was-run');
    const script = path.join(disk.base, 'evil.sh');
    await writeFile(script, `#!/bin/sh\ntouch ${mark}\ncat\n`);
    await chmod(script, 0o755);
    await put('.gitattributes', '*.txt diff=evil filter=evil\n');
    for (const [key, value] of [
      ['core.fsmonitor', script],
      ['core.pager', script],
      ['pager.diff', script],
      ['diff.external', script],
      ['diff.evil.command', script],
      ['diff.evil.textconv', script],
      ['filter.evil.clean', script],
      ['filter.evil.process', script],
      ['filter.evil.required', 'true'],
      ['core.hooksPath', disk.base],
    ] as const) {
      git('config', key, value);
    }
    await put('src/a.txt', 'three\n');
    assert.match(await diff(), /\+three/);
    assert.match(await diff({ staged: true }), /\+two/);
    await assert.rejects(access(mark), 'nothing was run');
    // Control: git asked plainly runs them (and then fails, since they are no proper filters).
    spawnSync('git', ['diff'], { cwd: disk.root });
    await access(mark);
  });
});
