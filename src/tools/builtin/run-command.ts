// The tool that runs a command line. It asks with the true line, runs that line and no other, and tells how it ended
// and what it printed. What the line means is the shell's business; remarks on it are in command-line.ts.
import * as z from 'zod';
import { t } from '../../model/l10n.ts';
import { mayBeRemembered, remarks } from '../command-line.ts';
import { CommandOutput } from '../command-output.ts';
import type { CommandEnd, CommandRunner } from '../command-runner.ts';
import { LiveOutput } from '../live-output.ts';
import { defineTool, ToolProblem, type Tool, type ToolResult } from '../tool.ts';

/** A folder to run in. */
export interface CommandFolder {
  /** Absolute, with links followed. */
  readonly path: string;
  /** For the user: relative to the workspace. */
  readonly shown: string;
}

/** What the tool needs. */
export interface RunCommandPorts {
  readonly runner: CommandRunner;
  /**
   * The folder that a call names; without a name the first folder of the workspace.
   * @throws ToolProblem when it is not a folder inside the workspace.
   */
  resolveFolder(name: string | undefined, signal: AbortSignal): Promise<CommandFolder>;
}

const DEFAULT_LIMIT_S = 120;
const MAX_LIMIT_S = 600;
/** Windows takes 32,767 characters for a whole command line. */
const MAX_LENGTH = 30_000;
/** The tool ends a command itself, and tells what it printed; this is for the case that it does not come to that. */
const SPARE_MS = 10_000;

/** Lines for the shell of `ports.runner`. */
export function createRunCommand(ports: RunCommandPorts): Tool {
  const { runner } = ports;
  const { kind, name, system } = runner.shell;
  return defineTool({
    name: 'run_command',
    label: t('Run command'),
    description:
      `Runs a ${name} command line on ${system} and returns exit code and output. There is no input and no ` +
      'terminal; background processes are ended with the command.',
    input: z.object({
      command: z.string(),
      folder: z.string().optional().describe('Folder to run in, relative to the workspace.'),
      timeout_seconds: z
        .int()
        .min(1)
        .max(MAX_LIMIT_S)
        .optional()
        .describe(`Time limit; ${DEFAULT_LIMIT_S} when left out.`),
    }),
    prepare: async ({ command, folder, timeout_seconds: limitS = DEFAULT_LIMIT_S }, _context, signal) => {
      checkLine(command);
      const where = await ports.resolveFolder(folder, signal);
      return {
        action: {
          title:
            limitS === DEFAULT_LIMIT_S ? t('Run a command') : t('Run a command, for at most {0} s', limitS),
          detail: { kind: 'command', command, folder: where.shown, shell: name },
          warnings: remarks(command, kind),
        },
        effect: 'execute',
        ...(mayBeRemembered(command, kind) && {
          grant: {
            key: JSON.stringify(['run_command', where.path, command]),
            words: t('this exact command'),
          },
        }),
        timeoutMs: limitS * 1000 + SPARE_MS,
        run: (output, stop) => runLine(runner, command, where.path, limitS, output, stop),
      };
    },
  });
}

/** Refuses what could not be run as it is shown. */
function checkLine(command: string): void {
  if (command.trim() === '') throw new ToolProblem('The command is empty: pass a command line.');
  if (command.includes('\0') || !command.isWellFormed()) {
    throw new ToolProblem('The command holds a NUL or half a character, which no shell takes: leave it out.');
  }
  if (command.length > MAX_LENGTH) {
    throw new ToolProblem(
      `The command has ${command.length.toLocaleString('en-US')} characters, at most ` +
        `${MAX_LENGTH.toLocaleString('en-US')} are possible: write a file and run that.`,
    );
  }
}

async function runLine(
  runner: CommandRunner,
  command: string,
  folder: string,
  limitS: number,
  show: (text: string) => void,
  signal: AbortSignal,
): Promise<ToolResult> {
  const output = new CommandOutput();
  const live = new LiveOutput(show);
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(), limitS * 1000);
  try {
    const end = await runner.run(
      { command, folder },
      (bytes) => {
        output.push(bytes);
        live.push(bytes);
      },
      AbortSignal.any([signal, timeUp.signal]),
    );
    signal.throwIfAborted();
    const isLate = timeUp.signal.aborted;
    const printed = output.text();
    const facts = [isLate ? lateText(limitS) : endText(end), ...notes(end, runner)].join(' ');
    return {
      status: isLate ? 'error' : 'ok',
      text: printed.trim() === '' ? `${facts} It printed nothing.` : `${facts}\n\n${printed}`,
    };
  } finally {
    clearTimeout(timer);
    live.end();
  }
}

function lateText(limitS: number): string {
  return `Stopped at its time limit of ${limitS} s (timeout_seconds, at most ${MAX_LIMIT_S}).`;
}

/** A failing command is a result like any other: the model reads the exit code. */
function endText({ exitCode, signal }: CommandEnd): string {
  return exitCode === undefined ? `Ended by signal ${signal ?? 'unknown'}.` : `Exit code ${exitCode}.`;
}

function notes(
  { exitCode, hadBackground, survivors, refusedPath }: CommandEnd,
  runner: CommandRunner,
): string[] {
  const found: string[] = [];
  if (hadBackground) found.push('Processes it left in the background were ended.');
  if (survivors.length > 0) found.push(`These processes could not be ended: ${survivors.join(', ')}.`);
  // What a POSIX shell ends with when there is no such program.
  if (exitCode === 127 && runner.shell.kind === 'posix' && refusedPath.length > 0) {
    found.push(
      `Programs in these folders of the PATH are run only when the command names their path: ${refusedPath.join(', ')}.`,
    );
  }
  return found;
}
