// The unsent words: text, queue, and what became of the last prompt. Loses nothing: a text leaves the box only when
// the host has said that it is part of the conversation.
import type { AnswerState, Conversation } from '../../model/conversation.ts';
import type { Intent } from '../../protocol/to-host.ts';
import { signal } from '../preact.ts';
import type { ReadonlySignal } from '../preact.ts';
import type { SavedView } from '../saved-view.ts';
import type { Snapshot, StoreListener } from '../store.ts';

/** Pause in typing after which the host is told the draft. */
const draftDelayMs = 300;

/** What the composer needs from outside. */
export interface ComposerPorts {
  readonly send: (intent: Intent) => void;
  /** The chat shown. */
  readonly conversation: ReadonlySignal<Conversation | undefined>;
  /** Is an answer of this chat being written? */
  readonly isRunning: ReadonlySignal<boolean>;
  /** Is there something to send besides text? */
  hasAttachments(): boolean;
  /** The unsent words changed: keep them for a reload. */
  save(unsent: Pick<SavedView, 'draft' | 'isDraftWithHost' | 'queue'>): void;
  /** A fresh id for a prompt. */
  newId(): string;
  /** Put the cursor into the box. */
  focus(): void;
}

/** The state of the composer and what can be done with it. */
export interface ComposerState extends StoreListener {
  readonly text: ReadonlySignal<string>;
  /** Messages that go out, one by one, when the running answer has ended. */
  readonly queue: ReadonlySignal<readonly string[]>;
  /** Why the last prompt was not taken; empty when it was. */
  readonly refusal: ReadonlySignal<string>;
  /** The user typed (or a prompt was recalled). */
  edit(text: string): void;
  /** Sends the text, or queues it while an answer runs. Does nothing with blank text. */
  submit(): void;
  /** Puts a queued message back into the box, above what is there. */
  takeBack(index: number): void;
  /** Tells the host the draft now, without waiting for a pause in typing. */
  flushDraft(): void;
}

/** A prompt the host has not answered for yet. */
interface PendingPrompt {
  readonly promptId: string;
  readonly text: string;
  readonly isQueued: boolean;
  /** The messages there were when it went out. */
  readonly knownIds: ReadonlySet<string>;
}

