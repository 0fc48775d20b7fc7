// What a screen reader is told without being asked: that an answer began, that it waits for the user, and how it ended.
// Never its words: the conversation is there to be read.
import type { Message } from '../model/conversation.ts';
import type { ConversationEvent } from '../model/event.ts';
import { signal } from './preact.ts';
import type { ReadonlySignal } from './preact.ts';
import { strings } from './strings.ts';
import { callLine } from './tools/call-line.ts';
import { waitingCalls } from './tools/question-watch.ts';

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

/**
 * What to say about a change; undefined for most. Failures say nothing here: their card is an alert. `path`: the messages
 * shown, the change included. `isInComposer`: the cursor is in the message box, so the way to a question is told as well.
 */
export function announcementFor(
  event: ConversationEvent,
  path: readonly Message[],
  isInComposer: boolean,
): string | undefined {
  if (event.type === 'message-add') {
    const { message } = event;
    return message.role === 'assistant' && message.state === 'running' && event.keepsLeaf === undefined
      ? strings.announce.answering
      : undefined;
  }
  if (event.type === 'retry-wait') return event.message;
  if (event.type === 'tool-ask') {
    const call = waitingCalls(path).find(({ question }) => question.nonce === event.question.nonce);
    if (call === undefined) return undefined;
    const { name, title } = callLine(call);
    const question = strings.tool.question.asks([name, title].filter((words) => words !== '').join(': '));
    return isInComposer ? `${question}. ${strings.tool.question.answerKey}` : question;
  }
  if (event.type !== 'turn-end' || !path.some(({ id }) => id === event.messageId)) return undefined;
  if (event.pause !== undefined) return strings.tool.pause[event.pause];
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
