// The list behind `@` in a real extension host: the benchmark's measurement still runs, new files appear and deleted ones go,
// what is ignored is not there, and only what was offered is attached.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Attaching } from '../../../src/host/context/attaching.ts';
import { droppedFiles } from '../../../src/host/context/dropped-files.ts';
import { handedFile } from '../../../src/host/context/handed-file.ts';
import { Suggestions } from '../../../src/host/context/suggestions.ts';
import { measureAtList } from '../../bench/at-list-measure.ts';
import type { SuggestionList } from '../../../src/protocol/to-view.ts';
import { suite, test } from '../in-host.ts';

const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
const put = (name: string, text: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(vscode.Uri.joinPath(root, name), Buffer.from(text));

suite('the list behind @', () => {
  test('is measured beside findFiles', async () => {
    const { parley, findFiles, lines } = await measureAtList(['rec'], 1);
    assert.equal(parley.length, 3);
    assert.equal(findFiles.length, 3);
    assert.ok(lines > 0);
  });

  test('follows the disk, leaves out what is ignored, and attaches nothing that was not offered', async () => {
    const ran: (readonly unknown[])[] = [];
    const suggestions = new Suggestions({
      prompts: { prompts: async () => [] },
      runCommand: async (command, ...args) => void ran.push([command, ...args]),
      attach: () => undefined,
      attaching: new Attaching(() => undefined),
    });
    let last: SuggestionList | undefined;
    /** Asks until the answer is as wanted: a watcher tells of changes when it likes. */
    const until = async (words: string, isWanted: (labels: readonly string[]) => boolean): Promise<void> => {
      for (const end = Date.now() + 10_000; ;) {
        await suggestions.completeContext(1, words, (list) => (last = list));
        const labels = last?.items.map(({ label }) => label) ?? [];
        if (isWanted(labels)) return;
        assert.ok(Date.now() < end, labels.join(' '));
      }
    };
    try {
      await put('at-list/.gitignore', 'hidden-*\n');
      await put('at-list/hidden-zebra.txt', 'x');
      await until('zebra', (labels) => labels.length === 0);
      await put('at-list/zebra-one.txt', 'x');
      await until('zebra', (labels) => labels.join() === 'zebra-one.txt');
      await suggestions.pick('made up');
      assert.equal(ran.length, 0);
      await suggestions.pick(last?.items[0]?.id ?? '');
      assert.deepEqual(
        ran.map(([command, uri]) => [command, String(uri)]),
        [['parley.addFile', vscode.Uri.joinPath(root, 'at-list/zebra-one.txt').toString()]],
      );
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(root, 'at-list/zebra-one.txt'));
      await until('zebra', (labels) => labels.length === 0);
    } finally {
      suggestions.dispose();
    }
  });
});

suite('handed over by the panel', () => {
  test('a text becomes a file of that name that can be opened; what is neither text nor picture is refused', async () => {
    const file = await handedFile('C:\\notes\\todo.md', Buffer.from('a\r\nb'));
    assert.ok(file.kind === 'file');
    assert.deepEqual(
      [file.path, file.languageId, file.text, file.totalLines],
      ['todo.md', 'md', 'a\r\nb', 2],
    );
    await assert.rejects(handedFile('x.bin', Buffer.from([1, 0, 2])), /neither a picture nor a text/);
    await assert.rejects(handedFile('x.txt', Buffer.from(' ')), /is empty/);
    await assert.rejects(handedFile('x.txt', Buffer.alloc(1_000_001, 'a')), /too large/);
  });

  test('addresses are those of the workspace', () => {
    const inside = vscode.Uri.joinPath(root, 'a b#.ts').toString();
    assert.deepEqual(droppedFiles([inside, inside]).map(String), [inside]);
    assert.throws(() => droppedFiles([inside, 'file:///etc/passwd']), /outside of the workspace/);
    assert.throws(() => droppedFiles(['untitled:nowhere']), /outside of the workspace/);
  });
});
