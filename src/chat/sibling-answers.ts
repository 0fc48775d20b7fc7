// The further answers to one request (`n` > 1), each beside the first and with an ending of its own. Their tools are not
// run: only one answer can go on. Knows no model and no conversation.
import { explainError } from './explain-error.ts';
import type { AssistantMessage } from '../model/conversation.ts';
import type { ErrorFacts } from '../model/error.ts';
import type { ConversationEvent } from '../model/event.ts';
import type { ChoicePart, ToolCall } from '../model/stream.ts';
import type { ToolOutcome } from '../model/tool.ts';

/** Given to a call in an answer beside the first. */
const notRun: ToolOutcome = {
  status: 'cancelled',
  text: 'Not run: of several answers to one request, only the first one uses tools.',
};

/** How it is told that the connection ended before an answer did, although nothing else failed. */
const cutFacts: ErrorFacts = {
  kind: 'interrupted',
  message: 'The server ended before this answer did.',
  retryable: true,
};

interface OpenAnswer {
  readonly messageId: string;
  readonly calls: ToolCall[];
}

/** Those of one request. */
export class SiblingAnswers {
  readonly #newAnswer: () => AssistantMessage;
  readonly #nowMs: () => number;
  readonly #open = new Map<number, OpenAnswer>();
  #begun = 0;

  /** @param newAnswer a running answer to the same prompt, without parts. */
  constructor(newAnswer: () => AssistantMessage, nowMs: () => number) {
    this.#newAnswer = newAnswer;
    this.#nowMs = nowMs;
  }

  /** The changes that this part of the answer `index` (from 1) makes. The first one adds it, and those before it. */
  take(index: number, part: ChoicePart): readonly ConversationEvent[] {
    const events: ConversationEvent[] = [];
    for (; this.#begun < index; this.#begun += 1) {
      const message = this.#newAnswer();
      this.#open.set(this.#begun + 1, { messageId: message.id, calls: [] });
      events.push({ type: 'message-add', message, keepsLeaf: true });
    }
    const answer = this.#open.get(index);
    if (answer === undefined) return events;
    const { messageId, calls } = answer;
    switch (part.type) {
      case 'text-delta':
      case 'reasoning-delta':
        events.push({ type: part.type, messageId, text: part.text });
        break;
      case 'tool-call': {
        const { type: _type, ...call } = part;
        calls.push(call);
        events.push({ type: 'tool-call-add', messageId, call });
        break;
      }
      case 'provider-data':
        events.push({ type: 'part-add', messageId, part });
        break;
      case 'finish':
        this.#open.delete(index);
        for (const { callId } of calls)
          events.push({ type: 'tool-outcome', messageId, callId, outcome: notRun });
        events.push({
          type: 'turn-end',
          messageId,
          state: 'done',
          endedAtMs: this.#nowMs(),
          finish: part.reason,
        });
        break;
    }
    return events;
  }

  /** Ends the answers that have not ended: stopped by the user, or cut off, by a failure or without one. */
  end(how: 'cancelled' | 'cut' | ErrorFacts): readonly ConversationEvent[] {
    const endedAtMs = this.#nowMs();
    const ending =
      how === 'cancelled'
        ? { state: how }
        : {
            state: 'interrupted' as const,
            error: explainError(how === 'cut' ? cutFacts : how, 'interrupted'),
          };
    const events = [...this.#open.values()].map(({ messageId }) => {
      return { type: 'turn-end' as const, messageId, endedAtMs, ...ending };
    });
    this.#open.clear();
    return events;
  }
}
