// Chats in the table `chats`: pages of the list, one chat, and every change to one. Deleted chats are in no answer.
import { readCompactions, readLeftOut, readToolSwitches } from '../../chat/stored-columns.ts';
import type { ChatChange, ChatListQuery, StoredChat } from '../../chat/chat-store.ts';
import type { ChatHeader } from '../../model/chat-header.ts';
import { healMessages, readMessages, writeMessage } from './message-rows.ts';
import { numberOf, optionalTextOf, textOf, type Connection, type Row } from './sqlite.ts';

const headerColumns = `num, id, title, preview, model, message_count, created_at_ms, updated_at_ms, is_pinned,
  workspace_id, workspace_name, leaf_id, tool_switches, left_out, compactions, revision`;

function headerOf(row: Row): ChatHeader {
  const workspaceId = optionalTextOf(row, 'workspace_id');
  return {
    id: textOf(row, 'id'),
    title: textOf(row, 'title'),
    preview: textOf(row, 'preview'),
    model: textOf(row, 'model'),
    messageCount: numberOf(row, 'message_count'),
    createdAtMs: numberOf(row, 'created_at_ms'),
    updatedAtMs: numberOf(row, 'updated_at_ms'),
    isPinned: numberOf(row, 'is_pinned') === 1,
    ...(workspaceId === undefined
      ? {}
      : { workspace: { id: workspaceId, name: optionalTextOf(row, 'workspace_name') ?? '' } }),
    revision: numberOf(row, 'revision'),
  };
}

/** A page of the list, by keys: pages neither overlap nor skip when chats move meanwhile. */
export function listChats(connection: Connection, query: ChatListQuery): readonly ChatHeader[] {
  const { workspaceId, limit, after } = query;
  const conditions = ['deleted_at_ms IS NULL'];
  const values: (string | number)[] = [];
  if (workspaceId !== undefined) {
    conditions.push('workspace_id = ?');
    values.push(workspaceId);
  }
  if (after !== undefined) {
    conditions.push(
      '(is_pinned, updated_at_ms, num) < (?, ?, coalesce((SELECT num FROM chats WHERE id = ?), 0))',
    );
    values.push(after.isPinned ? 1 : 0, after.updatedAtMs, after.id);
  }
  return connection
    .all(
      `SELECT ${headerColumns} FROM chats WHERE ${conditions.join(' AND ')}
       ORDER BY is_pinned DESC, updated_at_ms DESC, num DESC LIMIT ?`,
      ...values,
      limit,
    )
    .map(headerOf);
}

/** One chat with its messages. Running answers that nobody writes any more are closed first, where that can be stored. */
export function loadChat(
  connection: Connection,
  chatId: string,
  isAlive: (owner: string) => boolean,
): StoredChat | undefined {
  const select = `SELECT ${headerColumns} FROM chats WHERE id = ? AND deleted_at_ms IS NULL`;
  let row = connection.get(select, chatId);
  if (row === undefined) return undefined;
  const num = numberOf(row, 'num');
  const running = "SELECT count(*) FROM messages WHERE chat_num = ? AND state = 'running'";
  if (!connection.isReadOnly && connection.number(running, num) > 0) {
    connection.transaction(() => {
      if (healMessages(connection, num, isAlive) > 0) touch(connection, num);
    });
    row = connection.get(select, chatId) ?? row;
  }
  const header = headerOf(row);
  const leafId = optionalTextOf(row, 'leaf_id');
  const toolSwitches = readToolSwitches(optionalTextOf(row, 'tool_switches'));
  const leftOut = readLeftOut(optionalTextOf(row, 'left_out'));
  const compactions = readCompactions(optionalTextOf(row, 'compactions'));
  return {
    header,
    conversation: {
      id: header.id,
      createdAtMs: header.createdAtMs,
      title: header.title,
      messages: readMessages(connection, num),
      ...(leafId === undefined ? {} : { leafId }),
      ...(toolSwitches === undefined ? {} : { toolSwitches }),
      ...(leftOut === undefined ? {} : { leftOut }),
      ...(compactions.length === 0 ? {} : { compactions }),
    },
  };
}

