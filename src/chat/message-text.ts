// All words of a stored message, for the full-text index and the lines of search results. Pure.
import { isObject } from './heal-answer.ts';

/** Most that a tool's result or an attachment adds: their beginning is what one remembers. In UTF-16 units. */
const maxQuotedLength = 20_000;

/** The words of a stored record, in reading order, parts apart by a line break; empty when there are none. */
export function messageText(record: unknown): string {
  if (!isObject(record)) return '';
  const texts: string[] = [];
  const add = (value: unknown, limit = Number.POSITIVE_INFINITY): void => {
    if (typeof value === 'string' && value !== '') texts.push(value.slice(0, limit));
  };
  add(record['text']);
  for (const attachment of objectsIn(record['attachments'])) {
    for (const name of ['path', 'name', 'command', 'subject', 'url', 'title']) add(attachment[name]);
    add(attachment['text'], maxQuotedLength);
  }
  for (const part of objectsIn(record['parts'])) {
    add(part['text']);
    add(part['name']);
    add(part['argumentsText'], maxQuotedLength);
    if (isObject(part['outcome'])) add(part['outcome']['text'], maxQuotedLength);
  }
  return texts.join('\n');
}

function objectsIn(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
