// read_file on real files: lines, encodings, binary, huge, not regular at all; and the other tools' words for a model.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, open, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { builtinTools } from '../../../src/tools/builtin/index.ts';
import type { Tool } from '../../../src/tools/tool.ts';
import { callTool, createDiskWorkspace, type DiskWorkspace } from '../../fakes/disk-workspace.ts';

let disk: DiskWorkspace;
let tools: readonly Tool[] = [];
before(async () => {
  disk = await createDiskWorkspace();
  tools = builtinTools(disk.workspace);
});
after(() => disk.dispose());

async function put(name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(path.join(disk.root, name)), { recursive: true });
  await writeFile(path.join(disk.root, name), content);
}

async function ask(name: string, input: unknown): Promise<string> {
  return (await callTool(tools, name, input)).text;
}

const read = (input: unknown): Promise<string> => ask('read_file', input);

describe('read_file', () => {
  test('gives numbered lines, or some of them', async () => {
    await put('a.txt', 'one\ntwo\nthree\n');
    assert.equal(await read({ path: 'a.txt' }), 'a.txt, lines 1–3 of 3.\n1\tone\n2\ttwo\n3\tthree');
    assert.equal(await read({ path: 'a.txt', start_line: 2, end_line: 2 }), 'a.txt, lines 2–2 of 3.\n2\ttwo');
    assert.equal(await read({ path: 'a.txt', end_line: 99 }), await read({ path: 'a.txt' }));
    await assert.rejects(read({ path: 'a.txt', start_line: 9 }), /has 3 lines only; start_line is 9/);
    await assert.rejects(
      read({ path: 'a.txt', start_line: 3, end_line: 2 }),
      /end_line is before start_line/,
    );
    await put('empty.txt', '');
    assert.equal(await read({ path: 'empty.txt' }), 'empty.txt is empty.');
  });

  test('reads UTF-8 and UTF-16 with a mark, and falls back to the old Western encoding', async () => {
    const text = 'Grüße — “日本” 👍\n';
    await put('utf8.txt', text);
    await put('bom.txt', `\ufeff${text}`);
    await put('le.txt', Buffer.from(`\ufeff${text}`, 'utf16le'));
    await put('be.txt', Buffer.from(`\ufeff${text}`, 'utf16le').swap16());
    for (const name of ['utf8.txt', 'bom.txt', 'le.txt', 'be.txt']) {
      assert.equal(await read({ path: name }), `${name}, lines 1–1 of 1.\n1\t${text.trim()}`);
    }
    await put('western.txt', Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x20, 0x93, 0x80, 0x94]));
    assert.equal(await read({ path: 'western.txt' }), 'western.txt, lines 1–1 of 1.\n1\tGrüße “€”');
  });

  test('tells binary files as such', async () => {
    await put('a.bin', Buffer.from([1, 2, 0, 3]));
    assert.equal(await read({ path: 'a.bin' }), 'a.bin is binary, 4 bytes.');
    await put('half.txt', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]));
    assert.match(await read({ path: 'half.txt' }), /is binary, 6 bytes/);
    const large = Buffer.alloc(6 * 1024 * 1024, 1);
    large[3] = 0;
    await put('large.bin', large);
    assert.equal(await read({ path: 'large.bin' }), 'large.bin is binary, 6,291,456 bytes.');
  });

  test('gives a bounded part and says how to go on; lines without end are cut', async () => {
    await put('long.txt', Array.from({ length: 5000 }, (_, at) => `line ${at + 1}`).join('\n'));
    const first = await read({ path: 'long.txt' });
    const [, last, next] = /lines 1–(\d+) of 5000\. Go on with start_line (\d+)\./.exec(first) ?? [];
    assert.equal(Number(next), Number(last) + 1, first.slice(0, 100));
    assert.ok(first.length < 64_000);
    assert.match(
      await read({ path: 'long.txt', start_line: Number(next) }),
      new RegExp(`\n${next}\tline ${next}\n`),
    );
    await put('wide.txt', `${'x'.repeat(100_000)}\nsecond\n`);
    assert.match(await read({ path: 'wide.txt' }), /x… \(98000 more characters\)\n2\tsecond$/);
  });

  test('reads a part of a huge file without loading it', async () => {
    const file = await open(path.join(disk.root, 'huge.log'), 'w');
    const block = 'a line of a log that goes on and on\n'.repeat(30_000);
    for (let at = 0; at < 60; at += 1) await file.write(block);
    // A line as long as many files.
    await file.write('y'.repeat(30_000_000));
    await file.close();
    const before = process.memoryUsage.rss();
    const part = await read({ path: 'huge.log', start_line: 1_799_999, end_line: 1_800_001 });
    assert.match(part, /^huge\.log, lines 1799999–1800001 of 1800001, [\d,]+ bytes\.\n1799999\ta line/);
    assert.match(part, /1800001\ty+… \(29998000 more characters\)$/);
    assert.ok(process.memoryUsage.rss() - before < 80 * 1024 * 1024, 'it was not loaded whole');
    assert.match(await read({ path: 'huge.log', end_line: 2 }), /lines 1–2, [\d,]+ bytes\./);
  });

  test('never opens a pipe, a device or a socket', async () => {
    execFileSync('mkfifo', [path.join(disk.root, 'pipe')]);
    await assert.rejects(read({ path: 'pipe' }), /not a regular file/);
    await symlink('/dev/zero', path.join(disk.root, 'zero'));
    await assert.rejects(read({ path: 'zero' }), /outside the workspace/);
    await assert.rejects(read({ path: '/proc/self/environ' }), /outside the workspace/);
    await assert.rejects(read({ path: '.' }), /is a folder/);
    await assert.rejects(read({ path: 'not-there' }), /There is no file not-there/);
    const kernel = {
      ...disk.workspace,
      paths: { ...disk.workspace.paths, folders: () => [{ name: 'p', path: '/proc' }] },
    };
    await assert.rejects(
      callTool(builtinTools(kernel), 'read_file', { path: 'self/environ' }),
      /outside the workspace/,
    );
  });

  test('what an editor holds wins over the disk', async () => {
    await put('typed.txt', 'old\n');
    disk.unsaved.set(path.join(disk.root, 'typed.txt'), 'new\n');
    assert.match(await read({ path: 'typed.txt' }), /unsaved changes[^]*1\tnew$/);
  });

  test('looking needs one yes for all, and says what it looks at', async () => {
    const tool = tools.find(({ name }) => name === 'read_file');
    const context = { chatId: 'c', messageId: 'm' };
    const { signal } = new AbortController();
    const call = await tool?.prepare({ path: 'a.txt', start_line: 2, end_line: 3 }, context, signal);
    assert.deepEqual(call?.action, { title: 'Read a.txt, lines 2–3', warnings: [] });
    assert.equal(call?.effect, 'read');
    assert.equal(call?.grant?.key, 'read');
    await assert.rejects(
      async () => tool?.prepare({ path: 5 }, context, signal),
      /Bad arguments for read_file: path: .*string/,
    );
  });
});