const upsertChat = `
  INSERT INTO chats (id, title, preview, model, message_count, leaf_id, tool_switches, left_out, compactions,
    workspace_id, workspace_name, created_at_ms, updated_at_ms)
  VALUES (?, coalesce(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET title = coalesce(?, title), preview = excluded.preview, model = excluded.model,
    message_count = excluded.message_count, leaf_id = excluded.leaf_id, tool_switches = excluded.tool_switches,
    left_out = excluded.left_out, compactions = coalesce(excluded.compactions, compactions),
    workspace_id = coalesce(workspace_id, excluded.workspace_id),
    workspace_name = coalesce(workspace_name, excluded.workspace_name),
    updated_at_ms = max(updated_at_ms, excluded.updated_at_ms), revision = revision + 1
  RETURNING num, revision`;

/** Stores a change in one transaction and answers with the chat's new revision. */
export function saveChange(connection: Connection, change: ChatChange, owner: string): number {
  const title = change.title === undefined ? null : cleanTitle(change.title);
  return connection.transaction(() => {
    const row = connection.get(
      upsertChat,
      change.chatId,
      title,
      change.preview,
      change.model,
      change.messageCount,
      change.leafId ?? null,
      change.toolSwitches === undefined ? null : JSON.stringify(change.toolSwitches),
      change.leftOut === undefined ? null : JSON.stringify(change.leftOut),
      change.compactions === undefined ? null : JSON.stringify(change.compactions),
      change.workspace?.id ?? null,
      change.workspace?.name ?? null,
      change.createdAtMs,
      change.updatedAtMs,
      title,
    );
    const num = numberOf(row ?? {}, 'num');
    for (const message of change.messages) writeMessage(connection, num, message, owner);
    // Deleted in another window, but somebody goes on with it here.
    if (change.messages.some(({ role }) => role === 'user'))
      connection.run(
        'UPDATE chats SET deleted_at_ms = NULL WHERE num = ? AND deleted_at_ms IS NOT NULL',
        num,
      );
    return numberOf(row ?? {}, 'revision');
  });
}

/** The revisions of these chats; unknown and deleted ones are left out. */
export function revisionsOf(connection: Connection, chatIds: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const id of chatIds) {
    const row = connection.get('SELECT revision FROM chats WHERE id = ? AND deleted_at_ms IS NULL', id);
    if (row !== undefined) found[id] = numberOf(row, 'revision');
  }
  return found;
}

/** Longest title; longer ones are cut. */
const maxTitleLength = 200;

/** One line without control characters. */
export function cleanTitle(title: string): string {
  return title
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, maxTitleLength)
    .toWellFormed();
}

/** Gives the chat another title. False when there is no such chat. */
export function renameChat(connection: Connection, chatId: string, title: string): boolean {
  return changeChat(connection, 'title = ?', cleanTitle(title), chatId, 'deleted_at_ms IS NULL');
}

/** Pins or unpins. False when there is no such chat. */
export function pinChat(connection: Connection, chatId: string, isPinned: boolean): boolean {
  return changeChat(connection, 'is_pinned = ?', isPinned ? 1 : 0, chatId, 'deleted_at_ms IS NULL');
}

/** Marks the chat as deleted. False when there is no such chat. */
export function removeChat(connection: Connection, chatId: string, nowMs: number): boolean {
  return changeChat(connection, 'deleted_at_ms = ?', nowMs, chatId, 'deleted_at_ms IS NULL');
}

/** Takes the mark off again. False when the chat is gone or was not deleted. */
export function restoreChat(connection: Connection, chatId: string): boolean {
  return changeChat(connection, 'deleted_at_ms = ?', null, chatId, 'deleted_at_ms IS NOT NULL');
}

function changeChat(
  connection: Connection,
  assignment: string,
  value: string | number | null,
  chatId: string,
  condition: string,
): boolean {
  const sql = `UPDATE chats SET ${assignment}, revision = revision + 1 WHERE id = ? AND ${condition}`;
  return connection.run(sql, value, chatId) > 0;
}

/** Something about the chat has changed. */
export function touch(connection: Connection, chatNum: number): void {
  connection.run('UPDATE chats SET revision = revision + 1 WHERE num = ?', chatNum);
}
