// Messages in the tables `messages`, `blobs` and `message_blobs`: in, out, and closed when nobody writes them any more.
// Only the window that changed a message writes it, in order: what comes last is the newest.
import { createHash } from 'node:crypto';
import { healAnswer, isObject } from '../../chat/heal-answer.ts';
import { readMessage } from '../../chat/stored-message.ts';
import type { Message } from '../../model/conversation.ts';
import { numberOf, optionalTextOf, textOf, type Connection, type Row } from './sqlite.ts';

/** Texts of attachments from this length on are kept once for all messages that carry them; UTF-16 units. */
const minBlobLength = 2048;

/** A message as JSON, whatever version wrote it. */
export type MessageRecord = Readonly<Record<string, unknown>>;

const insertMessage = `
  INSERT INTO messages (chat_num, id, parent_id, role, state, created_at_ms, owner, content, deleted_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (chat_num, id) DO UPDATE SET state = excluded.state, owner = excluded.owner, content = excluded.content,
    deleted_at_ms = excluded.deleted_at_ms
  WHERE messages.content <> excluded.content
  RETURNING num`;

/** Adds a message, or brings it up to date: an answer may change after its end as well. `owner` is the window that writes it. */
export function writeMessage(connection: Connection, chatNum: number, message: Message, owner: string): void {
  const state = message.role === 'assistant' ? message.state : '';
  writeRecord(
    connection,
    chatNum,
    { ...message },
    {
      id: message.id,
      parentId: message.parentId,
      role: message.role,
      state,
      createdAtMs: message.createdAtMs,
      owner: state === 'running' ? owner : undefined,
      deletedAtMs: message.deletedAtMs,
    },
  );
}

/** The columns beside a record. */
export interface RecordColumns {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly role: string;
  readonly state: string;
  readonly createdAtMs: number;
  readonly owner: string | undefined;
  readonly deletedAtMs: number | undefined;
}

/** Adds a record as it is, in place of one with this id. */
export function writeRecord(
  connection: Connection,
  chatNum: number,
  record: MessageRecord,
  columns: RecordColumns,
): void {
  const { id, parentId, role, state, createdAtMs, owner, deletedAtMs } = columns;
  const hashes: string[] = [];
  const content = JSON.stringify(withoutLongTexts(connection, record, hashes));
  const row = connection.get(
    insertMessage,
    chatNum,
    id,
    parentId ?? null,
    role,
    state,
    createdAtMs,
    owner ?? null,
    content,
    deletedAtMs ?? null,
  );
  if (row === undefined) return;
  for (const hash of hashes) {
    connection.run('INSERT OR IGNORE INTO message_blobs VALUES (?, ?)', numberOf(row, 'num'), hash);
  }
}

function withoutLongTexts(connection: Connection, record: MessageRecord, hashes: string[]): MessageRecord {
  const { attachments } = record;
  if (!Array.isArray(attachments)) return record;
  return {
    ...record,
    attachments: attachments.map((attachment: unknown) => {
      if (!isObject(attachment)) return attachment;
      return Object.fromEntries(
        Object.entries(attachment).map(([name, value]) => {
          if (typeof value !== 'string' || value.length < minBlobLength) return [name, value];
          const hash = createHash('sha256').update(value).digest('hex');
          // As JSON, because a text may hold halves of characters, which UTF-8 has no form for.
          connection.run(
            'INSERT OR IGNORE INTO blobs (hash, text) VALUES (?, ?)',
            hash,
            JSON.stringify(value),
          );
          hashes.push(hash);
          return [name, { $blob: hash }];
        }),
      );
    }),
  };
}

/** The record of a row with the long texts of its attachments back in place; undefined when it is no JSON object. */
export function readRecord(connection: Connection, row: Row): MessageRecord | undefined {
  const record = parseObject(textOf(row, 'content'));
  const attachments = record?.['attachments'];
  if (record === undefined || !Array.isArray(attachments)) return record;
  return {
    ...record,
    attachments: attachments.map((attachment: unknown) =>
      isObject(attachment)
        ? Object.fromEntries(
            Object.entries(attachment).map(([name, value]) => [name, inflated(connection, value)]),
          )
        : attachment,
    ),
  };
}

function inflated(connection: Connection, value: unknown): unknown {
  if (!isObject(value) || typeof value['$blob'] !== 'string') return value;
  const row = connection.get('SELECT text FROM blobs WHERE hash = ?', value['$blob']);
  return row === undefined ? '' : parseJson(textOf(row, 'text'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A damaged record; whoever asked tells what is missing.
    return undefined;
  }
}

function parseObject(text: string): MessageRecord | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}

/** All messages of a chat in order of creation. */
export function readMessages(connection: Connection, chatNum: number): readonly Message[] {
  return connection
    .all(
      'SELECT id, parent_id, created_at_ms, content FROM messages WHERE chat_num = ? ORDER BY num',
      chatNum,
    )
    .map((row) =>
      readMessage(readRecord(connection, row), {
        id: textOf(row, 'id'),
        parentId: optionalTextOf(row, 'parent_id'),
        createdAtMs: numberOf(row, 'created_at_ms'),
      }),
    );
}

/**
 * Closes the running answers of a chat whose windows are gone. `isAlive` tells of a window whether it still runs.
 * Returns how many it closed. Must run in a transaction.
 */
export function healMessages(
  connection: Connection,
  chatNum: number,
  isAlive: (owner: string) => boolean,
): number {
  const open = connection
    .all(
      "SELECT num, owner, created_at_ms, content FROM messages WHERE chat_num = ? AND state = 'running'",
      chatNum,
    )
    .filter((row) => {
      const owner = optionalTextOf(row, 'owner');
      return owner === undefined || !isAlive(owner);
    });
  for (const row of open) {
    const record = parseObject(textOf(row, 'content')) ?? {};
    connection.run(
      "UPDATE messages SET state = 'interrupted', owner = NULL, content = ? WHERE num = ?",
      JSON.stringify(healAnswer(record, numberOf(row, 'created_at_ms'))),
      numberOf(row, 'num'),
    );
  }
  return open.length;
}
