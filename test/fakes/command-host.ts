// A process that runs one command, for tests that look at it from outside or end it the hard way:
// `command-host.ts runner|plain FOLDER COMMAND`. `runner`: as Parley does, with the output kept and shown as the tool
// does. `plain`: as one would without thinking, for the controls. Prints one line of JSON when the command has ended.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { HostCommandRunner } from '../../src/host/tools/command-runner.ts';
import { createRunCommand } from '../../src/tools/builtin/run-command.ts';
import { createMemoryLog } from './memory-log.ts';

const [mode, folder = '', command = ''] = process.argv.slice(2);
const before = process.resourceUsage().maxRSS;
const { textLength, updates } = mode === 'runner' ? await runAsParley() : await runPlainly();
const grownMb = (process.resourceUsage().maxRSS - before) / 1024;
process.stdout.write(`${JSON.stringify({ grownMb, textLength, updates })}\n`);

async function runAsParley(): Promise<{ textLength: number; updates: number }> {
  const runner = new HostCommandRunner({
    environment: process.env,
    platform: process.platform,
    workspaceFolders: () => [folder],
    log: createMemoryLog(),
  });
  const tool = createRunCommand({ runner, resolveFolder: async () => ({ path: folder, shown: '.' }) });
  const signal = new AbortController().signal;
  const call = await tool.prepare({ command }, { chatId: 'chat', messageId: 'message' }, signal);
  let updates = 0;
  const { text } = await call.run(() => (updates += 1), signal);
  return { textLength: text.length, updates };
}

function runPlainly(): Promise<{ textLength: number; updates: number }> {
  return new Promise((resolve) => {
    const child = spawn('/bin/bash', ['-c', command], { cwd: folder, detached: true });
    const pieces: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    child.on('close', () => {
      resolve({ textLength: Buffer.concat(pieces).toString().length, updates: pieces.length });
    });
  });
}
