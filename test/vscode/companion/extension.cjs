// An extension loaded beside Parley in trials and browser tests, never shipped. It runs the command named by
// PARLEY_COMPANION_START once, and does what a test asks by files in PARLEY_COMPANION_FOLDER: `<n>.request.json` holds
// { command, args } or { setting, value }, `<n>.response.json` is the answer. Without these variables it does nothing.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

exports.activate = (context) => {
  const start = process.env.PARLEY_COMPANION_START;
  if (start) void vscode.commands.executeCommand(start);
  const folder = process.env.PARLEY_COMPANION_FOLDER;
  if (!folder) return;
  const timer = setInterval(() => answerAll(folder), 50);
  context.subscriptions.push({ dispose: () => clearInterval(timer) });
  fs.writeFileSync(path.join(folder, 'ready'), '');
};

function answerAll(folder) {
  for (const name of fs.readdirSync(folder)) {
    if (!name.endsWith('.request.json')) continue;
    const file = path.join(folder, name);
    const request = JSON.parse(fs.readFileSync(file, 'utf8'));
    fs.rmSync(file);
    void answer(request).then((response) => {
      const target = path.join(folder, name.replace('.request.', '.response.'));
      fs.writeFileSync(`${target}.part`, JSON.stringify(response));
      fs.renameSync(`${target}.part`, target);
    });
  }
}

async function answer(request) {
  try {
    if (request.setting !== undefined) {
      const target = vscode.ConfigurationTarget[request.target];
      await vscode.workspace.getConfiguration().update(request.setting, request.value, target);
      return {};
    }
    const value = await vscode.commands.executeCommand(request.command, ...request.args.map(revive));
    return { value: isPlain(value) ? value : undefined };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** `{ "$file": "/abs/path" }` stands for a Uri: JSON has none. */
function revive(value) {
  return typeof value === 'object' && value !== null && '$file' in value
    ? vscode.Uri.file(value.$file)
    : value;
}

function isPlain(value) {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}
