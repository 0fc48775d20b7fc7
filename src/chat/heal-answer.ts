// An answer that was running when its window went away → one that was interrupted. Works on the stored record, so that
// what this version does not know stays in it. Pure.
import { explainError } from './explain-error.ts';
import { missingOutcomeText } from '../model/reduce-call.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The record of a running answer, closed: `interrupted`, with a way to ask again, and one result for every open tool call,
 * because a call without a result makes every later request illegal.
 * @param endedAtMs when it was last heard of, milliseconds since the epoch.
 */
export function healAnswer(record: JsonObject, endedAtMs: number): JsonObject {
  const { retry: _over, isStitching: _joint, ...rest } = record;
  const parts: readonly unknown[] = Array.isArray(rest['parts']) ? rest['parts'] : [];
  return {
    ...rest,
    parts: parts.map(closeCall),
    state: 'interrupted',
    endedAtMs,
    error: explainError(
      { kind: 'interrupted', code: 'window-closed', message: '', retryable: true },
      'interrupted',
    ),
  };
}

function closeCall(part: unknown): unknown {
  if (!isObject(part) || part['type'] !== 'tool-call' || part['outcome'] !== undefined) return part;
  // A question is never asked again from a history: its answer would belong to nobody.
  const { question: _question, output: _output, ...rest } = part;
  return { ...rest, outcome: { status: 'cancelled', text: missingOutcomeText } };
}

/** Is this a JSON object? */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
