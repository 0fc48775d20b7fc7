// Symbols → attachments: what language servers know of a document or of the workspace.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { SymbolAttachment } from '../../model/attachment.ts';
import { t } from '../../model/l10n.ts';
import { linesOf } from '../attach.ts';

/** A symbol that can be chosen. */
export interface SymbolPlace {
  readonly name: string;
  /** In lower case: `function`, `class`, … */
  readonly kind: string;
  /** What it is in; may be empty. */
  readonly container: string;
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

/** The symbols of a document, outer ones first; none where no language server answers. */
export async function documentSymbols(uri: vscode.Uri): Promise<readonly SymbolPlace[]> {
  const found = await vscode.commands.executeCommand<
    readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >('vscode.executeDocumentSymbolProvider', uri);
  return (found ?? []).flatMap((symbol) =>
    'location' in symbol ? [fromInformation(symbol)] : fromDocumentSymbol(symbol, uri, ''),
  );
}

/** The symbols of the workspace that fit a query, as its language servers rank them. */
export async function workspaceSymbols(query: string): Promise<readonly SymbolPlace[]> {
  const found = await vscode.commands.executeCommand<readonly vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    query,
  );
  return (found ?? []).map(fromInformation);
}

/**
 * The whole lines of a symbol.
 * @throws Error when its file has changed so much that they are gone.
 */
export async function symbolAttachment(symbol: SymbolPlace): Promise<SymbolAttachment> {
  const document = await vscode.workspace.openTextDocument(symbol.uri);
  const lines = linesOf(document, document.validateRange(await wholeRange(symbol)));
  if (lines === undefined) throw new Error(t('{0} is not where it was. Search for it again.', symbol.name));
  return { ...lines, kind: 'symbol', id: randomUUID(), name: symbol.name, symbolKind: symbol.kind };
}

/** Workspace symbols often have the place of their name only: the document knows all of it. */
async function wholeRange({ uri, range, name }: SymbolPlace): Promise<vscode.Range> {
  if (!range.isSingleLine) return range;
  const inside = (await documentSymbols(uri)).filter(
    (symbol) => symbol.name === name && symbol.range.contains(range.start),
  );
  return inside.at(-1)?.range ?? range;
}

function fromDocumentSymbol(
  symbol: vscode.DocumentSymbol,
  uri: vscode.Uri,
  container: string,
): readonly SymbolPlace[] {
  const { name, range, children } = symbol;
  const inner = container === '' ? name : `${container}.${name}`;
  return [
    { name, kind: kindName(symbol.kind), container, uri, range },
    ...children.flatMap((child) => fromDocumentSymbol(child, uri, inner)),
  ];
}

function fromInformation({ name, kind, containerName, location }: vscode.SymbolInformation): SymbolPlace {
  return { name, kind: kindName(kind), container: containerName, uri: location.uri, range: location.range };
}

function kindName(kind: vscode.SymbolKind): string {
  return (vscode.SymbolKind[kind] ?? 'symbol').replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
