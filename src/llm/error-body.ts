// Finds the message, code and field in an error body of any shape. Knows shapes, not meanings; redacts nothing.
import { isRecord, parseJson, recordAt, textAt, type JsonRecord } from './json-value.ts';

/** What an error body says. Texts are as received. */
export interface ErrorBody {
  /** Undefined when the body says nothing readable. */
  readonly message?: string;
  /** The server's own code or type, as text. */
  readonly code?: string;
  /** The HTTP status that the body itself names. */
  readonly status?: number;
  /** Every code, type, status and reason found, joined: what classification looks at beside the message. */
  readonly marks: string;
  /** The request field it objects to. */
  readonly field?: string;
  readonly requestId?: string;
}

const MAX_ITEMS = 3;

/** Reads a body as text: JSON of any known shape, a web page, or plain text. */
export function readErrorText(text: string): ErrorBody {
  const value = parseJson(text);
  if (value !== undefined) return readErrorValue(value);
  const plain = isWebPage(text) ? (pageTitle(text) ?? stripTags(text)) : stripTags(text);
  return plain === '' ? { marks: '' } : { message: plain, marks: '' };
}

/** Reads parsed JSON of any known shape (wire facts: Google, Mistral, FastAPI, xAI, TGI, Azure, Anthropic …). */
export function readErrorValue(value: unknown): ErrorBody {
  const body = unwrap(value);
  if (typeof body === 'string' && body.trim() !== '') return { message: body.trim(), marks: '' };
  if (!isRecord(body)) return { marks: '' };
  const error = isRecord(body['error']) ? body['error'] : body;
  const message = findMessage(body);
  const codes = textsOf(error['code'], body['code'], error['status'], error['type'], body['type']);
  // A code that repeats the HTTP status tells less than any other.
  const code = codes.find((text) => !/^[45]\d\d$/.test(text)) ?? codes[0];
  const status = codes.map(Number).find((number) => number >= 400 && number < 600);
  const field = findField(body, error);
  const requestId = textsOf(body['request_id'], error['request_id'])[0];
  return {
    marks: findMarks(body, error),
    ...(message === undefined ? {} : { message }),
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    ...(field === undefined ? {} : { field }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** Is this text a web page rather than data? */
export function isWebPage(text: string): boolean {
  return /^\s*(?:<!--[\s\S]{0,200}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b/i.test(text.slice(0, 1000));
}

/** The title of a web page, for "got a web page from …". */
export function pageTitle(text: string): string | undefined {
  const title = /<title[^>]*>([^<]{1,300})/i.exec(text.slice(0, 20_000))?.[1]?.replace(/\s+/g, ' ').trim();
  return title === '' ? undefined : title;
}

function unwrap(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

function findMessage(body: JsonRecord): string | undefined {
  const error = body['error'];
  if (isRecord(error)) {
    const message = textAt(error, 'message') ?? nestedMessage(error['message']) ?? textAt(error, 'detail');
    if (message !== undefined) return withUpstreamText(unwrapJsonText(message), error);
  }
  if (typeof error === 'string' && error !== '') {
    return textAt(body, 'error_description') ?? unwrapJsonText(error);
  }
  const message = textAt(body, 'message');
  if (message !== undefined) return unwrapJsonText(message);
  return (
    nestedMessage(body['message']) ??
    itemsText(body['detail']) ??
    textAt(body, 'detail') ??
    itemsText(body['errors']) ??
    textAt(body, 'error_description') ??
    textAt(body, 'title')
  );
}

/** Mistral puts an object or an array where a string is due. */
function nestedMessage(value: unknown): string | undefined {
  if (Array.isArray(value)) return itemsText(value);
  return isRecord(value) ? findMessage(value) : undefined;
}

/** A message that is itself JSON text (seen from proxies in front of Mistral): its inner message. */
function unwrapJsonText(message: string): string {
  if (!message.startsWith('{')) return message;
  const inner = parseJson(message);
  return (isRecord(inner) ? findMessage(inner) : undefined) ?? message;
}

/** OpenRouter keeps the upstream's reason in `metadata.raw`, Azure in `innererror`, Google in `details`. */
function withUpstreamText(message: string, error: JsonRecord): string {
  const raw = textAt(recordAt(error, 'metadata'), 'raw');
  const inner = recordAt(error, 'innererror');
  const extra =
    raw === undefined
      ? (textAt(inner, 'message') ?? itemsText(error['details']))
      : readErrorText(raw).message;
  return extra === undefined || message.includes(extra) ? message : `${message}: ${extra}`;
}

function itemsText(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts: string[] = [];
  for (const item of value) {
    const text = typeof item === 'string' ? item : isRecord(item) ? itemText(item) : undefined;
    if (text !== undefined && texts.length < MAX_ITEMS) texts.push(text);
  }
  return texts.length === 0 ? undefined : texts.join('; ');
}

function itemText(item: JsonRecord): string | undefined {
  const text = textAt(item, 'msg') ?? textAt(item, 'message');
  const field = fieldOf(item['loc']);
  return text !== undefined && field !== undefined ? `${field}: ${text}` : text;
}

/** The server's own vocabulary only, never texts that may quote the prompt. */
function findMarks(body: JsonRecord, error: JsonRecord): string {
  const inner = recordAt(error, 'innererror');
  const details: readonly unknown[] = Array.isArray(error['details']) ? error['details'] : [];
  return [
    error['code'],
    error['type'],
    error['status'],
    body['code'],
    body['type'],
    body['error_type'],
    inner['code'],
    ...details.map((detail) => (isRecord(detail) ? detail['reason'] : undefined)),
    ...Object.keys(recordAt(error, 'metadata')),
  ]
    .filter((mark) => typeof mark === 'string' || typeof mark === 'number')
    .join(' ');
}

function findField(body: JsonRecord, error: JsonRecord): string | undefined {
  const param = textAt(error, 'param') ?? textAt(body, 'param');
  if (param !== undefined) return param;
  const nested = isRecord(body['message']) ? body['message']['detail'] : body['message'];
  for (const list of [body['detail'], nested, error['detail']]) {
    const first: unknown = Array.isArray(list) ? list[0] : undefined;
    const field = isRecord(first) ? fieldOf(first['loc']) : undefined;
    if (field !== undefined) return field;
  }
  return undefined;
}

/** `["body", "messages", 0, "name"]` → `messages.0.name`. */
function fieldOf(loc: unknown): string | undefined {
  if (!Array.isArray(loc)) return undefined;
  const path = loc.filter((step) => step !== 'body').map(String);
  return path.length === 0 ? undefined : path.join('.');
}

function textsOf(...values: readonly unknown[]): readonly string[] {
  return values
    .filter((value) => (typeof value === 'string' && value !== '') || typeof value === 'number')
    .map(String);
}

function stripTags(text: string): string {
  return text
    .slice(0, 20_000)
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]{0,2000}>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
