// What language servers and linters complain about, by VS Code. Gives them a moment after a file was opened or changed, and
// never waits longer than that: some never say anything.
import * as vscode from 'vscode';
import type { PathPort } from '../../tools/path-port.ts';
import { resolveFound, type Place } from '../../tools/paths.ts';
import type { Diagnostic, DiagnosticsWatch } from '../../tools/workspace.ts';

/** Longest wait for the first word about a file, in milliseconds. */
const FIRST_WORD_MS = 2500;
/** Silence after which the last word is taken as such. */
const QUIET_MS = 400;
/** Longest time for somebody who never falls silent. */
const TALK_MS = 5000;
/** Longest wait for an editor to notice that its file changed. */
const RELOAD_MS = 2000;

/** Languages nobody checks unless asked: no time is spent on them. */
const unchecked = new Set(['plaintext', 'markdown', 'log', 'ignore', 'properties', 'diff']);

/** See {@link Languages.diagnostics}. */
export async function currentDiagnostics(
  place: Place | undefined,
  paths: PathPort,
  signal: AbortSignal,
): Promise<readonly Diagnostic[]> {
  if (place !== undefined) {
    const uri = uriOf(place);
    if (!isOpen(uri)) await opened(uri, signal);
    return vscode.languages.getDiagnostics(uri).map((found) => told(found, place));
  }
  const all = await Promise.all(
    vscode.languages.getDiagnostics().map(async ([uri, found]) => {
      if (uri.scheme !== 'file' || found.length === 0) return [];
      const where = await resolveFound(uri.fsPath, paths);
      return where === undefined ? [] : found.map((diagnostic) => told(diagnostic, where));
    }),
  );
  return all.flat();
}

/** See {@link Languages.watch}. */
export async function watchDiagnostics(place: Place, signal: AbortSignal): Promise<DiagnosticsWatch> {
  const uri = uriOf(place);
  const key = uri.toString();
  if (place.kind !== 'missing' && !isOpen(uri)) await opened(uri, signal);
  const known = vscode.languages.getDiagnostics(uri).map((found) => told(found, place));
  const words = listen(uri);
  let hasReloaded = false;
  let onReload: () => void = () => {};
  const reload = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (document.uri.toString() !== key || contentChanges.length === 0) return;
    hasReloaded = true;
    onReload();
  });
  return {
    changed: async () => {
      const wasOpen = isOpen(uri);
      const document = await openDocument(uri);
      if (document !== undefined && !unchecked.has(document.languageId)) {
        if (wasOpen && !hasReloaded) {
          const reloaded = new Promise<void>((resolve) => (onReload = resolve));
          await within(reloaded, RELOAD_MS, signal);
        }
        await words.quiet(signal);
      }
      return { known, now: vscode.languages.getDiagnostics(uri).map((found) => told(found, place)) };
    },
    dispose: () => {
      words.dispose();
      reload.dispose();
    },
  };
}

/** Opens a file without showing it, and waits for what is said about it. */
async function opened(uri: vscode.Uri, signal: AbortSignal): Promise<void> {
  const words = listen(uri);
  try {
    const document = await openDocument(uri);
    if (document !== undefined && !unchecked.has(document.languageId)) await words.quiet(signal);
  } finally {
    words.dispose();
  }
}

async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    // Binary, too large, gone: nobody has anything to say about it.
    return undefined;
  }
}

interface Words extends vscode.Disposable {
  /** Resolves when something was said and then nothing more, or when nothing was said for long enough. */
  quiet(signal: AbortSignal): Promise<void>;
}

function listen(uri: vscode.Uri): Words {
  const key = uri.toString();
  let onWord: () => void = () => {};
  const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (uris.some((changed) => changed.toString() === key)) onWord();
  });
  return {
    quiet: async (signal) => {
      const endMs = performance.now() + TALK_MS;
      for (let waitMs = FIRST_WORD_MS; performance.now() < endMs; waitMs = QUIET_MS) {
        const word = new Promise<void>((resolve) => (onWord = resolve));
        if (!(await within(word, waitMs, signal))) return;
      }
    },
    dispose: () => {
      listener.dispose();
    },
  };
}

/** Did it happen within this time, before the signal? */
async function within(event: Promise<void>, limitMs: number, signal: AbortSignal): Promise<boolean> {
  let end: () => void = () => {};
  const over = new Promise<boolean>((resolve) => {
    end = () => resolve(false);
  });
  const timer = setTimeout(end, limitMs);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    return await Promise.race([event.then(() => true), over]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

function isOpen(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}

function uriOf(place: Place): vscode.Uri {
  return vscode.Uri.file(place.named);
}

const severities = ['error', 'warning', 'information', 'hint'] as const;

function told({ severity, range, message, source, code }: vscode.Diagnostic, place: Place): Diagnostic {
  const number = typeof code === 'object' ? code.value : code;
  return {
    place,
    severity: severities[severity] ?? 'information',
    line: range.start.line + 1,
    column: range.start.character + 1,
    message,
    source: [source, number].filter((part) => part !== undefined && part !== '').join(' '),
  };
}
