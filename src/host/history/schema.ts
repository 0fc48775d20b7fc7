// The tables of history.db and how one version of them becomes the next. docs/history-database.md says what they hold.
// Refuses to touch a database that is newer than this list.
import { StoreError } from '../../chat/store-error.ts';
import type { Connection } from './sqlite.ts';

/** Marks the file as Parley's: "Parl". */
const applicationId = 0x5061726c;

const version1 = `
CREATE TABLE workspaces (
  num INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  uri TEXT NOT NULL,
  file_id TEXT,
  repository TEXT,
  seen_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE shown_chats (
  num INTEGER PRIMARY KEY,
  workspace_id TEXT NOT NULL UNIQUE,
  chat_id TEXT NOT NULL,
  empty_id TEXT
) STRICT;

CREATE TABLE chats (
  num INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  preview TEXT NOT NULL,
  model TEXT NOT NULL,
  message_count INTEGER NOT NULL,
  leaf_id TEXT,
  tool_switches TEXT,
  compactions TEXT,
  workspace_id TEXT,
  workspace_name TEXT,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  is_pinned INTEGER NOT NULL DEFAULT 0,
  deleted_at_ms INTEGER,
  revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX chats_by_date ON chats (is_pinned DESC, updated_at_ms DESC, num DESC) WHERE deleted_at_ms IS NULL;
CREATE INDEX chats_by_workspace ON chats (workspace_id, is_pinned DESC, updated_at_ms DESC, num DESC)
  WHERE deleted_at_ms IS NULL;
CREATE INDEX chats_deleted ON chats (deleted_at_ms) WHERE deleted_at_ms IS NOT NULL;

CREATE TABLE messages (
  num INTEGER PRIMARY KEY,
  chat_num INTEGER NOT NULL REFERENCES chats (num) ON DELETE CASCADE,
  id TEXT NOT NULL,
  parent_id TEXT,
  role TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  owner TEXT,
  content TEXT NOT NULL,
  deleted_at_ms INTEGER,
  UNIQUE (chat_num, id)
) STRICT;
CREATE INDEX messages_deleted ON messages (deleted_at_ms) WHERE deleted_at_ms IS NOT NULL;

CREATE TABLE blobs (
  num INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL
) STRICT;
CREATE TABLE message_blobs (
  message_num INTEGER NOT NULL REFERENCES messages (num) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  PRIMARY KEY (message_num, hash)
) STRICT;
CREATE INDEX message_blobs_by_hash ON message_blobs (hash);

CREATE TABLE drafts (
  num INTEGER PRIMARY KEY,
  chat_id TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  attachments TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE old_drafts (
  num INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  saved_at_ms INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE search USING fts5 (
  text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TABLE search_queue (num INTEGER PRIMARY KEY) STRICT;

CREATE TRIGGER message_added AFTER INSERT ON messages WHEN new.state <> 'running' BEGIN
  INSERT INTO search_queue SELECT new.num WHERE NOT EXISTS (SELECT 1 FROM search_queue WHERE num = new.num);
END;
CREATE TRIGGER message_changed AFTER UPDATE OF content ON messages WHEN new.state <> 'running' BEGIN
  INSERT INTO search_queue SELECT new.num WHERE NOT EXISTS (SELECT 1 FROM search_queue WHERE num = new.num);
END;
CREATE TRIGGER message_deleted AFTER DELETE ON messages BEGIN
  DELETE FROM search WHERE rowid = old.num;
  DELETE FROM search_queue WHERE num = old.num;
END;
CREATE TRIGGER chat_added AFTER INSERT ON chats BEGIN
  INSERT INTO search_queue SELECT -new.num WHERE NOT EXISTS (SELECT 1 FROM search_queue WHERE num = -new.num);
END;
CREATE TRIGGER chat_renamed AFTER UPDATE OF title ON chats WHEN new.title <> old.title BEGIN
  INSERT INTO search_queue SELECT -new.num WHERE NOT EXISTS (SELECT 1 FROM search_queue WHERE num = -new.num);
END;
CREATE TRIGGER chat_deleted AFTER DELETE ON chats BEGIN
  DELETE FROM search WHERE rowid = -old.num;
  DELETE FROM search_queue WHERE num = -old.num;
END;
`;

/** What the user took out of a chat's requests. */
const version2 = 'ALTER TABLE chats ADD COLUMN left_out TEXT;';

/** SQL that makes version n of version n − 1, at place n − 1. An entry that was released is never changed. */
export const migrations: readonly string[] = [version1, version2];

/** Tables a sound database has. */
const tables = [
  'chats',
  'shown_chats',
  'messages',
  'blobs',
  'message_blobs',
  'drafts',
  'old_drafts',
  'search',
  'workspaces',
];

/** The version of the tables; 0 in an empty database. */
export function versionOf(connection: Connection): number {
  return connection.number('PRAGMA user_version');
}

/**
 * Brings the database to the newest version, in one transaction: a crash leaves the old one.
 * Several windows may try at once; the later ones find it done.
 */
export function migrate(connection: Connection, list: readonly string[] = migrations): void {
  if (versionOf(connection) < list.length) {
    connection.transaction(() => {
      for (let version = versionOf(connection); version < list.length; version += 1) {
        connection.exec(list[version] ?? '');
      }
      connection.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${list.length}`);
    });
  }
  const names = new Set(
    connection.all('SELECT name FROM sqlite_schema WHERE type = ?', 'table').map((row) => row['name']),
  );
  const missing = tables.filter((name) => !names.has(name));
  if (missing.length > 0) throw new StoreError('damaged', `tables are missing: ${missing.join(', ')}`);
}
