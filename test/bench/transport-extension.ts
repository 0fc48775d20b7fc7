// Runs in a real extension host, in place of Parley: sends a made-up stream of tokens to a webview, each by itself or through
// Parley's outbox, and counts what it cost and what arrived. Built and started by transport.ts.
import process from 'node:process';
import * as vscode from 'vscode';
import { createOutbox } from '../../src/protocol/outbox.ts';
import type { ToView, ViewEvent } from '../../src/protocol/to-view.ts';
import type { TransportRun, TransportWish } from './transport-run.ts';

const messageId = '0f0e0d0c-0b0a-4908-8706-050403020100';
const token = 'abc ';
const page = `<!DOCTYPE html><html><body><script>
  const api = acquireVsCodeApi();
  let messages = 0;
  addEventListener('message', ({ data }) => {
    if (data === 'report') api.postMessage(messages);
    else messages += 1;
  });
</script></body></html>`;

/** Registers the one command. */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(vscode.commands.registerCommand('parleyTransport.run', run));
}

function delta(text: string): ViewEvent {
  return { type: 'conversation', event: { type: 'text-delta', messageId, text } };
}

async function run({ way, tokensPerSecond, seconds }: TransportWish): Promise<TransportRun> {
  const panel = vscode.window.createWebviewPanel('transport', 'Transport', vscode.ViewColumn.One, {
    enableScripts: true,
  });
  panel.webview.html = page;
  await arrivedIn(panel.webview);
  let posted = 0;
  let bytes = 0;
  let longest = 0;
  const post = (message: ToView): void => {
    const { length } = JSON.stringify(message);
    posted += 1;
    bytes += length;
    longest = Math.max(longest, length);
    void panel.webview.postMessage(message);
  };
  const outbox = createOutbox({
    post,
    schedule: (callback, delayMs) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  });
  const send: Record<TransportWish['way'], () => void> = {
    nothing: () => {},
    each: () => post({ type: 'batch', seq: posted + 1, events: [delta(token)] }),
    outbox: () => outbox.add([delta(token)]),
  };
  const count = tokensPerSecond * seconds;
  const cpu = process.cpuUsage();
  const begin = performance.now();
  let firstMs = Number.NaN;
  let sent = 0;
  while (sent < count) {
    const due = Math.min(count, Math.ceil(((performance.now() - begin) / 1000) * tokensPerSecond));
    for (; sent < due; sent += 1) {
      const beginMs = performance.now();
      send[way]();
      if (sent === 0 && posted === 1) firstMs = performance.now() - beginMs;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  const arrived = await arrivedIn(panel.webview);
  const { user, system } = process.cpuUsage(cpu);
  panel.dispose();
  return {
    hostCpuMs: (user + system) / 1000,
    posted,
    arrived,
    bytes,
    longest,
    textBytes: count * token.length,
    firstMs,
    seconds: (performance.now() - begin) / 1000,
  };
}

/** Asks the page until it answers how many messages have come. */
function arrivedIn(webview: vscode.Webview): Promise<number> {
  return new Promise((resolve) => {
    const timer = setInterval(() => void webview.postMessage('report'), 50);
    const listener = webview.onDidReceiveMessage((messages: number) => {
      clearInterval(timer);
      listener.dispose();
      resolve(messages);
    });
  });
}
