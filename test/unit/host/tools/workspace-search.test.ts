// Listing and searching on a real folder, with ripgrep and without it: what is ignored, secret or outside is never shown,
// and no pattern makes it hang.
import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { builtinTools } from '../../../../src/tools/builtin/index.ts';
import type { Tool } from '../../../../src/tools/tool.ts';
import { callTool, createDiskWorkspace, type DiskWorkspace } from '../../../fakes/disk-workspace.ts';

let disk: DiskWorkspace;
let tools: readonly Tool[] = [];

before(async () => {
  disk = await createDiskWorkspace({ patternLimitMs: 300, searchPath: '/nowhere' });
  tools = builtinTools(disk.workspace);
  const files: Readonly<Record<string, string>> = {
    'work/src/a.ts': 'const needle = 1;\nconst other = 2;\n',
    'work/src/b.js': 'NEEDLE\r\nneedle.x\r\n',
    'work/src/.hidden.ts': 'needle hidden\n',
    'work/build/out.ts': 'needle built\n',
    'work/build/keep.ts': 'needle kept\n',
    'work/.gitignore': '/build/*\n!/build/keep.ts\n*.log\n',
    'work/src/.gitignore': 'generated.ts\n!wanted.log\n',
    'work/src/generated.ts': 'needle generated\n',
    'work/src/wanted.log': 'needle wanted\n',
    'work/app.log': 'needle logged\n',
    'work/node_modules/x/index.js': 'needle module\n',
    'work/.git/HEAD': 'needle git\n',
    'work/.env': 'KEY=needle\n',
    'work/.env.example': 'KEY=needle example\n',
    'work/wide.txt': `${'x'.repeat(5000)}needle wide${'y'.repeat(5000)}\n`,
    'work/many.txt': 'needle again\n'.repeat(80),
    'outside/c.ts': 'needle outside\n',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(disk.base, name)), { recursive: true });
    await writeFile(path.join(disk.base, name), text);
  }
  await writeFile(path.join(disk.root, 'a.bin'), Buffer.from('needle\0'));
  await symlink(path.join(disk.base, 'outside'), path.join(disk.root, 'way-out'));
  await symlink('../outside/c.ts', path.join(disk.root, 'c.ts'));
  await symlink('.env', path.join(disk.root, 'environment.txt'));
  await symlink('..', path.join(disk.root, 'src/loop'));
});
after(() => disk.dispose());

async function ask(name: string, input: unknown): Promise<string> {
  return (await callTool(tools, name, input)).text;
}

const search = (query: string, more: object = {}): Promise<string> => ask('search_text', { query, ...more });

const shownFiles = ['.env.example', 'build/keep.ts', 'many.txt', 'src/.hidden.ts', 'src/a.ts', 'src/b.js'];

describe('list_files', () => {
  test('leaves out what is ignored, excluded, secret or outside', async () => {
    assert.deepEqual((await ask('list_files', {})).split('\n'), [
      ...[
        '.env.example',
        '.gitignore',
        'a.bin',
        'build/keep.ts',
        'many.txt',
        'src/.gitignore',
        'src/.hidden.ts',
      ],
      ...['src/a.ts', 'src/b.js', 'src/wanted.log', 'wide.txt'],
    ]);
  });

  test('by glob and folder', async () => {
    assert.equal(await ask('list_files', { glob: '*.ts', path: 'src' }), 'src/.hidden.ts\nsrc/a.ts');
    assert.equal(await ask('list_files', { glob: 'src/**/*.{ts,js}' }), 'src/.hidden.ts\nsrc/a.ts\nsrc/b.js');
    assert.equal(await ask('list_files', { glob: '!src/**' }), 'No files.');
    assert.match(await ask('list_files', { glob: '**' }), /src\/a\.ts/);
    await assert.rejects(ask('list_files', { path: 'way-out' }), /outside the workspace/);
    await assert.rejects(ask('list_files', { path: '..' }), /outside the workspace/);
  });

  test('shows what is ignored when the user’s settings say so', async () => {
    disk.excludes.useIgnoreFiles = false;
    disk.excludes.globs = ['**/src'];
    try {
      const listed = await ask('list_files', {});
      assert.match(listed, /app\.log[^]*build\/out\.ts[^]*node_modules\/x\/index\.js/);
      assert.doesNotMatch(listed, /src\/a\.ts|HEAD|^\.env$/m);
    } finally {
      disk.excludes.useIgnoreFiles = true;
      disk.excludes.globs = ['**/node_modules'];
    }
  });

  test('of two folders names each', async () => {
    disk.folders.push({ name: 'second', path: path.join(disk.base, 'outside') });
    try {
      assert.match(await ask('list_files', { glob: '*.ts' }), /^work\/src\/a\.ts$[^]*^second\/c\.ts$/m);
      assert.match(await search('needle outside'), /^second\/c\.ts:1: needle outside/);
    } finally {
      disk.folders.pop();
    }
  });
});

