// Runs command lines: in a shell of the system, in a folder of the workspace, with an environment without secrets.
// It never takes a program from the workspace, and leaves nothing running.
import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import type { Log } from '../../model/log.ts';
import type { CommandEnd, CommandRequest, CommandRunner, CommandShell } from '../../tools/command-runner.ts';
import { ToolProblem } from '../../tools/tool.ts';
import { findProgram, isOutside, splitPath, type PathPorts } from '../trusted-path.ts';
import { commandEnvironment } from './command-environment.ts';
import { openOutputPipe, type OutputPipe } from './output-pipe.ts';
import { RunningCommand } from './running-command.ts';
import { findShell, launchOf, type LocalShell } from './shell-launch.ts';

/** What running needs from outside. */
export interface CommandRunnerPorts extends PathPorts {
  readonly log: Log;
}

/** In the environment of all that a command starts, so that it can be found again. */
const MARK_NAME = 'PARLEY_COMMAND';

/** See the head of this file. */
export class HostCommandRunner implements CommandRunner {
  readonly #ports: CommandRunnerPorts;
  readonly #shell: LocalShell;
  readonly #systemRoot: string;
  #mkfifo: string | undefined;
  readonly #running = new Set<RunningCommand>();
  readonly #runs = new Set<Promise<unknown>>();
  readonly #disposal = new AbortController();

  /** @throws when the machine has no shell. */
  constructor(ports: CommandRunnerPorts) {
    this.#ports = ports;
    const { environment, platform } = ports;
    this.#systemRoot = environment['SystemRoot'] ?? environment['SYSTEMROOT'] ?? 'C:\\Windows';
    this.#shell = findShell(platform, this.#systemRoot);
  }

  get shell(): CommandShell {
    return this.#shell;
  }

  /** Process ids of the shells that are running now. */
  get running(): readonly number[] {
    return [...this.#running].map(({ pid }) => pid).filter((pid) => pid !== undefined);
  }

  run(
    request: CommandRequest,
    onOutput: (bytes: Uint8Array) => void,
    signal: AbortSignal,
  ): Promise<CommandEnd> {
    const run = this.#run(request, onOutput, AbortSignal.any([signal, this.#disposal.signal]));
    this.#runs.add(run);
    return run.finally(() => this.#runs.delete(run));
  }

  /** Ends all commands; resolves when they are gone. Nothing is run afterwards. */
  async dispose(): Promise<void> {
    this.#disposal.abort(new ToolProblem('Parley is closing; the command was not run.'));
    await Promise.allSettled(this.#runs);
  }

  async #run(
    { command, folder }: CommandRequest,
    onOutput: (bytes: Uint8Array) => void,
    signal: AbortSignal,
  ): Promise<CommandEnd> {
    const { environment, platform, log } = this.#ports;
    signal.throwIfAborted();
    const workFolder = await this.#checkedFolder(folder);
    if (!(await isOutside(this.#shell.file, this.#ports))) {
      throw new ToolProblem(`${this.#shell.file} is inside the workspace, so Parley does not run it.`);
    }
    const { trusted, refused } = await splitPath(this.#ports);
    const id = randomUUID();
    const pipe = await this.#pipe();
    if (signal.aborted) {
      pipe?.close();
      throw signal.reason;
    }
    const running = new RunningCommand(
      {
        launch: launchOf(this.#shell, command),
        folder: workFolder,
        environment: {
          ...commandEnvironment(environment, trusted.join(platform === 'win32' ? ';' : ':')),
          [MARK_NAME]: id,
        },
        mark: `${MARK_NAME}=${id}`,
        platform,
        systemRoot: this.#systemRoot,
        pipe,
      },
      onOutput,
    );
    this.#running.add(running);
    try {
      const end = await running.ended(signal);
      log.debug(`command ${running.pid}: ended with ${end.exitCode ?? end.signal}`);
      if (end.survivors.length > 0) log.warn(`Not ended: processes ${end.survivors.join(', ')}.`);
      return { ...end, refusedPath: refused.filter((entry) => entry !== '') };
    } finally {
      this.#running.delete(running);
    }
  }

  async #pipe(): Promise<OutputPipe | undefined> {
    if (this.#ports.platform === 'win32') return undefined;
    this.#mkfifo ??= await findProgram('mkfifo', this.#ports);
    return this.#mkfifo === undefined ? undefined : openOutputPipe(this.#mkfifo);
  }

  /** The folder without links in its path: what was checked is where it runs. */
  async #checkedFolder(folder: string): Promise<string> {
    const real = await realpath(folder).catch(() => undefined);
    if (real === undefined) throw new ToolProblem(`There is no folder ${folder}. Nothing was run.`);
    if (await isOutside(real, this.#ports)) {
      throw new ToolProblem(`${folder} is outside of the workspace, so nothing is run there.`);
    }
    return real;
  }
}
