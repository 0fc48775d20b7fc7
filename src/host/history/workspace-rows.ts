// Which workspace is this? Found again by what stays when its folder is renamed or moved.
// docs/decisions/0003-history.md gives the reasons for the order.
import { randomUUID } from 'node:crypto';
import type { ShownChats, WorkspaceKeys } from '../../chat/chat-store.ts';
import type { WorkspaceRef } from '../../model/chat-header.ts';
import { optionalTextOf, textOf, type Connection, type Row } from './sqlite.ts';

/**
 * The known workspace with these keys, brought up to date, or a new one.
 * In order: the same entry of the file system (renamed, moved on one disk); the same address; the same repository, but
 * only when the place it was seen at last is gone, because two clones side by side are two workspaces.
 * @param isGone does nothing exist at this address any more?
 */
export function identifyWorkspace(
  connection: Connection,
  keys: WorkspaceKeys,
  isGone: (uri: string) => boolean,
): WorkspaceRef {
  const known = findWorkspace(connection, keys, isGone);
  const id = known === undefined ? randomUUID() : textOf(known, 'id');
  if (connection.isReadOnly) return { id, name: keys.name };
  connection.transaction(() => {
    connection.run(
      `INSERT INTO workspaces (id, name, uri, file_id, repository, seen_at_ms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, uri = excluded.uri, file_id = excluded.file_id,
         repository = coalesce(excluded.repository, repository), seen_at_ms = excluded.seen_at_ms`,
      id,
      keys.name,
      keys.uri,
      keys.fileId ?? null,
      keys.repository ?? null,
      keys.nowMs,
    );
    if (known !== undefined && textOf(known, 'name') !== keys.name)
      connection.run('UPDATE chats SET workspace_name = ? WHERE workspace_id = ?', keys.name, id);
  });
  return { id, name: keys.name };
}

function findWorkspace(
  connection: Connection,
  { uri, fileId, repository }: WorkspaceKeys,
  isGone: (uri: string) => boolean,
): Row | undefined {
  const by = (column: string, value: string | undefined): readonly Row[] =>
    value === undefined
      ? []
      : connection.all(
          `SELECT id, name, uri FROM workspaces WHERE ${column} = ? ORDER BY seen_at_ms DESC`,
          value,
        );
  return (
    by('file_id', fileId)[0] ??
    by('uri', uri)[0] ??
    by('repository', repository).find((row) => isGone(textOf(row, 'uri')))
  );
}

/** What was shown last in a workspace; the empty id is that of windows without one. */
export function readShown(connection: Connection, workspaceId: string): ShownChats {
  const row = connection.get('SELECT chat_id, empty_id FROM shown_chats WHERE workspace_id = ?', workspaceId);
  if (row === undefined) return {};
  const emptyId = optionalTextOf(row, 'empty_id');
  return { shownId: textOf(row, 'chat_id'), ...(emptyId === undefined ? {} : { emptyId }) };
}

/** Keeps what is shown in a workspace. */
export function writeShown(
  connection: Connection,
  shown: { readonly workspaceId: string; readonly shownId: string; readonly emptyId?: string },
): void {
  connection.run(
    `INSERT INTO shown_chats (workspace_id, chat_id, empty_id) VALUES (?, ?, ?)
     ON CONFLICT (workspace_id) DO UPDATE SET chat_id = excluded.chat_id, empty_id = excluded.empty_id`,
    shown.workspaceId,
    shown.shownId,
    shown.emptyId ?? null,
  );
}
