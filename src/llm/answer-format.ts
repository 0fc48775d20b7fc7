// What the bytes of an answer turn out to be: an event stream, one JSON value, or a web page. Hands them to the decoder.
import { ChatError } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import type { StreamPart } from '../model/stream.ts';
import type { AnswerDecoder } from './dialects/dialect.ts';
import { readErrorText } from './error-body.ts';
import { sourceFacts, webPageMessage, type ErrorSource } from './http-error.ts';
import { parseJson } from './json-value.ts';
import { createEventReader } from './sse.ts';

const MAX_EVENT_CHARS = 16 * 1024 * 1024;
/** Enough of a web page to find its title. */
const MAX_PAGE_CHARS = 20_000;

/** Takes bytes, tells what they turned out to be. */
export interface AnswerFormat {
  feed(bytes: Uint8Array, out: StreamPart[]): void;
  /** The bytes ended, or reading stopped because of `cut`. @returns a failure of the format itself. */
  end(out: StreamPart[], cut: ChatError | undefined): ChatError | undefined;
  /** Nothing more needs to be read. */
  readonly isOver: boolean;
}

/** Index of the first byte that is neither blank nor part of a byte-order mark; -1 when there is none. */
export function firstSignificantByte(bytes: Uint8Array): number {
  return bytes.findIndex((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
}

/**
 * Servers answer with JSON where a stream was asked for and the reverse, under any content type, and put blanks in
 * front while they think; so the first byte decides. No field of an event stream begins with `{`, `[` or `<`.
 */
export function formatOf(
  firstByte: number | undefined,
  decoder: AnswerDecoder,
  source: ErrorSource,
): AnswerFormat {
  if (firstByte === 0x7b || firstByte === 0x5b) return wholeJson(decoder, source);
  return firstByte === 0x3c ? webPage(source) : eventStream(decoder, source);
}

function eventStream(decoder: AnswerDecoder, source: ErrorSource): AnswerFormat {
  let target: StreamPart[] = [];
  let isTail = false;
  const events = createEventReader(MAX_EVENT_CHARS, (event) => {
    // A last event without its blank line counts when it is whole; a cut one is the network's fault, not the server's.
    if (!isTail || event.data === '[DONE]' || parseJson(event.data) !== undefined)
      decoder.event(event, target);
  });
  return {
    feed(bytes, out) {
      target = out;
      events.feed(bytes);
    },
    end(out) {
      target = out;
      if (events.isTooLong) {
        return new ChatError(
          sourceFacts(source, 'protocol', t('One event of the answer is longer than 16 MB.'), {
            code: 'too-large',
          }),
        );
      }
      isTail = true;
      events.end();
      return undefined;
    },
    get isOver() {
      return decoder.isOver || events.isTooLong;
    },
  };
}

function wholeJson(decoder: AnswerDecoder, source: ErrorSource): AnswerFormat {
  const utf8 = new TextDecoder();
  let text = '';
  return {
    feed: (bytes) => {
      text += utf8.decode(bytes, { stream: true });
    },
    end(out, cut) {
      const value = parseJson(text);
      if (value !== undefined) {
        decoder.whole(value, out);
        return undefined;
      }
      return (
        cut ??
        new ChatError(
          sourceFacts(source, 'protocol', t('The answer is not valid JSON.'), { code: 'not-json' }),
        )
      );
    },
    isOver: false,
  };
}

/** A proxy's or portal's page, or a wrong address. Only its title is ever shown. */
function webPage(source: ErrorSource): AnswerFormat {
  const utf8 = new TextDecoder();
  let text = '';
  return {
    feed: (bytes) => {
      text += utf8.decode(bytes, { stream: true });
    },
    end: () => {
      const message =
        webPageMessage(text) ?? readErrorText(text).message ?? t('The answer is not a chat answer.');
      return new ChatError(sourceFacts(source, 'protocol', message, { code: 'web-page' }));
    },
    get isOver() {
      return text.length > MAX_PAGE_CHARS;
    },
  };
}
