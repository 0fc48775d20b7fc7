// The one way to a place that tools may touch: tables of paths, on a real folder with real links, with naive checks beside
// them as the control that must fail.
import assert from 'node:assert/strict';
import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Located, PathPort } from '../../../src/tools/path-port.ts';
import { resolveFound, resolvePath } from '../../../src/tools/paths.ts';
import { ToolProblem } from '../../../src/tools/tool.ts';
import { createDiskWorkspace, type DiskWorkspace } from '../../fakes/disk-workspace.ts';

let disk: DiskWorkspace;
let port: PathPort;

before(async () => {
  disk = await createDiskWorkspace();
  port = disk.workspace.paths;
  const { base, root } = disk;
  await mkdir(path.join(root, 'src'));
  await mkdir(path.join(base, 'work-other'));
  await mkdir(path.join(base, 'outside'));
  for (const file of ['work/src/a.ts', 'work-other/b.ts', 'outside/c.ts']) {
    await writeFile(path.join(base, file), 'text\n');
  }
  await symlink(path.join(base, 'outside'), path.join(root, 'way-out'));
  await symlink(path.join(base, 'outside/c.ts'), path.join(root, 'c.ts'));
  await symlink('src', path.join(root, 'inner'));
  await symlink('nowhere', path.join(root, 'dangling'));
  await symlink(path.join(base, 'outside', 'made-later'), path.join(root, 'dangling-out'));
  await symlink('loop', path.join(root, 'loop'));
  await link(path.join(base, 'outside/c.ts'), path.join(root, 'hard.ts'));
});
after(() => disk.dispose());

async function isRefused(text: string, on = port): Promise<boolean> {
  return resolvePath(text, on).then(
    () => false,
    (error: unknown) => {
      assert.ok(error instanceof ToolProblem, String(error));
      return true;
    },
  );
}

describe('paths that lead out', () => {
  /** Text, and whether it must be refused. */
  const cases: readonly (readonly [string, boolean])[] = [
    ['src/a.ts', false],
    ['./src/../src/a.ts', false],
    ['inner/a.ts', false],
    ['src/new/deep/file.ts', false],
    ['', false],
    ['..', true],
    ['../work-other/b.ts', true],
    ['src/../../outside/c.ts', true],
    ['way-out/c.ts', true],
    ['way-out/new.ts', true],
    ['way-out/../src/a.ts', false],
    ['c.ts', true],
    ['dangling', true],
    ['dangling/new.ts', true],
    ['dangling-out', true],
    ['loop', true],
    ['/etc/passwd', true],
    ['/proc/self/environ', true],
  ];

  test('are refused; those inside are not', async () => {
    for (const [text, expected] of cases) assert.equal(await isRefused(text), expected, text);
    assert.equal(await isRefused(path.join(disk.base, 'work-other/b.ts')), true);
    assert.equal(await isRefused(path.join(disk.root, 'src/a.ts')), false);
  });

  test('control: checks by the beginning of the text are wrong', async () => {
    const absolute = [...cases, ['../work-other/b.ts', true] as const].map(
      ([text, expected]) => [path.join(disk.root, text), expected] as const,
    );
    const byPrefix = absolute.filter(([text, expected]) => !text.startsWith(disk.root) !== expected);
    const byFolder = absolute.filter(
      ([text, expected]) => !`${text}/`.startsWith(`${disk.root}/`) !== expected,
    );
    assert.ok(byPrefix.length >= 6, String(byPrefix));
    assert.ok(byFolder.length >= 5, String(byFolder));
  });

  test('what is found is where links lead, and shown as it was asked for', async () => {
    const place = await resolvePath('inner/a.ts', port);
    assert.equal(place.real, path.join(disk.root, 'src/a.ts'));
    assert.equal(place.shown, 'inner/a.ts');
    assert.equal((await resolvePath('hard.ts', port)).links, 2);
    assert.equal((await resolvePath('src/new.ts', port)).kind, 'missing');
  });

  test('what searches find is checked by the same rules', async () => {
    const shown = async (file: string): Promise<string | undefined> =>
      (await resolveFound(path.join(disk.base, file), port))?.shown;
    assert.equal(await shown('work/src/a.ts'), 'src/a.ts');
    assert.equal(await shown('work/way-out/c.ts'), undefined);
    assert.equal(await shown('outside/c.ts'), undefined);
    assert.equal(await shown('work/.env'), undefined);
  });
});

