// “Run in terminal”: pastes one line and leaves Enter to the user. A terminal runs a line as soon as a line end comes, so
// none is ever sent; and it goes only to a shell that waits for a command, not into a program that takes keys.
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { escapeHidden } from '../../tools/hidden-text.ts';
import { readTerminalLine, readTerminalText } from '../../tools/terminal-line.ts';
import { isConfirmed } from './proposals.ts';

/** Longest wait for a new terminal's shell to show its prompt, in milliseconds; not every shell tells. */
const promptMs = 4_000;

/** Pastes lines, and knows which terminals wait for a command. */
export class TerminalPaste implements vscode.Disposable {
  readonly #registrations: vscode.Disposable;
  /** Terminals whose last command has ended, or that have just been opened, as far as their shells tell. */
  readonly #idle = new Set<vscode.Terminal>();

  constructor() {
    this.#registrations = vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution(({ terminal }) => this.#idle.delete(terminal)),
      vscode.window.onDidEndTerminalShellExecution(({ terminal }) => this.#idle.add(terminal)),
      vscode.window.onDidCloseTerminal((terminal) => this.#idle.delete(terminal)),
    );
  }

  /** Pastes code of one line; of several the user chooses one. Tells why when nothing can be pasted. */
  async paste(code: string): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      tell(t('In Restricted Mode nothing is pasted into a terminal. Trust the workspace first.'));
      return;
    }
    const line = await chooseLine(code);
    if (line === undefined) return;
    const terminal = await this.#waitingTerminal();
    terminal.show(false);
    terminal.sendText(line, false);
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  async #waitingTerminal(): Promise<vscode.Terminal> {
    const { activeTerminal } = vscode.window;
    if (activeTerminal !== undefined && this.#idle.has(activeTerminal) && isShell(activeTerminal))
      return activeTerminal;
    const terminal = vscode.window.createTerminal({ name: 'Parley' });
    terminal.show(true);
    if (await hasPrompt(terminal)) this.#idle.add(terminal);
    return terminal;
  }
}

/** Interpreters of languages tell of what they run as shells do. */
function isShell({ state }: vscode.Terminal): boolean {
  return !/^(?:python|node|julia)$/.test(state.shell ?? '');
}

/** Waits for a shell that says it is ready. False: it says nothing; what is typed ahead is read once it is. */
async function hasPrompt(terminal: vscode.Terminal): Promise<boolean> {
  if (terminal.shellIntegration !== undefined) return true;
  return new Promise((resolve) => {
    const end = (isReady: boolean): void => {
      clearTimeout(timer);
      registration.dispose();
      resolve(isReady);
    };
    const timer = setTimeout(() => end(false), promptMs);
    const registration = vscode.window.onDidChangeTerminalShellIntegration((event) => {
      if (event.terminal === terminal) end(true);
    });
  });
}

/** The line to paste, seen and agreed to; undefined when there is none. */
async function chooseLine(code: string): Promise<string | undefined> {
  const text = readTerminalText(code);
  switch (text.kind) {
    case 'refused':
      return refuse(text);
    case 'line':
      return agreedLine(text);
    case 'lines': {
      const chosen = await vscode.window.showQuickPick(
        // `$(name)` would become an icon.
        text.lines.map((line) => ({ label: escapeHidden(line).replaceAll('$(', String.raw`\$(`), line })),
        {
          title: t('Paste one line into the terminal'),
          placeHolder: t('Several lines cannot be pasted: a terminal would run all but the last at once.'),
        },
      );
      if (chosen === undefined) return undefined;
      const line = readTerminalLine(chosen.line);
      return line.kind === 'line' ? agreedLine(line) : line.kind === 'refused' ? refuse(line) : undefined;
    }
  }
}

/** What cannot be seen is named, and asked about. */
async function agreedLine(text: {
  readonly line: string;
  readonly hidden: readonly string[];
}): Promise<string | undefined> {
  const { line, hidden } = text;
  if (hidden.length === 0) return line;
  const question = t(
    'The line holds characters that cannot be seen: {0}. Paste it all the same?',
    hidden.join(', '),
  );
  return (await isConfirmed(question, t('Paste'), escapeHidden(line))) ? line : undefined;
}

function refuse(text: Extract<ReturnType<typeof readTerminalText>, { kind: 'refused' }>): undefined {
  switch (text.because) {
    case 'empty':
      tell(t('There is no command in this code.'));
      return;
    case 'long':
      tell(t('The line is too long to be pasted into a terminal.'));
      return;
    case 'control':
      tell(
        t(
          'The code is not pasted: it holds control characters ({0}), on which a terminal acts at once.',
          text.characters.join(', '),
        ),
      );
  }
}

function tell(text: string): void {
  void vscode.window.showWarningMessage(text);
}
