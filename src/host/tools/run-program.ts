// Runs a program to look at its output: fixed arguments, no shell, no input, an environment without secrets, a time limit.
// It and what it started end with the limit, with the signal, and as soon as the caller has enough.
import { spawn } from 'node:child_process';
import { splitPath, type PathPorts } from '../trusted-path.ts';

/** What to run. */
export interface ProgramRun {
  /** Absolute. */
  readonly file: string;
  readonly args: readonly string[];
  /** Where it runs. */
  readonly folder: string;
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly limitMs: number;
}

/** How it ended. */
export interface ProgramEnd {
  /** Undefined: it was ended. */
  readonly code: number | undefined;
  /** `limit`: it took too long. `enough`: the caller had what it wanted. */
  readonly endedBy: 'itself' | 'limit' | 'enough';
  /** The beginning of what it wrote to its error output. */
  readonly errors: string;
}

const MAX_ERROR_CHARS = 4000;

/** What a program needs to find its settings and write proper text; keys and tokens are not among it. */
const passedOn =
  /^(?:HOME|USER|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|SYSTEMDRIVE|TMPDIR|TEMP|TMP|XDG_CONFIG_HOME|LANG)$/i;

/**
 * Runs it.
 * @param onOutput takes what it prints, as it comes; false ends the program.
 * @throws the signal's reason when it aborts, or the system's error when the program cannot be started.
 */
export async function runProgram(
  { file, args, folder, environment = {}, limitMs }: ProgramRun,
  ports: PathPorts,
  onOutput: (bytes: Buffer) => boolean,
  signal: AbortSignal,
): Promise<ProgramEnd> {
  const searched = (await splitPath(ports)).trusted.join(ports.platform === 'win32' ? ';' : ':');
  const kept = Object.entries(ports.environment).filter(([name]) => passedOn.test(name));
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: folder,
      env: { ...Object.fromEntries(kept), PATH: searched, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own, so that what it starts ends with it.
      detached: ports.platform !== 'win32',
    });
    let errors = '';
    let isOver = false;
    const finish = (settle: () => void): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    const stop = (settle: () => void): void => {
      try {
        if (child.pid !== undefined && ports.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
        else child.kill();
      } catch {
        // It has ended meanwhile.
      }
      finish(settle);
    };
    const end = (endedBy: ProgramEnd['endedBy'], code?: number): void => resolve({ code, endedBy, errors });
    const onAbort = (): void => stop(() => reject(signal.reason));
    const timer = setTimeout(() => stop(() => end('limit')), limitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    child.stdout.on('data', (bytes: Buffer) => {
      if (!isOver && !onOutput(bytes)) stop(() => end('enough'));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (errors.length < MAX_ERROR_CHARS) errors = (errors + text).slice(0, MAX_ERROR_CHARS);
    });
    child.once('error', (error) => finish(() => reject(error)));
    child.once('close', (code) => finish(() => end('itself', code ?? 1)));
  });
}
