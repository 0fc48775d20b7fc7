// What is attached, in the real VS Code: the text of editors, disks and other file systems byte for byte, true paths and
// lines, what language servers, terminals and git say, and the files of a project that count.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { applicableInstructions } from '../../../src/context/instructions.ts';
import { isPublicAddress } from '../../../src/context/public-address.ts';
import { selectedLines } from '../../../src/host/attach.ts';
import { displayPath } from '../../../src/host/context/display-path.ts';
import { fileAttachment } from '../../../src/host/context/file.ts';
import { filesOf, folderAttachment } from '../../../src/host/context/folder.ts';
import { changesAttachment, commitAttachment, gitRepositories } from '../../../src/host/context/git.ts';
import { problemsAttachment } from '../../../src/host/context/problems.ts';
import { projectPaths, readInstructions, readPrompts } from '../../../src/host/context/project-files.ts';
import { createPromptPorts } from '../../../src/host/context/prompt-ports.ts';
import { createRequestContext } from '../../../src/host/context/request-context.ts';
import { documentSymbols, symbolAttachment } from '../../../src/host/context/symbols.ts';
import { TerminalCommands } from '../../../src/host/context/terminals.ts';
import { httpFetch } from '../../../src/host/http-fetch.ts';
import { suite, test } from '../in-host.ts';

const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');

/** Writes a file of the workspace and gives its address. */
async function put(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(root, name);
  await mkdir(path.dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, content);
  return uri;
}

async function textOf(uri: vscode.Uri): Promise<string> {
  const file = await fileAttachment(uri);
  assert.ok(file.kind === 'file');
  return file.text;
}

