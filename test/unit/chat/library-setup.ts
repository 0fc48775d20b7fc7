// A window's worth of chats: a library on a real history, with a scripted model and a clock that is moved by hand.
import { Drafts } from '../../../src/chat/drafts.ts';
import { HistoryWriter } from '../../../src/chat/history-writer.ts';
import { Library } from '../../../src/chat/library.ts';
import { toolboxOf } from '../tools/tool-samples.ts';
import type { Session } from '../../../src/chat/session.ts';
import type { StoreFault } from '../../../src/chat/store-error.ts';
import type { ChooseTarget } from '../../../src/chat/target.ts';
import type { ChatClient } from '../../../src/llm/client.ts';
import { openTestStore, type TestStore } from '../../fakes/history-store.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createScriptedClient, type ClientStep, type ScriptedClient } from '../../fakes/scripted-client.ts';
import { chosen, noContext, until } from './chat-setup.ts';

/** A window. */
export interface Window {
  readonly library: Library;
  readonly writer: HistoryWriter;
  readonly drafts: Drafts;
  readonly client: ScriptedClient;
  readonly disk: TestStore;
  /** What saving was said to be, in order; undefined: it works again. */
  readonly faults: (StoreFault | undefined)[];
  readonly unreadable: StoreFault[];
  /** Lets every timer that is set go off. */
  elapse(): void;
  /** How many timers are set, and their delays. */
  readonly timers: Map<() => void, number>;
}

let lastId = 0;

/** A window on `folder`, or on a history of its own. */
export function openWindow(
  scripts: readonly (readonly ClientStep[])[] = [],
  options: {
    folder?: string;
    afterMs?: (delayMs: number) => Promise<void>;
    /** In the place of the scripted one. */
    client?: ChatClient;
    chooseTarget?: ChooseTarget;
    onSession?: (session: Session) => void;
  } = {},
): Window {
  const client = createScriptedClient(scripts);
  const disk = openTestStore(options.folder);
  const { store } = disk;
  const faults: (StoreFault | undefined)[] = [];
  const unreadable: StoreFault[] = [];
  const timers = new Map<() => void, number>();
  const log = createMemoryLog();
  let nowMs = 1000;
  const writer = new HistoryWriter({
    store,
    schedule(callback, delayMs) {
      timers.set(callback, delayMs);
      return () => timers.delete(callback);
    },
    workspace: () => undefined,
    log,
    onFault: (fault) => faults.push(fault),
  });
  const drafts = new Drafts({
    load: (chatId) => store.draft({ chatId }).catch(() => ({ text: '', attachments: [] })),
    save: (chatId, draft, wasSent) =>
      void store.saveDraft({ chatId, ...draft, wasSent, nowMs: 1 }).catch(() => {}),
  });
  const library = new Library({
    ...(options.onSession === undefined ? {} : { onSession: options.onSession }),
    client: options.client ?? client,
    tools: toolboxOf([]),
    context: noContext,
    chooseTarget: options.chooseTarget ?? (() => chosen()),
    newId: () => `id-${(lastId += 1)}`,
    nowMs: () => (nowMs += 1),
    log,
    store,
    writer,
    drafts,
    recall: () => store.shown({ workspaceId: 'w' }),
    remember: (shown) => void store.saveShown({ workspaceId: 'w', ...shown }).catch(() => {}),
    afterMs: options.afterMs ?? (() => new Promise(() => {})),
    onUnreadable: (fault) => unreadable.push(fault),
  });
  return {
    library,
    writer,
    drafts,
    client,
    disk,
    faults,
    unreadable,
    timers,
    elapse() {
      const due = [...timers.keys()];
      timers.clear();
      for (const callback of due) callback();
    },
  };
}

/** Asks and waits for the answer, and until both are stored or have failed to be. */
export async function ask(
  { library, writer }: Window,
  words: string,
  session: Session = library.active,
): Promise<void> {
  session.submit(words, []);
  await until(() => !session.isRunning, 'the answer');
  await writer.whenSettled(session.conversation.id);
}
