// The earlier messages of a chat in the list of what will be sent: each with what is attached to it and what its tools
// gave, and whether there is room for it. Reads only.
import type { AssistantMessage, Message, UserMessage } from '../model/conversation.ts';
import { t } from '../model/l10n.ts';
import { splitModelName } from '../model/provider.ts';
import type { PartFate, RequestPart } from '../model/request-preview.ts';
import { droppedOutputText } from './budget.ts';
import { attachmentPart, attachmentTokens } from './request-parts.ts';
import { tokensPerMessage, type TokenMeter } from './tokens.ts';

/** How much of a message's words names it. */
const nameLength = 80;

/**
 * The lines of messages, oldest first; outputs and attachments follow the message they belong to.
 * @param messages as they are in the chat.
 * @param sent the same messages as `fitPath` left them.
 */
export function messageParts(
  messages: readonly Message[],
  sent: readonly Message[],
  meter: TokenMeter,
): readonly RequestPart[] {
  const byId = new Map(sent.map((message) => [message.id, message]));
  return messages.flatMap((message) => {
    const kept = byId.get(message.id);
    return message.role === 'user'
      ? promptParts(message, kept?.role === 'user' ? kept : undefined, meter)
      : answerParts(message, kept?.role === 'assistant' ? kept : undefined, meter);
  });
}

function promptParts(
  message: UserMessage,
  kept: UserMessage | undefined,
  meter: TokenMeter,
): readonly RequestPart[] {
  const attached = message.attachments.map((one) => {
    const fate = kept?.attachments.some(({ id }) => id === one.id) === true ? 'sent' : 'no-room';
    return attachmentPart(one, 'earlier-attachment', `${message.id}/${one.id}`, fate, meter);
  });
  const others = message.attachments.reduce((sum, one) => sum + attachmentTokens(one, meter), 0);
  return [
    line(message.id, nameOf(message.text, t('Attachments only')), t('You'), kept !== undefined, {
      tokens: Math.max(tokensPerMessage, meter.message(message) - others),
    }),
    ...attached,
  ];
}

function answerParts(
  message: AssistantMessage,
  kept: AssistantMessage | undefined,
  meter: TokenMeter,
): readonly RequestPart[] {
  const outputs = message.parts.flatMap((part, at): readonly RequestPart[] => {
    if (part.type !== 'tool-call' || part.outcome === undefined) return [];
    const now = kept?.parts[at];
    const isKept = now?.type === 'tool-call' && now.outcome?.text === part.outcome.text;
    const isMark = part.outcome.text === droppedOutputText;
    return [
      {
        ...line(
          `${message.id}/${at}`,
          part.action?.title ?? part.name,
          t('Output of a tool'),
          isKept || isMark,
          {
            tokens: meter.text(part.outcome.text),
          },
        ),
        kind: 'tool-output',
        ...maskedIn(part.outcome.maskedCount),
      },
    ];
  });
  const others = outputs.reduce((sum, { tokens }) => sum + tokens, 0);
  const words = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
  const modelId = splitModelName(message.model)?.modelId ?? message.model;
  return [
    line(message.id, nameOf(words, t('Tool calls')), t('Parley, {0}', modelId), kept !== undefined, {
      tokens: Math.max(tokensPerMessage, meter.message(message) - others),
    }),
    ...outputs,
  ];
}

function line(
  id: string,
  label: string,
  origin: string,
  isSent: boolean,
  { tokens }: { readonly tokens: number },
): RequestPart {
  const fate: PartFate = isSent ? 'sent' : 'no-room';
  return { id, kind: 'message', group: 'chat', label, origin, tokens, fate };
}

function maskedIn(count: number | undefined): Pick<RequestPart, 'masked'> {
  if (count === undefined) return {};
  return { masked: { count, text: count === 1 ? t('1 secret masked') : t('{0} secrets masked', count) } };
}

/** The first words on one line. */
function nameOf(text: string, otherwise: string): string {
  const words = text
    .slice(0, 4 * nameLength)
    .replace(/\s+/g, ' ')
    .trim();
  if (words === '') return otherwise;
  return words.length <= nameLength ? words : `${words.slice(0, nameLength).toWellFormed().trimEnd()}…`;
}
