// The ways in which the practice server misbehaves when the user asks it to, by the word that asks.
// Bodies follow the form most servers use.
import { errorReply, htmlPage, jsonReply, silence, streamRaw, wholeAnswer } from './replies.ts';
import type { Ending, Reply } from './play-reply.ts';
import { DONE, errorChunk, finishChunk, refusalChunk, roleChunk, textChunk } from './sse-chunks.ts';

/** What the user can ask for, with the words for `help`. */
export const FAULT_WORDS: readonly (readonly [word: string, effect: string])[] = [
  ['error 401', 'the key is refused; also 403, 404, 422, 429, 500 and 503'],
  ['error stream', 'an error after the first words'],
  ['overloaded once', '429 with “try again in a second”, then a normal answer'],
  ['html', 'a web page in place of an answer'],
  ['cut', 'the connection breaks in the middle'],
  ['silence', 'no answer at all; press Stop'],
  ['stall', 'a few words, then nothing'],
  ['empty', 'an answer without a word'],
  ['refuse', 'the server declines'],
];

interface ErrorWords {
  readonly message: string;
  readonly type: string;
  readonly code: string;
  readonly retryAfter?: string;
}

const RATE_LIMITED: ErrorWords = {
  message: 'Practice server: rate limit exceeded (you asked for this error).',
  type: 'rate_limited',
  code: 'rate_limit_exceeded',
  retryAfter: '2',
};

const ERRORS: Readonly<Record<number, ErrorWords>> = {
  401: {
    message: 'Practice server: incorrect API key provided (you asked for this error).',
    type: 'invalid_request_error',
    code: 'invalid_api_key',
  },
  403: {
    message: 'Practice server: your plan does not include this model (you asked for this error).',
    type: 'permission_error',
    code: 'tier_not_allowed',
  },
  404: {
    message: 'Practice server: the model does not exist (you asked for this error).',
    type: 'invalid_request_error',
    code: 'model_not_found',
  },
  422: {
    message: 'Practice server: extra inputs are not permitted (you asked for this error).',
    type: 'invalid_request_error',
    code: 'extra_forbidden',
  },
  429: RATE_LIMITED,
  500: {
    message: 'Practice server: internal error (you asked for this error).',
    type: 'server_error',
    code: 'internal_error',
  },
  503: {
    message: 'Practice server: service overloaded (you asked for this error).',
    type: 'server_error',
    code: 'overloaded',
  },
};

/** The fault the words ask for, or undefined when they ask for none. `stream` is what the request asked for. */
export function faultFor(words: string, stream: boolean): Reply | undefined {
  const wish = words.trim().toLowerCase().replace(/[.!]$/, '');
  const status = /^error (\d{3})$/.exec(wish)?.[1];
  if (status !== undefined) return statusFault(Number(status));
  switch (wish) {
    case 'html':
      return htmlPage(200, 'Sign in to the network');
    case 'silence':
      return silence();
    case 'cut':
      return broken('Practice server: this sentence will be cut in the mid', 'reset', stream);
    case 'stall':
      return broken('Practice server: after these words nothing more will come.', 'silence', stream);
    case 'error stream':
      return errorAfterWords(stream);
    case 'empty':
      return stream ? streamRaw([roleChunk(), finishChunk(), DONE]) : wholeAnswer('');
    case 'refuse':
      return refusal(stream);
    default:
      return undefined;
  }
}

/** The answer to `overloaded once` when it comes for the first time. */
export function overloadedReply(): Reply {
  return statusReply(429, { ...RATE_LIMITED, retryAfter: '1' });
}

function statusFault(status: number): Reply | undefined {
  const words = ERRORS[status];
  return words && statusReply(status, words);
}

function statusReply(status: number, { message, ...rest }: ErrorWords): Reply {
  return errorReply(status, message, rest);
}

function refusal(stream: boolean): Reply {
  const words = 'Practice server: I decline to answer that (you asked me to).';
  return stream
    ? streamRaw([roleChunk(), refusalChunk(words), finishChunk(), DONE])
    : wholeAnswer(null, { refusal: words });
}

/** Begins well and goes no further: text deltas, or the first half of a whole answer. */
function broken(words: string, ending: Ending, stream: boolean): Reply {
  if (stream) return streamRaw([roleChunk(), textChunk(words)], { ending });
  const half = '{"id":"practice","object":"chat.completion","choices":[{"index":0,"message":{"content":"';
  return { headers: { 'content-type': 'application/json' }, steps: [half + words], ending };
}

function errorAfterWords(stream: boolean): Reply {
  const message = 'Practice server: the model failed while answering (you asked for this error).';
  const code = 'internal_error';
  return stream
    ? streamRaw([
        roleChunk(),
        textChunk('Practice server: an error follows. '),
        errorChunk(message, { code }),
      ])
    : jsonReply({ error: { message, type: 'server_error', param: null, code } });
}