describe('search_text without ripgrep', () => {
  test('finds lines in the files that may be shown, and says how it searched', async () => {
    const found = (await search('needle', { case_sensitive: true })).split('\n');
    const files = [...new Set(found.slice(0, -2).map((line) => line.split(':')[0]))];
    assert.deepEqual(files, [...shownFiles, 'src/wanted.log', 'wide.txt']);
    assert.deepEqual(found.slice(-2), [
      'Searched without ripgrep, which is not installed.',
      'many.txt has more matches than are shown.',
    ]);
    assert.ok(found.includes('src/b.js:2: needle.x'));
  });

  test('takes text as text, and expressions as such', async () => {
    assert.match(await search('needle.', { glob: '*.js' }), /^src\/b\.js:2: needle\.x\nSearched/);
    assert.match(
      await search('^needle|other', { regex: true, glob: 'src/*.{ts,js}' }),
      /src\/a\.ts:2: const other[^]*b\.js:1: NEEDLE/,
    );
    assert.match(await search('zzz'), /^Searched without/);
    await assert.rejects(search('(', { regex: true }), /regular expression cannot be used/);
  });

  test('cuts long lines around what was found', async () => {
    const [line = ''] = (await search('needle', { path: 'wide.txt' })).split('\n');
    assert.match(line, /^wide\.txt:1: …x+needle widey+…$/);
    assert.ok(line.length < 400);
  });

  test('ends a pattern that takes time without end, and says where', async () => {
    await writeFile(path.join(disk.root, 'trap.txt'), `${'a'.repeat(60)}!\n`);
    const found = await search('(a+)+$', { regex: true, path: 'trap.txt' });
    assert.match(found, /The pattern took too long on trap\.txt/);
    // Control: without a thread of its own this would hang; a harmless pattern on the same file does not end early.
    assert.match(await search('a+!$', { regex: true, path: 'trap.txt' }), /^trap\.txt:1: a+!/);
  });

  test('stops when it is told to', async () => {
    const tool = tools.find(({ name }) => name === 'search_text');
    const { signal } = new AbortController();
    const call = await tool?.prepare({ query: 'needle' }, { chatId: 'c', messageId: 'm' }, signal);
    await assert.rejects(async () => call?.run(() => {}, AbortSignal.abort(new Error('stopped'))), /stopped/);
  });
});

describe('a program of the PATH', { skip: process.platform === 'win32' }, () => {
  test('is run when it lies outside of the workspace only, with an environment without secrets', async () => {
    const fake = async (folder: string, mark: string): Promise<string> => {
      await mkdir(folder, { recursive: true });
      const match = `{"type":"match","data":{"path":{"text":"src/a.ts"},"lines":{"text":"${mark} '"$API_KEY"'\\n"},"line_number":7,"submatches":[]}}`;
      await writeFile(path.join(folder, 'rg'), `#!/bin/sh\nprintf '%s\\n' '${match}'\n`);
      await chmod(path.join(folder, 'rg'), 0o755);
      return folder;
    };
    const planted = await fake(path.join(disk.root, 'bin'), 'planted');
    const honest = await fake(path.join(disk.base, 'bin'), 'honest');
    const withPath = async (searchPath: string): Promise<string> => {
      const other = await createDiskWorkspace({ searchPath, environment: { API_KEY: 'sk-secret' } });
      other.folders.splice(0, 1, { name: 'work', path: disk.root });
      const result = await callTool(builtinTools(other.workspace), 'search_text', { query: 'needle' });
      await other.dispose();
      return result.text;
    };
    assert.equal(await withPath(`${planted}:.:${honest}`), 'src/a.ts:7: honest ');
    assert.match(await withPath(`${planted}:.`), /^Searched without ripgrep|Searched without ripgrep/m);
    assert.match(await withPath(`${honest}`), /honest/, 'control');
  });
});
