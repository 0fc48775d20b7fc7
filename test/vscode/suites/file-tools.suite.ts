// The file tools in a real VS Code: its ripgrep, its language servers, its editors with unsaved text, its diff editors.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { findRipgrep } from '../../../src/host/tools/ripgrep.ts';
import { createToolWorkspace, type ToolWorkspaceParts } from '../../../src/host/tools/tool-workspace.ts';
import type { FileChange } from '../../../src/model/tool.ts';
import { builtinTools } from '../../../src/tools/builtin/index.ts';
import type { PreparedCall, Tool, ToolResult } from '../../../src/tools/tool.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { suite, test } from '../in-host.ts';

const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const told: { messageId: string; changes: readonly FileChange[] }[] = [];
let storage = '';
let parts: ToolWorkspaceParts;
let tools: readonly Tool[] = [];

async function prepare(name: string, input: unknown, messageId = 'answer'): Promise<PreparedCall> {
  const tool = tools.find((one) => one.name === name);
  assert.ok(tool, name);
  return tool.prepare(input, { chatId: 'chat', messageId }, new AbortController().signal);
}

async function run(call: PreparedCall): Promise<ToolResult> {
  return call.run(() => {}, new AbortController().signal);
}

async function ask(name: string, input: unknown, messageId = 'answer'): Promise<string> {
  return (await run(await prepare(name, input, messageId))).text;
}

function file(name: string): string {
  return path.join(root, name);
}

async function opened(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file(name)));
  await vscode.window.showTextDocument(document);
  return document;
}

