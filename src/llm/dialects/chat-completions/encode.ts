// ChatRequest → the JSON body of POST …/chat/completions, in the words of one row. Sends nothing that the row does not list.
import type { ChatRequest, ModelMessage } from '../../chat-request.ts';
import { isRecord, recordAt, type JsonRecord } from '../../json-value.ts';
import type { ToolCall } from '../../../model/stream.ts';
import type { ToolSpec } from '../../../model/tool.ts';
import type { EncodedRequest } from '../dialect.ts';
import { encodeParameters } from './encode-parameters.ts';
import { repairHistory } from './repair.ts';
import type { ResolvedRow } from './row.ts';

/** Google's documented stand-in for the signature of a call that another model made. */
const FOREIGN_SIGNATURE = { google: { thought_signature: 'skip_thought_signature_validator' } };

/**
 * Encodes one request. `stream` is always written out: there are proxies that stream when it is missing.
 * @throws ChatError `configuration` for a parameter out of range.
 */
export function encodeChat(request: ChatRequest, row: ResolvedRow, stream: boolean): EncodedRequest {
  const toolNames = request.tools.map((tool) => tool.name);
  const { fields, notices } = encodeParameters(request.parameters, row, toolNames);
  return {
    path: '/chat/completions',
    accept: row.accept ?? (stream ? 'text/event-stream' : 'application/json'),
    auth: row.auth,
    notices,
    body: {
      model: request.model,
      messages: encodeMessages(request, row),
      ...fields,
      ...(request.tools.length === 0 ? {} : { tools: request.tools.map(encodeTool) }),
      stream,
      ...(stream && row.switches.askUsage ? { stream_options: { include_usage: true } } : {}),
      ...request.extraBody,
    },
  };
}

function encodeMessages(request: ChatRequest, row: ResolvedRow): readonly JsonRecord[] {
  const messages = repairHistory(request.messages, row.switches);
  return messages.map((message, at) => {
    const isLast = at === messages.length - 1;
    if (message.role !== 'assistant' || !isLast || row.switches.lastAssistant !== 'prefix')
      return encodeMessage(message, request, row);
    // The answer begins with this very text: thinking in front of it would belong to another answer.
    const { reasoning: _thought, ...said } = message;
    return { ...encodeMessage(said, request, row), prefix: true };
  });
}

function encodeMessage(message: ModelMessage, request: ChatRequest, row: ResolvedRow): JsonRecord {
  switch (message.role) {
    case 'system':
      return {
        role: row.switches.systemRole === 'developer' ? 'developer' : 'system',
        content: message.text,
      };
    case 'user':
      return { role: 'user', content: encodeQuestion(message) };
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: message.text };
    case 'assistant': {
      const { text, toolCalls } = message;
      return {
        role: 'assistant',
        // Never null: Ollama refuses that where there are no calls; empty text is taken by all where there are.
        content: text,
        ...encodeThinking(message, request, row),
        ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map((call) => encodeCall(call, row)) }),
      };
    }
  }
}

/** A plain text wherever that will do: not every server reads a list of parts. */
function encodeQuestion({ text, images = [] }: Extract<ModelMessage, { role: 'user' }>): unknown {
  if (images.length === 0) return text;
  return [
    ...(text === '' ? [] : [{ type: 'text', text }]),
    // The form with `url` is read by all; the bare text of Mistral's by Mistral only.
    ...images.map(({ mediaType, base64 }) => {
      return { type: 'image_url', image_url: { url: `data:${mediaType};base64,${base64}` } };
    }),
  ];
}

type AssistantMessage = Extract<ModelMessage, { role: 'assistant' }>;

/**
 * Thinking goes back only to the model that thought it: any other one refuses it or cannot verify its signature.
 * `data` is what the decoder put into the answer's `provider-data` part.
 */
function encodeThinking(message: AssistantMessage, request: ChatRequest, row: ResolvedRow): JsonRecord {
  const { reasoning = '', text, providerData } = message;
  const data = providerData?.row === row.id && isRecord(providerData.data) ? providerData.data : {};
  const replay = row.switches.reasoningReplay;
  if (replay === 'strip' || data['model'] !== request.model) return {};
  if (replay === 'reasoning_details') {
    return Array.isArray(data['details']) ? { reasoning_details: data['details'] } : {};
  }
  if (reasoning === '') return {};
  if (replay !== 'thinking-parts') return { [replay]: reasoning };
  const thinking = { type: 'thinking', thinking: [{ type: 'text', text: reasoning }] };
  return { content: text === '' ? [thinking] : [thinking, { type: 'text', text }] };
}

function encodeCall(call: ToolCall, row: ResolvedRow): JsonRecord {
  return {
    id: call.callId,
    type: 'function',
    function: { name: call.name, arguments: call.argumentsText },
    ...(row.switches.callSignatures ? { extra_content: signatureOf(call, row) } : {}),
  };
}

function signatureOf(call: ToolCall, row: ResolvedRow): unknown {
  const data = isRecord(call.providerData) ? call.providerData : {};
  const extra = recordAt(data, 'extraContent');
  return data['row'] === row.id && Object.keys(extra).length > 0 ? extra : FOREIGN_SIGNATURE;
}

function encodeTool(tool: ToolSpec): JsonRecord {
  return {
    type: 'function',
    function: {
      name: tool.name,
      description: tool.description,
      parameters:
        'type' in tool.inputSchema
          ? tool.inputSchema
          : { type: 'object', properties: {}, ...tool.inputSchema },
    },
  };
}
