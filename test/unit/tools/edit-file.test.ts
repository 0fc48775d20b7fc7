// edit_file on real files: exact unique matches, what is kept, what is refused and why; never a part of a change.
import assert from 'node:assert/strict';
import { chmod, link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { builtinTools } from '../../../src/tools/builtin/index.ts';
import type { PreparedCall, Tool } from '../../../src/tools/tool.ts';
import type { Diagnostic } from '../../../src/tools/workspace.ts';
import { resolvePath } from '../../../src/tools/paths.ts';
import { callTool, createDiskWorkspace, type DiskWorkspace } from '../../fakes/disk-workspace.ts';

let disk: DiskWorkspace;
let tools: readonly Tool[] = [];
before(async () => {
  disk = await createDiskWorkspace();
  tools = builtinTools(disk.workspace);
});
after(() => disk.dispose());

const { signal } = new AbortController();

function at(name: string): string {
  return path.join(disk.root, name);
}

async function edit(name: string, ...pairs: readonly (readonly [string, string])[]): Promise<string> {
  const edits = pairs.map(([old_text, new_text]) => ({ old_text, new_text }));
  return (await callTool(tools, 'edit_file', { path: name, edits })).text;
}

async function prepared(input: unknown): Promise<PreparedCall> {
  const tool = tools.find(({ name }) => name === 'edit_file');
  assert.ok(tool);
  return tool.prepare(input, { chatId: 'chat', messageId: 'answer' }, signal);
}

let files = 0;

/** Edits a fresh file and gives the bytes that came of it. */
async function edited(
  content: string | Uint8Array,
  ...pairs: readonly (readonly [string, string])[]
): Promise<string> {
  files += 1;
  const name = `edited-${files}.txt`;
  await writeFile(at(name), content);
  await edit(name, ...pairs);
  return (await readFile(at(name))).toString('latin1');
}

describe('what an edit keeps', () => {
  test('line ends, a mark, the final line end or its absence', async () => {
    assert.equal(await edited('a\r\nb\r\nc\r\n', ['b\nc', 'B\nX\nC']), 'a\r\nB\r\nX\r\nC\r\n');
    assert.equal(await edited('a\r\nb', ['b', 'b\nc']), 'a\r\nb\r\nc');
    assert.equal(await edited('a\nb\r\nc\n', ['c', 'C']), 'a\nb\r\nC\n', 'mixed line ends elsewhere stay');
    assert.equal(await edited('a\nb\n', ['b\n', 'c']), 'a\nc\n');
    assert.equal(await edited('a\nb', ['a', 'A']), 'A\nb');
    assert.equal(await edited('\ufeffa\r\n', ['a', 'b']), '\u00ef\u00bb\u00bfb\r\n');
  });

  test('the encoding, byte for byte where nothing changed', async () => {
    const western = Buffer.from([0x93, 0x80, 0x94, 0x0d, 0x0a, 0x61, 0x81, 0xff]);
    assert.equal(await edited(western, ['a', '“b”']), '\x93\x80\x94\r\n\x93b\x94\x81\xff');
    const utf16 = Buffer.from('\ufeffeins\r\nzwei', 'utf16le');
    assert.equal(
      await edited(utf16, ['zwei', 'drei']),
      Buffer.from('\ufeffeins\r\ndrei', 'utf16le').toString('latin1'),
    );
    await writeFile(at('western.txt'), Buffer.from([0xe4, 0x0a]));
    await assert.rejects(edit('western.txt', ['ä', '日']), /windows-1252, which lacks a character/);
  });

  test('mode and links: the file behind a link is changed, the link stays one', async () => {
    await writeFile(at('script.sh'), 'echo one\n');
    await chmod(at('script.sh'), 0o754);
    await symlink('script.sh', at('link.sh'));
    await edit('link.sh', ['one', 'two']);
    assert.equal(await readFile(at('script.sh'), 'utf8'), 'echo two\n');
    assert.equal((await stat(at('script.sh'))).mode & 0o777, 0o754);
    assert.ok(
      (await readdir(disk.root, { withFileTypes: true }))
        .find(({ name }) => name === 'link.sh')
        ?.isSymbolicLink(),
    );
  });
});

describe('what an edit does', () => {
  test('several replacements, one after the other, and says what it did', async () => {
    assert.equal(await edited('a\nb\nc\n', ['a', 'x'], ['x\nb', 'y']), 'y\nc\n');
    await writeFile(at('said.txt'), 'a\nb\n');
    assert.equal(await edit('said.txt', ['b', 'c\nd']), 'Edited said.txt: 2 lines added, 1 removed.');
  });

  test('creates files with the folders they need', async () => {
    const call = await prepared({ path: 'deep/er/new.txt', content: 'text\n' });
    assert.equal(call.action.title, 'Create deep/er/new.txt');
    assert.deepEqual(call.action.detail, {
      kind: 'diff',
      path: 'deep/er/new.txt',
      patch: '@@ -0,0 +1,1 @@\n+text\n',
      isNew: true,
      addedLines: 1,
      removedLines: 0,
    });
    await assert.rejects(stat(at('deep')), 'preparing does nothing');
    const { text, changes } = await call.run(() => {}, signal);
    assert.equal(text, 'Created deep/er/new.txt: 1 lines added, 0 removed.');
    assert.equal(await readFile(at('deep/er/new.txt'), 'utf8'), 'text\n');
    assert.ok(changes?.some(({ path: name, kind }) => name === 'deep/er/new.txt' && kind === 'created'));
  });

  test('shows the whole change and asks for a yes that covers other edits too', async () => {
    await writeFile(at('shown.txt'), 'a\r\nb\r\nc\r\n');
    const { action, grant, effect } = await prepared({
      path: 'shown.txt',
      edits: [{ old_text: 'b', new_text: 'B' }],
    });
    assert.equal(action.title, 'Edit shown.txt');
    assert.ok(action.detail?.kind === 'diff');
    assert.equal(action.detail.patch, '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n');
    assert.deepEqual(grant, { key: 'edit', words: 'edits in this workspace' });
    assert.equal(effect, 'write');
  });

  test('sensitive files and hidden characters: asked every time, with the reason', async () => {
    await writeFile(at('package.json'), '{}\n');
    const sensitive = await prepared({ path: 'package.json', edits: [{ old_text: '{}', new_text: '{ }' }] });
    assert.equal(sensitive.grant, undefined);
    assert.match(sensitive.action.warnings.join(), /can decide what runs/);
    const hidden = await prepared({ path: 'hidden.txt', content: 'a\u200b\u202eb' });
    assert.match(hidden.action.warnings.join(), /holds 2 characters that cannot be seen/);
  });

  test('tells the problems that are new since', async () => {
    await writeFile(at('problem.ts'), 'one\n');
    const place = await resolvePath('problem.ts', disk.workspace.paths);
    const problem = (line: number, message: string): Diagnostic => ({
      ...{ place, severity: 'error', line, column: 1, source: 'ts 1' },
      message,
    });
    disk.diagnosticsNow = [problem(1, 'old')];
    const call = await prepared({ path: 'problem.ts', edits: [{ old_text: 'one', new_text: 'two' }] });
    const running = call.run(() => {}, signal);
    // The language server speaks after the edit has begun.
    disk.diagnosticsNow = [problem(2, 'old'), problem(3, 'new')];
    const { text } = await running;
    disk.diagnosticsNow = [];
    assert.match(text, /New problems since this edit:\nproblem\.ts:3:1: error \(ts 1\): new$/);
  });
});

describe('what an edit refuses, leaving the file as it was', () => {
  test('text that is not there, not unique, or the same', async () => {
    await writeFile(at('same.txt'), 'a\n  b\na\n');
    await assert.rejects(edit('same.txt', ['a', 'x']), /old_text is 2 times in the file \(lines 1, 3\)/);
    await assert.rejects(
      edit('same.txt', ['  b', 'x'], ['zz', 'y']),
      /old_text of edit 2 is not in the file/,
    );
    await assert.rejects(edit('same.txt', ['\tb', 'x']), /Lines 2–2 differ from it in white space only/);
    await assert.rejects(edit('same.txt', ['1\ta\n2\t  b', 'x']), /begins with line numbers/);
    await assert.rejects(edit('same.txt', ['  b\nc', 'x']), /first line is line 2 of the file/);
    await assert.rejects(edit('same.txt', ['', 'x']), /old_text is empty/);
    await assert.rejects(edit('same.txt', ['b', 'b']), /are the same/);
    await assert.rejects(edit('same.txt', ['  b', 'q'], ['q', '  b']), /changes nothing/);
    await assert.rejects(
      edit('gone.txt', ['b', 'c']),
      /There is no file gone\.txt. To create it, give content/,
    );
    await assert.rejects(
      callTool(tools, 'edit_file', { path: 'same.txt', content: 'new' }),
      /already exists/,
    );
    await assert.rejects(callTool(tools, 'edit_file', { path: 'same.txt' }), /Give edits to change a file/);
    assert.equal(await readFile(at('same.txt'), 'utf8'), 'a\n  b\na\n');
  });

  test('files that are read-only, binary, huge, of several names, or no files', async () => {
    await writeFile(at('fixed.txt'), 'a\n');
    await chmod(at('fixed.txt'), 0o444);
    await assert.rejects(edit('fixed.txt', ['a', 'b']), /fixed\.txt is read-only/);
    await writeFile(path.join(disk.base, 'outside.txt'), 'a\n');
    await link(path.join(disk.base, 'outside.txt'), at('hard.txt'));
    await assert.rejects(edit('hard.txt', ['a', 'b']), /several names \(hard links\)/);
    assert.equal(await readFile(path.join(disk.base, 'outside.txt'), 'utf8'), 'a\n');
    await writeFile(at('a.bin'), Buffer.from([97, 0]));
    await assert.rejects(edit('a.bin', ['a', 'b']), /is binary, 2 bytes, and is not edited/);
    await writeFile(at('huge.txt'), 'a'.repeat(6 * 1024 * 1024));
    await assert.rejects(edit('huge.txt', ['a', 'b']), /too many to be edited/);
    await mkdir(at('folder'));
    await assert.rejects(edit('folder', ['a', 'b']), /is a folder/);
    await assert.rejects(
      callTool(tools, 'edit_file', { path: 'a.bin/x', content: '' }),
      /"a\.bin" is a file/,
    );
  });

  test('a file that changed since it was read in this chat; another chat may', async () => {
    await writeFile(at('read.txt'), 'one\n');
    await callTool(tools, 'read_file', { path: 'read.txt' });
    await writeFile(at('read.txt'), 'one\nmore\n');
    await assert.rejects(edit('read.txt', ['one', 'two']), /has changed since you last read it in this chat/);
    const edits = [{ old_text: 'more', new_text: 'less' }];
    await callTool(tools, 'edit_file', { path: 'read.txt', edits }, { chatId: 'other' });
    await callTool(tools, 'read_file', { path: 'read.txt' });
    await edit('read.txt', ['one', 'two']);
    await edit('read.txt', ['two', 'three']);
    assert.equal(await readFile(at('read.txt'), 'utf8'), 'three\nless\n');
  });

  test('a change made up on another state: changed, deleted or created meanwhile', async () => {
    await writeFile(at('base.txt'), 'one\n');
    const call = await prepared({ path: 'base.txt', edits: [{ old_text: 'one', new_text: 'two' }] });
    await writeFile(at('base.txt'), 'uno\n');
    await assert.rejects(
      call.run(() => {}, signal),
      /has changed since this edit was made up\. Nothing was written/,
    );
    assert.equal(await readFile(at('base.txt'), 'utf8'), 'uno\n');
    await rm(at('base.txt'));
    await assert.rejects(
      call.run(() => {}, signal),
      /was deleted meanwhile/,
    );
    const create = await prepared({ path: 'base.txt', content: 'mine' });
    await writeFile(at('base.txt'), 'yours');
    await assert.rejects(
      create.run(() => {}, signal),
      /exists by now/,
    );
    assert.equal(await readFile(at('base.txt'), 'utf8'), 'yours');
  });

  test('the second of two calls made up on one state; repeated on the new state it is done', async () => {
    await writeFile(at('twice.txt'), 'a\nb\n');
    const calls = await Promise.all(
      ['a', 'b'].map((text) =>
        prepared({ path: 'twice.txt', edits: [{ old_text: text, new_text: text + text }] }),
      ),
    );
    const ends = await Promise.allSettled(calls.map((call) => call.run(() => {}, signal)));
    assert.deepEqual(
      ends.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    assert.equal(await readFile(at('twice.txt'), 'utf8'), 'aa\nb\n');
    await edit('twice.txt', ['b', 'bb']);
    assert.equal(await readFile(at('twice.txt'), 'utf8'), 'aa\nbb\n');
  });

  test('a stop: nothing is written, and nothing is left behind', async () => {
    await writeFile(at('stop.txt'), 'one\n');
    const call = await prepared({ path: 'stop.txt', edits: [{ old_text: 'one', new_text: 'two' }] });
    await assert.rejects(
      call.run(() => {}, AbortSignal.abort(new Error('stopped'))),
      /stopped/,
    );
    assert.equal(await readFile(at('stop.txt'), 'utf8'), 'one\n');
    const left = (await readdir(disk.root)).filter((name) => name.endsWith('.parley'));
    assert.deepEqual(left, []);
  });
});