suite('attaching files', () => {
  test('keeps every byte of the text: Windows line ends, mixed ones, no last one', async () => {
    const text = 'one\r\n\ttwo\r\nthree\nfour';
    const uri = await put('context/mixed.txt', text);
    const file = await fileAttachment(uri);
    assert.ok(file.kind === 'file');
    assert.equal(file.text, text);
    assert.equal(file.path, 'context/mixed.txt');
    assert.equal(file.totalLines, 4);
    assert.equal(file.isUnsaved, undefined);
  });

  test('leaves the byte order mark out and reads UTF-16', async () => {
    assert.equal(await textOf(await put('context/bom.txt', '\uFEFFäöü\n')), 'äöü\n');
    const utf16 = Buffer.from('\uFEFFäöü\n', 'utf16le');
    assert.equal(await textOf(await put('context/utf16.txt', utf16)), 'äöü\n');
  });

  test('takes what the editor shows, unsaved changes and all', async () => {
    const uri = await put('context/dirty.ts', 'let a = 1;\r\n');
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// new\n'));
    const file = await fileAttachment(uri);
    assert.ok(file.kind === 'file');
    assert.equal(file.text, '// new\r\nlet a = 1;\r\n');
    assert.equal(file.isUnsaved, true);
    assert.equal(file.languageId, 'typescript');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('takes untitled documents by their name', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'draft', language: 'markdown' });
    const file = await fileAttachment(document.uri);
    assert.ok(file.kind === 'file');
    assert.equal(file.path, document.uri.path);
    assert.equal(file.isUnsaved, true);
  });

  test('takes files of other file systems', async () => {
    const content = Buffer.from('far\r\naway\n');
    const emitter = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
    const refuse = (): never => {
      throw vscode.FileSystemError.NoPermissions();
    };
    const provider: vscode.FileSystemProvider = {
      onDidChangeFile: emitter.event,
      watch: () => new vscode.Disposable(() => {}),
      stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: content.length }),
      readFile: () => content,
      readDirectory: () => [],
      createDirectory: refuse,
      writeFile: refuse,
      delete: refuse,
      rename: refuse,
    };
    const registered = vscode.workspace.registerFileSystemProvider('parleytest', provider);
    try {
      const file = await fileAttachment(vscode.Uri.parse('parleytest://host/folder/far.txt'));
      assert.ok(file.kind === 'file');
      assert.equal(file.text, 'far\r\naway\n');
      assert.equal(file.path, '/folder/far.txt');
    } finally {
      registered.dispose();
    }
  });

  test('takes notebooks as their cells, and names the cell a selection is in', async () => {
    const cell = (source: string, type: string): object => {
      return {
        cell_type: type,
        metadata: {},
        source: [source],
        ...(type === 'code' ? { outputs: [], execution_count: null } : {}),
      };
    };
    const notebook = {
      cells: [cell('# Title', 'markdown'), cell('print(1)', 'code')],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    };
    const uri = await put('context/book.ipynb', JSON.stringify(notebook));
    assert.equal(await textOf(uri), '# %% cell 1 (markdown)\n# Title\n\n# %% cell 2 (python)\nprint(1)\n');
    const open = await vscode.workspace.openNotebookDocument(uri);
    assert.equal(displayPath(open.cellAt(1).document.uri), 'context/book.ipynb, cell 2');
  });

  test('takes pictures as pictures, whatever they are called', async () => {
    const gif = Buffer.from('GIF89a\u0001\u0000\u0002\u0000\u0000\u0000\u0000;', 'latin1');
    const image = await fileAttachment(await put('context/picture.txt', gif));
    assert.ok(image.kind === 'image');
    assert.deepEqual(
      [image.mediaType, image.width, image.height, image.name],
      ['image/gif', 1, 2, 'picture.txt'],
    );
    assert.equal(image.base64, gif.toString('base64'));
  });

  test('refuses what has no text to send, and says why', async () => {
    const refuse = (uri: vscode.Uri, reason: RegExp): Promise<void> =>
      assert.rejects(fileAttachment(uri), reason);
    await refuse(await put('context/empty.txt', ' \n'), /empty\.txt is empty/);
    await refuse(await put('context/binary.bin', Buffer.from([1, 0, 2, 0])), /not a text file/);
    await refuse(await put('context/large.txt', 'x'.repeat(1_000_001)), /has 1\.0 MB/);
    await refuse(vscode.Uri.joinPath(root, 'context/nowhere.txt'), /cannot be read/);
    await refuse(vscode.Uri.joinPath(root, 'context'), /is not a file/);
  });

  test('takes selections with true lines in files with Windows line ends', async () => {
    const editor = await vscode.window.showTextDocument(
      await put('context/lines.txt', 'a\r\nb\r\nc\r\nd\r\n'),
    );
    editor.selection = new vscode.Selection(1, 0, 3, 0);
    const lines = selectedLines();
    assert.deepEqual([lines?.startLine, lines?.endLine, lines?.text], [2, 3, 'b\r\nc']);
  });

  test('by a slash prompt: the selected lines, without a selection the file, its secrets masked', async () => {
    const token = `ghp_${'a1B2c3D4e5'.repeat(3)}f6G7h8`;
    const uri = await put('context/slash.txt', `one\n${token}\n`);
    const editor = await vscode.window.showTextDocument(uri);
    const ports = createPromptPorts(vscode.Uri.joinPath(root, 'no', 'such'));
    const file = await ports.subject('code');
    assert.ok(file.kind === 'file' && file.path === 'context/slash.txt');
    assert.ok(!file.text.includes(token) && file.masked?.length === 1, file.text);
    assert.equal(ports.values()['file'], 'context/slash.txt');
    assert.equal(ports.values()['fileDirname'], 'context');
    editor.selection = new vscode.Selection(0, 0, 1, token.length);
    const selected = await ports.subject('code');
    assert.ok(selected.kind === 'selection' && selected.startLine === 1 && selected.endLine === 2);
    assert.ok(!(ports.values()['selection'] ?? token).includes(token));
  });
});

suite('attaching folders', () => {
  test('gives the names, and the text of what was chosen', async () => {
    const a = await put('tree/a.ts', 'let a;\n');
    await put('tree/lib/b.ts', 'let b;\n');
    await put('tree/node_modules/x/index.js', 'no');
    const folder = vscode.Uri.joinPath(root, 'tree');
    const names = await filesOf(folder);
    const attachment = await folderAttachment(folder, names, [a]);
    assert.equal(attachment.text, 'a.ts\nlib/\n  b.ts');
    assert.equal(attachment.path, 'tree');
    assert.deepEqual(
      attachment.files.map(({ path: name, text }) => [name, text]),
      [['tree/a.ts', 'let a;\n']],
    );
    const nothing = { files: [], isCut: false };
    await assert.rejects(folderAttachment(folder, nothing, []), /tree has no files/);
  });
});

