// `npm start`: builds Parley and opens a VS Code with it, a sample workspace and the panel: the desktop VS Code if it can
// be had, else the npm-shipped one, served on loopback behind a token. Ctrl+C ends everything it started.
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { startPracticeServer } from './fakes/practice-server.ts';
import { progressToStderr as progress } from './vscode/cache-folder.ts';
import { installCompanion } from './vscode/companion.ts';
import { installServer } from './vscode/install-server.ts';
import { locateDesktop } from './vscode/locate-vscode.ts';
import { dropPractice, needsPractice, usePractice } from './vscode/practice-settings.ts';
import { killGroup } from './vscode/process-group.ts';
import { QUIET_SETTINGS, readSettingsFile, settingsFiles, writeSettings } from './vscode/profile.ts';
import { runStep } from './vscode/run-step.ts';
import { pageUrl, startServer } from './vscode/server.ts';
import { freePort, takeTrialProfile, type TrialProfile } from './vscode/trial-profile.ts';

const ROOT = path.join(import.meta.dirname, '..');
/** Runs in the extension host, where the companion extension obeys it: the panel has the focus from the beginning. */
const ENV = { PARLEY_COMPANION_START: 'parley.openChat' };

/** Ways to end what has been started, in the order of starting. */
const closers: (() => Promise<unknown>)[] = [];
let ending: Promise<never> | undefined;

/** Ends everything once, then this process. */
function end(code: number, reason?: string): Promise<never> {
  ending ??= (async () => {
    if (reason !== undefined) progress(reason);
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
      await closer().catch((error: unknown) => progress(`while ending: ${String(error)}`));
    }
    process.exit(code);
  })();
  return ending;
}

async function start(): Promise<void> {
  await runStep('building Parley', process.execPath, ['esbuild.config.mjs'], {
    cwd: ROOT,
    limitMs: 120_000,
    progress,
  });
  const desktop = await locateDesktop(progress);
  const serverRoot = desktop === undefined ? await installServer(progress) : undefined;
  const profile = await takeTrialProfile(path.join(ROOT, 'test', 'fakes', 'sample-workspace'));
  closers.push(() => profile.release());
  const extensionsDir = path.join(profile.folder, 'extensions');
  await installCompanion(extensionsDir);
  await seedSettings(profile.folder);
  await preparePractice(profile);
  if (serverRoot === undefined) openDesktop(desktop ?? '', profile, extensionsDir);
  else await serve(serverRoot, profile, extensionsDir);
}

/** Quiet defaults, but never over what the user has chosen. */
async function seedSettings(folder: string): Promise<void> {
  const chosen = await readSettingsFile(settingsFiles(folder).user);
  const missing = Object.entries(QUIET_SETTINGS).filter(([key]) => !(key in chosen));
  await writeSettings(folder, Object.fromEntries(missing));
}

async function preparePractice(profile: TrialProfile): Promise<void> {
  if (!(await needsPractice(profile.folder))) {
    await dropPractice(profile.folder);
    progress('Using the provider and model from your settings.');
    return;
  }
  const server = await startPracticeServer({ port: await freePort(profile.ports.practice) });
  closers.push(() => server.close());
  await profile.savePorts({ practice: Number(new URL(server.url).port) });
  await usePractice(profile.folder, server.url);
  progress('No model is configured: a practice server (no real model) answers until you choose one.');
}

async function serve(root: string, profile: TrialProfile, extensionsDir: string): Promise<void> {
  const port = await freePort(profile.ports.server);
  if (profile.ports.server !== undefined && port !== profile.ports.server) {
    progress(
      `Port ${profile.ports.server} is taken: keys your browser keeps for it are not seen at the new address.`,
    );
  }
  const origin = `http://127.0.0.1:${port}`;
  const page = new URL(pageUrl(origin, { workspace: profile.workspace, extension: ROOT }));
  const server = await startServer({
    root,
    userDataDir: profile.folder,
    extensionsDir,
    trustAll: true,
    port,
    tokenFile: profile.tokenFile,
    env: { ...ENV, PARLEY_PAGE_DEFAULTS: JSON.stringify(Object.fromEntries(page.searchParams)) },
  });
  closers.push(() => server.stop());
  void server.ended.then((reason) => end(1, `${reason}\n${server.log().slice(-2000)}`));
  await profile.savePorts({ server: port });
  const address = `${origin}/?tkn=${profile.token}`;
  console.log(`Open ${address}`);
  progress('Ctrl+C ends it.');
  openInBrowser(address);
}

/** Opens the user's browser where someone is likely to be looking; the printed address serves in any case. */
function openInBrowser(address: string): void {
  if (!process.stdout.isTTY || process.env['CI'] !== undefined) return;
  const isLinux = process.platform === 'linux';
  if (isLinux && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return;
  const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
    linux: ['xdg-open'],
    darwin: ['open'],
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  };
  const [command, ...args] = openers[process.platform] ?? [];
  if (command === undefined) return;
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}

function openDesktop(executable: string, profile: TrialProfile, extensionsDir: string): void {
  const args = [
    profile.workspace,
    '--new-window',
    `--extensionDevelopmentPath=${ROOT}`,
    `--user-data-dir=${profile.folder}`,
    `--extensions-dir=${extensionsDir}`,
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const started = Date.now();
  const child = spawn(executable, args, {
    stdio: ['ignore', 'ignore', 'ignore'],
    detached: process.platform !== 'win32',
    env: { ...process.env, ...ENV },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  closers.push(async () => {
    child.kill('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
    killGroup(child.pid);
  });
  child.once('error', (error) => void end(1, `VS Code could not be started: ${error.message}`));
  child.once('exit', (code) => {
    const hint = 'It ended at once: PARLEY_VSCODE must name VS Code itself, not the `code` command.';
    if (Date.now() - started < 2000) void end(1, hint);
    else void end(code ?? 1, 'VS Code was closed.');
  });
  progress('VS Code is opening. Closing it, or Ctrl+C here, ends it.');
}

// Exit code 0: Ctrl+C is the way to end it, and npm need not report an error.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void end(0, 'Ending …'));
// A signal may end npm or its shell without reaching us; then our parent changes.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) void end(0);
}, 1000).unref();
try {
  await start();
} catch (error) {
  await end(1, error instanceof Error ? error.message : String(error));
}
