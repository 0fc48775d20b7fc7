// The dialect of Anthropic's Messages API, and of every other server that speaks it.
import type { Dialect } from '../dialect.ts';
import type { ChatRequest } from '../../chat-request.ts';
import { MessagesDecoder } from './decode.ts';
import { encodeMessages } from './encode.ts';
import { readMessagesError } from './error.ts';
import { encodeHistory } from './history.ts';
import { rulesFor } from './model-rules.ts';
import { modelsPage } from './models-page.ts';
import { messagesRow } from './row.ts';

/** Speaks to POST …/messages; what a model takes is told from its id. */
export const anthropic: Dialect = {
  id: 'anthropic',
  optionalFields: new Set(['temperature', 'top_p', 'stop_sequences', 'tool_choice', 'thinking', 'metadata']),
  encode: encodeMessages,
  decode: (context) => new MessagesDecoder(context, () => fingerprintOf(context.request)),
  readError: readMessagesError,
  retry500: (request) => switchesFor(request).retry500,
  modelsPath: () => ({ path: '/models', auth: 'x-api-key', page: modelsPage }),
};

function fingerprintOf(request: ChatRequest): string {
  return encodeHistory(request, switchesFor(request)).fingerprint;
}

function switchesFor(request: ChatRequest): ReturnType<typeof messagesRow>['switches'] {
  return messagesRow(request, rulesFor(request.model)).switches;
}
