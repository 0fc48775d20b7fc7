// Reads how long a server asks to wait. Only for answers with an error status:
// Together sends `retry-after: 2` with every success, and that means nothing.

/** Longer than any sensible wait; such a figure is a mistake and is ignored. */
const MAX_HINT_MS = 30 * 24 * 3600_000;

/**
 * The wait in milliseconds, or undefined when the server gave none that makes sense (absent, ≤ 0, not a number, huge).
 * Order: `retry-after-ms`, `retry-after` (seconds or HTTP date), then the reset time of a used-up limit.
 */
export function readRetryAfterMs(headers: Headers, nowMs: number): number | undefined {
  return (
    sensible(numeric(headers.get('retry-after-ms'))) ??
    sensible(secondsOrDate(headers.get('retry-after'), nowMs)) ??
    sensible(limitReset(headers, nowMs))
  );
}

function sensible(waitMs: number): number | undefined {
  return waitMs > 0 && waitMs <= MAX_HINT_MS ? Math.ceil(waitMs) : undefined;
}

function numeric(text: string | null): number {
  return text !== null && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
}

function secondsOrDate(text: string | null, nowMs: number): number {
  const seconds = numeric(text);
  if (!Number.isNaN(seconds)) return seconds * 1000;
  // Dates begin with a weekday or a year; Date.parse alone would accept almost any word with a digit.
  return text !== null && /^\s*(?:[A-Za-z]{3,9},|\d{4}-)/.test(text) ? Date.parse(text) - nowMs : Number.NaN;
}

/** When the limit that is used up (remaining 0) resets: OpenAI's durations, Azure's seconds, Anthropic's ISO times. */
function limitReset(headers: Headers, nowMs: number): number {
  for (const limit of ['requests', 'tokens', 'input-tokens', 'output-tokens']) {
    for (const prefix of ['x-ratelimit-', 'anthropic-ratelimit-']) {
      const openAi = prefix === 'x-ratelimit-';
      const remaining = headers.get(openAi ? `${prefix}remaining-${limit}` : `${prefix}${limit}-remaining`);
      const reset = headers.get(openAi ? `${prefix}reset-${limit}` : `${prefix}${limit}-reset`);
      if (reset !== null && remaining !== null && numeric(remaining) === 0) {
        const waitMs = durationMs(reset) ?? secondsOrDate(reset, nowMs);
        if (!Number.isNaN(waitMs)) return waitMs;
      }
    }
  }
  return Number.NaN;
}

/** `12ms`, `6s`, `1m30s`, `2h` → milliseconds. */
function durationMs(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^(?:\d+(?:\.\d+)?(?:ms|h|m|s))+$/.test(trimmed)) return undefined;
  const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
    total += Number(amount) * (unitMs[unit ?? ''] ?? 0);
  }
  return total;
}
