// Unsent texts in the tables `drafts` and `old_drafts`: one per chat, and the last 20 that were given up.
import type { OldDraft, StoredDraft } from '../../chat/chat-store.ts';
import { readAttachments } from '../../chat/stored-attachment.ts';
import { numberOf, textOf, type Connection } from './sqlite.ts';

/** How many given-up texts are kept. */
const maxOldDrafts = 20;

/** The unsent message of a chat; empty when there is none. */
export function readDraft(connection: Connection, chatId: string): StoredDraft {
  const row = connection.get('SELECT text, attachments FROM drafts WHERE chat_id = ?', chatId);
  if (row === undefined) return { text: '', attachments: [] };
  return {
    text: readText(textOf(row, 'text')),
    attachments: readAttachments(parsed(textOf(row, 'attachments'))),
  };
}

/** Keeps the unsent message. A text that was emptied or replaced by another goes to the old drafts, unless it was sent. */
export function writeDraft(
  connection: Connection,
  draft: StoredDraft & { readonly chatId: string; readonly nowMs: number; readonly wasSent: boolean },
): void {
  const { chatId, text, attachments, nowMs, wasSent } = draft;
  connection.transaction(() => {
    const before = readDraft(connection, chatId).text;
    if (!wasSent && isGivenUp(before, text)) keepOld(connection, before, nowMs);
    if (text === '' && attachments.length === 0) {
      connection.run('DELETE FROM drafts WHERE chat_id = ?', chatId);
      return;
    }
    connection.run(
      `INSERT INTO drafts (chat_id, text, attachments, updated_at_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT (chat_id) DO UPDATE SET text = excluded.text, attachments = excluded.attachments,
         updated_at_ms = excluded.updated_at_ms`,
      chatId,
      JSON.stringify(text),
      JSON.stringify(attachments),
      nowMs,
    );
  });
}

/** Typing on and deleting letter by letter keep the beginning; anything else gives the text up. */
function isGivenUp(before: string, after: string): boolean {
  if (before.trim() === '') return false;
  if (after === '') return true;
  return !after.includes(before.slice(0, 20)) && !before.startsWith(after.slice(0, 20));
}

function keepOld(connection: Connection, text: string, nowMs: number): void {
  const stored = JSON.stringify(text);
  connection.run('DELETE FROM old_drafts WHERE text = ?', stored);
  connection.run('INSERT INTO old_drafts (text, saved_at_ms) VALUES (?, ?)', stored, nowMs);
  connection.run(
    'DELETE FROM old_drafts WHERE num NOT IN (SELECT num FROM old_drafts ORDER BY num DESC LIMIT ?)',
    maxOldDrafts,
  );
}

/** The texts that were given up, newest first. */
export function readOldDrafts(connection: Connection): readonly OldDraft[] {
  return connection.all('SELECT text, saved_at_ms FROM old_drafts ORDER BY num DESC').map((row) => ({
    text: readText(textOf(row, 'text')),
    savedAtMs: numberOf(row, 'saved_at_ms'),
  }));
}

/** Stored as JSON, because what is typed may hold halves of characters, which UTF-8 has no form for. */
function readText(stored: string): string {
  const text = parsed(stored);
  return typeof text === 'string' ? text : '';
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
