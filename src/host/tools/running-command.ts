// One command on its way, from the first process to the last: its output, its end, and the end of what it left behind.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandEnd } from '../../tools/command-runner.ts';
import { ToolProblem } from '../../tools/tool.ts';
import { endProcesses, livingOf, type CommandProcesses } from './end-processes.ts';
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
  /** The shell ends, and the pipe is shared with a helper that may end a moment later. */
  readonly hasRelay: boolean;
}

/** Nothing more is printed for so long after the shell's end: whoever still holds the pipe has been left behind. */
const SILENCE_MS = 150;
/** More than pipes hold: it is still being written. */
const MAX_LEFT_IN_PIPES = 4 * 1024 * 1024;

/** See the head of this file. */
export class RunningCommand {
  readonly #start: CommandStart;
  readonly #child: ChildProcessByStdio<null, Readable, Readable | null>;
  readonly #exited: Promise<void>;
  readonly #closed: Promise<'closed'>;
  #hasExited = false;
  #hasClosed = false;
  #exitCode: number | null = null;
  #endSignal: string | null = null;
  #printedBytes = 0;

  /** @throws ToolProblem when it cannot be started; see also {@link ended}. */
  constructor(start: CommandStart, onOutput: (bytes: Uint8Array) => void) {
    this.#start = start;
    const child = spawnCommand(start);
    this.#child = child;
    const onData = (bytes: Buffer): void => {
      this.#printedBytes += bytes.length;
      onOutput(bytes);
    };
    child.stdout.on('data', onData);
    child.stderr?.on('data', onData);
    this.#exited = new Promise((resolve, reject) => {
      child.once('error', (error) => reject(notStarted(error)));
      child.once('exit', (code, signal) => {
        [this.#hasExited, this.#exitCode, this.#endSignal] = [true, code, signal];
        resolve();
      });
    });
    this.#closed = new Promise((resolve) => {
      child.once('close', () => {
        this.#hasClosed = true;
        resolve('closed');
      });
    });
  }

  /** The shell's process id; absent when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
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
      this.#child.stdout.destroy();
      this.#child.stderr?.destroy();
      guard?.kill('SIGKILL');
    }
  }

  /** Ends what the shell left running when it ended by itself; undefined when there was nothing. */
  async #endLeftBehind(): Promise<readonly number[] | undefined> {
    await this.#drained();
    const processes = this.#processes();
    if (processes === undefined) return undefined;
    // A process that is ending closes its pipes a moment before it is gone.
    for (const waitMs of [0, 20, 80]) {
      await pause(waitMs);
      const helpers = this.#start.hasRelay && !this.#hasClosed ? 1 : 0;
      if ((await livingOf(processes)).length <= helpers) return undefined;
    }
    return this.#end();
  }

  /** What it printed last is read, or somebody else holds the pipe. */
  async #drained(): Promise<void> {
    const printedAtExit = this.#printedBytes;
    for (let before = -1; !this.#hasClosed && before !== this.#printedBytes;) {
      before = this.#printedBytes;
      if (before - printedAtExit > MAX_LEFT_IN_PIPES) return;
      await Promise.race([this.#closed, pause(SILENCE_MS)]);
    }
  }

  async #end(): Promise<readonly number[]> {
    const processes = this.#processes();
    return processes === undefined ? [] : endProcesses(processes, () => this.#hasExited);
  }

  #processes(): CommandProcesses | undefined {
    const { mark, platform, systemRoot } = this.#start;
    return this.pid === undefined ? undefined : { leader: this.pid, mark, platform, systemRoot };
  }

  /**
   * A process that waits for the end of a pipe, which comes when the extension host ends, however it ends; then it
   * ends the command's group. What left the group survives a crash of the extension host. None on Windows.
   */
  #guard(): ReturnType<typeof spawn> | undefined {
    if (this.pid === undefined || this.#start.platform === 'win32') return undefined;
    const script = 'read -r _; kill -s KILL -- "-$1"';
    const guard = spawn('/bin/sh', ['-c', script, 'parley-guard', String(this.pid)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {},
      cwd: '/',
      // Not in the extension host's group: what ends that must not end this.
      detached: true,
    });
    // Without a guard the command runs all the same.
    guard.on('error', () => undefined);
    guard.stdin.on('error', () => undefined);
    return guard;
  }
}

function spawnCommand(start: CommandStart): ChildProcessByStdio<null, Readable, Readable | null> {
  const { launch, folder, environment, platform } = start;
  const options = { cwd: folder, env: environment, windowsHide: true };
  try {
    return platform === 'win32'
      ? spawn(launch.file, [...launch.args], {
          ...options,
          stdio: ['ignore', 'pipe', 'pipe'],
          windowsVerbatimArguments: launch.isVerbatim,
        })
      : // A session and a group of its own: no terminal to ask on, and one name for all its processes.
        spawn(launch.file, [...launch.args], {
          ...options,
          stdio: ['ignore', 'pipe', 'ignore'],
          detached: true,
        });
  } catch (error) {
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
