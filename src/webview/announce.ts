// What a screen reader is told without being asked: that an answer began, and how it ended. Never its words: the
// conversation is there to be read.
import type { ConversationEvent } from '../model/event.ts';
import { signal } from './preact.ts';
import type { ReadonlySignal } from './preact.ts';
import { strings } from './strings.ts';

/** The polite live region and what it holds. */
export interface Announcer {
  readonly text: ReadonlySignal<string>;
  /** Says this once, also when it was the last thing said. */
  say(text: string): void;
}

/** An announcer that has said nothing. */
export function createAnnouncer(): Announcer {
  const text = signal('');
  return {
    text,
    say(next) {
      // A region whose text does not change is not read again; a no-break space at the end is not heard.
      text.value = text.value === next ? `${next}\u00a0` : next;
    },
  };
}

/** What to say about a change; undefined for most. Failures say nothing here: their card is an alert. */
export function announcementFor(event: ConversationEvent): string | undefined {
  if (event.type === 'message-add') {
    const { message } = event;
    return message.role === 'assistant' && message.state === 'running'
      ? strings.announce.answering
      : undefined;
  }
  if (event.type === 'retry-wait') return event.message;
  if (event.type !== 'turn-end') return undefined;
  switch (event.state) {
    case 'done':
      return strings.announce.done;
    case 'cancelled':
      return strings.announce.cancelled;
    case 'interrupted':
    case 'error':
      return undefined;
  }
}
