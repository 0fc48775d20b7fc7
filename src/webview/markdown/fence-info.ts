// What is said about a piece of code besides the code: its language, and the file it is for. Reads what authors write in
// the line that opens a block, and in the block's first line; whether there is such a file is not known here.
import { formatPlace, parsePlace } from '../../model/place-reference.ts';

/** See the head of this file. */
export interface FenceInfo {
  /** As the author called it; may be empty. */
  readonly language: string;
  /** A path, perhaps with lines (`src/a.ts:12-20`); empty when none is named. */
  readonly file: string;
}

const languageWord = /^[\w#+.-]{1,32}/;
const namedFile =
  /(?:^|[\s{,])(?:title|file|filename|filepath|path|name)\s*[=:]\s*(?:"([^"]+)"|'([^']+)'|([^\s"'},]+))/i;

/**
 * Reads a fence's info string: `ts`, `ts src/a.ts`, `ts:src/a.ts`, `ts title="src/a.ts"`, `src/a.ts`, and
 * `12:20:src/a.ts` for lines 12 to 20.
 */
export function readFenceInfo(info: string): FenceInfo {
  const text = info.trim();
  const lined = /^(\d{1,7}):(\d{1,7}):(\S+)$/.exec(text);
  if (lined !== null) {
    const file = fileIn(`${lined[3] ?? ''}:${lined[1] ?? ''}-${lined[2] ?? ''}`);
    return { language: languageOfFile(file), file };
  }
  const [first = '', ...rest] = text.split(/\s+/);
  const named = namedFile.exec(text);
  if (named !== null) {
    const language = /[=:]/.test(first) && !/^[\w#+.-]+:/.test(first) ? '' : wordOf(first);
    return { language, file: fileIn(named[1] ?? named[2] ?? named[3] ?? '') };
  }
  if (isFile(first)) return { language: languageOfFile(first), file: first };
  const behindColon = /^[\w#+.-]{0,32}:(.+)$/.exec(first)?.[1] ?? '';
  if (isFile(behindColon)) return { language: wordOf(first), file: behindColon };
  return { language: wordOf(first), file: rest.find(isFile) ?? '' };
}

// A comment that holds a path and nothing else, perhaps with a word before it.
const commentLine =
  /^\s*(?:\/\/+|#(?!!)|--|;+|%+|\/\*+|<!--|\(\*)\s*(?:(?:file|filename|file name|path|in)\s*:\s*)?(\S+)\s*(?:\*+\/|-->|\*\))?\s*$/i;

/** The file that the first line of code names in a comment of its own; empty when it names none. */
export function fileInFirstLine(code: string, language: string): string {
  // There a `#` makes a heading.
  if (/^(?:md|markdown|mdx|diff|patch)$/i.test(language)) return '';
  const end = code.indexOf('\n');
  return fileIn(commentLine.exec(code.slice(0, end === -1 ? code.length : end).slice(0, 400))?.[1] ?? '');
}

/** The file that a paragraph right above the code names and nothing else: `src/a.ts`, `src/a.ts:`, `File: src/a.ts`. */
export function fileInHeading(text: string): string {
  if (text.length > 400) return '';
  return fileIn(/^\s*(?:(?:file|path)\s*:\s*)?(\S+?):?\s*$/i.exec(text)?.[1] ?? '');
}

function fileIn(text: string): string {
  return isFile(text) ? text : '';
}

// A name without a folder must not be a host's (`# example.com`) or a language's (`vb.net`).
function isFile(text: string): boolean {
  const place = parsePlace(text);
  if (place === undefined || formatPlace(place).endsWith('/')) return false;
  return /[\\/]/.test(place.path)
    ? /[\\/][^\\/]*\p{L}[^\\/]*$/u.test(place.path)
    : !/\.(?:com|org|net|io|dev|app)$/i.test(place.path);
}

function wordOf(first: string): string {
  return languageWord.exec(first)?.[0] ?? '';
}

function languageOfFile(file: string): string {
  const name = (parsePlace(file)?.path ?? file).split(/[\\/]/).at(-1) ?? '';
  if (/^(?:docker|make)file$/i.test(name)) return name.toLowerCase();
  return /\.([\w+-]{1,16})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
