// A history in a temporary folder of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import * as sqlite from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import type { StoreEvent } from '../../../../src/chat/chat-store.ts';
import { History, type HistoryOptions } from '../../../../src/host/history/history.ts';

export { answer, changeOf, pair, prompt } from './chats.ts';

/** A history and what it has told by itself. */
export interface OpenHistory {
  readonly history: History;
  readonly folder: string;
  /** Path of history.db. */
  readonly file: string;
  readonly notices: string[];
}

/** A new temporary folder, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'parley-history-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let lastWindow = 0;

/** A history in `folder`, or in a new folder. Closed after the tests of the file. */
export function openHistory(folder = temporaryFolder(), options: Partial<HistoryOptions> = {}): OpenHistory {
  const notices: string[] = [];
  lastWindow += 1;
  const history = new History({
    sqlite,
    folder,
    windowId: `window-${process.pid}-${lastWindow}`,
    nowMs: () => Date.now(),
    emit: (event: StoreEvent) => {
      if (event.type === 'notice') notices.push(event.text);
    },
    isGone: () => false,
    ...options,
  });
  after(() => history.close());
  return { history, folder, file: path.join(folder, 'history.db'), notices };
}

/** Lets the history tidy up until there is nothing left to do. */
export async function tidy(history: History): Promise<void> {
  while (await history.idle());
}
