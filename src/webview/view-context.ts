// What every part of the view may need, handed down once: the state, the way to the host, and the shared machinery.
import type { Intent } from '../protocol/to-host.ts';
import type { Announcer } from './announce.ts';
import type { Completion } from './composer/completion.ts';
import type { ComposerState } from './composer/composer-state.ts';
import type { HandedFiles } from './composer/handed-files.ts';
import type { CodeTextPorts } from './markdown/code-text.ts';
import type { Finder } from './find/finder.ts';
import type { HistoryState } from './history/history-state.ts';
import { createContext, useContext } from './preact.ts';
import type { ReadonlySignal, Signal } from './preact.ts';
import type { Thumbnails } from './parts/thumbnails.ts';
import type { Store } from './store.ts';
import type { Schedule } from './tools/allow-gate.ts';
import type { QuestionWatch } from './tools/question-watch.ts';
import type { RemovedMessage } from './transcript/removed-message.ts';

/** See the head of this file. */
export interface View {
  readonly store: Store;
  readonly composer: ComposerState;
  readonly completion: Completion;
  readonly handedFiles: HandedFiles;
  readonly thumbnails: Thumbnails;
  readonly announcer: Announcer;
  readonly history: HistoryState;
  readonly finder: Finder;
  /** Deleting messages, and bringing the last one back. */
  readonly removed: RemovedMessage;
  /** The message to go to; a new object for every wish. */
  readonly revealed: ReadonlySignal<{ readonly messageId: string } | undefined>;
  /** Is the list of what will be sent open? */
  readonly isRequestShown: Signal<boolean>;
  /** What markdown rendering runs on. */
  readonly rendering: CodeTextPorts;
  readonly send: (intent: Intent) => void;
  readonly questions: QuestionWatch;
  readonly schedule: Schedule;
  /** Puts the cursor into the message box. */
  readonly focusComposer: () => void;
  /** Did this answer fail before the reader's eyes? True once: an error is announced once. */
  readonly takeFreshError: (messageId: string) => boolean;
}

const ViewContext = createContext<View | undefined>(undefined);

/** Provides the view to everything below. */
export const ViewProvider = ViewContext.Provider;

/** The view. Throws outside of `ViewProvider`, which is a mistake in the code. */
export function useView(): View {
  const view = useContext(ViewContext);
  if (view === undefined) throw new Error('A part of the view is used outside of it.');
  return view;
}
