// What an answer cost, summed over its requests, and how long it took. What is unknown stays unknown. Pure.
import type { AnswerTotals, AssistantMessage, AssistantPart } from './conversation.ts';
import type { ConversationEvent } from './event.ts';

/** The totals with one more request. */
export function addTotals(
  totals: AnswerTotals | undefined,
  { usage, writingMs }: Extract<ConversationEvent, { type: 'request-end' }>,
): AnswerTotals {
  const inputTokens = sum(totals, totals?.inputTokens, usage?.inputTokens);
  const outputTokens = sum(totals, totals?.outputTokens, usage?.outputTokens);
  const time = sum(totals, totals?.writingMs, writingMs);
  return {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(time === undefined ? {} : { writingMs: time }),
  };
}

function sum(
  totals: AnswerTotals | undefined,
  before: number | undefined,
  added: number | undefined,
): number | undefined {
  if (added === undefined || totals === undefined) return added;
  return before === undefined ? undefined : before + added;
}

/** The last piece of thinking with the time it took. */
export function endThinking(parts: readonly AssistantPart[], durationMs: number): readonly AssistantPart[] {
  const index = parts.findLastIndex(({ type }) => type === 'reasoning');
  const part = parts[index];
  return part?.type === 'reasoning' ? parts.with(index, { ...part, durationMs }) : parts;
}

/** How long an answer was worked at, in milliseconds, without the time it rested; undefined while it runs. */
export function workedMsOf({
  createdAtMs,
  resumedAtMs = createdAtMs,
  endedAtMs,
  workedMs = 0,
}: AssistantMessage): number | undefined {
  return endedAtMs === undefined ? undefined : workedMs + Math.max(0, endedAtMs - resumedAtMs);
}

/** Below this many milliseconds of writing a rate says nothing. */
const minWritingMs = 200;

/** Tokens per second while the model wrote; undefined where tokens or time are unknown, or too few to tell. */
export function tokensPerSecond({ totals }: AssistantMessage): number | undefined {
  const { outputTokens, writingMs } = totals ?? {};
  if (outputTokens === undefined || writingMs === undefined || writingMs < minWritingMs) return undefined;
  return (outputTokens * 1000) / writingMs;
}
