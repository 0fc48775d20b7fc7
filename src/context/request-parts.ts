// What the next request consists of, part by part with size and origin: the list behind “What will be sent”. Reads only.
import { attachmentLabel, type Attachment, type MaskedSecret } from '../model/attachment.ts';
import { t } from '../model/l10n.ts';
import { instructionPartId, systemPromptPartId } from '../model/left-out.ts';
import type { PartFate, RequestPart } from '../model/request-preview.ts';
import type { ToolSpec } from '../model/tool.ts';
import { attachmentBlock } from './attachments.ts';
import { summaryBlock } from './compaction.ts';
import type { Instruction } from './instructions.ts';
import { describeMasked, maskSecrets } from './secrets.ts';
import { builtInSystemPrompt } from './system-prompt.ts';
import { estimateImageTokens, type TokenMeter } from './tokens.ts';

/** What goes with every request of a chat, and what of it the user took out. */
export interface StandingSources {
  readonly systemPrompt: string;
  readonly instructions: readonly Instruction[];
  readonly tools: readonly ToolSpec[];
  /** Ids of left-out.ts. */
  readonly leftOut: readonly string[];
}

/** The lines for what goes with every request; what is empty has none. */
export function standingParts(sources: StandingSources, meter: TokenMeter): readonly RequestPart[] {
  const { systemPrompt, instructions, tools, leftOut } = sources;
  const fate = (id: string): PartFate => (leftOut.includes(id) ? 'taken-out' : 'sent');
  const parts: readonly RequestPart[] = [
    {
      id: systemPromptPartId,
      kind: 'system-prompt',
      group: 'always',
      label: t('System prompt'),
      origin: systemPrompt === builtInSystemPrompt ? t('Built in') : t('Setting parley.systemPrompt'),
      tokens: meter.text(systemPrompt),
      fate: fate(systemPromptPartId),
    },
    ...instructions.map((one): RequestPart => {
      const id = instructionPartId(one.path);
      return {
        id,
        kind: 'instructions',
        group: 'always',
        label: one.path,
        origin: one.isCut
          ? t('Instructions of the project, their beginning')
          : t('Instructions of the project'),
        tokens: meter.text(one.text),
        fate: fate(id),
        ...maskedIn(one.masked),
      };
    }),
    {
      id: 'tools',
      kind: 'tools',
      group: 'always',
      label: tools.length === 1 ? t('1 tool') : t('{0} tools', tools.length),
      origin: t('Descriptions of what the model may call'),
      tokens: toolTokens(tools, meter),
      fate: 'sent',
    },
  ];
  return parts.filter(({ tokens }) => tokens > 0);
}

/** The line of a summary. @param count how many messages it stands for. */
export function summaryPart(summary: string, count: number, meter: TokenMeter): RequestPart {
  return {
    id: 'summary',
    kind: 'summary',
    group: 'chat',
    label: t('Summary of the beginning'),
    origin: count === 1 ? t('In the place of 1 message') : t('In the place of {0} messages', count),
    tokens: meter.text(summaryBlock(summary)),
    fate: 'sent',
  };
}

/** The lines of the message that is being written: what is attached, and its words. */
export function draftParts(
  text: string,
  attachments: readonly Attachment[],
  meter: TokenMeter,
): readonly RequestPart[] {
  const attached = attachments.map((one) => attachmentPart(one, 'attachment', one.id, 'sent', meter));
  if (text.trim() === '') return attached;
  const found = maskSecrets(text).masked;
  return [
    ...attached,
    {
      id: 'prompt',
      kind: 'prompt',
      group: 'message',
      label: t('Your message'),
      origin: t('As you typed it'),
      tokens: meter.text(text),
      fate: 'sent',
      ...(found.length === 0
        ? {}
        : { warning: t('It seems to hold a secret ({0}), and goes as it is.', kindsOf(found)) }),
    },
  ];
}

/** The line of an attachment, of the message being written or of an earlier one. */
export function attachmentPart(
  attachment: Attachment,
  kind: 'attachment' | 'earlier-attachment',
  id: string,
  fate: PartFate,
  meter: TokenMeter,
): RequestPart {
  return {
    id,
    kind,
    group: kind === 'attachment' ? 'message' : 'chat',
    label: attachmentLabel(attachment),
    origin: kind === 'attachment' ? t('Attached') : t('Attached to the message above'),
    tokens: attachmentTokens(attachment, meter),
    fate,
    ...maskedIn(attachment.masked ?? []),
  };
}

/** The size of one attachment as it is sent, for its chip. */
export function attachmentTokens(attachment: Attachment, meter: TokenMeter): number {
  const words = meter.text(attachmentBlock(attachment));
  return attachment.kind === 'image'
    ? words + estimateImageTokens(attachment.width, attachment.height)
    : words;
}

/** What tools cost in every request: their descriptions and schemas, as JSON. */
export function toolTokens(tools: readonly ToolSpec[], meter: TokenMeter): number {
  return tools.reduce((sum, tool) => sum + meter.text(JSON.stringify(tool)), 0);
}

function maskedIn(masked: readonly MaskedSecret[]): Pick<RequestPart, 'masked'> {
  return masked.length === 0 ? {} : { masked: { count: masked.length, text: describeMasked(masked) } };
}

function kindsOf(masked: readonly MaskedSecret[]): string {
  return [...new Set(masked.map(({ kind }) => kind))].join(', ');
}
