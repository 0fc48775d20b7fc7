// Whole chats out of and into the tables, for export, import and repair. Records pass as they are.
import type { ExportedChat, ImportResult } from '../../chat/chat-store.ts';
import { healAnswer } from '../../chat/heal-answer.ts';
import { previewFrom } from '../../chat/title.ts';
import { addCompactions, storedCompactions } from './compaction-rows.ts';
import { cleanTitle, touch } from './chat-rows.ts';
import { readRecord, writeRecord, type MessageRecord } from './message-rows.ts';
import { numberOf, optionalTextOf, textOf, type Connection } from './sqlite.ts';

/** Messages handed over at once at most; a longer chat comes alone. */
const messagesPerPage = 500;

/** Chats that are not deleted, in order of creation, a bounded number at a time. */
export function exportChats(
  connection: Connection,
  { chatId, position }: { readonly chatId?: string; readonly position: number },
): { chats: readonly ExportedChat[]; next?: number } {
  const chats: ExportedChat[] = [];
  let count = 0;
  let last = position;
  const only = chatId === undefined ? '' : 'AND id = ?';
  while (count < messagesPerPage) {
    const row = connection.get(
      `SELECT * FROM chats WHERE num > ? AND deleted_at_ms IS NULL ${only} ORDER BY num LIMIT 1`,
      last,
      ...(chatId === undefined ? [] : [chatId]),
    );
    if (row === undefined) return { chats };
    last = numberOf(row, 'num');
    const messages = connection
      .all('SELECT content FROM messages WHERE chat_num = ? AND deleted_at_ms IS NULL ORDER BY num', last)
      .map((message) => readRecord(connection, message))
      .filter((record) => record !== undefined);
    count += messages.length + 1;
    const workspaceName = optionalTextOf(row, 'workspace_name');
    const leafId = optionalTextOf(row, 'leaf_id');
    const compactions = storedCompactions(row);
    chats.push({
      id: textOf(row, 'id'),
      title: textOf(row, 'title'),
      createdAtMs: numberOf(row, 'created_at_ms'),
      updatedAtMs: numberOf(row, 'updated_at_ms'),
      isPinned: numberOf(row, 'is_pinned') === 1,
      ...(workspaceName === undefined ? {} : { workspaceName }),
      ...(leafId === undefined ? {} : { leafId }),
      ...(compactions.length === 0 ? {} : { compactions }),
      messages,
    });
  }
  return { chats, next: last };
}

/** Adds the chat, or the messages it lacks; what was deleted comes back. Nothing that is there is changed. */
export function importChat(connection: Connection, chat: ExportedChat): ImportResult {
  return connection.transaction(() => {
    const before = connection.get('SELECT num, deleted_at_ms FROM chats WHERE id = ?', chat.id);
    const num = before === undefined ? insertChat(connection, chat) : numberOf(before, 'num');
    const countSql = 'SELECT count(*) FROM messages WHERE chat_num = ? AND deleted_at_ms IS NULL';
    const countBefore = connection.number(countSql, num);
    const newIds = new Set<unknown>();
    for (const record of chat.messages) if (importRecord(connection, num, record)) newIds.add(record['id']);
    addCompactions(connection, num, chat.compactions ?? [], newIds);
    if (before === undefined) return 'added';
    const added = connection.number(countSql, num) - countBefore;
    if (added === 0 && before['deleted_at_ms'] === null) return 'unchanged';
    connection.run('UPDATE chats SET deleted_at_ms = NULL WHERE num = ?', num);
    touch(connection, num);
    return 'completed';
  });
}

function insertChat(connection: Connection, chat: ExportedChat): number {
  const answers = chat.messages.filter((record) => record['role'] === 'assistant');
  const first = chat.messages.find((record) => record['role'] === 'user');
  const row = connection.get(
    `INSERT INTO chats (id, title, preview, model, message_count, leaf_id, workspace_name, created_at_ms,
       updated_at_ms, is_pinned) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING num`,
    chat.id,
    cleanTitle(chat.title),
    previewFrom(stringOf(first?.['text'])),
    stringOf(answers.at(-1)?.['model']),
    chat.messages.length,
    chat.leafId ?? null,
    chat.workspaceName ?? null,
    chat.createdAtMs,
    chat.updatedAtMs,
    chat.isPinned ? 1 : 0,
  );
  return numberOf(row ?? {}, 'num');
}

/** False when it is there already. */
function importRecord(connection: Connection, chatNum: number, record: MessageRecord): boolean {
  const id = stringOf(record['id']);
  const known = connection.get(
    'SELECT num FROM messages WHERE chat_num = ? AND id = ? AND deleted_at_ms IS NULL',
    chatNum,
    id,
  );
  if (id === '' || known !== undefined) return false;
  const createdAtMs = typeof record['createdAtMs'] === 'number' ? record['createdAtMs'] : 0;
  // Whoever was writing it is not here.
  const { deletedAtMs: _mark, ...kept } = record;
  const closed = record['state'] === 'running' ? healAnswer(kept, createdAtMs) : kept;
  const parentId = stringOf(closed['parentId']);
  writeRecord(connection, chatNum, closed, {
    id,
    parentId: parentId === '' ? undefined : parentId,
    role: stringOf(closed['role']),
    state: stringOf(closed['state']),
    createdAtMs: Math.trunc(createdAtMs),
    owner: undefined,
    deletedAtMs: undefined,
  });
  return true;
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
