// How many tokens a text is, estimated without a tokenizer and put right by what servers report. An estimate, and
// called one wherever it is shown.
import type { Attachment } from '../model/attachment.ts';
import type { AssistantMessage, Message } from '../model/conversation.ts';
import { composePrompt } from './attachments.ts';

/** What a message costs beyond its words: role and separators. About 4 in the chat formats that are published. */
export const tokensPerMessage = 4;

/**
 * Tokens of a text by the habits of byte-pair vocabularies: a word of up to six letters is one, three digits are one,
 * signs go in pairs, line ends with their indentation are one, Chinese, Japanese and Korean characters are one each,
 * letters of other alphabets go in pairs. Linear, without an allocation.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  let run = 0;
  let kind: CharacterKind = 'blank';
  for (let at = 0; at < text.length; at += 1) {
    const next = kindOf(text.charCodeAt(at));
    if (next === kind) run += 1;
    else {
      tokens += tokensOfRun(kind, run);
      kind = next;
      run = 1;
    }
  }
  return tokens + tokensOfRun(kind, run);
}

type CharacterKind = 'letter' | 'digit' | 'blank' | 'line' | 'sign' | 'wide' | 'other' | 'half';

function kindOf(code: number): CharacterKind {
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return 'letter';
  if (code >= 48 && code <= 57) return 'digit';
  if (code === 32 || code === 9) return 'blank';
  if (code === 10 || code === 13) return 'line';
  if (code < 128) return 'sign';
  if (code >= 0xd800 && code <= 0xdfff) return 'half';
  return code >= 0x2e80 && code <= 0xffdc && !(code >= 0xe000 && code <= 0xf8ff) ? 'wide' : 'other';
}

function tokensOfRun(kind: CharacterKind, length: number): number {
  switch (kind) {
    case 'letter':
      return Math.ceil(length / 6);
    case 'digit':
      return Math.ceil(length / 3);
    case 'blank':
      // One blank belongs to the word behind it.
      return length > 1 ? Math.ceil(length / 16) : 0;
    case 'line':
    case 'sign':
    case 'other':
      return Math.ceil(length / 2);
    case 'wide':
    case 'half':
      return length;
  }
}

/**
 * Tokens of a picture: an area of 750 pixels is one, after the long side was brought to 1,568 (docs of Anthropic, 2026);
 * OpenAI's tiles and Mistral's patches come out in the same range.
 */
export function estimateImageTokens(width: number, height: number): number {
  const scale = Math.min(1, 1568 / Math.max(width, height, 1));
  return Math.max(85, Math.ceil((width * scale * height * scale) / 750));
}

/** Tokens of an attachment as it is sent: its heading, its text, and the picture if it is one. */
export function estimateAttachment(attachment: Attachment): number {
  const picture = attachment.kind === 'image' ? estimateImageTokens(attachment.width, attachment.height) : 0;
  return estimateTokens(composePrompt('', [attachment])) + picture;
}

/** Measures messages; each is measured once, since messages never change. */
export interface TokenMeter {
  /** A message as it is sent: words, attachments, tool calls and their outcomes. */
  readonly message: (message: Message) => number;
  readonly text: (text: string) => number;
}

/** A meter. `factor` corrects every estimate, see {@link TokenCalibration}. */
export function createTokenMeter(factor = 1): TokenMeter {
  const known = new WeakMap<Message, number>();
  const text = (words: string): number => Math.ceil(estimateTokens(words) * factor);
  return {
    text,
    message: (message) => {
      const before = known.get(message);
      if (before !== undefined) return before;
      const tokens = message.role === 'user' ? userTokens(message, text) : answerTokens(message, text);
      known.set(message, tokens);
      return tokens;
    },
  };
}

function userTokens(message: Extract<Message, { role: 'user' }>, text: TokenMeter['text']): number {
  let tokens = tokensPerMessage + text(composePrompt(message.text, message.attachments));
  for (const attachment of message.attachments) {
    if (attachment.kind === 'image') tokens += estimateImageTokens(attachment.width, attachment.height);
  }
  return tokens;
}

function answerTokens({ parts }: AssistantMessage, text: TokenMeter['text']): number {
  let tokens = tokensPerMessage;
  for (const part of parts) {
    if (part.type === 'text') tokens += text(part.text);
    else if (part.type === 'tool-call') {
      const words = part.name + part.argumentsText;
      tokens += 2 * tokensPerMessage + text(words) + text(part.outcome?.text ?? '');
    }
  }
  return tokens;
}

/** How much a new report counts against what was known. */
const learningRate = 0.3;
/** Smaller requests say little: the server's own wrapping is a large part of them. */
const smallestLesson = 50;
/** A server that counts otherwise than this reports something else than tokens of the request. */
const factorRange = { least: 0.25, most: 4 };

/** What servers report, compared with what was estimated, per `provider/model`. */
export class TokenCalibration {
  readonly #factors: Map<string, number>;

  /** @param known what {@link toJSON} gave in an earlier session; anything else in it is left out. */
  constructor(known: Readonly<Record<string, unknown>> = {}) {
    this.#factors = new Map();
    for (const [model, factor] of Object.entries(known)) {
      if (typeof factor === 'number' && isFactor(factor)) this.#factors.set(model, factor);
    }
  }

  /** By what an estimate is multiplied for this model; 1 while nothing is known. */
  factor(model: string): number {
    return this.#factors.get(model) ?? 1;
  }

  /**
   * Learns from one request.
   * @param estimated what was estimated for it without any factor, in tokens.
   * @param reported the server's count of its input, cached tokens included.
   */
  learn(model: string, estimated: number, reported: number): void {
    const seen = reported / estimated;
    if (estimated < smallestLesson || !isFactor(seen)) return;
    const before = this.#factors.get(model);
    this.#factors.set(model, before === undefined ? seen : before + learningRate * (seen - before));
  }

  /** All factors, to be kept. */
  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#factors);
  }
}

function isFactor(value: number): boolean {
  return value >= factorRange.least && value <= factorRange.most;
}
