// The gcloud command line: finds it on the user's PATH and asks it short questions. It is never looked for in the
// workspace or the current folder, gets fixed arguments only, no shell of the user's, no input, and a time limit.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Log } from '../model/log.ts';
import { findProgram, trustedFolders, withoutPath, type ProgramPorts } from './find-program.ts';

/** gcloud is a Python program: a second is normal, a cold disk takes several. */
const LIMIT_MS = 15_000;
const MAX_OUTPUT_CHARS = 1024 * 1024;

/** What running gcloud needs from outside. */
export interface GcloudPorts extends ProgramPorts {
  /** Where it runs: a folder that no workspace can fill. */
  readonly homeFolder: string;
  readonly log: Log;
  /** Longest run in milliseconds; 15 s when left out. */
  readonly limitMs?: number;
}

/**
 * Runs `gcloud` with these arguments.
 * @param args letters, digits, `-` and `=` only.
 * @returns what it printed; undefined when there is none, it failed, printed too much or took too long.
 * @throws the signal's reason when it aborts; the program is then ended.
 */
export async function runGcloud(
  args: readonly string[],
  ports: GcloudPorts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const file = await findGcloud(ports);
  signal.throwIfAborted();
  if (file === undefined) return undefined;
  const command = commandOf(file, args, ports);
  if (command === undefined) {
    ports.log.warn(`${file} is not run: its path or an argument holds a character that cannot be passed on.`);
    return undefined;
  }
  // What gcloud itself looks for, its Python first of all, is not taken from a workspace either.
  const folders = await trustedFolders(ports);
  const searched = folders.join(ports.platform === 'win32' ? ';' : ':');
  return run(command, args.join(' '), searched, ports, signal);
}

/** The first gcloud on the PATH, as an absolute path; entries that are relative or inside a workspace do not count. */
export async function findGcloud(ports: ProgramPorts): Promise<string | undefined> {
  return findProgram(ports.platform === 'win32' ? 'gcloud.cmd' : 'gcloud', ports);
}

interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly isVerbatim: boolean;
}

/**
 * How to start it. Windows runs a `.cmd` only through its command processor, which expands `%…%` even between quotes;
 * undefined when that could happen.
 */
export function commandOf(
  file: string,
  args: readonly string[],
  { platform, environment }: Pick<GcloudPorts, 'platform' | 'environment'>,
): Command | undefined {
  if (args.some((arg) => !/^[\w=-]+$/.test(arg))) return undefined;
  if (platform !== 'win32') return { file, args, isVerbatim: false };
  const system = environment['SystemRoot'] ?? environment['SYSTEMROOT'];
  if (system === undefined || /[%"\r\n]/.test(file)) return undefined;
  return {
    file: path.win32.join(system, 'System32', 'cmd.exe'),
    args: ['/d', '/s', '/c', `""${file}" ${args.join(' ')}"`],
    isVerbatim: true,
  };
}

function run(
  command: Command,
  name: string,
  searched: string,
  { environment, platform, homeFolder, log, limitMs = LIMIT_MS }: GcloudPorts,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, command.args, {
      cwd: homeFolder,
      env: { ...withoutPath(environment), PATH: searched, CLOUDSDK_CORE_DISABLE_PROMPTS: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
      windowsVerbatimArguments: command.isVerbatim,
      // A group of its own: gcloud is a script around Python, and both must end.
      detached: platform !== 'win32',
    });
    let printed = '';
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    const giveUp = (why: string): void => {
      end();
      kill(child.pid, platform, () => child.kill());
      log.debug(`gcloud ${name}: ${why}`);
      resolve(undefined);
    };
    const onAbort = (): void => {
      reject(signal.reason);
      giveUp('stopped');
    };
    const timer = setTimeout(() => giveUp(`took longer than ${limitMs} ms`), limitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.length > MAX_OUTPUT_CHARS) giveUp('printed too much');
    });
    child.once('error', (error) => giveUp(error.message));
    child.once('close', (code) => {
      end();
      log.debug(`gcloud ${name}: ended with ${code}`);
      resolve(code === 0 ? printed : undefined);
    });
  });
}

function kill(pid: number | undefined, platform: NodeJS.Platform, otherwise: () => void): void {
  try {
    if (pid === undefined || platform === 'win32') otherwise();
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
