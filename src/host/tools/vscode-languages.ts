// What language servers know about symbols, by VS Code's commands. Their answers are checked, since any extension gives
// them; those that take too long count as none.
import * as vscode from 'vscode';
import type { PathPort } from '../../tools/path-port.ts';
import { resolveFound, type Place } from '../../tools/paths.ts';
import type { CodeLocation, CodeSymbol, Languages } from '../../tools/workspace.ts';
import { currentDiagnostics, watchDiagnostics } from './diagnostics.ts';

/** Longest wait for one answer, in milliseconds. */
const ANSWER_MS = 10_000;
/** Longest time for a language server that has just been woken up, and how often it is asked. */
const WAKE_MS = 6000;
const ASK_AGAIN_MS = 400;
const MAX_REFERENCES = 1000;

/** See {@link Languages}. */
export function createLanguages(paths: PathPort): Languages {
  let isAwake = false;
  const workspaceSymbols = async (name: string, signal: AbortSignal): Promise<readonly CodeSymbol[]> => {
    const found = await ask<vscode.SymbolInformation[]>(
      'vscode.executeWorkspaceSymbolProvider',
      [name],
      signal,
    );
    const symbols = await Promise.all((found ?? []).map((symbol) => fromInformation(symbol, paths)));
    return symbols.flat();
  };
  return {
    symbols: async (name, signal) => {
      const found = await workspaceSymbols(name, signal);
      if (found.length > 0 || isAwake) return found;
      // Many servers start with the first file of their language.
      isAwake = true;
      await openSomeSource();
      return untilSome(() => workspaceSymbols(name, signal), signal);
    },
    outline: async (place, signal) => {
      const uri = vscode.Uri.file(place.named);
      await open(uri);
      return untilSome(async () => {
        const found = await ask<(vscode.DocumentSymbol | vscode.SymbolInformation)[]>(
          'vscode.executeDocumentSymbolProvider',
          [uri],
          signal,
        );
        return (found ?? []).flatMap((symbol) =>
          'children' in symbol ? fromTree(symbol, '', place) : [plain(symbol, symbol.location.range, place)],
        );
      }, signal);
    },
    references: async (place, line, column, signal) => {
      const uri = vscode.Uri.file(place.named);
      await open(uri);
      const position = new vscode.Position(line - 1, column - 1);
      return untilSome(async () => {
        const found = await ask<vscode.Location[]>(
          'vscode.executeReferenceProvider',
          [uri, position],
          signal,
        );
        return locations((found ?? []).slice(0, MAX_REFERENCES), paths);
      }, signal);
    },
    diagnostics: (place, signal) => currentDiagnostics(place, paths, signal),
    watch: watchDiagnostics,
  };
}

/** An answer of one of VS Code's commands; undefined when there is none in time. */
async function ask<Answer>(
  command: string,
  args: readonly unknown[],
  signal: AbortSignal,
): Promise<Answer | undefined> {
  signal.throwIfAborted();
  let timer: NodeJS.Timeout | undefined;
  let onAbort: () => void = () => {};
  const late = new Promise<undefined>((resolve, reject) => {
    timer = setTimeout(() => resolve(undefined), ANSWER_MS);
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([vscode.commands.executeCommand<Answer | undefined>(command, ...args), late]);
  } catch (error) {
    signal.throwIfAborted();
    // A provider that fails is one that knows nothing.
    void error;
    return undefined;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Asks again while a server may still be waking up. */
async function untilSome<Item>(
  look: () => Promise<readonly Item[]>,
  signal: AbortSignal,
): Promise<readonly Item[]> {
  const endMs = performance.now() + WAKE_MS;
  for (;;) {
    const found = await look();
    if (found.length > 0 || performance.now() > endMs) return found;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    signal.throwIfAborted();
  }
}

async function open(uri: vscode.Uri): Promise<void> {
  // Binary or too large: language servers do not know it either.
  await Promise.resolve(vscode.workspace.openTextDocument(uri)).catch(() => undefined);
}

const sources = '**/*.{ts,tsx,js,jsx,mjs,cjs,py,go,rs,java,kt,c,h,cc,cpp,cs,php,rb,swift,scala,dart,lua}';

async function openSomeSource(): Promise<void> {
  const [uri] = await vscode.workspace.findFiles(sources, undefined, 1);
  if (uri !== undefined) await open(uri);
}

async function fromInformation(
  symbol: vscode.SymbolInformation,
  paths: PathPort,
): Promise<readonly CodeSymbol[]> {
  const { uri, range } = symbol.location;
  const place = uri.scheme === 'file' ? await resolveFound(uri.fsPath, paths) : undefined;
  return place === undefined ? [] : [plain(symbol, range, place)];
}

function plain(
  { name, kind, containerName }: vscode.SymbolInformation,
  range: vscode.Range,
  place: Place,
): CodeSymbol {
  return { name, kind: kindOf(kind), container: containerName, place, ...linesOf(range) };
}

function fromTree(symbol: vscode.DocumentSymbol, container: string, place: Place): readonly CodeSymbol[] {
  const { name, kind, range, children } = symbol;
  return [
    { name, kind: kindOf(kind), container, place, ...linesOf(range) },
    ...children.flatMap((child) => fromTree(child, name, place)),
  ];
}

function linesOf(range: vscode.Range): { line: number; endLine: number } {
  return { line: range.start.line + 1, endLine: range.end.line + 1 };
}

function kindOf(kind: vscode.SymbolKind): string {
  return (vscode.SymbolKind[kind] ?? 'symbol').toLowerCase();
}

async function locations(
  found: readonly vscode.Location[],
  paths: PathPort,
): Promise<readonly CodeLocation[]> {
  const documents = new Map<string, Promise<vscode.TextDocument | undefined>>();
  const all = await Promise.all(
    found.map(async ({ uri, range }) => {
      const place = uri.scheme === 'file' ? await resolveFound(uri.fsPath, paths) : undefined;
      if (place === undefined) return [];
      const opening =
        documents.get(place.real) ??
        Promise.resolve(vscode.workspace.openTextDocument(uri)).catch(() => undefined);
      documents.set(place.real, opening);
      const document = await opening;
      const at = range.start.line;
      const text = document === undefined || at >= document.lineCount ? '' : document.lineAt(at).text;
      return [{ place, line: at + 1, column: range.start.character + 1, text }];
    }),
  );
  return all.flat();
}
