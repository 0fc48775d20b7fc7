// Places and names of the workspace that answers speak of: which of them exist, and the way there. Looks only inside a
// trusted workspace, and only at what tools may look at.
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import type { CodeSymbol, ToolWorkspace } from '../../tools/workspace.ts';
import { namedPlace } from './named-place.ts';

/** Longest time that looking for the names of one question may take, in milliseconds. */
const symbolsMs = 5_000;
/** Most declarations offered for one name. */
const maxDeclarations = 50;

type Workspace = Pick<ToolWorkspace, 'paths' | 'languages'>;

/** Those of the places that there are. */
export async function existingPlaces(
  places: readonly string[],
  { paths }: Workspace,
): Promise<readonly string[]> {
  if (!vscode.workspace.isTrusted || paths.folders().length === 0) return [];
  const found = await Promise.all(
    places.map(async (text) => {
      const named = await namedPlace(text, paths);
      if ('refusal' in named) return false;
      const { kind } = named.place;
      return kind === 'file' || (kind === 'folder' && named.reference.line === undefined);
    }),
  );
  return places.filter((_, index) => found[index] === true);
}

/** Those of the names that something in the workspace's code has. */
export async function existingSymbols(
  names: readonly string[],
  workspace: Workspace,
): Promise<readonly string[]> {
  if (!vscode.workspace.isTrusted || names.length === 0) return [];
  const signal = AbortSignal.timeout(symbolsMs);
  const found: string[] = [];
  for (const name of names) {
    if (signal.aborted) break;
    if ((await declarations(name, workspace, signal)).length > 0) found.push(name);
  }
  return found;
}

/** Opens a file at its lines, or shows a folder; says so when it is gone. */
export async function openPlace(text: string, { paths }: Workspace): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  const named = await namedPlace(text, paths);
  if ('refusal' in named) {
    void vscode.window.showWarningMessage(named.refusal);
    return;
  }
  const { place, reference } = named;
  const uri = vscode.Uri.file(place.named);
  if (place.kind === 'folder') {
    await vscode.commands.executeCommand('revealInExplorer', uri);
  } else if (place.kind === 'file') {
    const { line, endLine = line } = reference;
    await showLines(uri, line, endLine);
  } else {
    void vscode.window.showWarningMessage(t('There is no file {0} any more.', place.shown));
  }
}

/** Goes to where a name is declared; of several declarations the user chooses one. */
export async function openSymbol(name: string, workspace: Workspace): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  const found = await declarations(name, workspace, AbortSignal.timeout(symbolsMs));
  const [only, ...more] = found;
  if (only === undefined) {
    void vscode.window.showInformationMessage(t('Nothing in the workspace is known by the name {0}.', name));
    return;
  }
  const chosen =
    more.length === 0
      ? { symbol: only }
      : await vscode.window.showQuickPick(
          found.map((symbol) => ({
            label: symbol.name,
            description: symbol.container === '' ? symbol.kind : `${symbol.container} · ${symbol.kind}`,
            detail: `${symbol.place.shown}:${symbol.line}`,
            symbol,
          })),
          { placeHolder: t('{0} is declared in several places', name), matchOnDetail: true },
        );
  if (chosen === undefined) return;
  const { place, line } = chosen.symbol;
  await showLines(vscode.Uri.file(place.named), line, line);
}

/** What has exactly this name; servers find names that merely begin so, and some write brackets behind functions. */
async function declarations(
  name: string,
  { languages }: Workspace,
  signal: AbortSignal,
): Promise<readonly CodeSymbol[]> {
  try {
    const found = await languages.symbols(name, signal);
    return found.filter((symbol) => symbol.name.replace(/\(.*\)$/, '') === name).slice(0, maxDeclarations);
  } catch (error) {
    // Nothing in time.
    if (signal.aborted) return [];
    throw error;
  }
}

async function showLines(
  uri: vscode.Uri,
  line: number | undefined,
  endLine: number | undefined,
): Promise<void> {
  // Also pictures and other files that are no text.
  if (line === undefined || endLine === undefined) {
    await vscode.commands.executeCommand('vscode.open', uri);
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const last = Math.min(endLine, document.lineCount) - 1;
  const first = Math.min(line - 1, last);
  // One line is a place to go to; several are meant as they are.
  const end = last === first ? 0 : document.lineAt(last).text.length;
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(first, 0, last, end) });
}
