// Answers of the Messages API → StreamParts, streamed or whole. `message_stop` ends a stream; nothing here throws or waits.
import { ChatError, type ErrorFacts } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import type { StreamPart } from '../../../model/stream.ts';
import { readErrorValue } from '../../error-body.ts';
import { sourceFacts, type ErrorSource } from '../../http-error.ts';
import { isRecord, parseJson, recordAt, textAt, type JsonRecord } from '../../json-value.ts';
import { brokenFacts, cutFailure, lateFailure } from '../chat-completions/ending.ts';
import { finishReasonOf } from '../chat-completions/finish.ts';
import { hasError } from '../chat-completions/wire.ts';
import type { AnswerDecoder, DecoderContext, StreamEvent } from '../dialect.ts';
import { ContentBlocks } from './content-blocks.ts';
import { readStreamError } from './error.ts';
import type { ThinkingData } from './kept-thinking.ts';
import { isCut, stopNotice } from './stop-reason.ts';
import { mergeUsage, readUsage } from './usage.ts';

/** So many unreadable events in a row mean that this is no Messages stream. */
const MAX_BROKEN_IN_A_ROW = 3;

/** See {@link AnswerDecoder}. */
export class MessagesDecoder implements AnswerDecoder {
  readonly #context: DecoderContext;
  readonly #source: ErrorSource;
  readonly #fingerprint: () => string;
  readonly #blocks: ContentBlocks;
  #out: StreamPart[] = [];
  #usage: JsonRecord | undefined;
  #stopReason: string | undefined;
  #stopDetails: JsonRecord = {};
  #isDone = false;
  #failure: ChatError | undefined;
  #broken = 0;
  #brokenInARow = 0;
  #ignored = 0;

