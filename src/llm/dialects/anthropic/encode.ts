// ChatRequest → the JSON body of POST …/messages. Sends nothing that the model is known to refuse.
import type { ChatRequest } from '../../chat-request.ts';
import type { EncodedRequest } from '../dialect.ts';
import { encodeHistory, isInUnthinkingTurn } from './history.ts';
import { rulesFor } from './model-rules.ts';
import { encodeMessageParameters } from './parameters.ts';
import { messagesRow } from './row.ts';
import { encodeTool } from './tools.ts';

/**
 * Encodes one request. `stream` is always written out: there are proxies that stream when it is missing.
 * @throws ChatError `configuration` for a parameter out of range.
 */
export function encodeMessages(request: ChatRequest, stream: boolean): EncodedRequest {
  const rules = rulesFor(request.model);
  const row = messagesRow(request, rules);
  const { system, turns } = encodeHistory(request, row.switches);
  const { fields, notices } = encodeMessageParameters(request, rules, !isInUnthinkingTurn(turns));
  return {
    path: '/messages',
    accept: stream ? 'text/event-stream' : 'application/json',
    auth: row.auth,
    notices,
    body: {
      model: request.model,
      ...fields,
      ...(system === undefined ? {} : { system }),
      messages: turns,
      ...(request.tools.length === 0 ? {} : { tools: request.tools.map(encodeTool) }),
      stream,
      ...request.extraBody,
    },
  };
}
