// StoreError: why the history could not be read or written, in a form that crosses threads, and the words for it.
import { t } from '../model/l10n.ts';

/**
 * Kinds. `full`: no space; `read-only`: the file system takes no writes; `denied`: no permission; `io`: the disk failed;
 * `busy`: another window held the database too long; `damaged`: unreadable and not recoverable; `newer`: written by a newer
 * Parley; `absent`: this VS Code has no SQLite; `internal`: a fault of ours.
 */
export type StoreFault =
  'full' | 'read-only' | 'denied' | 'io' | 'busy' | 'damaged' | 'newer' | 'absent' | 'internal';

/** A failed operation of the history. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly fault: StoreFault;

  constructor(fault: StoreFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

/** Will trying again later help without anybody doing something about it here? */
export function isPassing(fault: StoreFault): boolean {
  return fault !== 'newer' && fault !== 'absent';
}

const causes: Readonly<Record<StoreFault, () => string>> = {
  full: () => t('The disk is full. Free some space; Parley saves by itself as soon as there is some.'),
  'read-only': () => t('Its folder is read-only. Parley saves by itself as soon as it can be written.'),
  denied: () => t('Parley may not write its files. Check the permissions of the folder that the log names.'),
  io: () => t('The disk reports an error. Parley keeps trying.'),
  busy: () => t('Another window or program holds the history. Parley keeps trying.'),
  damaged: () => t('The history file is damaged and could not be repaired; the log says more.'),
  newer: () =>
    t('It was written by a newer Parley and can only be read here. Update Parley to go on saving.'),
  absent: () => t('This VS Code brings no SQLite. Update VS Code to keep chats.'),
  internal: () => t('Something inside Parley failed; the log says more.'),
};

/** What the panel shows while messages cannot be saved: what happened and what to do. */
export function unsavedNotice(fault: StoreFault): string {
  return t('Chats are not being saved and stay in the memory of this window. {0}', causes[fault]());
}

/** What the panel shows when the history cannot be read. */
export function unreadableNotice(fault: StoreFault): string {
  return t('The chat history cannot be read. {0}', causes[fault]());
}

/** The error as a StoreError; whatever else was thrown is a fault of ours. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}
