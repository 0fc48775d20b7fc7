// An answer that ended before it was complete, and how it can go on in the same message. Pure.
import { workedMsOf } from './answer-totals.ts';
import type { AssistantMessage, AssistantPart } from './conversation.ts';

/**
 * How an answer can go on. `text`: its last text is continued; `round`: the model is asked again with all it has said and
 * done, as after tool results. Undefined when the answer is complete, runs, or has said nothing.
 */
export function continuationOf({
  state,
  finish,
  pause,
  parts,
}: Pick<AssistantMessage, 'state' | 'finish' | 'pause' | 'parts'>): 'text' | 'round' | undefined {
  if (state === 'running') return undefined;
  if (pause !== undefined) return 'round';
  if (state === 'done' && finish !== 'length') return undefined;
  const last = parts.findLast(isSaid);
  if (last === undefined) return undefined;
  if (last.type === 'text') return 'text';
  return parts.some(({ type }) => type === 'text' || type === 'tool-call') ? 'round' : undefined;
}

/** The answer as it is when it goes on, at `resumedAtMs` since the epoch; the same object when it cannot. */
export function resumed(message: AssistantMessage, resumedAtMs: number): AssistantMessage {
  const how = continuationOf(message);
  if (how === undefined) return message;
  const { pause: _pause, endedAtMs: _ended, finish: _finish, error: _error, ...rest } = message;
  const answer = { ...rest, resumedAtMs, workedMs: workedMsOf(message) ?? 0 };
  return how === 'text'
    ? { ...answer, state: 'running', isStitching: true }
    : { ...answer, state: 'running', parts: [...answer.parts, { type: 'round-start' }] };
}

/** The text that is continued; empty when a round is. */
export function textBefore(message: AssistantMessage): string {
  const last = message.parts.findLast((part) => part.type === 'text');
  return continuationOf(message) === 'text' && last?.type === 'text' ? last.text : '';
}

/** Adds to the last text, whatever was told or thought since; a new text where there is none. */
export function joinText(parts: readonly AssistantPart[], text: string): readonly AssistantPart[] {
  const index = parts.findLastIndex(({ type }) => type === 'text');
  const last = parts[index];
  if (last?.type !== 'text') return [...parts, { type: 'text', text }];
  return parts.with(index, { type: 'text', text: last.text + text });
}

function isSaid({ type }: AssistantPart): boolean {
  return type === 'text' || type === 'reasoning' || type === 'tool-call';
}
