// What the view shows, kept in step with the host: snapshots and numbered batches in, signals out.
// Never invents state of its own: a missed batch is answered by asking for a snapshot.
import { activePath } from '../model/conversation.ts';
import type { Conversation, Message } from '../model/conversation.ts';
import { reduce } from '../model/reduce.ts';
import { deltaOf } from '../protocol/outbox.ts';
import type { RequestOutline, RequestPreview } from '../model/request-preview.ts';
import type { PanelState, ToolList, ToView, ViewEvent } from '../protocol/to-view.ts';
import type { FrameRequest } from './frame.ts';
import { batch, computed, signal } from './preact.ts';
import type { ReadonlySignal } from './preact.ts';

/** A snapshot as it came. */
export type Snapshot = Extract<ToView, { type: 'snapshot' }>;

/** What the store needs from outside. */
export interface StorePorts {
  /** A batch was missed: ask the host for a snapshot. Called once until the snapshot is here. */
  requestSnapshot(): void;
  /** Groups everything that arrives within a frame into one update. */
  onNextFrame: FrameRequest;
}

/** Told about every entry in the update that applies it, so that all of it reaches the screen in one frame. */
export interface StoreListener {
  onSnapshot(snapshot: Snapshot): void;
  onEvent(event: ViewEvent): void;
}

/** The state of the view and the one way into it. */
export interface Store {
  /** Undefined until the first snapshot. */
  readonly conversation: ReadonlySignal<Conversation | undefined>;
  /** Undefined until the first snapshot. */
  readonly panel: ReadonlySignal<PanelState | undefined>;
  /** All tools, for the tool list; undefined until the host has told them for this chat. */
  readonly tools: ReadonlySignal<ToolList | undefined>;
  /** How large the next request is and what goes with it; undefined until the host has told it for this chat. */
  readonly outline: ReadonlySignal<RequestOutline | undefined>;
  /** Its parts, as last asked for; undefined until then, for this chat. */
  readonly preview: ReadonlySignal<RequestPreview | undefined>;
  /** How many snapshots have come: what was asked of the host before the last one may have been lost. */
  readonly snapshots: ReadonlySignal<number>;
  /** The messages shown, first to last. */
  readonly path: ReadonlySignal<readonly Message[]>;
  /** Changes when messages are added, deleted or brought back, and with nothing else. */
  readonly shape: ReadonlySignal<string>;
  /** An answer of this chat is being written. */
  readonly isRunning: ReadonlySignal<boolean>;
  /** Takes a message of the host; it shows at the next frame. */
  receive(message: ToView): void;
  /** Adds a listener for the life of the view. */
  subscribe(listener: StoreListener): void;
}

/** An empty store. */
export function createStore(ports: StorePorts): Store {
  const conversation = signal<Conversation | undefined>(undefined);
  const panel = signal<PanelState | undefined>(undefined);
  const tools = signal<ToolList | undefined>(undefined);
  const outline = signal<RequestOutline | undefined>(undefined);
  const preview = signal<RequestPreview | undefined>(undefined);
  const snapshots = signal(0);
  const listeners: StoreListener[] = [];
  let waiting: (Snapshot | ViewEvent)[] = [];
  let lastSeq: number | undefined;
  /** What the last batch ended with, if that was text: more of it comes without a name. */
  let open: ReturnType<typeof deltaOf>;
  let askedForSnapshot = false;
  let scheduled = false;

  function receive(message: ToView): void {
    if ('type' in message && message.type === 'snapshot') {
      lastSeq = message.seq;
      open = undefined;
      askedForSnapshot = false;
      // It replaces the conversation, but an acceptance on its way still has to reach the composer.
      waiting = [
        ...waiting.filter((entry) => entry.type !== 'conversation' && entry.type !== 'panel'),
        message,
      ];
    } else {
      const [seq, events] = batchOf(message);
      if (lastSeq !== undefined && seq <= lastSeq) return;
      if (lastSeq === undefined || seq > lastSeq + 1 || events === undefined) {
        if (!askedForSnapshot) ports.requestSnapshot();
        askedForSnapshot = true;
        return;
      }
      lastSeq = seq;
      open = deltaOf(events.at(-1));
      waiting.push(...events);
    }
    if (scheduled) return;
    scheduled = true;
    ports.onNextFrame(apply);
  }

  /** Number and entries; no entries when it is more of a text that this view has not seen. */
  function batchOf(message: Exclude<ToView, Snapshot>): [seq: number, events?: readonly ViewEvent[]] {
    if (!Array.isArray(message)) return [message.seq, message.events];
    const [seq, text] = message;
    return open === undefined ? [seq] : [seq, [{ type: 'conversation', event: { ...open, text } }]];
  }

  function apply(): void {
    scheduled = false;
    const entries = waiting;
    waiting = [];
    batch(() => {
      for (const entry of entries) applyEntry(entry);
    });
  }

  function applyEntry(entry: Snapshot | ViewEvent): void {
    if (entry.type === 'snapshot') {
      if (conversation.value?.id !== entry.conversation.id) {
        outline.value = undefined;
        preview.value = undefined;
      }
      conversation.value = entry.conversation;
      panel.value = entry.panel;
      // Another chat has other switches, and a batch that was missed may have held them: whoever needs them asks again.
      tools.value = undefined;
      snapshots.value += 1;
      for (const listener of listeners) listener.onSnapshot(entry);
      return;
    }
    if (entry.type === 'conversation' && conversation.value !== undefined)
      conversation.value = reduce(conversation.value, entry.event);
    if (entry.type === 'panel') panel.value = entry.panel;
    if (entry.type === 'tools') tools.value = entry.tools;
    if (entry.type === 'request-outline') outline.value = entry.outline;
    if (entry.type === 'request') preview.value = entry.preview;
    for (const listener of listeners) listener.onEvent(entry);
  }

  return {
    conversation,
    panel,
    tools,
    outline,
    preview,
    snapshots,
    path: computed(() => (conversation.value === undefined ? [] : activePath(conversation.value))),
    shape: computed(() => {
      const messages = conversation.value?.messages ?? [];
      let deleted = 0;
      for (const { deletedAtMs } of messages) if (deletedAtMs !== undefined) deleted += 1;
      return `${messages.length}-${deleted}`;
    }),
    isRunning: computed(
      () =>
        conversation.value?.messages.some(
          (message) => message.role === 'assistant' && message.state === 'running',
        ) ?? false,
    ),
    receive,
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}
