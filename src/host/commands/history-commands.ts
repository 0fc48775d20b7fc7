// Commands about the history: show it, export, import, get an unsent text back.
import * as vscode from 'vscode';
import { archivedChat, archiveEnd, archiveStart, readArchive } from '../../chat/chat-archive.ts';
import { exportMarkdown } from '../../chat/export-markdown.ts';
import type { ImportResult } from '../../chat/chat-store.ts';
import { t } from '../../model/l10n.ts';
import type { Parley } from './parley.ts';

/** `parley.showHistory`: the history in the panel. */
export async function showHistory({ view }: Parley): Promise<void> {
  await view.revealHistory();
}

/** `parley.exportChat`: the shown chat as Markdown, or as JSON where the name ends in `.json`. */
export async function exportChat({ library, store }: Parley): Promise<void> {
  const { conversation } = library.active;
  if (conversation.messages.length === 0) {
    void vscode.window.showInformationMessage(t('This chat is empty: there is nothing to export.'));
    return;
  }
  const target = await askTarget(conversation.title, { Markdown: ['md'], JSON: ['json'] });
  if (target === undefined) return;
  await library.whenSettled();
  const text = target.path.toLowerCase().endsWith('.json')
    ? await archiveOf(store, conversation.id)
    : exportMarkdown(conversation);
  await vscode.workspace.fs.writeFile(target, Buffer.from(text));
}

/** `parley.exportAllChats`: all chats in one JSON file. */
export async function exportAllChats({ library, store }: Parley): Promise<void> {
  const target = await askTarget('parley-chats', { JSON: ['json'] });
  if (target === undefined) return;
  await library.whenSettled();
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('Parley: exporting chats') },
    async () => vscode.workspace.fs.writeFile(target, Buffer.from(await archiveOf(store))),
  );
}

/** `parley.importChats`: adds the chats of such a file. Importing it again adds nothing. */
export async function importChats({ library, store }: Parley): Promise<void> {
  const [source] =
    (await vscode.window.showOpenDialog({
      title: t('Import Chats'),
      openLabel: t('Import'),
      filters: { JSON: ['json'] },
    })) ?? [];
  if (source === undefined) return;
  const reading = readArchive(Buffer.from(await vscode.workspace.fs.readFile(source)).toString());
  if ('problem' in reading) {
    void vscode.window.showErrorMessage(`Parley: ${reading.problem}`);
    return;
  }
  const counts: Record<ImportResult, number> = { added: 0, completed: 0, unchanged: 0 };
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('Parley: importing chats') },
    async () => {
      for (const chat of reading.chats) counts[await store.importChat(chat)] += 1;
    },
  );
  library.listChanged();
  void vscode.window.showInformationMessage(
    reading.unreadable === 0
      ? t(
          'Parley: chats imported: {0}, completed: {1}, there already: {2}.',
          counts.added,
          counts.completed,
          counts.unchanged,
        )
      : t(
          'Parley: chats imported: {0}, completed: {1}, there already: {2}, not readable: {3}.',
          counts.added,
          counts.completed,
          counts.unchanged,
          reading.unreadable,
        ),
  );
}

/** `parley.recoverDraft`: one of the last texts that were never sent comes back into the composer. */
export async function recoverDraft({ library, store, drafts, view }: Parley): Promise<void> {
  const old = await store.oldDrafts({});
  if (old.length === 0) {
    void vscode.window.showInformationMessage(t('There are no unsent texts to get back.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(
    old.map(({ text, savedAtMs }) => ({
      label: text.replace(/\s+/g, ' ').trim().slice(0, 100),
      description: new Date(savedAtMs).toLocaleString(),
      text,
    })),
    { title: t('Parley: Unsent Texts'), placeHolder: t('Choose the one to get back') },
  );
  if (picked === undefined) return;
  const { id } = library.active.conversation;
  const { text } = drafts.of(id);
  drafts.setText(id, text === '' ? picked.text : `${text}\n\n${picked.text}`);
  view.draftChanged();
  await view.reveal();
}

async function askTarget(name: string, filters: Record<string, string[]>): Promise<vscode.Uri | undefined> {
  const extension = Object.values(filters)[0]?.[0] ?? 'json';
  const plain = name.replace(/[^\p{L}\p{N} _-]+/gu, '').trim() || 'chat';
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = `${plain}.${extension}`;
  return vscode.window.showSaveDialog({
    filters,
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, file) }),
  });
}

/** One chat, or all of them, as a file. */
async function archiveOf(store: Parley['store'], chatId?: string): Promise<string> {
  const texts: string[] = [];
  for (let position: number | undefined = 0; position !== undefined;) {
    const page: Awaited<ReturnType<typeof store.exportChats>> = await store.exportChats({
      position,
      ...(chatId === undefined ? {} : { chatId }),
    });
    texts.push(...page.chats.map(archivedChat));
    position = page.next;
  }
  return archiveStart(Date.now()) + texts.join(',\n') + archiveEnd;
}
