// node:sqlite with faults: any write can be made to fail the way SQLite reports a full disk, an error of the disk and the
// like. Everything else is the real thing.
import * as sqlite from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';

/** Extended result codes, https://sqlite.org/rescode.html. */
export const resultCodes = {
  full: 13,
  'write error': 778,
  'sync error': 1034,
  'read-only': 8,
  'cannot open': 14,
  'permission denied': 3,
} as const;

/** What fails. */
export interface FaultPlan {
  /** Result code of the failure; undefined: nothing fails. */
  code: number | undefined;
  /** How many writes still go well before the first that fails. */
  goodWrites: number;
  /** Writes seen so far. */
  writes: number;
}

const writing = /^\s*(?:INSERT|UPDATE|DELETE|BEGIN|COMMIT)\b/;

/** The module with a plan of its own; change the plan at any time. */
export function faultySqlite(): { readonly module: typeof sqlite; readonly plan: FaultPlan } {
  const plan: FaultPlan = { code: undefined, goodWrites: 0, writes: 0 };
  const check = (sql: string): void => {
    if (!writing.test(sql)) return;
    plan.writes += 1;
    if (plan.code === undefined) return;
    if (plan.goodWrites > 0) {
      plan.goodWrites -= 1;
      return;
    }
    throw Object.assign(new Error('injected'), { code: 'ERR_SQLITE_ERROR', errcode: plan.code });
  };
  class FaultyDatabase extends sqlite.DatabaseSync {
    override exec(sql: string): void {
      check(sql);
      super.exec(sql);
    }

    override prepare(sql: string): StatementSync {
      const statement = super.prepare(sql);
      return new Proxy(statement, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          return (...values: SQLInputValue[]): unknown => {
            if (name === 'run' || name === 'get' || name === 'all') check(sql);
            return Reflect.apply(value, target, values) as unknown;
          };
        },
      });
    }
  }
  return { module: { ...sqlite, DatabaseSync: FaultyDatabase }, plan };
}
