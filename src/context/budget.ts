// What is left out when a chat is longer than the model's context: the oldest tool output and attachments first, then
// the oldest messages. Never half of a tool pair, never the last message of the user, and never in silence.
import { attachmentLabel } from '../model/attachment.ts';
import type { AssistantMessage, AssistantPart, Message, UserMessage } from '../model/conversation.ts';
import { t } from '../model/l10n.ts';
import type { TokenMeter } from './tokens.ts';

/** Something that is not sent. */
export type Dropped =
  | { readonly kind: 'tool-output'; readonly messageId: string; readonly label: string }
  | { readonly kind: 'attachment'; readonly messageId: string; readonly label: string }
  | { readonly kind: 'message'; readonly messageId: string };

/** How much there is room for, in tokens. */
export interface Budget {
  /** The model's context length. */
  readonly contextTokens: number;
  /** Kept free for the answer. */
  readonly answerTokens: number;
  /** What goes with every request: system prompt, instructions, tools, the summary of earlier messages. */
  readonly fixedTokens: number;
}

/** A path that fits. */
export interface FittedPath {
  readonly path: readonly Message[];
  /** In order of the path. */
  readonly dropped: readonly Dropped[];
  /** Estimate for the whole request without the answer. */
  readonly tokens: number;
  /** False when even the last message of the user is too long with what must go with it. */
  readonly fits: boolean;
}

/** What the model reads in the place of an output. */
export const droppedOutputText =
  '[This output was left out because the chat is longer than the model can read. Call the tool again if it is needed.]';

/** The path as it may be sent; the very same when it fits as it is. */
export function fitPath(path: readonly Message[], budget: Budget, meter: TokenMeter): FittedPath {
  const room = budget.contextTokens - budget.answerTokens - budget.fixedTokens;
  const fitting = new Fitting(path, room, meter);
  const lastPrompt = path.findLastIndex(({ role }) => role === 'user');
  for (let at = 0; at < lastPrompt && !fitting.fits; at += 1) fitting.shorten(at, 0);
  // Of the present turn, what was read last is what the model works with: it goes last.
  for (let at = lastPrompt + 1; at < path.length && !fitting.fits; at += 1) fitting.shorten(at, 1);
  for (let at = 0; at < lastPrompt && !fitting.fits; at += 1) fitting.remove(at, lastPrompt);
  for (let at = lastPrompt + 1; at < path.length && !fitting.fits; at += 1) fitting.shorten(at, 0);
  return fitting.result(budget.fixedTokens);
}

/** The path on its way to a size. */
class Fitting {
  readonly #messages: (Message | undefined)[];
  readonly #dropped = new Map<number, Dropped[]>();
  readonly #path: readonly Message[];
  readonly #room: number;
  readonly #meter: TokenMeter;
  #tokens: number;

  constructor(path: readonly Message[], room: number, meter: TokenMeter) {
    this.#path = path;
    this.#messages = [...path];
    this.#room = room;
    this.#meter = meter;
    this.#tokens = path.reduce((sum, message) => sum + meter.message(message), 0);
  }

  get fits(): boolean {
    return this.#tokens <= this.#room;
  }

  /** Leaves attachments or outputs of a message out, the first ones first, until it fits; `keptRounds` of its last rounds stay. */
  shorten(at: number, keptRounds: number): void {
    const message = this.#messages[at];
    if (message?.role === 'user') this.#shortenPrompt(at, message);
    else if (message?.role === 'assistant') this.#shortenAnswer(at, message, keptRounds);
  }

