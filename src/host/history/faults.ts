// What went wrong on the disk → a kind of StoreFault. From SQLite's result codes and the system's error names; from prose only
// where SQLite has no code of its own.
import type { StoreFault } from '../../chat/store-error.ts';

/** Primary result codes, https://sqlite.org/rescode.html. */
const byResultCode: Readonly<Record<number, StoreFault>> = {
  3: 'denied',
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  10: 'io',
  11: 'damaged',
  13: 'full',
  14: 'denied',
  26: 'damaged',
};

/** Extended codes that say more than their primary one: a file that is too short, a file system that is damaged. */
const byExtendedCode: Readonly<Record<number, StoreFault>> = { 522: 'damaged', 8458: 'damaged' };

const bySystemError: Readonly<Record<string, StoreFault>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read-only',
  EACCES: 'denied',
  EPERM: 'denied',
  EIO: 'io',
  EMFILE: 'io',
  ENFILE: 'io',
};

/** A damaged full-text index, told with the code of any mistake (fts5_config.c, 2025). */
const damagedIndex = /^invalid fts5 file format\b/;

/** The kind of a failure of SQLite or of the file system; `internal` for anything else. */
export function faultOf(error: unknown): StoreFault {
  if (!(error instanceof Error)) return 'internal';
  const errcode = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
  if (errcode === 1 && damagedIndex.test(error.message)) return 'damaged';
  if (errcode !== undefined) return byExtendedCode[errcode] ?? byResultCode[errcode & 0xff] ?? 'internal';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return bySystemError[code] ?? 'internal';
}
