// What language servers and linters complain about, by VS Code. Gives them a moment after a file was opened or changed, and
// never waits longer than that: some never say anything.
import * as vscode from 'vscode';
import type { PathPort } from '../../tools/path-port.ts';
import { resolveFound, type Place } from '../../tools/paths.ts';
import type { Diagnostic, DiagnosticsWatch } from '../../tools/workspace.ts';

/** VS Code's own server for these checks only files that have a tab. */
const checkedInTabs = /^(?:typescript|javascript)(?:react)?$/;

/** Longest wait for a server that has not spoken yet in this window, in milliseconds. */
const WAKE_MS = 10_000;
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
    const checked = await check(place, signal);
    await checked.dispose();
    return known(place);
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
  const checked = place.kind === 'missing' ? undefined : await check(place, signal);
  const before = known(place);
  let hasReloaded = false;
  let onReload: () => void = () => {};
  const reload = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (document.uri.toString() !== key || contentChanges.length === 0) return;
    hasReloaded = true;
    onReload();
  });
  const words = listen(uri);
  let checkedNew: Checked | undefined;
  return {
    changed: async () => {
      if (checked === undefined) checkedNew = await check(place, signal);
      else if (checked.language !== undefined) {
        const reloaded = new Promise<void>((resolve) => (onReload = resolve));
        if (!hasReloaded) await within(reloaded, RELOAD_MS, signal);
        await words.quiet(checked.language, signal);
      }
      return { known: before, now: known(place) };
    },
    dispose: () => {
      words.dispose();
      reload.dispose();
      void checked?.dispose();
      void checkedNew?.dispose();
    },
  };
}

function known(place: Place): readonly Diagnostic[] {
  return vscode.languages.getDiagnostics(uriOf(place)).map((found) => told(found, place));
}

/** A file that its language server has had time to look at. */
interface Checked {
  /** Undefined: nobody checks it. */
  readonly language: string | undefined;
  dispose(): Promise<void>;
}

/** Opens a file without showing it, and waits for what is said about it. */
async function check(place: Place, signal: AbortSignal): Promise<Checked> {
  const uri = uriOf(place);
  const wasOpen = hasTab(uri);
  const words = listen(uri);
  try {
    const document = await openDocument(uri);
    const language = document?.languageId;
    if (language === undefined || unchecked.has(language))
      return { language: undefined, dispose: async () => {} };
    const isTabNeeded = checkedInTabs.test(language) && !wasOpen;
    // Not over the user's preview tab, and without taking the place of what is looked at.
    const options = { background: true, preserveFocus: true, preview: false };
    if (isTabNeeded) await vscode.commands.executeCommand('vscode.open', uri, options);
    if (!wasOpen) await words.quiet(language, signal);
    return { language, dispose: async () => (isTabNeeded ? closeTab(uri) : undefined) };
  } finally {
    words.dispose();
  }
}

function tabsOf(uri: vscode.Uri): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.filter(
      ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
    ),
  );
}

function hasTab(uri: vscode.Uri): boolean {
  return tabsOf(uri).length > 0;
}

/** Closes what was opened in the background, unless the user has taken it up meanwhile. */
async function closeTab(uri: vscode.Uri): Promise<void> {
  const idle = tabsOf(uri).filter(({ isActive, isDirty }) => !isActive && !isDirty);
  if (idle.length > 0) await vscode.window.tabGroups.close(idle, true);
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
  quiet(language: string, signal: AbortSignal): Promise<void>;
}

/** Languages whose server has spoken, or was waited for long enough: it is awake, or there is none. */
const awake = new Set<string>();

function listen(uri: vscode.Uri): Words {
  const key = uri.toString();
  let onWord: () => void = () => {};
  const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (uris.some((changed) => changed.toString() === key)) onWord();
  });
  return {
    quiet: async (language, signal) => {
      const endMs = performance.now() + TALK_MS;
      let waitMs = awake.has(language) ? FIRST_WORD_MS : WAKE_MS;
      do {
        const word = new Promise<void>((resolve) => (onWord = resolve));
        const isSpoken = await within(word, waitMs, signal);
        awake.add(language);
        if (!isSpoken) return;
        waitMs = QUIET_MS;
      } while (performance.now() < endMs);
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
