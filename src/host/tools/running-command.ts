// One command on its way, from the first process to the last: its output, its end, and the end of what it left behind.
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandEnd } from '../../tools/command-runner.ts';
import { ToolProblem } from '../../tools/tool.ts';
import { endProcesses } from './end-processes.ts';
import { ProcessFamily } from './process-family.ts';
import type { OutputPipe } from './output-pipe.ts';
import type { Launch } from './shell-launch.ts';

/** How to start it. */
export interface CommandStart {
  readonly launch: Launch;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** `NAME=value` of the environment that only this command's processes have. */
  readonly mark: string;
  readonly platform: NodeJS.Platform;
  readonly systemRoot: string;
  /** Takes output and errors in order; without one they come through two of Node's own, each in order by itself. */
  readonly pipe: OutputPipe | undefined;
}

/** Nothing more is printed for so long after the shell's end: whoever still holds the pipe has been left behind. */
const SILENCE_MS = 150;
/** More than pipes hold, or longer than reading them takes: it is still being written. */
const MAX_LEFT_IN_PIPES = 4 * 1024 * 1024;
const MAX_DRAIN_MS = 1_000;

/** See the head of this file. */
export class RunningCommand {
  readonly #start: CommandStart;
  readonly #child: ChildProcess;
  readonly #family: ProcessFamily | undefined;
  readonly #exited: Promise<void>;
  readonly #closed: Promise<void>;
  #hasExited = false;
  #hasClosed = false;
  #exitCode: number | null = null;
  #endSignal: string | null = null;
  #printedBytes = 0;

  /** Takes over the pipe. @throws ToolProblem when it cannot be started; see also {@link ended}. */
  constructor(start: CommandStart, onOutput: (bytes: Uint8Array) => void) {
    this.#start = start;
    const child = spawnCommand(start);
    this.#child = child;
    const { pid } = child;
    this.#family =
      pid === undefined
        ? undefined
        : new ProcessFamily({ ...start, leader: pid, hasLeaderEnded: () => this.#hasExited });
    this.#exited = new Promise((resolve, reject) => {
      child.once('error', (error) => reject(notStarted(error)));
      child.once('exit', (code, signal) => {
        [this.#hasExited, this.#exitCode, this.#endSignal] = [true, code, signal];
        resolve();
      });
    });
    this.#closed = this.#read((bytes) => {
      this.#printedBytes += bytes.length;
      onOutput(bytes);
    });
  }

  /** The shell's process id; absent when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Reads what is printed; resolves when nobody can print any more. */
  #read(onBytes: (bytes: Uint8Array) => void): Promise<void> {
    return new Promise((resolve) => {
      const onEnd = (): void => {
        this.#hasClosed = true;
        resolve();
      };
      const { pipe } = this.#start;
      pipe?.closeWriteEnd();
      pipe?.read(onBytes, onEnd);
      this.#child.stdout?.on('data', onBytes);
      this.#child.stderr?.on('data', onBytes);
      if (pipe === undefined) this.#child.once('close', onEnd);
    });
  }

  /**
   * Resolves when nothing of the command runs any more, by itself or because of `signal`.
   * @throws ToolProblem when it could not be started.
   */
  async ended(signal: AbortSignal): Promise<Omit<CommandEnd, 'refusedPath'>> {
    const guard = this.#guard();
    try {
      await Promise.race([this.#exited, aborted(signal)]);
      const survivors = this.#hasExited ? undefined : await this.#end();
      const leftBehind = survivors === undefined ? await this.#endLeftBehind() : undefined;
      await Promise.race([this.#closed, pause(SILENCE_MS)]);
      return {
        ...(this.#exitCode !== null && { exitCode: this.#exitCode }),
        ...(this.#endSignal !== null && { signal: this.#endSignal }),
        hadBackground: leftBehind !== undefined,
        survivors: survivors ?? leftBehind ?? [],
      };
    } finally {
      this.#start.pipe?.close();
      this.#child.stdout?.destroy();
      this.#child.stderr?.destroy();
      guard?.kill('SIGKILL');
    }
  }

  /** Ends what the shell left running when it ended by itself; undefined when there was nothing. */
  async #endLeftBehind(): Promise<readonly number[] | undefined> {
    await this.#drained();
    // A process that is ending closes its pipes a moment before it is gone.
    for (const waitMs of [0, 20, 80]) {
      await pause(waitMs);
      if (this.#family === undefined || (await this.#family.living()).length === 0) return undefined;
    }
    return this.#end();
  }

  /** What it printed last is read, or somebody else holds the pipe. */
  async #drained(): Promise<void> {
    const printedAtExit = this.#printedBytes;
    const untilMs = Date.now() + MAX_DRAIN_MS;
    for (let before = -1; !this.#hasClosed && before !== this.#printedBytes;) {
      before = this.#printedBytes;
      if (before - printedAtExit > MAX_LEFT_IN_PIPES || Date.now() > untilMs) return;
      await Promise.race([this.#closed, pause(SILENCE_MS)]);
    }
  }

  async #end(): Promise<readonly number[]> {
    return this.#family === undefined ? [] : endProcesses(this.#family);
  }

  /**
   * A process that waits for the end of a pipe, which comes when the extension host ends, however it ends; then it
   * ends the command's group. What left the group survives a crash of the extension host. None on Windows.
   */
  #guard(): ReturnType<typeof spawn> | undefined {
    if (this.pid === undefined || this.#start.platform === 'win32') return undefined;
    return spawnGuard(this.pid);
  }
}

/** Undefined, or a process that ends at once, when the system gives none: the command runs all the same. */
function spawnGuard(leader: number): ReturnType<typeof spawn> | undefined {
  const script = 'read -r _; kill -s KILL -- "-$1"';
  try {
    const guard = spawn('/bin/sh', ['-c', script, 'parley-guard', String(leader)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {},
      cwd: '/',
      // Not in the extension host's group: what ends that must not end this.
      detached: true,
    });
    guard.on('error', () => undefined);
    guard.stdin.on('error', () => undefined);
    return guard;
  } catch {
    return undefined;
  }
}

function spawnCommand({ launch, folder, environment, platform, pipe }: CommandStart): ChildProcess {
  const output = pipe?.writeEnd ?? 'pipe';
  try {
    return spawn(launch.file, [...launch.args], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', output, output],
      windowsHide: true,
      windowsVerbatimArguments: launch.isVerbatim,
      // A session and a group of its own: no terminal to ask on, and one name for all its processes. On Windows this
      // would open a console.
      detached: platform !== 'win32',
    });
  } catch (error) {
    pipe?.close();
    throw notStarted(error);
  }
}

function notStarted(error: unknown): ToolProblem {
  const reason = error instanceof Error ? error.message : String(error);
  return new ToolProblem(`The command could not be started: ${reason}. Nothing was run.`);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
