// Rows out of a damaged database: reads every table row by row, skips over what cannot be read, and leaves the damaged file
// as it is. What a good copy has beyond that is added.
import { t } from '../../model/l10n.ts';
import { numberOf, type Connection, type Row } from './sqlite.ts';

/** What was saved. */
export interface Salvaged {
  readonly chats: number;
  readonly messages: number;
}

/** Tables in the order in which their rows may be added, and the columns that are copied. */
const tables = {
  workspaces: ['id', 'name', 'uri', 'file_id', 'repository', 'seen_at_ms'],
  shown_chats: ['workspace_id', 'chat_id', 'empty_id'],
  blobs: ['hash', 'text'],
  drafts: ['chat_id', 'text', 'attachments', 'updated_at_ms'],
  old_drafts: ['text', 'saved_at_ms'],
} as const;

const chatColumns = [
  'id',
  'title',
  'preview',
  'model',
  'message_count',
  'leaf_id',
  'tool_switches',
  'left_out',
  'compactions',
  'workspace_id',
  'workspace_name',
  'created_at_ms',
  'updated_at_ms',
  'is_pinned',
  'deleted_at_ms',
  'revision',
] as const;

const messageColumns = [
  'id',
  'parent_id',
  'role',
  'state',
  'created_at_ms',
  'owner',
  'content',
  'deleted_at_ms',
] as const;

/** Adds to `target` every readable row of `source` that it does not have. Both have tables of the newest version. */
export function salvage(source: Connection, target: Connection): Salvaged {
  const countBefore = counts(target);
  for (const [table, columns] of Object.entries(tables)) {
    copyRows(source, table, (row) => insert(target, table, columns, row));
  }
  const chatNums = new Map<number, number>();
  copyRows(source, 'chats', (row) => {
    insert(target, 'chats', chatColumns, row);
    const known = target.get('SELECT num FROM chats WHERE id = ?', row['id'] ?? null);
    if (known !== undefined) chatNums.set(numberOf(row, 'num'), numberOf(known, 'num'));
  });
  copyRows(source, 'messages', (row) => {
    const from = numberOf(row, 'chat_num');
    const chatNum = chatNums.get(from) ?? adoptOrphan(target, from, row, chatNums);
    insert(target, 'messages', ['chat_num', ...messageColumns], { ...row, chat_num: chatNum });
  });
  relinkBlobs(target);
  const after = counts(target);
  return { chats: after.chats - countBefore.chats, messages: after.messages - countBefore.messages };
}

function counts(connection: Connection): Salvaged {
  return {
    chats: connection.number('SELECT count(*) FROM chats'),
    messages: connection.number('SELECT count(*) FROM messages'),
  };
}

/** A message whose chat could not be read gets a chat of its own rather than being lost. */
function adoptOrphan(target: Connection, from: number, row: Row, chatNums: Map<number, number>): number {
  const createdAtMs = numberOf(row, 'created_at_ms');
  const created = target.get(
    `INSERT INTO chats (id, title, preview, model, message_count, created_at_ms, updated_at_ms)
     VALUES (?, ?, '', '', 0, ?, ?)
     ON CONFLICT (id) DO UPDATE SET revision = revision RETURNING num`,
    `recovered-${from}`,
    t('Recovered chat'),
    createdAtMs,
    createdAtMs,
  );
  const num = numberOf(created ?? {}, 'num');
  chatNums.set(from, num);
  return num;
}

function insert(target: Connection, table: string, columns: readonly string[], row: Row): void {
  const places = columns.map(() => '?').join(', ');
  const values = columns.map((column) => row[column] ?? null);
  // A row with damaged values breaks the table's rules and is left out, as is one that is there already.
  target.run(`INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${places})`, ...values);
}

/** The links between messages and texts are in the messages themselves. */
function relinkBlobs(target: Connection): void {
  target.exec(`
    INSERT OR IGNORE INTO message_blobs
    SELECT messages.num, json_extract(field.value, '$."$blob"')
    FROM messages, json_each(messages.content, '$.attachments') AS attachment, json_each(attachment.value) AS field
    WHERE json_valid(messages.content) AND messages.content LIKE '%"$blob"%' AND field.type = 'object'
      AND json_extract(field.value, '$."$blob"') IS NOT NULL;
    UPDATE chats SET leaf_id = (SELECT id FROM messages WHERE chat_num = chats.num AND deleted_at_ms IS NULL
      ORDER BY num DESC LIMIT 1)
    WHERE leaf_id IS NULL OR NOT EXISTS (SELECT 1 FROM messages WHERE chat_num = chats.num AND id = chats.leaf_id);
  `);
}

/** Largest step over unreadable rows; a database with more rows in one hole is given up from there on. */
const maxStep = 2 ** 40;

/** Hands over every row of a table that can be read, in order of `num`. A row that cannot be added is skipped. */
function copyRows(source: Connection, table: string, add: (row: Row) => void): void {
  let position = 0;
  for (;;) {
    const row = tryNext(source, table, position);
    if (row === undefined) return;
    // A damaged key could send the search in circles.
    if (row === 'unreadable' || numberOf(row, 'num') <= position) {
      const next = readableFrom(source, table, position);
      if (next === undefined) return;
      position = next;
      continue;
    }
    position = numberOf(row, 'num');
    try {
      add(row);
    } catch {
      // Its values are damaged: there is nothing to add.
    }
  }
}

/** The first row after a position; undefined at the end. */
function tryNext(source: Connection, table: string, position: number): Row | undefined | 'unreadable' {
  try {
    return source.get(`SELECT * FROM ${table} WHERE num > ? ORDER BY num LIMIT 1`, position);
  } catch {
    return 'unreadable';
  }
}

/** The smallest position after an unreadable one from which reading works again: doubles the step, then halves it. */
function readableFrom(source: Connection, table: string, position: number): number | undefined {
  let step = 1;
  while (tryNext(source, table, position + step) === 'unreadable') {
    step *= 2;
    if (step > maxStep) return undefined;
  }
  let low = Math.floor(step / 2);
  let high = step;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (tryNext(source, table, position + middle) === 'unreadable') low = middle;
    else high = middle;
  }
  return position + high;
}