async function type(document: vscode.TextDocument, line: number, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(line, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Inputs of the open tabs, by kind. */
function tabInputs(): readonly unknown[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const endMs = Date.now() + 5000;
  while (!isSo()) {
    assert.ok(Date.now() < endMs, `${what} did not happen`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

suite('file tools', () => {
  test('start', async () => {
    storage = await realpath(await mkdtemp(path.join(tmpdir(), 'parley-changes-')));
    const uri = vscode.Uri.file(storage);
    parts = createToolWorkspace(
      { storageUri: uri, globalStorageUri: uri },
      createMemoryLog(),
      (messageId, changes) => told.push({ messageId, changes }),
    );
    tools = builtinTools(parts.workspace);
    assert.equal(tools.length, 8);
  });

  test('search with the ripgrep of VS Code, which is found without a PATH', async () => {
    const program = await findRipgrep(vscode.env.appRoot, {
      environment: {},
      platform: process.platform,
      workspaceFolders: () => [root],
    });
    assert.ok(program?.startsWith(vscode.env.appRoot), program);
    const found = await ask('search_text', { query: 'export function', glob: '*.ts' });
    assert.match(found, /^src\/quantity\.ts:\d+: export function/m);
    assert.doesNotMatch(found, /without ripgrep/);
  });

  test('list what the workspace does not exclude', async () => {
    assert.match(await ask('list_files', {}), /^src\/main\.ts$/m);
    const settings = vscode.workspace.getConfiguration('search');
    await settings.update('exclude', { 'src/**': true }, vscode.ConfigurationTarget.Workspace);
    try {
      assert.doesNotMatch(await ask('list_files', {}), /^src\//m);
      assert.doesNotMatch(await ask('search_text', { query: 'export function' }), /^src\//m);
    } finally {
      await settings.update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test(
    'find symbols: in one file, in the workspace, and their references',
    async () => {
      const outline = await ask('find_symbol', { path: 'src/quantity.ts' });
      const symbol = /^src\/quantity\.ts:(\d+)\S* function (\w+)/m.exec(outline);
      assert.ok(symbol, outline);
      const [, line, name = ''] = symbol;
      assert.match(
        await ask('find_symbol', { name }),
        new RegExp(`^src/quantity\\.ts:${line}\\S* function ${name}`, 'm'),
      );
      // Without a project file the server knows what open files import.
      await opened('src/main.ts');
      const endMs = Date.now() + 30_000;
      let references = '';
      do {
        references = await ask('find_references', {
          path: 'src/quantity.ts',
          line: Number(line),
          symbol: name,
        });
      } while (!references.includes('src/recipe.ts:') && Date.now() < endMs);
      assert.match(references, new RegExp(`^src/quantity\\.ts:${line}: .*${name}`, 'm'));
      assert.match(references, new RegExp(`^src/recipe\\.ts:\\d+: .*${name}`, 'm'));
    },
    { timeoutMs: 60_000 },
  );

  test(
    'problems: those of a file, and those that an edit brings',
    async () => {
      await writeFile(file('src/broken.ts'), "export const one: number = 'text';\n");
      assert.match(
        await ask('get_diagnostics', { path: 'src/broken.ts' }),
        /^src\/broken\.ts:1:14: error \(ts 2322\)/,
      );
      const edited = await ask('edit_file', {
        path: 'src/broken.ts',
        edits: [{ old_text: "'text';\n", new_text: "'text';\nexport const two: string = one;\n" }],
      });
      assert.match(
        edited,
        /^Edited src\/broken\.ts: 1 lines added, 0 removed\.\nNew problems since this edit:\n/,
      );
      assert.match(edited, /^src\/broken\.ts:2:14: error/m);
      assert.doesNotMatch(edited, /broken\.ts:1:14/, 'what was there before is not new');
      await ask('edit_file', { path: 'src/broken.ts', edits: [{ old_text: "'text'", new_text: '1' }] });
      assert.match(await ask('get_diagnostics', {}), /src\/broken\.ts:2:14/);
    },
    { timeoutMs: 60_000 },
  );

  test('what an editor holds and did not save is read, edited and saved; the user is warned and always asked', async () => {
    await writeFile(file('notes.txt'), 'one\r\ntwo\r\n');
    const document = await opened('notes.txt');
    await type(document, 1, 'typed\r\n');
    assert.ok(document.isDirty, 'control');
    assert.match(await ask('read_file', { path: 'notes.txt' }), /unsaved changes[^]*2\ttyped/);
    const edits = [{ old_text: 'typed', new_text: 'edited' }];
    const call = await prepare('edit_file', { path: 'notes.txt', edits }, 'unsaved');
    assert.match(call.action.warnings.join(), /unsaved changes/);
    assert.equal(call.grant, undefined);
    await run(call);
    assert.equal(await readFile(file('notes.txt'), 'utf8'), 'one\r\nedited\r\ntwo\r\n');
    assert.equal(document.getText(), 'one\r\nedited\r\ntwo\r\n');
    assert.equal(document.isDirty, false);
    // Undo brings back what the user had typed, not what was on the disk.
    await parts.changes.undo('unsaved');
    assert.equal(await readFile(file('notes.txt'), 'utf8'), 'one\r\ntyped\r\ntwo\r\n');
  });

  test('an edit shown before the user typed is refused', async () => {
    await writeFile(file('typing.txt'), 'one\ntwo\n');
    const call = await prepare('edit_file', {
      path: 'typing.txt',
      edits: [{ old_text: 'one', new_text: '1' }],
    });
    const document = await opened('typing.txt');
    await type(document, 0, 'typed\n');
    await assert.rejects(run(call), /changed in an editor since/);
    assert.equal(document.getText(), 'typed\none\ntwo\n');
    assert.equal(await readFile(file('typing.txt'), 'utf8'), 'one\ntwo\n');
    await document.save();
  });

  test('an open editor shows the new text; undo is refused while it holds something else', async () => {
    await writeFile(file('shown.txt'), 'one\n');
    const document = await opened('shown.txt');
    const edits = [{ old_text: 'one', new_text: 'two' }];
    await ask('edit_file', { path: 'shown.txt', edits }, 'shown');
    await until('the reload of the editor', () => document.getText() === 'two\n');
    await type(document, 0, 'typed\n');
    const [refused] = await parts.changes.undo('shown');
    assert.match(refused?.problem ?? '', /unsaved changes/);
    await document.save();
    assert.match((await parts.changes.undo('shown'))[0]?.problem ?? '', /changed since/);
    assert.equal(await readFile(file('shown.txt'), 'utf8'), 'typed\ntwo\n');
    assert.equal(told.at(-1)?.messageId, 'shown');
  });

  test('one changed file opens as a diff, several as one review; keep ends it', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await writeFile(file('first.txt'), 'one\n');
    const edits = [{ old_text: 'one', new_text: 'two' }];
    await ask('edit_file', { path: 'first.txt', edits }, 'review');
    await ask('edit_file', { path: 'second.txt', content: 'new\n' }, 'review');
    await parts.review.review('review', 'first.txt');
    await until('the diff', () => tabInputs().some((input) => input instanceof vscode.TabInputTextDiff));
    const diff = tabInputs().find((input) => input instanceof vscode.TabInputTextDiff);
    assert.equal(diff?.modified.fsPath, file('first.txt'));
    assert.equal(diff.original.scheme, 'parley-before');
    assert.equal((await vscode.workspace.openTextDocument(diff.original)).getText(), 'one\n');

    await parts.review.review('review');
    await until('the review of both', () =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(({ label }) => label.startsWith('Parley’s changes')),
      ),
    );
    const kept = await parts.changes.keep('review');
    assert.deepEqual(
      kept.map(({ path: name, kind, state }) => [name, kind, state]),
      [
        ['first.txt', 'edited', 'kept'],
        ['second.txt', 'created', 'kept'],
      ],
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await parts.review.review('review');
    assert.equal(tabInputs().length, 0, 'nothing is left to review');
  });

  test('a proposed change opens as a diff of two states that are not on disk', async () => {
    await writeFile(file('proposal.txt'), 'one\r\ntwo\r\n');
    const call = await prepare('edit_file', {
      path: 'proposal.txt',
      edits: [{ old_text: 'two', new_text: 'three' }],
    });
    await parts.review.showProposed(call.action);
    await until('the diff', () => tabInputs().some((input) => input instanceof vscode.TabInputTextDiff));
    const diff = tabInputs().find((input) => input instanceof vscode.TabInputTextDiff);
    assert.ok(diff);
    assert.equal((await vscode.workspace.openTextDocument(diff.original)).getText(), 'one\ntwo\n');
    assert.equal((await vscode.workspace.openTextDocument(diff.modified)).getText(), 'one\nthree\n');
    assert.equal(await readFile(file('proposal.txt'), 'utf8'), 'one\r\ntwo\r\n', 'nothing was written');
  });

  test('end', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    parts.dispose();
    for (const name of ['src/broken.ts', 'notes.txt', 'typing.txt', 'shown.txt', 'first.txt', 'second.txt']) {
      await rm(file(name), { force: true });
    }
    await rm(storage, { recursive: true, force: true });
  });
});
