// The names behind `@`: the same ones with ripgrep and by walking, at most as many as wanted.
import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { listFiles, type ListPorts } from '../../../../src/host/tools/list-files.ts';

let root = '';
const excludes = { globs: ['**/node_modules', '*.map'], useIgnoreFiles: true };
const walking: ListPorts = {
  programs: { environment: { PATH: '/nowhere' }, platform: process.platform, workspaceFolders: () => [] },
  appRoot: undefined,
};
const { signal } = new AbortController();

before(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'parley-list-')));
  const files = [
    'a b.ts',
    '.env',
    '.hidden/c.ts',
    'src/d.ts',
    'src/d.ts.map',
    'node_modules/x/i.js',
    'out/e.js',
  ];
  for (const file of [...files, '.git/HEAD']) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), 'x');
  }
  await writeFile(path.join(root, '.gitignore'), 'out/\n');
});
after(() => rm(root, { recursive: true, force: true }));

const wanted = ['.env', '.gitignore', '.hidden/c.ts', 'a b.ts', 'src/d.ts'];

test('walking leaves out what is ignored or excluded', async () => {
  const { files, isCut } = await listFiles(root, excludes, 100, walking, signal);
  assert.deepEqual(files.toSorted(), wanted);
  assert.equal(isCut, false);
});

test('without ignore files it is there', async () => {
  const { files } = await listFiles(root, { ...excludes, useIgnoreFiles: false }, 100, walking, signal);
  assert.deepEqual(files.toSorted(), [...wanted, 'out/e.js'].toSorted());
});

test('ends at the limit and says so', async () => {
  const { files, isCut } = await listFiles(root, excludes, 2, walking, signal);
  assert.equal(files.length, 2);
  assert.equal(isCut, true);
});

test('with ripgrep: what it prints, whole paths whatever pieces they come in, cut at the limit', async () => {
  const programs = path.join(root, '.git', 'bin');
  await mkdir(programs);
  const printed = [...wanted, 'line\\nend.ts'].map((file) => `printf '${file}\\0'`);
  await writeFile(
    path.join(programs, 'rg'),
    `#!/bin/sh\nprintf 'sp'\nsleep 0.05\nprintf 'lit.ts\\0'\n${printed.join('\n')}\n`,
  );
  await chmod(path.join(programs, 'rg'), 0o755);
  const environment = { PATH: `${programs}:/usr/bin:/bin` };
  const ports: ListPorts = { ...walking, programs: { ...walking.programs, environment } };
  const all = await listFiles(root, excludes, 100, ports, signal);
  assert.deepEqual(all, { files: ['split.ts', ...wanted, 'line\nend.ts'], isCut: false });
  const some = await listFiles(root, excludes, 3, ports, signal);
  assert.deepEqual(some, { files: ['split.ts', ...wanted.slice(0, 2)], isCut: true });
});

test('gives up when the window closes', async () => {
  const abort = AbortSignal.abort(new Error('closing'));
  await assert.rejects(listFiles(root, excludes, 100, walking, abort), /closing/);
});
