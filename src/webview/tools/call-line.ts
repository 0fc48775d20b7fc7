// A tool call in one line: how it stands, and in which words. Pure.
import type { ToolCallPart } from '../../model/conversation.ts';
import { exactText } from '../exact-text.ts';
import { isWaiting } from './question-watch.ts';

/** How a call stands, as the user sees it. */
export type CallStatus = 'running' | 'waiting' | 'ok' | 'error' | 'denied' | 'cancelled';

/** Longest text in the line, in UTF-16 units; the whole is in the card. */
const maxLineLength = 160;

/** `isRunning`: the answer of the call is still being written. */
export function callStatus(part: ToolCallPart, isRunning: boolean): CallStatus {
  if (isWaiting(part, isRunning)) return 'waiting';
  return part.outcome?.status ?? (isRunning ? 'running' : 'cancelled');
}

/** The words of a call's line. */
export interface CallLine {
  readonly name: string;
  readonly title: string;
}

/**
 * The words of the line; either may be empty. `name` is the tool's name where the title does not tell which tool it is: for tools that are not
 * Parley's own, and before a call is described.
 */
export function callLine(part: ToolCallPart): CallLine {
  const { action, label, name } = part;
  if (action === undefined)
    return { name: shown(label ?? name), title: shown(summaryOf(part.argumentsText)) };
  const title = shown(action.title);
  const isForeign = action.detail?.kind === 'arguments' && label !== undefined && !title.includes(label);
  return { name: isForeign ? shown(label) : '', title };
}

/** Arguments with line breaks where they can be read as JSON. */
export function prettyArguments(text: string): string {
  const value = parseJson(text);
  return value === undefined ? text : JSON.stringify(value, null, 2);
}

function shown(text: string): string {
  const line = text.length > maxLineLength ? `${text.slice(0, maxLineLength)}…` : text;
  return exactText(line.replaceAll('\n', ' '));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The values of the arguments: what tells one call from another. */
function summaryOf(argumentsText: string): string {
  const value = parseJson(argumentsText);
  const values = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return values.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(' · ');
}
