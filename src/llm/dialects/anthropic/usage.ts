// Token counts of the Messages API → Usage. Figures that are missing stay missing.
import { isRecord, numberAt, recordAt, type JsonRecord } from '../../json-value.ts';
import type { Usage } from '../../../model/stream.ts';

/** Counts are cumulative and sent in parts: later ones replace earlier ones, and a null says nothing. */
export function mergeUsage(known: JsonRecord, added: unknown): JsonRecord {
  if (!isRecord(added)) return known;
  const told = Object.entries(added).filter(([, value]) => value !== null && value !== undefined);
  return { ...known, ...Object.fromEntries(told) };
}

/** `input_tokens` leaves out what was read from or written to a cache; Usage counts the whole prompt. */
export function readUsage(usage: JsonRecord): Usage {
  const fresh = numberAt(usage, 'input_tokens');
  const cached = numberAt(usage, 'cache_read_input_tokens');
  const written = numberAt(usage, 'cache_creation_input_tokens');
  const output = numberAt(usage, 'output_tokens');
  const reasoning = numberAt(recordAt(usage, 'output_tokens_details'), 'thinking_tokens');
  return {
    ...(fresh === undefined ? {} : { inputTokens: fresh + (cached ?? 0) + (written ?? 0) }),
    ...(output === undefined ? {} : { outputTokens: output }),
    ...(cached === undefined ? {} : { cachedTokens: cached }),
    ...(reasoning === undefined ? {} : { reasoningTokens: reasoning }),
  };
}
