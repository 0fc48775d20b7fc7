// Starts the view: link, store, composer, panel. The one file of the view that knows everyone.
import './view.css';
import { announcementFor, createAnnouncer } from './announce.ts';
import { createCompletion } from './composer/completion.ts';
import { createComposerState } from './composer/composer-state.ts';
import { createHandedFiles } from './composer/handed-files.ts';
import { createFinder } from './find/finder.ts';
import { frameTimeMs, onNextFrame } from './frame.ts';
import { createFrameWork } from './frame-work.ts';
import { createHistoryState } from './history/history-state.ts';
import { openHostLink } from './host-link.ts';
import { createHighlighter } from './markdown/highlight.ts';
import { createSelectionKeeper } from './markdown/keep-selection.ts';
import { createMath } from './markdown/math.ts';
import { Panel } from './panel.tsx';
import { createThumbnails } from './parts/thumbnails.ts';
import { render, signal } from './preact.ts';
import { readSavedView, type SavedView } from './saved-view.ts';
import { createPlaces } from './places.ts';
import type { ReadingPlace } from './scroll.ts';
import { createStore } from './store.ts';
import { strings } from './strings.ts';
import { schedule } from './tools/allow-gate.ts';
import { createQuestionWatch } from './tools/question-watch.ts';
import { createRemovedMessage } from './transcript/removed-message.ts';
import { ViewProvider, type View } from './view-context.ts';

function start(app: HTMLElement, script: HTMLScriptElement | undefined): void {
  const link = openHostLink();
  const saved = readSavedView(link.readState());
  const store = createStore({
    requestSnapshot: () => link.send({ type: 'snapshot-request' }),
    onNextFrame,
  });
  const box: { current: HTMLTextAreaElement | null } = { current: null };
  const announcer = createAnnouncer();
  const focusComposer = (): void => box.current?.focus();
  const freshErrors = new Set<string>();

  let unsent: Pick<SavedView, 'draft' | 'isDraftWithHost' | 'queue'> = {
    draft: '',
    isDraftWithHost: true,
    queue: [],
  };
  let place: ReadingPlace | undefined;
  const save = (): void => {
    const conversationId = store.conversation.value?.id;
    if (conversationId === undefined) return;
    link.saveState({
      conversationId,
      ...unsent,
      ...(place === undefined ? {} : { place }),
    } satisfies SavedView);
  };

  const composer = createComposerState(
    {
      send: link.send,
      conversation: store.conversation,
      isRunning: store.isRunning,
      hasAttachments: () => (store.panel.value?.attachments.length ?? 0) > 0,
      save(next) {
        unsent = next;
        save();
      },
      newId: () => crypto.randomUUID(),
      focus: focusComposer,
    },
    saved,
  );
  const completion = createCompletion({
    send: link.send,
    write({ text, cursor }) {
      composer.edit(text);
      if (box.current === null) return;
      box.current.value = text;
      box.current.setSelectionRange(cursor, cursor);
    },
    submit: () => composer.submit(),
    onOpen: (count) => announcer.say(strings.completion.count(count)),
  });
  store.subscribe(completion);
  const handedFiles = createHandedFiles(link.send);
  handedFiles.hearDrops(document);
  const thumbnails = createThumbnails(link.send);
  store.subscribe(thumbnails);
  const revealed = signal<{ readonly messageId: string } | undefined>(undefined);
  const reveal = (messageId: string): void => {
    revealed.value = { messageId };
  };
  // What is behind the history can take the cursor only when it is no longer inert.
  const history = createHistoryState({ send: link.send, onClose: () => onNextFrame(focusComposer) });
  const finder = createFinder(store.path, reveal, focusComposer);
  const removed = createRemovedMessage(store, link.send);
  store.subscribe(history);
  store.subscribe(removed);
  store.subscribe({
    onSnapshot: () => {},
    onEvent(entry) {
      if (entry.type === 'message-show') reveal(entry.messageId);
      if (entry.type !== 'conversation') return;
      const { event } = entry;
      if (event.type === 'turn-end' && event.error !== undefined) freshErrors.add(event.messageId);
      const words = announcementFor(event, store.path.value, document.activeElement === box.current);
      if (words !== undefined) announcer.say(words);
    },
  });

  const work = createFrameWork(onNextFrame, frameTimeMs);
  const keepSelection = createSelectionKeeper();
  const view: View = {
    store,
    composer,
    completion,
    handedFiles,
    thumbnails,
    announcer,
    history,
    finder,
    removed,
    revealed,
    isRequestShown: signal(false),
    rendering: {
      work,
      highlighter: createHighlighter(script),
      math: createMath(script),
      keepSelection,
      onComplete: createPlaces({ store, send: link.send, work, keepSelection }),
    },
    send: link.send,
    questions: createQuestionWatch(),
    schedule,
    focusComposer,
    takeFreshError: (messageId) => freshErrors.delete(messageId),
  };

  let hasRendered = false;
  store.subscribe({
    // Nothing is shown before there is something to show: the first paint is the right one.
    onSnapshot(snapshot) {
      if (hasRendered) return;
      hasRendered = true;
      if (saved?.conversationId === snapshot.conversation.id) place = saved.place;
      render(
        <ViewProvider value={view}>
          <Panel
            box={box}
            place={place}
            onPlaceChange={(next) => {
              place = next;
              save();
            }}
          />
        </ViewProvider>,
        app,
      );
    },
    onEvent: () => {},
  });
  link.listen((message) => store.receive(message));
  // Last, so that the box exists when the cursor is to go there.
  store.subscribe(composer);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) composer.flushDraft();
  });
  window.addEventListener('pagehide', () => composer.flushDraft());
  link.send({ type: 'view-ready' });
}

const app = document.getElementById('app');
const { currentScript } = document;
if (app !== null) start(app, currentScript instanceof HTMLScriptElement ? currentScript : undefined);