suite('what language servers say', () => {
  test('becomes symbols with their whole lines, and problems with true places', async () => {
    const uri = await put('context/program.txt', 'first\nbegin work\n  do\nend\nlast\n');
    const symbols = vscode.languages.registerDocumentSymbolProvider(
      { pattern: '**/program.txt' },
      {
        provideDocumentSymbols: () => [
          new vscode.DocumentSymbol(
            'work',
            '',
            vscode.SymbolKind.Function,
            new vscode.Range(1, 0, 3, 3),
            new vscode.Range(1, 6, 1, 10),
          ),
        ],
      },
    );
    const diagnostics = vscode.languages.createDiagnosticCollection('parley-test');
    // The extension itself offers the code actions.
    await vscode.extensions.getExtension('parley.parley')?.activate();
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      const [symbol] = await documentSymbols(uri);
      assert.ok(symbol);
      const attachment = await symbolAttachment(symbol);
      assert.deepEqual(
        [attachment.name, attachment.symbolKind, attachment.startLine, attachment.endLine, attachment.text],
        ['work', 'function', 2, 4, 'begin work\n  do\nend'],
      );

      assert.throws(() => problemsAttachment(uri), /no problems in context\/program\.txt/);
      const problem = new vscode.Diagnostic(
        new vscode.Range(2, 2, 2, 4),
        'Bad\n  verb',
        vscode.DiagnosticSeverity.Error,
      );
      problem.source = 'lint';
      problem.code = 'E1';
      const hint = new vscode.Diagnostic(
        new vscode.Range(0, 0, 0, 1),
        'Hint',
        vscode.DiagnosticSeverity.Hint,
      );
      diagnostics.set(uri, [hint, problem]);
      const problems = problemsAttachment(uri);
      assert.equal(problems.text, 'context/program.txt:3:3: error (lint E1): Bad verb');
      assert.equal(problems.count, 1);

      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        problem.range,
      );
      const titles = found.map(({ title }) => title).filter((title) => title.endsWith('with Parley'));
      assert.deepEqual(titles.toSorted(), [
        'Explain selection with Parley',
        'Explain with Parley',
        'Fix selection with Parley',
        'Fix with Parley',
      ]);
    } finally {
      vscode.Disposable.from(symbols, diagnostics).dispose();
    }
  });
});

suite('terminals', () => {
  test(
    'give their last command with its output and its end, or say why they cannot',
    async () => {
      const commands = new TerminalCommands();
      const terminal = vscode.window.createTerminal({ name: 'context', shellPath: '/bin/bash' });
      try {
        terminal.show();
        await waitFor(() => vscode.window.activeTerminal === terminal, 12_000);
        if (terminal.shellIntegration === undefined) {
          await assert.rejects(commands.lastCommand(), /no shell integration/);
        }
        await waitFor(() => terminal.shellIntegration !== undefined, 12_000);
        const { shellIntegration } = terminal;
        if (shellIntegration === undefined) return;
        let ended = 0;
        const listening = vscode.window.onDidEndTerminalShellExecution(() => (ended += 1));
        try {
          shellIntegration.executeCommand('printf "\\033[31mred\\033[0m\\n"; sleep 0.3; false');
          await waitFor(() => ended > 0, 12_000);
          const attachment = await commands.lastCommand();
          assert.equal(attachment.terminal, 'context');
          assert.equal(attachment.exitCode, 1);
          assert.match(attachment.command ?? '', /^printf/);
          assert.equal(attachment.text, 'red');
          assert.deepEqual({ ...(await commands.failedCommand()), id: attachment.id }, attachment);
          shellIntegration.executeCommand('sleep 0.3; true');
          await waitFor(() => ended > 1, 12_000);
          assert.equal((await commands.lastCommand()).exitCode, 0);
          const failed = await commands.failedCommand();
          assert.deepEqual({ ...failed, id: attachment.id }, attachment, 'what failed before is still known');
        } finally {
          listening.dispose();
        }
      } finally {
        terminal.dispose();
        commands.dispose();
      }
    },
    { timeoutMs: 40_000 },
  );
});

