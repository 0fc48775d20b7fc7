// Commands that attach files and folders, symbols, problems and terminals. What they are given by menus is looked at
// before it is believed; without it they ask.
import * as vscode from 'vscode';
import type { Attachment } from '../../model/attachment.ts';
import { t } from '../../model/l10n.ts';
import { attachToDraft } from '../context/attach-to-draft.ts';
import { displayPath } from '../context/display-path.ts';
import { uriOfTab } from '../context/editor-context.ts';
import { fileAttachment } from '../context/file.ts';
import { filesOf, folderAttachment } from '../context/folder.ts';
import { problemsAttachment } from '../context/problems.ts';
import { documentSymbols, symbolAttachment, workspaceSymbols, type SymbolPlace } from '../context/symbols.ts';
import { terminalSelection } from '../context/terminals.ts';
import type { Parley } from './parley.ts';

/** Attaches, and shows the panel without taking the cursor away. */
export async function attachAndShow(parley: Parley, attachment: Attachment): Promise<void> {
  attachToDraft(parley, attachment);
  await vscode.commands.executeCommand('parley.chat.focus', { preserveFocus: true });
}

/** `parley.addFile`: the files given by a menu, else the one that is shown, else those the user picks. */
export async function addFile(parley: Parley, argument: unknown, selected: unknown): Promise<void> {
  const several: readonly unknown[] = Array.isArray(selected) ? selected : [];
  const given = [...several, argument].flatMap((one) => uriIn(one) ?? []);
  const shown = uriOfTab(vscode.window.tabGroups.activeTabGroup.activeTab);
  const uris = given.length > 0 ? given : shown === undefined ? await pickFiles() : [shown];
  const different = new Map(uris.map((uri) => [uri.toString(), uri]));
  for (const uri of different.values()) {
    if (await isFolder(uri)) await addFolder(parley, uri);
    else await attachAndShow(parley, await fileAttachment(uri));
  }
}

/** `parley.addImage`: pictures that the user picks. */
export async function addImage(parley: Parley): Promise<void> {
  const picked = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: t('Attach'),
    filters: { [t('Images')]: ['png', 'jpg', 'jpeg', 'gif', 'webp'] },
  });
  for (const uri of picked ?? []) await attachAndShow(parley, await fileAttachment(uri));
}

/** `parley.addFolder`: the names in a folder, and the text of the files that the user ticks. */
export async function addFolder(parley: Parley, argument: unknown): Promise<void> {
  const folder = uriIn(argument) ?? (await pickFolder());
  if (folder === undefined) return;
  const names = await filesOf(folder);
  const start = folder.path.replace(/\/?$/, '/').length;
  const ticked = await vscode.window.showQuickPick(
    names.files.map((uri) => ({ label: uri.path.slice(start), uri })),
    {
      title: `Parley: ${displayPath(folder)}/`,
      placeHolder: t('Tick the files whose text shall go with the names; none is fine, too'),
      canPickMany: true,
    },
  );
  if (ticked === undefined) return;
  await attachAndShow(
    parley,
    await folderAttachment(
      folder,
      names,
      ticked.map(({ uri }) => uri),
    ),
  );
}

/** `parley.addSymbol`: a function, class or the like, of the active file or, as one types, of the workspace. */
export async function addSymbol(parley: Parley): Promise<void> {
  const symbol = await pickSymbol();
  if (symbol !== undefined) await attachAndShow(parley, await symbolAttachment(symbol));
}

/** `parley.addProblems`: what is wrong in the active file, or in the workspace; with `{ of: 'file' | 'workspace' }` it does not ask. */
export async function addProblems(parley: Parley, argument: unknown): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const isHere = uri !== undefined && vscode.languages.getDiagnostics(uri).length > 0;
  const everywhere = { label: t('Problems of the workspace'), of: 'workspace' as const };
  const here = isHere ? [{ label: t('Problems in {0}', displayPath(uri)), of: 'file' as const }] : [];
  const of = argument instanceof Object && 'of' in argument ? argument.of : undefined;
  const given = [...here, everywhere].find((choice) => choice.of === of);
  const asked = (): Thenable<typeof given> =>
    vscode.window.showQuickPick([...here, everywhere], { title: t('Parley: Add Problems') });
  const picked = given ?? (isHere ? await asked() : everywhere);
  if (picked === undefined) return;
  await attachAndShow(parley, problemsAttachment(picked.of === 'file' ? uri : undefined));
}

/** `parley.addTerminalSelection` */
export async function addTerminalSelection(parley: Parley): Promise<void> {
  await attachAndShow(parley, await terminalSelection());
}

/** `parley.addTerminalCommand`: the last command of the active terminal with its output. */
export async function addTerminalCommand(parley: Parley): Promise<void> {
  await attachAndShow(parley, await parley.terminals.lastCommand());
}

/** What menus give: an address, or an entry of the source control view that has one. */
function uriIn(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument !== 'object' || argument === null || !('resourceUri' in argument)) return undefined;
  return argument.resourceUri instanceof vscode.Uri ? argument.resourceUri : undefined;
}

async function pickFiles(): Promise<readonly vscode.Uri[]> {
  const picked = await vscode.window.showOpenDialog({ canSelectMany: true, openLabel: t('Attach') });
  return picked ?? [];
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [only] = folders;
  if (folders.length === 1 && only !== undefined) return only.uri;
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  const picked = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: t('Attach'),
  });
  return picked?.[0];
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  const stat = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
  return stat !== undefined && (stat.type & vscode.FileType.Directory) !== 0;
}

interface SymbolItem extends vscode.QuickPickItem {
  readonly symbol: SymbolPlace;
}

/** Starts with the active file's symbols; what is typed is searched in the workspace as well. */
async function pickSymbol(): Promise<SymbolPlace | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const here = (uri === undefined ? [] : await documentSymbols(uri)).map(itemOf);
  const pick = vscode.window.createQuickPick<SymbolItem>();
  pick.title = t('Parley: Add Symbol');
  pick.placeholder = t('Type to search the workspace');
  pick.matchOnDescription = true;
  pick.items = here;
  let search = 0;
  pick.onDidChangeValue(async (value) => {
    search += 1;
    const mine = search;
    const found = value.trim() === '' ? [] : (await workspaceSymbols(value.trim())).map(itemOf);
    // A later key has asked again meanwhile.
    if (mine === search) pick.items = [...here, ...found];
  });
  try {
    return await new Promise<SymbolPlace | undefined>((resolve) => {
      pick.onDidAccept(() => resolve(pick.selectedItems[0]?.symbol));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

function itemOf(symbol: SymbolPlace): SymbolItem {
  const where = `${displayPath(symbol.uri)}:${symbol.range.start.line + 1}`;
  return {
    label: symbol.name,
    description: [symbol.kind, symbol.container].filter(Boolean).join(' · '),
    detail: where,
    symbol,
  };
}