  /** Leaves a prompt out with all that follows it up to the next one: nothing remains that answers nothing. */
  remove(at: number, lastPrompt: number): void {
    if (this.#messages[at] === undefined) return;
    let end = at + 1;
    while (end < lastPrompt && this.#messages[end]?.role !== 'user') end += 1;
    for (let index = at; index < end; index += 1) {
      const message = this.#messages[index];
      if (message === undefined) continue;
      this.#messages[index] = undefined;
      this.#tokens -= this.#meter.message(message);
      // Whatever was left out of it before went with it.
      this.#dropped.set(index, [{ kind: 'message', messageId: message.id }]);
    }
  }

  result(fixedTokens: number): FittedPath {
    const dropped = [...this.#dropped].toSorted(([left], [right]) => left - right).flatMap(([, all]) => all);
    const path =
      dropped.length === 0 ? this.#path : this.#messages.filter((message) => message !== undefined);
    return { path, dropped, tokens: this.#tokens + fixedTokens, fits: this.fits };
  }

  #shortenPrompt(at: number, message: UserMessage): void {
    let current = message;
    const labels: string[] = [];
    for (const attachment of message.attachments) {
      if (this.fits) return;
      const label = attachmentLabel(attachment);
      const note = `[Attached here and left out, because the chat is longer than the model can read: ${[...labels, label].join(', ')}]`;
      const attachments = current.attachments.filter((other) => other !== attachment);
      const next = { ...message, text: `${note}\n\n${message.text}`, attachments };
      // A short one costs no more than the words about it.
      if (this.#meter.message(next) >= this.#meter.message(current)) continue;
      labels.push(label);
      current = next;
      this.#replace(at, next);
      this.#drop(at, { kind: 'attachment', messageId: message.id, label });
    }
  }

  #shortenAnswer(at: number, message: AssistantMessage, keptRounds: number): void {
    let parts = message.parts;
    const end = startOfLastRounds(parts, keptRounds);
    for (const [index, part] of message.parts.entries()) {
      if (this.fits || index >= end) return;
      if (part.type !== 'tool-call' || part.outcome === undefined) continue;
      if (part.outcome.text.length <= droppedOutputText.length) continue;
      parts = parts.with(index, { ...part, outcome: { ...part.outcome, text: droppedOutputText } });
      this.#replace(at, { ...message, parts });
      this.#drop(at, { kind: 'tool-output', messageId: message.id, label: part.label ?? part.name });
    }
  }

  #replace(at: number, message: Message): void {
    const before = this.#messages[at];
    if (before !== undefined) this.#tokens -= this.#meter.message(before);
    this.#messages[at] = message;
    this.#tokens += this.#meter.message(message);
  }

  #drop(at: number, dropped: Dropped): void {
    this.#dropped.set(at, [...(this.#dropped.get(at) ?? []), dropped]);
  }
}

/** Where the last rounds with tool calls begin; the number of parts when none is to be kept. */
function startOfLastRounds(parts: readonly AssistantPart[], rounds: number): number {
  let left = rounds;
  let end = parts.length;
  for (let at = parts.length - 1; at >= 0 && left > 0; at -= 1) {
    if (parts[at]?.type === 'tool-call') end = at;
    else if (parts[at]?.type === 'round-start' && end < parts.length) left -= 1;
  }
  return end;
}

/** “Left out to fit the model’s context: …”; empty when nothing was. */
export function describeDropped(dropped: readonly Dropped[]): string {
  const labels = dropped.flatMap((one) => (one.kind === 'attachment' ? [one.label] : []));
  const outputs = dropped.filter(({ kind }) => kind === 'tool-output').length;
  const messages = dropped.filter(({ kind }) => kind === 'message').length;
  const parts = [
    ...(messages > 0
      ? [messages === 1 ? t('the first message') : t('the first {0} messages', messages)]
      : []),
    ...(outputs > 0
      ? [outputs === 1 ? t('the output of a tool call') : t('the output of {0} tool calls', outputs)]
      : []),
    ...(labels.length > 0
      ? [
          labels.length === 1
            ? t('an attachment ({0})', listed(labels))
            : t('attachments ({0})', listed(labels)),
        ]
      : []),
  ];
  return parts.length === 0
    ? ''
    : t('Left out, because the chat is longer than the model can read: {0}.', parts.join(', '));
}

const maxNamed = 5;

function listed(labels: readonly string[]): string {
  const named = labels.slice(0, maxNamed).join(', ');
  return labels.length > maxNamed ? t('{0} and {1} more', named, labels.length - maxNamed) : named;
}
