// The log channel "Parley". Every line passes redact: keys never reach it.
import * as vscode from 'vscode';
import { redact } from '../llm/redact.ts';
import type { Log } from '../model/log.ts';

/** A Log that writes to VS Code's output channel, and the way to show it. */
export interface LogChannel extends Log, vscode.Disposable {
  show(): void;
}

/** Creates the output channel. The log level is VS Code's own ("Set Log Level…"). */
export function createLogChannel(): LogChannel {
  const channel = vscode.window.createOutputChannel('Parley', { log: true });
  return {
    debug: (message) => channel.debug(redact(message)),
    info: (message) => channel.info(redact(message)),
    warn: (message) => channel.warn(redact(message)),
    error: (message) => channel.error(redact(message)),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
