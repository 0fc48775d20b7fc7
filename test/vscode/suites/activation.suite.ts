// Parley inside a real extension host: it activates by itself, everything its manifest promises is there, and it asks for
// no proposed API (the npm-shipped VS Code allows all of them, so only the manifest can tell).
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { suite, test } from '../in-host.ts';

type Manifest = {
  enabledApiProposals?: string[];
  contributes: { commands: { command: string }[] };
};

function parley(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('parley.parley');
  assert.ok(extension, 'the extension parley.parley is not installed');
  return extension;
}

suite('activation', () => {
  test('activates without an error', async () => {
    await parley().activate();
    assert.ok(parley().isActive);
  });

  test('registers every command of the manifest', async () => {
    const manifest = parley().packageJSON as Manifest;
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands
      .map(({ command }) => command)
      .filter((id) => !known.has(id));
    assert.deepEqual(missing, []);
  });

  test('asks for no proposed API', () => {
    const manifest = parley().packageJSON as Manifest;
    assert.equal(manifest.enabledApiProposals, undefined);
  });

  test('opens its panel by command', async () => {
    await vscode.commands.executeCommand('parley.openChat');
  });
});
