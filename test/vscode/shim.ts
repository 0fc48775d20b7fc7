// Stands in for the VS Code executable in `runTests`: takes the same arguments, starts the npm-shipped server and a
// headless browser, runs the test module in the extension host and exits with its code. Leaves no process behind, and
// whatever goes wrong ends it with a line that says what.
import { mkdir } from 'node:fs/promises';
import { fstatSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { formatWithOptions } from 'node:util';
import { loadWorkbench, openBrowserWindow } from './browser-window.ts';
import { progressToStderr } from './cache-folder.ts';
import { crashIn, hostTrouble, isNoise, withoutWorkbenchFrames } from './host-console.ts';
import { installServer } from './install-server.ts';
import { locateBrowser } from './locate-browser.ts';
import { pageUrl, startServer } from './server.ts';

const LOAD_LIMIT_MS = 90_000;
/** How long the extension host may be stuck before the run is given up; a stuck host answers no signal of ours. */
const STUCK_LIMIT_MS = Number(process.env['PARLEY_STUCK_LIMIT_MS'] ?? 60_000);
/** The server's output reaches us by a pipe, the page's call by the browser: the pipe may be the slower one. */
const LOG_DELAY_MS = 200;

type Arguments = {
  workspace?: string;
  extension: string;
  testsPath: string;
  userDataDir: string;
  extensionsDir: string;
  trustAll: boolean;
};

/** Ways to end what has been started, in the order of starting. */
const closers: (() => Promise<unknown>)[] = [];
let ending: Promise<void> | undefined;

/** Ends everything once, then this process with `code`. */
function end(code: number, reason?: string): Promise<void> {
  ending ??= (async () => {
    if (reason !== undefined) console.error(`VS Code stand-in: ${reason}`);
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
      await closer().catch((error: unknown) => console.error(`while ending: ${String(error)}`));
    }
    process.exit(code);
  })();
  return ending;
}

function readArguments(argv: readonly string[]): Arguments {
  const options = new Map<string, string>();
  const positional: string[] = [];
  for (const argument of argv) {
    const match = /^--([\w-]+)(?:=(.*))?$/s.exec(argument);
    if (match?.[1] === undefined) positional.push(argument);
    else options.set(match[1], match[2] ?? '');
  }
  const needed = (name: string): string => {
    const value = options.get(name);
    if (value === undefined || value === '') throw new Error(`the argument --${name}=… is missing`);
    return path.resolve(value);
  };
  const workspace = positional[0];
  const userDataDir = path.resolve(options.get('user-data-dir') ?? '.vscode-test/user-data');
  return {
    ...(workspace === undefined ? {} : { workspace: path.resolve(workspace) }),
    extension: needed('extensionDevelopmentPath'),
    testsPath: needed('extensionTestsPath'),
    userDataDir,
    extensionsDir: path.resolve(options.get('extensions-dir') ?? path.join(userDataDir, 'extensions')),
    trustAll: options.has('disable-workspace-trust'),
  };
}

async function run(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  const root = await installServer(progressToStderr);
  const located = await locateBrowser(progressToStderr);
  await mkdir(args.userDataDir, { recursive: true });
  const server = await startServer({
    root,
    userDataDir: args.userDataDir,
    extensionsDir: args.extensionsDir,
    trustAll: args.trustAll,
  });
  closers.push(() => server.stop());
  void server.ended.then((reason) => end(1, `${reason}\n${server.log().slice(-2000)}`));
  const { browser, page } = await openBrowserWindow(located, { width: 1400, height: 900 });
  closers.push(() => browser.close());
  browser.on('disconnected', () => void end(1, 'the browser ended'));
  page.on('crash', () => void end(1, 'the page of VS Code crashed'));

  let stuck: NodeJS.Timeout | undefined;
  await page.exposeFunction('codeAutomationLog', (_type: string, values: unknown[]) => {
    const line = formatWithOptions({ colors: false }, ...values);
    const trouble = hostTrouble(line);
    if (trouble === 'stuck') {
      const reason = `the extension host did not respond for ${STUCK_LIMIT_MS / 1000} s; a loop without end?`;
      stuck ??= setTimeout(() => void end(1, reason), STUCK_LIMIT_MS);
    }
    if (trouble === 'recovered') {
      clearTimeout(stuck);
      stuck = undefined;
    }
    if (!isNoise(line)) console.log(withoutWorkbenchFrames(line));
  });
  await page.exposeFunction('codeAutomationExit', async (code: number) => {
    // The workbench reports code 0 when the extension host has crashed; the server's log knows better.
    await new Promise((resolve) => setTimeout(resolve, LOG_DELAY_MS));
    const crash = crashIn(server.log());
    await (crash === undefined ? end(code) : end(1, crash));
  });
  const url = pageUrl(server.origin, {
    ...(args.workspace === undefined ? {} : { workspace: args.workspace }),
    extension: args.extension,
    testsPath: args.testsPath,
  });
  await loadWorkbench(page, url, LOAD_LIMIT_MS);
}

process.on('SIGINT', () => void end(130, 'interrupted'));
process.on('SIGTERM', () => void end(143, 'terminated'));
// Whoever started us holds the other end of stdin; it closes when they die without a word.
const stdin = fstatSync(0);
if (stdin.isFIFO() || stdin.isSocket()) {
  process.stdin.on('end', () => void end(1, 'the process that started it has ended'));
  process.stdin.on('error', () => void end(1, 'the process that started it has ended'));
  process.stdin.resume();
}
try {
  await run();
} catch (error) {
  await end(1, error instanceof Error ? error.message : String(error));
}
