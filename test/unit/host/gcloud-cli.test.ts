// gcloud: found on the PATH and nowhere else, run with a limit and without a shell. The program is a real one, made here.
import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { commandOf, findGcloud, runGcloud, type GcloudPorts } from '../../../src/host/gcloud-cli.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';

let root = '';
before(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'parley-gcloud-')));
});
after(() => rm(root, { recursive: true, force: true }));

/** A folder with a `gcloud` that runs this shell script. */
async function folderWith(name: string, script: string): Promise<string> {
  const folder = path.join(root, name);
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'gcloud');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return folder;
}

function machine(folders: readonly string[], more: Partial<GcloudPorts> = {}): GcloudPorts {
  return {
    environment: { PATH: [...folders, '/usr/bin', '/bin'].join(':'), SAMPLE: 'from-environment' },
    platform: 'linux',
    homeFolder: root,
    workspaceFolders: () => [],
    log: createMemoryLog(),
    ...more,
  };
}

function run(ports: GcloudPorts, signal = new AbortController().signal): Promise<string | undefined> {
  return runGcloud(['auth', 'print-access-token'], ports, signal);
}

describe('running gcloud', { skip: process.platform === 'win32' }, () => {
  test('gives what it printed; it gets its arguments, the environment, no input, no prompts and the home folder', async () => {
    const folder = await folderWith(
      'good',
      'read line; echo "$1|$2|$SAMPLE|$CLOUDSDK_CORE_DISABLE_PROMPTS|$line|$(pwd)"; echo noise >&2',
    );
    assert.equal(await run(machine([folder])), `auth|print-access-token|from-environment|1||${root}\n`);
  });

  test('looks for nothing else in a workspace or the current folder either', async () => {
    const workspace = path.join(root, 'hostile');
    const hostile = await folderWith('hostile/bin', '');
    const folder = await folderWith('honest', 'echo "$PATH"');
    const ports = machine([hostile, '.', folder], { workspaceFolders: () => [workspace] });
    assert.equal(await run(ports), `${folder}:/usr/bin:/bin\n`);
  });

  test('gives nothing when there is none, it fails, or it is no program', async () => {
    assert.equal(await run(machine([], { environment: { PATH: root } })), undefined);
    assert.equal(await run(machine([], { environment: {} })), undefined);
    assert.equal(await run(machine([await folderWith('failing', 'echo token; exit 1')])), undefined);
    const folder = await folderWith('broken', '');
    await writeFile(path.join(folder, 'gcloud'), '#!/no/such/interpreter\n');
    assert.equal(await run(machine([folder])), undefined);
  });

  test('ends it, and whatever it has started, after the limit', async () => {
    const beats = path.join(root, 'beats');
    const folder = await folderWith('slow', `(while :; do echo beat >> ${beats}; sleep 0.02; done) & wait`);
    const log = createMemoryLog();
    assert.equal(await run(machine([folder], { limitMs: 500, log })), undefined);
    assert.match(log.lines.join('\n'), /took longer than 500 ms/);
    const { size } = await stat(beats);
    assert.ok(size > 0, 'control: what it had started was alive');
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal((await stat(beats)).size, size);
  });

  test('ends it when the signal aborts, at once', async () => {
    const folder = await folderWith('stopped', 'sleep 600');
    const stop = new AbortController();
    const running = run(machine([folder]), stop.signal);
    setTimeout(() => stop.abort(new Error('stopped')), 50);
    await assert.rejects(running, /stopped/);
    await assert.rejects(run(machine([folder]), AbortSignal.abort(new Error('before'))), /before/);
  });

  test('stops listening to one that never stops talking', async () => {
    const log = createMemoryLog();
    const folder = await folderWith(
      'endless',
      'while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done',
    );
    assert.equal(await run(machine([folder], { log })), undefined);
    assert.match(log.lines.join('\n'), /printed too much/);
  });

  test('runs nothing with an argument that a shell could read as something else', async () => {
    const folder = await folderWith('arguments', 'echo ran');
    const ports = machine([folder]);
    assert.equal(await runGcloud(['auth;id'], ports, new AbortController().signal), undefined);
    assert.equal(await runGcloud(['auth'], ports, new AbortController().signal), 'ran\n', 'control');
  });
});

describe('finding gcloud', { skip: process.platform === 'win32' }, () => {
  test('takes the first on the PATH', async () => {
    const first = await folderWith('first', '');
    const second = await folderWith('second', '');
    assert.equal(await findGcloud(machine([first, second])), path.join(first, 'gcloud'));
  });

  test('never takes one of the workspace, of the current folder or of a relative entry', async () => {
    const workspace = path.join(root, 'workspace');
    const inside = await folderWith('workspace/bin', '');
    const outside = await folderWith('outside', '');
    const linked = path.join(root, 'linked');
    await symlink(inside, linked);
    const program = path.join(outside, 'gcloud');
    for (const entry of [inside, `${outside}/../workspace/bin`, linked, '.', '', 'bin', './bin']) {
      const ports = machine([entry, outside], { workspaceFolders: () => [workspace] });
      assert.equal(await findGcloud(ports), program, `behind “${entry}”`);
    }
    assert.equal(
      await findGcloud(machine([inside])),
      path.join(inside, 'gcloud'),
      'control: without a workspace',
    );
    const neighbour = await folderWith('workspace-2/bin', '');
    const near = machine([neighbour], { workspaceFolders: () => [workspace] });
    assert.equal(
      await findGcloud(near),
      path.join(neighbour, 'gcloud'),
      'control: a neighbour of the workspace',
    );
  });

  test('passes over what cannot be run', async () => {
    const folder = await folderWith('not-executable', '');
    await chmod(path.join(folder, 'gcloud'), 0o644);
    await mkdir(path.join(root, 'a-folder', 'gcloud'), { recursive: true });
    const good = await folderWith('executable', '');
    assert.equal(
      await findGcloud(machine([folder, path.join(root, 'a-folder'), good])),
      path.join(good, 'gcloud'),
    );
  });
});

test('on Windows its script is run by the system’s command processor, quoted, and only with a harmless path', () => {
  const windows = { platform: 'win32', environment: { SystemRoot: 'C:\\Windows' } } as const;
  assert.deepEqual(
    commandOf('C:\\Program Files\\sdk & co\\gcloud.cmd', ['auth', 'print-access-token'], windows),
    {
      file: 'C:\\Windows\\System32\\cmd.exe',
      args: ['/d', '/s', '/c', '""C:\\Program Files\\sdk & co\\gcloud.cmd" auth print-access-token"'],
      isVerbatim: true,
    },
  );
  assert.equal(commandOf('C:\\%COMSPEC%\\gcloud.cmd', ['auth'], windows), undefined);
  assert.equal(commandOf('C:\\gcloud.cmd', ['auth & calc'], windows), undefined);
  assert.equal(commandOf('C:\\gcloud.cmd', ['auth'], { platform: 'win32', environment: {} }), undefined);
});
