// What stands in terminals → attachments: the selection, and the last command with its output. Commands are known only
// where the shell tells VS Code of them (shell integration), and only from the time on that Parley runs; it says so.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { TerminalAttachment } from '../../model/attachment.ts';
import { t } from '../../model/l10n.ts';
import { capText } from '../../tools/output-cap.ts';
import { plainText } from '../../tools/terminal-text.ts';

/** Set while the last command of the active terminal is one that failed; the manifest's menu asks for it. */
const failedContextKey = 'parley:terminalCommandFailed';

/** Kept of a command's output while it runs, in characters at each end. */
const keptAtEachEnd = 20_000;

interface Run {
  readonly command: string;
  /** Head and tail of the raw output. */
  head: string;
  tail: string;
  exitCode: number | undefined;
}

/** Remembers the last command of each terminal. */
export class TerminalCommands implements vscode.Disposable {
  readonly #last = new Map<vscode.Terminal, Run>();
  /** The last one that ended with a failure. */
  readonly #failed = new Map<vscode.Terminal, Run>();
  readonly #disposable: vscode.Disposable;

  constructor() {
    this.#disposable = vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution(({ terminal, execution }) => {
        const run: Run = { command: execution.commandLine.value, head: '', tail: '', exitCode: undefined };
        this.#last.set(terminal, run);
        void read(execution, run);
      }),
      vscode.window.onDidEndTerminalShellExecution(({ terminal, execution, exitCode }) => {
        const run = this.#last.get(terminal);
        if (run?.command !== execution.commandLine.value) return;
        run.exitCode = exitCode;
        if (exitCode !== undefined && exitCode !== 0) this.#failed.set(terminal, run);
        this.#tellMenu();
      }),
      vscode.window.onDidChangeActiveTerminal(() => this.#tellMenu()),
      vscode.window.onDidCloseTerminal((terminal) => {
        this.#last.delete(terminal);
        this.#failed.delete(terminal);
      }),
    );
  }

  /**
   * The last command of the active terminal with what it has printed so far. What VS Code did not pass on while it ran
   * (the output of very short commands, commands from before Parley was there) is copied from the terminal.
   * @throws Error that says what is missing.
   */
  async lastCommand(): Promise<TerminalAttachment> {
    const terminal = activeTerminal();
    const run = this.#last.get(terminal);
    if (run === undefined && terminal.shellIntegration === undefined) {
      throw new Error(
        t(
          'The shell in terminal “{0}” does not tell VS Code about its commands (no shell integration). Select the text in it and attach the selection.',
          terminal.name,
        ),
      );
    }
    const command = run?.command ?? (await copiedBy('workbench.action.terminal.copyLastCommand'));
    if (command.trim() === '') throw new Error(t('No command was run in terminal “{0}” yet.', terminal.name));
    const heard = run === undefined ? '' : heardFrom(run);
    const text = heard === '' ? await copiedBy('workbench.action.terminal.copyLastCommandOutput') : heard;
    return commandAttachment(terminal, command, run?.exitCode, text);
  }

  /**
   * The last command of the active terminal that failed, with its output; where no exit code is known, the last command.
   * @throws Error that says what is missing.
   */
  async failedCommand(): Promise<TerminalAttachment> {
    const terminal = activeTerminal();
    const last = this.#last.get(terminal);
    const failed = this.#failed.get(terminal);
    if (failed === undefined && last?.exitCode === 0)
      throw new Error(t('No command has failed in terminal “{0}”.', terminal.name));
    // Of an earlier one VS Code copies nothing: what was heard of it is all there is.
    return failed === undefined || failed === last
      ? this.lastCommand()
      : commandAttachment(terminal, failed.command, failed.exitCode, heardFrom(failed));
  }

  /** The entry of the terminal's menu is there when the command before failed. */
  #tellMenu(): void {
    const terminal = vscode.window.activeTerminal;
    const exitCode = terminal === undefined ? undefined : this.#last.get(terminal)?.exitCode;
    void vscode.commands.executeCommand(
      'setContext',
      failedContextKey,
      exitCode !== undefined && exitCode !== 0,
    );
  }

  dispose(): void {
    this.#disposable.dispose();
  }
}

/** What is known of its output. */
function heardFrom(run: Run): string {
  return plainText(run.head + run.tail).trim();
}

function commandAttachment(
  terminal: vscode.Terminal,
  command: string,
  exitCode: number | undefined,
  text: string,
): TerminalAttachment {
  return {
    kind: 'terminal',
    id: randomUUID(),
    terminal: terminal.name,
    command: plainText(command).trim(),
    ...(exitCode === undefined ? {} : { exitCode }),
    text: text === '' ? '(it printed nothing)' : capText(text, keptAtEachEnd),
  };
}

async function read(execution: vscode.TerminalShellExecution, run: Run): Promise<void> {
  for await (const data of execution.read()) {
    const room = Math.max(0, keptAtEachEnd - run.head.length);
    run.head += data.slice(0, room);
    // Twice what is sent: escape sequences are still in it.
    run.tail = (run.tail + data.slice(room)).slice(-2 * keptAtEachEnd);
  }
}

/**
 * What is selected in the active terminal.
 * @throws Error when nothing is selected.
 */
export async function terminalSelection(): Promise<TerminalAttachment> {
  const terminal = activeTerminal();
  const text = await copiedBy('workbench.action.terminal.copySelection');
  if (text === '') throw new Error(t('Nothing is selected in terminal “{0}”.', terminal.name));
  return { kind: 'terminal', id: randomUUID(), terminal: terminal.name, text: capText(text, keptAtEachEnd) };
}

/**
 * What one of VS Code's commands copies: it has no other way to the text of terminals. The clipboard's text is put back
 * afterwards. Empty when the command copied nothing.
 */
async function copiedBy(command: string): Promise<string> {
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  // Not to be mistaken for what was there already.
  const mark = `parley ${randomUUID()}`;
  await clipboard.writeText(mark);
  try {
    await vscode.commands.executeCommand(command);
    const copied = await clipboard.readText();
    return copied === mark ? '' : plainText(copied).trim();
  } finally {
    await clipboard.writeText(before);
  }
}

function activeTerminal(): vscode.Terminal {
  const terminal = vscode.window.activeTerminal;
  if (terminal === undefined) throw new Error(t('There is no terminal. Open one first.'));
  return terminal;
}
