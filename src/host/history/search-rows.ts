// Full-text search: the index fed from a queue outside of every save, and the queries on it.
import type { SearchPage, SearchQuery } from '../../chat/chat-store.ts';
import type { SearchHit } from '../../model/chat-header.ts';
import { messageText } from '../../chat/message-text.ts';
import { excerpt, ftsQuery, indexedText, searchTerms, type SearchTerm } from '../../chat/search-words.ts';
import { readRecord } from './message-rows.ts';
import { numberOf, textOf, type Connection, type Row } from './sqlite.ts';

/** Above so many hits ranking would take too long; then the newest come first. */
const maxRankedHits = 20_000;

/** Puts up to `limit` waiting messages and titles into the index. Returns how many; 0 when nothing waits. */
export function indexWaiting(connection: Connection, limit: number): number {
  const waiting = connection.all('SELECT num FROM search_queue ORDER BY num LIMIT ?', limit);
  if (waiting.length === 0) return 0;
  connection.transaction(() => {
    for (const row of waiting) {
      const num = numberOf(row, 'num');
      const text = num < 0 ? titleText(connection, -num) : recordText(connection, num);
      connection.run('DELETE FROM search WHERE rowid = ?', num);
      if (text !== '')
        connection.run(
          'INSERT INTO search (rowid, text) VALUES (?, ?)',
          num,
          indexedText(text).toWellFormed(),
        );
      connection.run('DELETE FROM search_queue WHERE num = ?', num);
    }
  });
  return waiting.length;
}

function titleText(connection: Connection, chatNum: number): string {
  const row = connection.get('SELECT title FROM chats WHERE num = ?', chatNum);
  return row === undefined ? '' : textOf(row, 'title');
}

function recordText(connection: Connection, messageNum: number): string {
  const row = connection.get(
    'SELECT content FROM messages WHERE num = ? AND deleted_at_ms IS NULL',
    messageNum,
  );
  return row === undefined ? '' : messageText(readRecord(connection, row));
}

/** A page of hits. What has not been indexed yet is indexed first, up to a limit that keeps the answer quick. */
export function searchChats(connection: Connection, query: SearchQuery): SearchPage {
  if (!connection.isReadOnly) indexWaiting(connection, 200);
  const terms = searchTerms(query.words);
  const fts = ftsQuery(terms);
  if (fts === undefined) return { hits: [], hasMore: false, order: 'best' };
  const count = connection.number(
    `SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ${maxRankedHits + 1})`,
    fts,
  );
  const order = count > maxRankedHits ? 'newest' : 'best';
  const inWorkspace = query.workspaceId === undefined ? '' : 'AND chats.workspace_id = ?';
  const rows = connection.all(
    // Titles have the negative number of their chat.
    `SELECT search.rowid AS num FROM search
       LEFT JOIN messages ON messages.num = search.rowid
       JOIN chats ON chats.num = CASE WHEN search.rowid < 0 THEN -search.rowid ELSE messages.chat_num END
     WHERE search MATCH ? AND chats.deleted_at_ms IS NULL AND messages.deleted_at_ms IS NULL ${inWorkspace}
     ORDER BY ${order === 'best' ? 'rank' : 'search.rowid DESC'} LIMIT ? OFFSET ?`,
    fts,
    ...(query.workspaceId === undefined ? [] : [query.workspaceId]),
    query.limit + 1,
    query.offset,
  );
  return {
    hits: rows.slice(0, query.limit).flatMap((row) => hitOf(connection, numberOf(row, 'num'), terms)),
    hasMore: rows.length > query.limit,
    order,
  };
}

function hitOf(connection: Connection, num: number, terms: readonly SearchTerm[]): readonly SearchHit[] {
  if (num < 0) {
    const chat = connection.get('SELECT id AS chat_id, title, updated_at_ms FROM chats WHERE num = ?', -num);
    if (chat === undefined) return [];
    const title = textOf(chat, 'title');
    return [
      {
        ...chatOf(chat),
        role: 'title',
        createdAtMs: numberOf(chat, 'updated_at_ms'),
        pieces: excerpt(title, terms),
      },
    ];
  }
  const row = connection.get(
    `SELECT messages.id, messages.role, messages.created_at_ms, messages.content, chats.id AS chat_id, chats.title
     FROM messages JOIN chats ON chats.num = messages.chat_num WHERE messages.num = ?`,
    num,
  );
  if (row === undefined) return [];
  return [
    {
      ...chatOf(row),
      messageId: textOf(row, 'id'),
      role: textOf(row, 'role') === 'user' ? 'user' : 'assistant',
      createdAtMs: numberOf(row, 'created_at_ms'),
      pieces: excerpt(messageText(readRecord(connection, row)), terms),
    },
  ];
}

function chatOf(row: Row): Pick<SearchHit, 'chatId' | 'title'> {
  return { chatId: textOf(row, 'chat_id'), title: textOf(row, 'title') };
}
