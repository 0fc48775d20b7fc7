// The one door to SQLite: opens connections, runs statements, and turns every failure into a StoreError.
// Refuses to know what is stored.
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { StoreError } from '../../chat/store-error.ts';
import { faultOf } from './faults.ts';

/** The module, as far as it is used. */
export type Sqlite = typeof import('node:sqlite');

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Loads SQLite. Throws a StoreError of kind `absent` where the runtime has none. */
export async function loadSqlite(): Promise<Sqlite> {
  try {
    return await import('node:sqlite');
  } catch (error) {
    throw new StoreError('absent', 'node:sqlite is not there', { cause: error });
  }
}

/** One open database. Statements are prepared once. */
export class Connection {
  readonly #database: DatabaseSync;
  readonly #sqlite: Sqlite;
  readonly #statements = new Map<string, StatementSync>();
  readonly isReadOnly: boolean;
  readonly file: string;

  constructor(sqlite: Sqlite, file: string, options: { readonly isReadOnly: boolean }) {
    this.#sqlite = sqlite;
    this.file = file;
    this.isReadOnly = options.isReadOnly;
    this.#database = guarded(
      () =>
        new sqlite.DatabaseSync(file, {
          readOnly: options.isReadOnly,
          enableForeignKeyConstraints: true,
          allowExtension: false,
        }),
    );
  }

  /** Runs statements without parameters and without an answer. */
  exec(sql: string): void {
    guarded(() => this.#database.exec(sql));
  }

  /** Runs one statement; answers with how many rows it changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return guarded(() => Number(this.#prepared(sql).run(...values).changes));
  }

  /** The first row, or undefined. */
  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return guarded(() => this.#prepared(sql).get(...values));
  }

  /** All rows. */
  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return guarded(() => this.#prepared(sql).all(...values));
  }

  /** The first column of the first row of a query that always has one, as a number. */
  number(sql: string, ...values: readonly SQLInputValue[]): number {
    const value = Object.values(this.get(sql, ...values) ?? {})[0];
    return typeof value === 'number' ? value : 0;
  }

  /** All or nothing. Takes the write lock at once, so that it cannot fail half-way because of another window. */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk rolls back by itself.
      if (guarded(() => this.#database.isTransaction)) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Copies the database into a file with SQLite's own backup, in steps that let other work in between. */
  async backup(file: string): Promise<void> {
    try {
      await this.#sqlite.backup(this.#database, file, { rate: 256 });
    } catch (error) {
      throw asStoreError(error);
    }
  }

  /** Closes it; further use throws. May be called again. */
  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) guarded(() => this.#database.close());
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStoreError(error);
  }
}

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreError(faultOf(error), `SQLite: ${reason}`, { cause: error });
}

/** A text column. Anything else in it means that the file is damaged. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new StoreError('damaged', `${column} holds no text`);
}

/** A text column that may be NULL. */
export function optionalTextOf(row: Row, column: string): string | undefined {
  return row[column] === null || row[column] === undefined ? undefined : textOf(row, column);
}

/** A number column. Anything else in it means that the file is damaged. */
export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  throw new StoreError('damaged', `${column} holds no number`);
}