  /** @param fingerprintOf of what comes before the answer in this request; asked for only where thinking is kept. */
  constructor(context: DecoderContext, fingerprintOf: () => string) {
    const { provider, model } = context.request;
    this.#context = context;
    this.#source = {
      host: new URL(provider.baseUrl).host,
      provider: provider.label,
      model,
      secrets: context.secrets,
    };
    this.#fingerprint = fingerprintOf;
    this.#blocks = new ContentBlocks(context.random);
  }

  get isOver(): boolean {
    return this.#isDone || this.#failure !== undefined;
  }

  get isFinishing(): boolean {
    return this.#stopReason !== undefined;
  }

  get hasContent(): boolean {
    return this.#blocks.hasContent;
  }

  event({ data, event }: StreamEvent, out: StreamPart[]): void {
    if (this.isOver || data === '') return;
    this.#out = out;
    const value = parseJson(data);
    if (value === undefined) {
      this.#unreadable(data, event);
      return;
    }
    this.#brokenInARow = 0;
    this.#take(value, event === 'error');
  }

  whole(value: unknown, out: StreamPart[]): void {
    this.#out = out;
    if (isRecord(value) && Array.isArray(value['content'])) this.#takeMessage(value, value['content']);
    else if (isRecord(value) && readErrorValue(value).message !== undefined) this.#fail(this.#errorIn(value));
    else this.#ignored += 1;
  }

  end(out: StreamPart[], cut?: ChatError): ChatError | undefined {
    this.#out = out;
    const isComplete = this.#failure === undefined && (this.#isDone || this.isFinishing);
    const ending = {
      source: this.#source,
      hasContent: this.hasContent,
      finishWord: this.#stopReason,
      broken: this.#broken,
      ignored: this.#ignored,
    };
    const failure = this.#failure ?? (isComplete ? lateFailure(ending) : cutFailure(ending, cut));
    const calls = this.#blocks.finishCalls();
    const wasRefused = this.#stopReason === 'refusal';
    const wasCut = isCut(this.#stopReason);
    // Calls run only when the answer is whole; of one cut by a limit, those whose input is.
    const usable =
      failure !== undefined || wasRefused ? [] : calls.filter(({ isValid }) => isValid || !wasCut);
    for (const { call } of usable) out.push({ type: 'tool-call', ...call });
    const isUnabridged = failure === undefined && !wasRefused && usable.length === calls.length;
    if (isUnabridged) this.#pushThinking();
    if (this.#usage !== undefined) out.push({ type: 'usage', usage: readUsage(this.#usage) });
    if (failure !== undefined) return failure;
    if (usable.length < calls.length && wasCut) {
      out.push({ type: 'notice', text: t('The length limit cut a tool call short; it was not run.') });
    }
    const notice = stopNotice(this.#stopReason, this.#stopDetails, this.#source);
    if (notice !== undefined) out.push({ type: 'notice', text: notice });
    if (this.#blocks.hasOrphans) this.#context.warn('a tool call came without a name and was dropped');
    if (this.#stopReason === undefined) this.#context.warn('the answer ended without a stop reason');
    const reason = wasRefused ? 'filtered' : finishReasonOf(this.#stopReason, usable.length > 0);
    out.push({ type: 'finish', reason });
    return undefined;
  }

  #take(value: unknown, isErrorEvent: boolean): void {
    if (!isRecord(value)) {
      if (isErrorEvent) this.#fail(this.#errorIn({ error: value }));
      else this.#ignored += 1;
      return;
    }
    const { type } = value;
    if (isErrorEvent || type === 'error' || hasError(value)) {
      this.#fail(this.#errorIn(value));
      return;
    }
    switch (type) {
      case 'message_start':
        this.#takeUsage(recordAt(value, 'message'));
        return;
      case 'content_block_start':
        this.#check(this.#blocks.start(value['index'], recordAt(value, 'content_block'), this.#out));
        return;
      case 'content_block_delta':
        this.#check(this.#blocks.delta(value['index'], recordAt(value, 'delta'), this.#out));
        return;
      case 'content_block_stop':
        this.#check(this.#blocks.stop(value['index']));
        return;
      case 'message_delta':
        this.#takeUsage(value);
        this.#takeStop(recordAt(value, 'delta'));
        return;
      case 'message_stop':
        this.#isDone = true;
        return;
      case 'ping':
        return;
      default:
        // New kinds of events are announced as possible at any time.
        this.#ignored += 1;
    }
  }

  #takeMessage(message: JsonRecord, content: readonly unknown[]): void {
    this.#takeUsage(message);
    for (const [index, block] of content.entries()) {
      if (!isRecord(block)) continue;
      this.#check(this.#blocks.start(index, block, this.#out));
      this.#check(this.#blocks.stop(index));
    }
    this.#takeStop(message);
    this.#isDone = true;
  }

  #takeUsage(holder: JsonRecord): void {
    const usage = holder['usage'];
    if (isRecord(usage)) this.#usage = mergeUsage(this.#usage ?? {}, usage);
  }

  #takeStop(holder: JsonRecord): void {
    this.#stopReason = textAt(holder, 'stop_reason') ?? this.#stopReason;
    if (isRecord(holder['stop_details'])) this.#stopDetails = holder['stop_details'];
  }

  #pushThinking(): void {
    const { thinking } = this.#blocks;
    if (thinking.length === 0) return;
    const { model } = this.#context.request;
    const data: ThinkingData = { model, before: this.#fingerprint(), thinking };
    this.#out.push({ type: 'provider-data', data });
  }

  /** The payload is counted, never logged: it may hold what the user or the model wrote. */
  #unreadable(data: string, event: string | undefined): void {
    if (event === 'error') {
      this.#fail(this.#errorIn({ error: data }));
      return;
    }
    if (!/^\s*[[{]/.test(data) || this.isFinishing) {
      this.#ignored += 1;
      return;
    }
    this.#broken += 1;
    this.#brokenInARow += 1;
    if (this.#broken === 1) this.#context.warn(`an event of ${data.length} characters is not valid JSON`);
    if (this.#brokenInARow >= MAX_BROKEN_IN_A_ROW) this.#fail(brokenFacts(this.#source));
  }

  #check(fault: string | undefined): void {
    if (fault !== undefined) this.#fail(sourceFacts(this.#source, 'protocol', fault, { code: 'tool-call' }));
  }

  #errorIn(value: unknown): ErrorFacts {
    return readStreamError(value, this.#source);
  }

  #fail(facts: ErrorFacts): void {
    this.#failure ??= new ChatError(facts);
  }
}