suite('git', () => {
  test(
    'gives staged and working changes and commits as git shows them',
    async () => {
      const folder = vscode.Uri.joinPath(root, 'repository');
      await put('repository/a.txt', 'one\n');
      const git = (...args: readonly string[]): void => {
        const settings = [
          '-c',
          'user.name=Test',
          '-c',
          'user.email=test@example.org',
          '-c',
          'init.defaultBranch=main',
        ];
        execFileSync('git', [...settings, ...args], { cwd: folder.fsPath, stdio: 'pipe' });
      };
      git('init', '-q');
      git('add', '.');
      git('commit', '-q', '-m', 'Begin\n\nBody');
      await put('repository/a.txt', 'two\n');
      git('add', '.');
      await put('repository/a.txt', 'three\n');
      const exported = (await vscode.extensions.getExtension<unknown>('vscode.git')?.activate()) as {
        getAPI(version: 1): { openRepository(uri: vscode.Uri): Promise<unknown> };
      };
      await exported.getAPI(1).openRepository(folder);
      const repository = (await gitRepositories()).find(({ rootUri }) =>
        rootUri.fsPath.endsWith('repository'),
      );
      assert.ok(repository);
      assert.match((await changesAttachment(repository, 'staged')).text, /-one\n\+two\n/);
      const working = await changesAttachment(repository, 'working');
      assert.match(working.text, /-two\n\+three\n/);
      assert.equal(working.repository, 'repository');
      git('commit', '-q', '-a', '-m', 'Go on');
      const [second, first] = await repository.log({ maxEntries: 5 });
      assert.ok(second !== undefined && first !== undefined);
      const commit = await commitAttachment(repository, second);
      assert.match(commit.text, /-one\n\+three$/m);
      assert.equal(commit.subject, 'Go on');
      await assert.rejects(commitAttachment(repository, first), /the first commit/);
      await assert.rejects(changesAttachment(repository, 'staged'), /Nothing is staged/);
    },
    { timeoutMs: 40_000 },
  );
});

suite('files of a project', () => {
  test('count when they are near, and only when they lie in the workspace in truth', async () => {
    const outside = await mkdtemp(path.join(tmpdir(), 'parley-outside-'));
    await writeFile(path.join(outside, 'secret.md'), 'Not yours.');
    await put('AGENTS.md', 'Root rules.');
    await put('rules/AGENTS.md', 'Near rules.');
    await put('.github/copilot-instructions.md', 'Copilot rules.');
    await put('.github/instructions/ts.instructions.md', '---\napplyTo: "**/*.ts"\n---\nTypeScript rules.');
    await put('.github/prompts/ours.prompt.md', 'Do ${input:what}.');
    const file = await put('rules/a.ts', 'x');
    await symlink(path.join(outside, 'secret.md'), vscode.Uri.joinPath(root, 'CLAUDE.md').fsPath);
    try {
      const chosen = applicableInstructions(await readInstructions([file]), projectPaths([file]));
      assert.deepEqual(
        chosen.map(({ path: name, text }) => [name, text]),
        [
          ['rules/AGENTS.md', 'Near rules.'],
          ['AGENTS.md', 'Root rules.'],
          ['.github/copilot-instructions.md', 'Copilot rules.'],
          ['.github/instructions/ts.instructions.md', 'TypeScript rules.'],
        ],
      );
      const memory = { keys: () => [], get: () => undefined, update: async () => {} };
      const sentWith = async (instructionFiles: boolean) =>
        createRequestContext({ instructionFiles: () => instructionFiles }, { known: () => undefined }, memory)
          .instructions([file.toString()])
          .then((sent) => sent.map(({ path: name }) => name));
      assert.equal((await sentWith(true))[0], 'rules/AGENTS.md');
      assert.deepEqual(await sentWith(false), [], 'switched off');
      const prompts = await readPrompts(vscode.Uri.file(path.join(outside, 'nowhere')));
      assert.deepEqual(
        prompts.map(({ name, source }) => [name, source]),
        [['ours', 'project']],
      );
    } finally {
      await rm(outside, { recursive: true });
      for (const name of ['AGENTS.md', 'CLAUDE.md', 'rules', '.github']) {
        await rm(vscode.Uri.joinPath(root, name).fsPath, { recursive: true });
      }
    }
  });
});

suite('pages', () => {
  test('of this machine are not connected to, with VS Code’s own http as well', async () => {
    let connections = 0;
    const server = createServer((_request, response) => response.end('x'));
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
    const init = {
      method: 'GET',
      headers: new Headers(),
      signal: AbortSignal.timeout(10_000),
      redirect: 'manual',
      connectTimeoutMs: 0,
    } as const;
    try {
      await assert.rejects(httpFetch(url, init, isPublicAddress), { code: 'EREFUSED_ADDRESS' });
      assert.equal(connections, 0);
      assert.equal(await (await httpFetch(url, init)).text(), 'x', 'control: without the rule it is fetched');
      assert.equal(connections, 1);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

async function waitFor(condition: () => boolean, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!condition() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
}
