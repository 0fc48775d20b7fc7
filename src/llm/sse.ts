// Bytes → server-sent events, by the WHATWG rules (any line end, BOM, comments, characters cut between reads).
// The one user of eventsource-parser. It knows nothing of what the events say; whether an answer is complete is told
// by its terminal marker (the dialect's matter), never by the end of the bytes.
import { createParser } from 'eventsource-parser';
import type { StreamEvent } from './dialects/dialect.ts';

/** A stream of events being read. */
export interface EventReader {
  /** Takes bytes as they arrived; events complete by now are reported before it returns. */
  feed(bytes: Uint8Array): void;
  /**
   * The bytes have ended. A last event without its blank line is reported too: some servers close right after
   * `data: [DONE]`. So is one that was cut: only what it says can tell the two apart.
   */
  end(): void;
  /** An event, or a line, grew beyond the limit; nothing is reported any more. */
  readonly isTooLong: boolean;
}

/**
 * @param maxEventChars longest event kept in memory.
 * @param onEvent called in order, synchronously from `feed` and `end`.
 */
export function createEventReader(maxEventChars: number, onEvent: (event: StreamEvent) => void): EventReader {
  let isTooLong = false;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const parser = createParser({
    maxBufferSize: maxEventChars,
    onEvent,
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') isTooLong = true;
    },
  });
  const feedText = (text: string): void => {
    if (!isTooLong && text !== '') parser.feed(text);
  };
  return {
    feed: (bytes) => feedText(decoder.decode(bytes, { stream: true })),
    end: () => {
      // What remains of a character cut in half is dropped, not shown as U+FFFD.
      feedText('\n\n');
    },
    get isTooLong() {
      return isTooLong;
    },
  };
}
