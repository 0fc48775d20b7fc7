// What a model says in the course of one turn → the changes of the answer: stitched to what was there, timed, told once. Keeps
// count of what decides how the turn goes on; asks nobody and runs nothing.
import type { AssistantMessage } from '../model/conversation.ts';
import type { ErrorFacts } from '../model/error.ts';
import type { ConversationEvent } from '../model/event.ts';
import type { FinishReason, StreamPart, ToolCall, Usage } from '../model/stream.ts';
import { SiblingAnswers } from './sibling-answers.ts';
import { Stitcher } from './stitch.ts';

/** The answer that is written. */
export interface WrittenAnswer {
  readonly messageId: string;
  /** A further running answer to the same prompt, for a server that gives several at once. */
  readonly newSibling: () => AssistantMessage;
  /** For an answer that goes on: the text that is continued; empty when a round is. Absent for a new answer. */
  readonly textBefore?: string;
  readonly nowMs: () => number;
}

/** See the head of this file. */
export class AnswerEvents {
  readonly #answer: WrittenAnswer;
  readonly #siblings: SiblingAnswers;
  /** Told to the user already: what holds for every request of the turn is told once. */
  readonly #told = new Set<string>();
  readonly #isStreamed: () => boolean;
  #stitcher: Stitcher | undefined;
  #calls: ToolCall[] = [];
  #finish: FinishReason | undefined;
  #hasShown: boolean;
  #usage: Usage | undefined;
  #askedAtMs = 0;
  /** When the first and the last words of a request came. */
  #firstAtMs: number | undefined;
  #lastAtMs = 0;
  #thinksSinceMs: number | undefined;

  /** @param isStreamed do the words of the present request come as they are written? */
  constructor(answer: WrittenAnswer, isStreamed: () => boolean) {
    this.#answer = answer;
    this.#isStreamed = isStreamed;
    this.#siblings = new SiblingAnswers(answer.newSibling, answer.nowMs);
    this.#stitcher = answer.textBefore ? new Stitcher(answer.textBefore) : undefined;
    this.#hasShown = answer.textBefore !== undefined;
  }

  /** Is there anything to keep, should it fail now? */
  get hasShown(): boolean {
    return this.#hasShown;
  }

  /** Why the model stopped in the last request. */
  get finish(): FinishReason | undefined {
    return this.#finish;
  }

  /** The calls of the last request. */
  get calls(): readonly ToolCall[] {
    return this.#calls;
  }

  /** What the server counted as the input of the last request. */
  get inputTokens(): number | undefined {
    return this.#usage?.inputTokens;
  }

  /** A request is about to be sent. */
  begin(): void {
    this.#calls = [];
    this.#finish = undefined;
    this.#usage = undefined;
    this.#firstAtMs = undefined;
    this.#askedAtMs = this.#answer.nowMs();
  }

  /** Those of these texts that were not told in this turn. */
  notices(texts: readonly string[]): readonly ConversationEvent[] {
    return texts.flatMap((text) => {
      if (this.#told.has(text)) return [];
      this.#told.add(text);
      return [{ type: 'part-add', messageId: this.#answer.messageId, part: { type: 'notice', text } }];
    });
  }

  /** What one network read brought. */
  take(parts: readonly StreamPart[]): readonly ConversationEvent[] {
    return parts.flatMap((part) => this.#eventsOf(part));
  }

  /** The request is over. Without `isWhole` it failed: nothing is known of its cost. */
  end(isWhole: boolean): readonly ConversationEvent[] {
    const { messageId } = this.#answer;
    const rest = this.#stitcher?.end() ?? '';
    this.#stitcher = undefined;
    const writingMs = this.#isStreamed()
      ? this.#firstAtMs === undefined
        ? undefined
        : this.#lastAtMs - this.#firstAtMs
      : this.#answer.nowMs() - this.#askedAtMs;
    const events: ConversationEvent[] = rest === '' ? [] : [{ type: 'text-delta', messageId, text: rest }];
    events.push(...this.#endThinking());
    if (!isWhole) return events;
    events.push(...this.#siblings.end('cut'));
    events.push({
      type: 'request-end',
      messageId,
      ...(this.#usage === undefined ? {} : { usage: this.#usage }),
      ...(writingMs === undefined ? {} : { writingMs }),
    });
    return events;
  }

  /** The turn ends before its time: what was held back, and the answers beside this one. */
  close(how: 'cancelled' | ErrorFacts): readonly ConversationEvent[] {
    return [...this.end(false), ...this.#siblings.end(how)];
  }

  #eventsOf(part: StreamPart): readonly ConversationEvent[] {
    const { messageId, nowMs } = this.#answer;
    switch (part.type) {
      case 'text-delta': {
        this.#wrote();
        const text = this.#stitcher?.feed(part.text) ?? part.text;
        const events = this.#endThinking();
        return text === '' ? events : [...events, { type: 'text-delta', messageId, text }];
      }
      case 'reasoning-delta':
        this.#wrote();
        this.#thinksSinceMs ??= nowMs();
        return [{ type: 'reasoning-delta', messageId, text: part.text }];
      case 'tool-call': {
        const { type: _type, ...call } = part;
        this.#wrote();
        this.#calls.push(call);
        return [...this.#endThinking(), { type: 'tool-call-add', messageId, call }];
      }
      case 'provider-data':
        return [{ type: 'part-add', messageId, part }];
      case 'usage':
        this.#usage = part.usage;
        return [{ type: 'usage-update', messageId, usage: part.usage }];
      case 'notice':
        return this.notices([part.text]);
      case 'retry-wait': {
        const { waitMs, message } = part;
        return [{ type: 'retry-wait', messageId, waitMs, untilMs: nowMs() + waitMs, message }];
      }
      case 'choice':
        return this.#siblings.take(part.index, part.part);
      case 'finish':
        this.#finish = part.reason;
        return [];
    }
  }

  #wrote(): void {
    this.#hasShown = true;
    this.#lastAtMs = this.#answer.nowMs();
    this.#firstAtMs ??= this.#lastAtMs;
  }

  /** How long the model thought is known only where its thoughts came as they were thought. */
  #endThinking(): readonly ConversationEvent[] {
    const since = this.#thinksSinceMs;
    this.#thinksSinceMs = undefined;
    if (since === undefined || !this.#isStreamed()) return [];
    const { messageId, nowMs } = this.#answer;
    return [{ type: 'reasoning-end', messageId, durationMs: nowMs() - since }];
  }
}
