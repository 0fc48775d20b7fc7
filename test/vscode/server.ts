// Starts and ends the npm-shipped VS Code server on loopback. Refuses to listen anywhere else, and leaves no process
// behind: the server leads its own process group, which ends with it, and ends by itself when its starter dies.
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { killGroup } from './process-group.ts';

export type ServerOptions = {
  /** Folder of the VS Code server, from `installServer`. */
  root: string;
  /** Profile folder: `User/settings.json`, `Machine/settings.json`, global storage, logs. */
  userDataDir: string;
  extensionsDir: string;
  /** True: no Workspace Trust at all. False: folders that nobody trusted open in Restricted Mode. */
  trustAll: boolean;
  /** A free port is chosen when left out. */
  port?: number;
  /** File with the connection token; without it anyone on this machine may connect. */
  tokenFile?: string;
  /** Added to the environment of the server, and so of the extension host. */
  env?: Readonly<Record<string, string>>;
};

export type RunningServer = {
  port: number;
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  origin: string;
  pid: number;
  /** Everything the server has printed so far. */
  log(): string;
  /** Resolves with a readable reason when the server has ended, for whatever cause. */
  ended: Promise<string>;
  /** Ends the server and all its processes; resolves when they are gone. May be called again. */
  stop(): Promise<void>;
};

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 3000;
const PRELOAD = path.join(import.meta.dirname, 'server-modules', 'preload.cjs');

/** Starts the server and resolves when it listens. Throws with the end of its output when it does not. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  await mkdir(options.userDataDir, { recursive: true });
  await mkdir(options.extensionsDir, { recursive: true });
  const child = spawn(process.execPath, ['-r', PRELOAD, ...serverArguments(options)], {
    // stdin is the line the preload watches: it closes when this process dies.
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    env: { ...serverEnvironment(process.env), ...options.env },
  });
  let log = '';
  child.stderr.on('data', (data: Buffer) => (log += data.toString()));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`the VS Code server could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(`the VS Code server ended with ${signal ?? `code ${code}`}`),
    );
  });
  const endGroup = (): void => killGroup(child.pid);
  process.on('exit', endGroup);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const patience = new Promise((resolve) => setTimeout(resolve, STOP_LIMIT_MS).unref());
    await Promise.race([ended, patience]);
    endGroup();
    await ended;
    process.off('exit', endGroup);
  };
  const listening = new Promise<number>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      log += data.toString();
      const match = /Extension host agent listening on (\d+)/.exec(log);
      if (match?.[1] !== undefined) resolve(Number(match[1]));
    });
  });
  const timeout = new Promise<string>((resolve) => {
    const text = `the VS Code server did not listen within ${START_LIMIT_MS / 1000} s`;
    setTimeout(() => resolve(text), START_LIMIT_MS).unref();
  });
  const first = await Promise.race([listening, ended, timeout]);
  if (typeof first === 'string') {
    await stop();
    throw new Error(`${first}\n${log.slice(-3000)}`);
  }
  const origin = `http://127.0.0.1:${first}`;
  return { port: first, origin, pid: child.pid ?? 0, log: () => log, ended, stop };
}

function serverArguments(options: ServerOptions): string[] {
  const flags: Record<string, string> = {
    host: '127.0.0.1',
    port: String(options.port ?? 0),
    'telemetry-level': 'off',
    'server-data-dir': options.userDataDir,
    'user-data-dir': options.userDataDir,
    'extensions-dir': options.extensionsDir,
    ...(options.tokenFile === undefined ? {} : { 'connection-token-file': options.tokenFile }),
  };
  const switches = [
    'accept-server-license-terms',
    // Without this one the page ignores the payload, which names the extension under development.
    'enable-smoke-test-driver',
    ...(options.tokenFile === undefined ? ['without-connection-token'] : []),
    ...(options.trustAll ? ['disable-workspace-trust'] : []),
  ];
  return [
    path.join(options.root, 'out', 'server-main.js'),
    ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
    ...switches.map((name) => `--${name}`),
  ];
}

/** What an outer VS Code, Electron or test runner left in the environment must not reach this server. */
function serverEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|ELECTRON_|NODE_TEST_CONTEXT$|NODE_CHANNEL_|NODE_OPTIONS$|npm_)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

export type PageOptions = {
  /** Folder or `.code-workspace` file to open; an empty window without it. */
  workspace?: string;
  /** Folder of the extension under development. One only: of several the page takes the last. */
  extension: string;
  /** Module with `run()` for the extension host; without it VS Code behaves as for a user. */
  testsPath?: string;
};

/** The address at which the server at `origin` shows a window as described. */
export function pageUrl(origin: string, options: PageOptions): string {
  const uri = (file: string): string => `vscode-remote://${new URL(origin).host}${encodeURI(uriPath(file))}`;
  const payload: [string, string][] = [['extensionDevelopmentPath', uri(options.extension)]];
  if (options.testsPath !== undefined) payload.push(['extensionTestsPath', uri(options.testsPath)]);
  payload.push(['skipWelcome', 'true'], ['skipReleaseNotes', 'true']);
  const query = new URLSearchParams();
  if (options.workspace === undefined) query.set('ew', 'true');
  else {
    const kind = options.workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
    query.set(kind, uriPath(options.workspace));
  }
  query.set('payload', JSON.stringify(payload));
  return `${origin}/?${query.toString()}`;
}

function uriPath(file: string): string {
  const absolute = path.resolve(file);
  return path.sep === '\\' ? `/${absolute.replaceAll('\\', '/')}` : absolute;
}
