// Which calls wait for the user, and whether he can see their questions. Decides nothing.
import type { Message, ToolCallPart } from '../../model/conversation.ts';
import type { ToolQuestion } from '../../model/tool.ts';
import { signal } from '../preact.ts';
import type { ReadonlySignal } from '../preact.ts';

/** A call that waits for an answer. */
export interface WaitingCall extends ToolCallPart {
  readonly question: ToolQuestion;
}

/** Does the call wait? A call with an outcome, or of an answer that has ended, does not. */
export function isWaiting(part: ToolCallPart, isRunning: boolean): part is WaitingCall {
  return isRunning && part.question !== undefined && part.outcome === undefined;
}

/** All calls on the path shown that wait, oldest first. */
export function waitingCalls(path: readonly Message[]): readonly WaitingCall[] {
  const waiting: WaitingCall[] = [];
  for (const message of path) {
    if (message.role !== 'assistant' || message.state !== 'running') continue;
    for (const part of message.parts)
      if (part.type === 'tool-call' && isWaiting(part, true)) waiting.push(part);
  }
  return waiting;
}

/** The questions on screen. */
export interface QuestionWatch {
  /** Nonces of the questions whose buttons are scrolled out of sight. */
  readonly outOfSight: ReadonlySignal<ReadonlySet<string>>;
  /** A question is rendered; `reveal` brings its buttons into sight. Returns what to call when it is gone. */
  add(nonce: string, reveal: () => void): () => void;
  /** Its buttons came into sight or left it. */
  setInSight(nonce: string, isInSight: boolean): void;
  /** Brings the buttons of a question into sight. */
  reveal(nonce: string): void;
}

/** A watch without questions. */
export function createQuestionWatch(): QuestionWatch {
  const outOfSight = signal<ReadonlySet<string>>(new Set());
  const reveals = new Map<string, () => void>();
  const setInSight = (nonce: string, isInSight: boolean): void => {
    if (outOfSight.value.has(nonce) !== isInSight) return;
    const next = new Set(outOfSight.value);
    if (isInSight) next.delete(nonce);
    else next.add(nonce);
    outOfSight.value = next;
  };
  return {
    outOfSight,
    add(nonce, reveal) {
      reveals.set(nonce, reveal);
      return () => {
        reveals.delete(nonce);
        setInSight(nonce, true);
      };
    },
    setInSight,
    reveal: (nonce) => reveals.get(nonce)?.(),
  };
}
