// The port through which a tool runs a command line. What is behind it is the host's business.

/** How a shell reads a line: `posix` stands for sh, bash and zsh. */
export type ShellKind = 'posix' | 'powershell' | 'cmd';

/** The shell that lines are written for. */
export interface CommandShell {
  readonly kind: ShellKind;
  /** For people and models: “bash”. */
  readonly name: string;
  /** For people and models: “Linux”. */
  readonly system: string;
}

/** What to run. */
export interface CommandRequest {
  /** The line, as the user saw it. */
  readonly command: string;
  /** Absolute path of the folder it runs in; must be inside the workspace. */
  readonly folder: string;
}

/** How a command ended, also after a stop. Its own failure is no failure of the runner. */
export interface CommandEnd {
  /** Absent when a signal ended it. */
  readonly exitCode?: number;
  /** The signal that ended it, such as `SIGTERM`. */
  readonly signal?: string;
  /** The shell ended by itself, but processes of the command were still running and had to be ended. */
  readonly hadBackground: boolean;
  /** Ids of processes that could not be ended. */
  readonly survivors: readonly number[];
  /** Entries of the user's PATH that it did not get: relative ones, and folders inside the workspace. */
  readonly refusedPath: readonly string[];
}

/** See the head of this file. */
export interface CommandRunner {
  readonly shell: CommandShell;
  /**
   * Runs a line in a shell of its own, without input and terminal, and resolves when nothing of it runs any more.
   * @param onOutput takes what it prints, errors among the rest, in order. A chunk is only lent for the call.
   * @param signal ends the command with all its processes; the promise then resolves all the same.
   * @throws ToolProblem when it cannot be started; the signal's reason when that came before the start.
   */
  run(
    request: CommandRequest,
    onOutput: (bytes: Uint8Array) => void,
    signal: AbortSignal,
  ): Promise<CommandEnd>;
}
