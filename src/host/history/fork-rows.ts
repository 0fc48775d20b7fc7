// A chat made of a part of another: the path to one message, copied with the records as they are.
import { cleanTitle } from './chat-rows.ts';
import { numberOf, type Connection } from './sqlite.ts';

/** Copies the path from the first message to this one, records untouched, into a new chat. */
export function forkChat(
  connection: Connection,
  fork: { chatId: string; messageId: string; newChatId: string; title: string; nowMs: number },
): boolean {
  const { chatId, messageId, newChatId, title, nowMs } = fork;
  return connection.transaction(() => {
    const source = connection.get('SELECT num FROM chats WHERE id = ? AND deleted_at_ms IS NULL', chatId);
    if (source === undefined) return false;
    const sourceNum = numberOf(source, 'num');
    const path = connection
      .all(pathQuery, sourceNum, messageId, sourceNum)
      .map((row) => numberOf(row, 'num'));
    if (path.length === 0) return false;
    const created = connection.get(
      `INSERT INTO chats (id, title, preview, model, message_count, leaf_id, tool_switches, left_out, compactions,
         workspace_id, workspace_name, created_at_ms, updated_at_ms)
       SELECT ?, ?, preview, model, ?, ?, tool_switches, left_out, compactions, workspace_id, workspace_name, ?, ?
       FROM chats WHERE num = ? RETURNING num`,
      newChatId,
      cleanTitle(title),
      path.length,
      messageId,
      nowMs,
      nowMs,
      sourceNum,
    );
    const createdNum = numberOf(created ?? {}, 'num');
    for (const num of path) copyMessage(connection, num, createdNum);
    return true;
  });
}

/** From a message up to the root; `UNION` ends damaged data that goes in circles. */
const pathQuery = `
  WITH RECURSIVE path (num, parent_id) AS (
    SELECT num, parent_id FROM messages WHERE chat_num = ? AND id = ?
    UNION
    SELECT messages.num, messages.parent_id FROM messages, path
    WHERE messages.chat_num = ? AND messages.id = path.parent_id
  )
  SELECT num FROM path ORDER BY num`;

function copyMessage(connection: Connection, num: number, chatNum: number): void {
  const row = connection.get(
    `INSERT INTO messages (chat_num, id, parent_id, role, state, created_at_ms, owner, content)
     SELECT ?, id, parent_id, role, state, created_at_ms, owner, content FROM messages WHERE num = ? RETURNING num`,
    chatNum,
    num,
  );
  connection.run(
    'INSERT INTO message_blobs SELECT ?, hash FROM message_blobs WHERE message_num = ?',
    numberOf(row ?? {}, 'num'),
    num,
  );
}
