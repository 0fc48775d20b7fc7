// What the next request consists of, part by part with size and origin: the list behind “What will be sent”. Reads only.
import { attachmentLabel, type Attachment, type MaskedSecret } from '../model/attachment.ts';
import type { Message } from '../model/conversation.ts';
import { t } from '../model/l10n.ts';
import type { ToolSpec } from '../model/tool.ts';
import { attachmentBlock } from './attachments.ts';
import { summaryBlock } from './compaction.ts';
import type { Instruction } from './instructions.ts';
import { estimateImageTokens, type TokenMeter } from './tokens.ts';

/** One line of the list. */
export interface RequestPart {
  readonly kind:
    'system-prompt' | 'instructions' | 'summary' | 'messages' | 'attachment' | 'prompt' | 'tools';
  /** What the user can take away: an attachment's id, an instruction's path. Absent where nothing can be taken. */
  readonly removableId?: string;
  readonly label: string;
  /** Estimate. */
  readonly tokens: number;
  readonly masked: readonly MaskedSecret[];
}

/** Everything that goes into a request. */
export interface RequestSources {
  readonly systemPrompt: string;
  readonly instructions: readonly Instruction[];
  readonly summary: string | undefined;
  /** The earlier messages that are sent. */
  readonly path: readonly Message[];
  readonly attachments: readonly Attachment[];
  /** The words that are typed. */
  readonly text: string;
  readonly tools: readonly ToolSpec[];
}

/** The parts in the order in which they are sent; what is empty is not in it. */
export function requestParts(sources: RequestSources, meter: TokenMeter): readonly RequestPart[] {
  const { systemPrompt, instructions, summary, path, attachments, text, tools } = sources;
  const parts: readonly RequestPart[] = [
    part('system-prompt', t('System prompt'), meter.text(systemPrompt)),
    ...instructions.map((one) => ({
      ...part('instructions', one.path, meter.text(one.text), one.masked),
      removableId: one.path,
    })),
    part('tools', tools.length === 1 ? t('1 tool') : t('{0} tools', tools.length), toolTokens(tools, meter)),
    part(
      'summary',
      t('Summary of the beginning'),
      summary === undefined ? 0 : meter.text(summaryBlock(summary)),
    ),
    part(
      'messages',
      path.length === 1 ? t('1 earlier message') : t('{0} earlier messages', path.length),
      path.reduce((sum, message) => sum + meter.message(message), 0),
      path.flatMap((message) =>
        message.role === 'user' ? message.attachments.flatMap(({ masked }) => masked ?? []) : [],
      ),
    ),
    ...attachments.map((one) => ({
      ...part('attachment', attachmentLabel(one), attachmentTokens(one, meter), one.masked),
      removableId: one.id,
    })),
    part('prompt', t('Your message'), meter.text(text)),
  ];
  return parts.filter(({ tokens }) => tokens > 0);
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

function part(
  kind: RequestPart['kind'],
  label: string,
  tokens: number,
  masked: readonly MaskedSecret[] = [],
): RequestPart {
  return { kind, label, tokens, masked };
}
