// The history wired up for one window: store, writer, drafts, and what the user is told about them.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { ChatStore } from '../../chat/chat-store.ts';
import { Drafts } from '../../chat/drafts.ts';
import { HistoryWriter } from '../../chat/history-writer.ts';
import type { LibraryPorts } from '../../chat/library.ts';
import { toStoreError, unsavedNotice, type StoreFault } from '../../chat/store-error.ts';
import type { WorkspaceRef } from '../../model/chat-header.ts';
import type { Log } from '../../model/log.ts';
import { language } from '../language.ts';
import { openWorkspaceKeys } from './open-workspace.ts';
import { createWorkerStore } from './worker-store.ts';

/** The history of one window. Nothing is opened before it is first used. */
export interface ChatHistory {
  readonly store: ChatStore;
  readonly writer: HistoryWriter;
  readonly drafts: Drafts;
  /** The open workspace as the history knows it; undefined without one, or when the history cannot tell. */
  readonly workspace: () => Promise<WorkspaceRef | undefined>;
  /** Why chats are not being saved, in plain words; empty while they are. */
  readonly unsaved: () => string;
  /** What was shown when this workspace was last open, and how it is kept. */
  readonly recall: LibraryPorts['recall'];
  readonly remember: LibraryPorts['remember'];
  /** Stores everything and closes the database. Whatever is changed after this call begins is not stored. */
  close(): Promise<void>;
}

/** `onChange` is called when what `unsaved` says has changed. */
export function openChatHistory(
  context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'asAbsolutePath'>,
  log: Log,
  onChange: () => void,
): ChatHistory {
  const store = createWorkerStore({
    script: context.asAbsolutePath('dist/history-worker.js'),
    folder: context.globalStorageUri.fsPath,
    windowId: randomUUID(),
    texts: language.bundle,
    log,
  });
  let fault: StoreFault | undefined;
  let workspaceRef: WorkspaceRef | undefined;
  let identified: Promise<WorkspaceRef | undefined> | undefined;

  async function identify(): Promise<WorkspaceRef | undefined> {
    try {
      const keys = await openWorkspaceKeys(Date.now());
      workspaceRef = keys === undefined ? undefined : await store.identifyWorkspace(keys);
      return workspaceRef;
    } catch (error) {
      log.warn(`The workspace cannot be looked up in the history: ${toStoreError(error).message}`);
      identified = undefined;
      return undefined;
    }
  }
  const workspace = (): Promise<WorkspaceRef | undefined> => (identified ??= identify());

  const writer = new HistoryWriter({
    store,
    schedule(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    workspace() {
      // Known from the second message on; the first asks.
      void workspace();
      return workspaceRef;
    },
    log,
    onFault(next) {
      fault = next;
      onChange();
    },
  });
  const drafts = new Drafts({
    async load(chatId) {
      try {
        return await store.draft({ chatId });
      } catch (error) {
        log.warn(`An unsent text cannot be read: ${toStoreError(error).message}`);
        return { text: '', attachments: [] };
      }
    },
    save(chatId, draft, wasSent) {
      store.saveDraft({ chatId, ...draft, wasSent, nowMs: Date.now() }).catch((error: unknown) => {
        log.warn(`An unsent text is kept in memory only: ${toStoreError(error).message}`);
      });
    },
  });
  store.onEvent((event) => {
    if (event.type !== 'notice') return;
    log.warn(event.text);
    void vscode.window.showWarningMessage(`Parley: ${event.text}`);
  });
  return {
    store,
    writer,
    drafts,
    workspace,
    unsaved: () => (fault === undefined ? '' : unsavedNotice(fault)),
    // Not in VS Code's own state for workspaces: that is written late, and a crash or reload would lose it.
    recall: async () => store.shown({ workspaceId: (await workspace())?.id ?? '' }),
    remember(shown) {
      void workspace()
        .then((ref) => store.saveShown({ workspaceId: ref?.id ?? '', ...shown }))
        .catch((error: unknown) => {
          log.warn(`Which chat is shown cannot be kept: ${toStoreError(error).message}`);
        });
    },
    async close() {
      await writer.close();
      await store.close();
    },
  };
}