/** A composer. `saved` is what a former life of this view left behind. */
export function createComposerState(ports: ComposerPorts, saved: SavedView | undefined): ComposerState {
  const text = signal('');
  const queue = signal<readonly string[]>([]);
  const refusal = signal('');
  let pending: PendingPrompt | undefined;
  let draftTimer: ReturnType<typeof setTimeout> | undefined;
  let isDraftWithHost = true;
  let chatId: string | undefined;

  const joined = (): string => [...queue.value, text.value].filter((part) => part !== '').join('\n\n');

  function changed(): void {
    isDraftWithHost = false;
    save();
    clearTimeout(draftTimer);
    draftTimer = setTimeout(flushDraft, draftDelayMs);
  }

  function save(): void {
    ports.save({ draft: text.value, isDraftWithHost, queue: queue.value });
  }

  function flushDraft(): void {
    clearTimeout(draftTimer);
    if (isDraftWithHost) return;
    isDraftWithHost = true;
    ports.send({ type: 'draft-update', text: joined() });
    save();
  }

  function setText(next: string): void {
    if (next === text.value) return;
    text.value = next;
    changed();
  }

  function post(prompt: string, isQueued: boolean): void {
    // The host knows the draft before it is asked to send it: should this view die now, one copy survives.
    flushDraft();
    refusal.value = '';
    const knownIds = new Set(ports.conversation.value?.messages.map((message) => message.id));
    pending = { promptId: ports.newId(), text: prompt, isQueued, knownIds };
    ports.send({ type: 'prompt-submit', promptId: pending.promptId, text: prompt });
  }

  function submit(): void {
    const prompt = text.value;
    const isBlank = prompt.trim() === '';
    if (isBlank && !ports.hasAttachments()) return;
    if (ports.isRunning.value || queue.value.length > 0) {
      if (isBlank) return;
      queue.value = [...queue.value, prompt];
      text.value = '';
      changed();
      sendQueued();
      return;
    }
    if (pending === undefined) post(prompt, false);
  }

  function sendQueued(): void {
    const [next] = queue.value;
    if (next !== undefined && pending === undefined && !ports.isRunning.value) post(next, true);
  }

  function accept(): void {
    if (pending === undefined) return;
    const { text: prompt, isQueued } = pending;
    pending = undefined;
    refusal.value = '';
    if (isQueued) {
      queue.value = queue.value.slice(1);
      changed();
      return;
    }
    // Words typed after the prompt went out stay.
    if (text.value.startsWith(prompt)) setText(text.value.slice(prompt.length).trimStart());
  }

  function refuse(reason: string): void {
    const wasQueued = pending?.isQueued ?? false;
    pending = undefined;
    refusal.value = reason;
    if (wasQueued) takeBackAll();
  }

  function takeBackAll(): void {
    if (queue.value.length === 0) return;
    const all = joined();
    queue.value = [];
    text.value = all;
    changed();
  }

  function turnEnded(state: Exclude<AnswerState, 'running'>): void {
    switch (state) {
      case 'done':
      case 'cancelled':
        sendQueued();
        return;
      case 'interrupted':
      case 'error':
        // The next message would most likely fail too: the user decides.
        takeBackAll();
        return;
    }
  }

  function onSnapshot(snapshot: Snapshot): void {
    const { conversation, draft } = snapshot;
    const isFirst = chatId === undefined;
    const isSameChat = chatId === conversation.id;
    chatId = conversation.id;
    // The acceptance may have been in a batch this view missed.
    if (pending !== undefined && hasNewPrompt(conversation, pending)) accept();
    if (isFirst) restore(conversation.id);
    else if (!isSameChat) takeBackAll();
    // What was typed here and not yet told to the host wins; the same chat's draft can only be older than the box.
    if (isDraftWithHost && !isSameChat) text.value = draft;
    save();
    // An answer that another window wrote has ended: nothing else says so here.
    sendQueued();
  }

  function restore(conversationId: string): void {
    if (saved === undefined || saved.conversationId !== conversationId || saved.isDraftWithHost) return;
    // Nobody was here to send the queue: it comes back as text, in front of what has been typed since.
    const unsent = [...saved.queue, saved.draft, text.value].filter((part) => part !== '').join('\n\n');
    setText(unsent);
  }

  return {
    text,
    queue,
    refusal,
    edit(next) {
      refusal.value = '';
      setText(next);
    },
    submit,
    takeBack(index) {
      const taken = queue.value[index];
      if (taken === undefined || (index === 0 && pending?.isQueued === true)) return;
      queue.value = queue.value.toSpliced(index, 1);
      text.value = text.value === '' ? taken : `${taken}\n\n${text.value}`;
      changed();
      ports.focus();
    },
    flushDraft,
    onSnapshot,
    onEvent(event) {
      if (event.type === 'prompt-accepted' && event.promptId === pending?.promptId) accept();
      if (event.type === 'prompt-refused' && event.promptId === pending?.promptId) refuse(event.reason);
      if (event.type === 'draft-set') setText(event.text);
      if (event.type === 'composer-focus') ports.focus();
      // One of several answers to a request may end while others are still written.
      if (event.type === 'conversation' && event.event.type === 'turn-end' && !ports.isRunning.value)
        turnEnded(event.event.state);
    },
  };
}

function hasNewPrompt(conversation: Conversation, prompt: PendingPrompt): boolean {
  return conversation.messages.some(
    (message) => message.role === 'user' && message.text === prompt.text && !prompt.knownIds.has(message.id),
  );
}
