// A log that keeps its lines for a test to look at.
import type { Log } from '../../src/model/log.ts';

/** A log with everything said so far. */
export interface MemoryLog extends Log {
  /** `level: message`, in order. */
  readonly lines: readonly string[];
}

/** An empty log. */
export function createMemoryLog(): MemoryLog {
  const lines: string[] = [];
  const to =
    (level: keyof Log) =>
    (message: string): void =>
      void lines.push(`${level}: ${message}`);
  return { lines, debug: to('debug'), info: to('info'), warn: to('warn'), error: to('error') };
}
