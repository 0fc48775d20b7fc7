// Conversation → messages for the model. Heals what is missing (open tool calls) and leaves out what failed.
import { composePrompt, promptImages } from '../context/attachments.ts';
import type { ModelMessage } from '../llm/chat-request.ts';
import type { AssistantMessage, AssistantPart, Message, ToolCallPart } from '../model/conversation.ts';
import { splitModelName, type Provider } from '../model/provider.ts';
import { missingOutcomeText } from '../model/reduce-call.ts';

/**
 * The whole history in order: system prompt, then every message of the path. An answer that failed before it said
 * anything is left out; a partial one stays. Every tool call has exactly one result, directly after it.
 * @param path messages from the root to the running answer, which may be included (its parts so far are sent).
 * @param provider whom the request goes to. Vendor data goes back only to the provider whose answer it came with.
 */
export function modelMessages(
  path: readonly Message[],
  systemPrompt: string,
  provider: Pick<Provider, 'id' | 'row'>,
): readonly ModelMessage[] {
  const messages: ModelMessage[] = systemPrompt === '' ? [] : [{ role: 'system', text: systemPrompt }];
  for (const message of path) {
    if (message.role === 'user') {
      const images = promptImages(message.attachments);
      const text = composePrompt(message.text, message.attachments);
      messages.push({ role: 'user', text, ...(images.length === 0 ? {} : { images }) });
    } else {
      messages.push(...answerMessages(message, provider));
    }
  }
  const last = messages.at(-1);
  const running = path.at(-1);
  if (last?.role !== 'assistant' || running?.role !== 'assistant' || running.isStitching !== true)
    return messages;
  return messages.with(-1, { ...last, isCut: true });
}

function answerMessages(
  message: AssistantMessage,
  provider: Pick<Provider, 'id' | 'row'>,
): readonly ModelMessage[] {
  const isSame = splitModelName(message.model)?.providerId === provider.id;
  return rounds(message.parts).flatMap((parts) => roundMessages(parts, isSame ? provider.row : undefined));
}

function rounds(parts: readonly AssistantPart[]): readonly (readonly AssistantPart[])[] {
  const result: AssistantPart[][] = [[]];
  for (const part of parts) {
    if (part.type === 'round-start') result.push([]);
    else result.at(-1)?.push(part);
  }
  return result;
}

/** `row` is undefined when another provider said this: then its vendor data is left out. */
function roundMessages(parts: readonly AssistantPart[], row: string | undefined): readonly ModelMessage[] {
  let text = '';
  let reasoning = '';
  let data: unknown;
  const calls: ToolCallPart[] = [];
  for (const part of parts) {
    if (part.type === 'text') text += part.text;
    else if (part.type === 'reasoning') reasoning += part.text;
    else if (part.type === 'tool-call') calls.push(part);
    else if (part.type === 'provider-data') data = part.data;
  }
  if (text === '' && calls.length === 0) return [];
  return [
    {
      role: 'assistant',
      text,
      ...(reasoning === '' ? {} : { reasoning }),
      toolCalls: calls.map(({ callId, name, argumentsText, providerData }) => ({
        callId,
        name,
        argumentsText,
        ...(row === undefined || providerData === undefined ? {} : { providerData }),
      })),
      ...(row === undefined || data === undefined ? {} : { providerData: { row, data } }),
    },
    ...calls.map(({ callId, name, outcome }) => {
      return { role: 'tool' as const, callId, name, text: outcome?.text ?? missingOutcomeText };
    }),
  ];
}