describe('workspace folders', () => {
  test('may be links themselves; what is found behind the link is in them', async () => {
    const linked = path.join(disk.base, 'linked');
    await symlink(disk.root, linked);
    const on = { ...port, folders: () => [{ name: 'linked', path: linked }] };
    const place = await resolvePath('src/a.ts', on);
    assert.equal(place.real, path.join(disk.root, 'src/a.ts'));
    assert.equal(place.named, path.join(linked, 'src/a.ts'));
    assert.equal((await resolveFound(path.join(disk.root, 'src/a.ts'), on))?.shown, 'src/a.ts');
    assert.equal(await isRefused('way-out/c.ts', on), true);
  });

  test('that are a link into another one are refused; one inside the other is not', async () => {
    const into = path.join(disk.base, 'into');
    await symlink(path.join(disk.root, 'src'), into);
    const folders = [
      { name: 'work', path: disk.root },
      { name: 'into', path: into },
      { name: 'src', path: path.join(disk.root, 'src') },
    ];
    const on = { ...port, folders: () => folders };
    await assert.rejects(resolvePath('into/a.ts', on), /is a link into “work”/);
    assert.equal((await resolvePath('src/a.ts', on)).shown, 'src/a.ts');
    assert.equal((await resolvePath('work/src/a.ts', on)).real, path.join(disk.root, 'src/a.ts'));
  });

  test('are named first where there are several; two of one name by their whole path', async () => {
    const other = path.join(disk.base, 'work-other');
    const on = {
      ...port,
      folders: () => [
        { name: 'work', path: disk.root },
        { name: 'other', path: other },
      ],
    };
    assert.equal((await resolvePath('other/b.ts', on)).shown, 'other/b.ts');
    assert.equal((await resolvePath('src/a.ts', on)).shown, 'work/src/a.ts');
    const twins = {
      ...port,
      folders: () => [
        { name: 'same', path: disk.root },
        { name: 'same', path: other },
      ],
    };
    assert.equal((await resolvePath(path.join(other, 'b.ts'), twins)).shown, path.join(other, 'b.ts'));
    await assert.rejects(resolvePath('a.ts', { ...port, folders: () => [] }), /No folder is open/);
  });
});

describe('texts that mean something else than they say', () => {
  /** A Windows machine on which every path exists as a file, and leads nowhere else. */
  const windows: PathPort = {
    platform: 'win32',
    homeFolder: 'C:\\Users\\me',
    settingsFolders: [],
    folders: () => [{ name: 'work', path: 'C:\\work' }],
    locate: async (absolute): Promise<Located> => ({
      real: absolute,
      kind: absolute === 'C:\\work' ? 'folder' : 'file',
      links: 1,
    }),
  };

  test('are refused on every system', async () => {
    for (const text of ['a\0.ts', 'a\n.ts', '~/a.ts', '~root/a', 'https://a/b', 'file:///etc/passwd']) {
      assert.equal(await isRefused(text), true, JSON.stringify(text));
      assert.equal(await isRefused(text, windows), true, JSON.stringify(text));
    }
    assert.equal(await isRefused('src\\a.ts'), true, 'a backslash is no folder here');
    // Nothing is trimmed: what was checked is what is used.
    assert.equal((await resolvePath('src/a.ts ', port)).shown, 'src/a.ts ');
    assert.equal((await resolvePath('src/a.ts"', port)).kind, 'missing');
  });

  test('are refused on Windows', async () => {
    const bad = [
      ...[
        'a.ts.',
        'a.ts ',
        'src./a.ts',
        'src /a.ts',
        'CON',
        'con.txt',
        'src/NUL',
        'aux.c',
        'COM1',
        'lpt9.log',
        'COM¹',
      ],
      ...[
        'a.ts:stream',
        'a.ts::$DATA',
        'PROGRA~1/a.ts',
        'FOO~12.TXT',
        '\\\\?\\C:\\work\\a.ts',
        '\\\\.\\pipe\\x',
      ],
      ...[
        '\\\\server\\share\\a',
        'D:\\work\\a.ts',
        'C:\\work2\\a.ts',
        '..\\a.ts',
        'src\\..\\..\\a.ts',
        'a|b',
        'a*',
      ],
      ...['nul .txt', 'CONIN$'],
    ];
    for (const text of bad) assert.equal(await isRefused(text, windows), true, text);
    for (const text of ['src\\a.ts', 'src/a.ts', 'C:\\work\\a.ts', 'c:/WORK/a.ts', 'console.ts', 'a~b.ts']) {
      assert.equal(await isRefused(text, windows), false, text);
    }
  });

  test('control: a check by prefix takes most of them', () => {
    const taken = ['C:\\work\\a.ts.', 'C:\\work\\CON', 'C:\\work\\a.ts:stream', 'C:\\work2\\a.ts'].filter(
      (text) => text.startsWith('C:\\work'),
    );
    assert.equal(taken.length, 4);
  });
});