describe('all built-in tools', () => {
  test('have names that every server takes, and short descriptions', () => {
    assert.deepEqual(
      tools.map(({ name }) => name),
      [
        ...['read_file', 'list_files', 'search_text', 'find_symbol', 'find_references'],
        ...['get_diagnostics', 'git_diff', 'edit_file'],
      ],
    );
    for (const { name, description, inputSchema } of tools) {
      assert.match(name, /^[a-z_]{1,64}$/);
      assert.ok(description.length <= 120, name);
      assert.equal(inputSchema['type'], 'object');
      assert.ok(JSON.stringify(inputSchema).length < 900, `${name}: ${JSON.stringify(inputSchema).length}`);
    }
  });

  test('refuse arguments that make no sense', async () => {
    await assert.rejects(ask('find_symbol', {}), /Give a name, a path, or both/);
    await assert.rejects(ask('list_files', { path: 'a.txt' }), /is not a folder/);
    await assert.rejects(ask('list_files', { path: 'gone' }), /There is no folder gone/);
    await assert.rejects(ask('search_text', { query: 'a\nb' }), /one line at a time/);
    await assert.rejects(
      ask('find_references', { path: 'a.txt', line: 1, symbol: 'zwei' }),
      /does not hold "zwei"/,
    );
    assert.match(
      await ask('find_references', { path: 'a.txt', line: 1, symbol: 'one' }),
      /No language server/,
    );
    assert.equal(await ask('get_diagnostics', {}), 'No problems are known.');
  });
});
