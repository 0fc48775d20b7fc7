// A real MCP server that nobody here wrote, configured in VS Code as a user does it, called from Parley's chat.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, describe, test } from 'node:test';
import { streamText } from '../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../fakes/scripted-provider.ts';
import { scriptedSettings } from './support/scripted-chat.ts';
import { sharedVsCode } from './support/shared-vscode.ts';
import { pressByKeyboard, processesWith, untilEnabled } from './support/tool-chat.ts';

const LIMIT_MS = 60_000;
const SERVER = createRequire(import.meta.url).resolve(
  '@modelcontextprotocol/server-everything/dist/index.js',
);

let provider: ScriptedProvider | undefined;
let folder = '';

const shared = sharedVsCode(async () => {
  provider = await startScriptedProvider();
  folder = await mkdtemp(path.join(tmpdir(), 'parley-mcp-'));
  await mkdir(path.join(folder, '.vscode'));
  const servers = { everything: { type: 'stdio', command: process.execPath, args: [SERVER, 'stdio'] } };
  await writeFile(path.join(folder, '.vscode', 'mcp.json'), JSON.stringify({ servers }));
  return {
    workspace: folder,
    userSettings: {
      ...scriptedSettings(provider),
      // MCP is a part of what this switches off.
      'chat.disableAIFeatures': false,
      'chat.mcp.discovery.enabled': false,
    },
  };
});

after(async () => {
  await provider?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The full name under which a tool of the server is offered. */
function nameOf(end: string): string {
  const names = provider?.requests.at(-1)?.body.tools?.map((tool) => tool.function.name) ?? [];
  const found = names.find((name) => name.endsWith(end));
  assert.ok(found !== undefined, `${end} is offered`);
  return found;
}

describe('an MCP server configured in VS Code', () => {
  test('is offered to the model, asks before it is called, and its answer goes back', async () => {
    assert.ok(provider !== undefined);
    const panel = shared.panel();
    const vscode = shared.vscode();
    await panel.open();
    await vscode.execute('workbench.mcp.startServer', '*', {
      waitForLiveTools: true,
      autoTrustChanges: true,
    });
    const offered = async (): Promise<string | undefined> => {
      provider?.queue(streamText(['Nothing yet.']));
      await panel.send('What do you have?');
      await panel.waitForAnswerEnd();
      const names = provider?.requests.at(-1)?.body.tools?.map((tool) => tool.function.name) ?? [];
      return names.find((name) => /^mcp_.*echo$/.test(name));
    };
    let echo = await offered();
    for (const end = Date.now() + LIMIT_MS; echo === undefined && Date.now() < end; echo = await offered())
      await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(echo !== undefined, 'its tools are offered by themselves');
    provider.queue(
      streamText(['I ask.'], {
        toolCalls: [{ id: 'call00001', name: echo, arguments: { message: 'Hello MCP' } }],
      }),
      streamText(['It has spoken.']),
    );
    await panel.send('Let it echo.');
    const card = panel.toolCalls().last();
    const allow = card.getByRole('button', { name: 'Allow', exact: true });
    await allow.waitFor({ timeout: LIMIT_MS });
    assert.match(await card.innerText(), /MCP: everything/);
    assert.match(await card.innerText(), /Hello MCP/, 'the arguments are shown before anything is sent');
    await untilEnabled(allow);
    await pressByKeyboard(vscode, allow);
    await panel.waitForText('It has spoken.', LIMIT_MS);
    const last = provider.requests.at(-1)?.body.messages?.at(-1);
    assert.equal(last?.role, 'tool');
    assert.match(String(last.content), /Echo: Hello MCP/);
  });

  test('is listed with its source, and switched off for this chat when the user says so', async () => {
    assert.ok(provider !== undefined);
    const panel = shared.panel();
    await panel.button(/^Tools/).click();
    const entry = panel.frame.getByRole('switch', { name: /echo/ }).first();
    await entry.waitFor({ timeout: LIMIT_MS });
    await entry.click();
    await shared.vscode().page.keyboard.press('Escape');
    provider.queue(streamText(['Gone.']));
    await panel.send('And now?');
    await panel.waitForText('Gone.');
    const names = provider.requests.at(-1)?.body.tools?.map((tool) => tool.function.name) ?? [];
    assert.ok(
      names.some((name) => /get-sum/.test(name)),
      'control: the others are still there',
    );
    assert.ok(!names.some((name) => /echo/.test(name)));
  });

  test('that dies in mid-call is an error for the model, and the chat goes on', async () => {
    assert.ok(provider !== undefined);
    const panel = shared.panel();
    provider.queue(
      streamText(['I wait.'], {
        toolCalls: [
          {
            id: 'call00002',
            name: nameOf('trigger-long-running-operation'),
            arguments: { duration: 300, steps: 3 },
          },
        ],
      }),
      streamText(['So it is gone.']),
    );
    await panel.send('Take your time.');
    const allow = panel.toolCalls().last().getByRole('button', { name: 'Allow', exact: true });
    await allow.waitFor({ timeout: LIMIT_MS });
    await untilEnabled(allow);
    await pressByKeyboard(shared.vscode(), allow);
    await allow.waitFor({ state: 'detached', timeout: LIMIT_MS });
    const servers = processesWith(SERVER);
    assert.ok(servers.length > 0, 'control: the server runs');
    for (const pid of servers) process.kill(Number(pid), 'SIGKILL');
    await panel.waitForText('So it is gone.', LIMIT_MS);
    const last = provider.requests.at(-1)?.body.messages?.at(-1);
    assert.equal(last?.role, 'tool');
    assert.match(String(last.content), /failed|error|stopped|closed|exit/i);
  });
});
