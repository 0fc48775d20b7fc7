// From a menu's command to the bytes that reach the server: what is attached is sent, what is secret is not, and what a
// caller makes up does nothing.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { streamText } from '../../fakes/replies.ts';
import { startScriptedProvider } from '../../fakes/scripted-provider.ts';
import { plantedSecrets } from '../../unit/context/planted-secrets.ts';
import { suite, test } from '../in-host.ts';

const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');

async function put(name: string, content: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(root, name);
  await mkdir(path.dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, content);
  return uri;
}

suite('commands that attach', () => {
  test(
    'send files as they are, and none of forty secrets',
    async () => {
      const server = await startScriptedProvider({ fallback: streamText(['Thanks.']) });
      const configuration = vscode.workspace.getConfiguration('parley');
      try {
        const providers = { commands: { baseUrl: server.baseUrl } };
        await configuration.update('providers', providers, vscode.ConfigurationTarget.Global);
        await configuration.update('model', 'commands/model', vscode.ConfigurationTarget.Global);
        const plain = await put('commands/plain.ts', 'let a = 1;\r\nlet b = 2;\r\n');
        const secret = await put('commands/secret.ts', plantedSecrets.map(({ text }) => text).join('\n'));
        const environment = await put('commands/.env', 'NAME=hushhush\n');
        await vscode.commands.executeCommand('parley.newChat');
        // As the explorer calls it with three files selected.
        await vscode.commands.executeCommand('parley.addFile', plain, [plain, secret, environment]);
        await vscode.commands.executeCommand('parley.send', { prompt: 'What is this?' });
        const deadline = Date.now() + 10_000;
        while (server.requests.length === 0 && Date.now() < deadline)
          await new Promise((r) => setTimeout(r, 20));
        const [request] = server.requests;
        assert.ok(request, 'a request came');
        const messages = request.body.messages ?? [];
        const sent = String(messages.at(-1)?.content);
        const all = messages.map(({ content }) => String(content)).join('\n');
        assert.ok(
          sent.startsWith('commands/plain.ts, 2 lines (ts):\n```ts\nlet a = 1;\r\nlet b = 2;\r\n```\n\n'),
          sent.slice(0, 200),
        );
        assert.ok(sent.endsWith('\n\nWhat is this?'));
        assert.match(sent, /NAME=\[masked: \.env value\]/);
        for (const { secret: value, kind } of plantedSecrets) {
          for (const line of value.split('\n')) assert.ok(!all.includes(line), kind);
        }
      } finally {
        await configuration.update('providers', undefined, vscode.ConfigurationTarget.Global);
        await configuration.update('model', undefined, vscode.ConfigurationTarget.Global);
        await server.close();
      }
    },
    { timeoutMs: 40_000 },
  );

  test('believe nothing that a caller makes up', async () => {
    const editor = await vscode.window.showTextDocument(await put('commands/calm.txt', 'calm\n'));
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    for (const argument of [
      { uri: 'file:///etc/passwd', startLine: 0, endLine: 9 },
      { uri: 7 },
      'x',
      null,
      [],
      { startLine: -1 },
    ]) {
      await vscode.commands.executeCommand('parley.fixProblem', argument);
      await vscode.commands.executeCommand('parley.explainProblem', argument);
    }
    await vscode.commands.executeCommand('parley.stopCommitMessage', { rootUri: 'x' });
  });
});
