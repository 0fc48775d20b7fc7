// Decides which VS Code the tests start: the one the user names, VS Code by download, else the server that npm ships
// behind a small stand-in executable. Refuses to hang: a download that stops moving is given up, with a line saying so.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { cacheFolder, type Progress } from './cache-folder.ts';
import { installServer } from './install-server.ts';
import { locateBrowser } from './locate-browser.ts';
import { writeShimExecutable } from './shim-executable.ts';

/** The version that is downloaded: the one the npm-shipped server carries, so that both ways test the same. */
const VSCODE_VERSION = '1.139.1';
const IDLE_LIMIT_MS = 60_000;

export type LocatedVsCode = {
  /** `desktop`: a VS Code of the user's or a downloaded one. `npm`: the stand-in for the npm-shipped server. */
  kind: 'desktop' | 'npm';
  /** For `runTests({ vscodeExecutablePath })`. */
  executablePath: string;
};

/**
 * Finds a VS Code to run tests in, in this order: `PARLEY_VSCODE`; download; npm. `PARLEY_RIG=npm` goes straight to npm.
 * Throws when the executable that the user names does not exist, or when even the install from npm fails.
 */
export async function locateVsCode(progress: Progress): Promise<LocatedVsCode> {
  const desktop = await locateDesktop(progress);
  if (desktop !== undefined) return { kind: 'desktop', executablePath: desktop };
  await installServer(progress);
  await locateBrowser(progress);
  return { kind: 'npm', executablePath: await writeShimExecutable() };
}

/** The first two ways only: path of a desktop VS Code, or undefined when none can be had (progress says why). */
export async function locateDesktop(progress: Progress): Promise<string | undefined> {
  const named = process.env['PARLEY_VSCODE'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(
      `PARLEY_VSCODE names ${named}, which does not exist. Give the path of a VS Code executable.`,
    );
  }
  if (process.env['PARLEY_RIG'] === 'npm') return undefined;
  const rest = 'using the VS Code server that npm ships';
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    progress(`No display for a desktop VS Code; ${rest}`);
    return undefined;
  }
  try {
    const executable = await download(progress);
    await checkItStarts(executable);
    return executable;
  } catch (error) {
    progress(`VS Code by download is not to be had (${reasonOf(error)}); ${rest}`);
    return undefined;
  }
}

async function download(progress: Progress): Promise<string> {
  const cachePath = path.join(cacheFolder(), 'vscode');
  await mkdir(cachePath, { recursive: true });
  let idle: NodeJS.Timeout | undefined;
  let last = 0;
  let report: (line: string, isFinal: boolean) => void = () => undefined;
  const stalled = new Promise<never>((_, reject) => {
    const moved = (): void => {
      clearTimeout(idle);
      const text = `the download did not move for ${IDLE_LIMIT_MS / 1000} s`;
      idle = setTimeout(() => reject(new Error(text)), IDLE_LIMIT_MS);
    };
    moved();
    report = (line, isFinal) => {
      moved();
      // A report comes with every chunk; one line in five seconds is enough.
      if (!isFinal && Date.now() - last < 5000) return;
      last = Date.now();
      progress(line);
    };
  });
  const downloaded = downloadAndUnzipVSCode({
    version: VSCODE_VERSION,
    cachePath,
    timeout: 10_000,
    reporter: {
      report: (step) => report(describe(step), false),
      error: (error: unknown) => report(`download: ${reasonOf(error)}`, true),
    },
  });
  try {
    return await Promise.race([downloaded, stalled]);
  } finally {
    clearTimeout(idle);
  }
}

function describe(step: { stage: string; bytesSoFar?: number; totalBytes?: number }): string {
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
  if (step.bytesSoFar === undefined || step.totalBytes === undefined) {
    return `VS Code ${VSCODE_VERSION}: ${step.stage}`;
  }
  return `downloading VS Code ${VSCODE_VERSION}: ${megabytes(step.bytesSoFar)} of ${megabytes(step.totalBytes)}`;
}

/** A download may be complete and yet not start, for want of system libraries: finds out before the tests do. */
async function checkItStarts(executable: string): Promise<void> {
  const problem = await new Promise<string | undefined>((resolve) => {
    const child = spawn(executable, ['-p', 'process.version'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? undefined : `it does not start: ${output.trim() || (signal ?? `code ${code}`)}`),
    );
  });
  if (problem !== undefined) throw new Error(problem);
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
