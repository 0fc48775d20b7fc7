// What of a piece of code may be pasted into a terminal without anything being run: one line, and only characters that a
// shell takes as text. A line end runs what stands before it, whatever the sender means by it, so there is never one.
import { hiddenIn } from './hidden-text.ts';

/** What can be done with a text. */
export type TerminalText =
  /** `hidden`: code points that a reader of the line does not see, such as `U+200B`. */
  | { readonly kind: 'line'; readonly line: string; readonly hidden: readonly string[] }
  /** Several commands: only one of them can be pasted. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'refused'; readonly because: 'empty' | 'long' }
  /** Characters on which a terminal or a shell acts at once, such as `U+001B`. */
  | { readonly kind: 'refused'; readonly because: 'control'; readonly characters: readonly string[] };

/** A terminal's own limit for a line that is typed ahead of a prompt (`MAX_CANON` is 4,096 bytes on Linux), and some room. */
const maxLineLength = 4_000;

/** Reads a piece of code as commands. */
export function readTerminalText(text: string): TerminalText {
  const plain = text.replaceAll('\r\n', '\n');
  const controls = [...new Set(plain.match(/[\p{Cc}--[\n\t]]/gv) ?? [])];
  if (controls.length > 0) {
    return { kind: 'refused', because: 'control', characters: hiddenIn(controls.join('')) };
  }
  const lines = commandLines(joinContinued(plain));
  const [line, ...more] = lines;
  if (line === undefined) return { kind: 'refused', because: 'empty' };
  return more.length > 0 ? { kind: 'lines', lines } : readTerminalLine(line);
}

/** One line of those that {@link readTerminalText} found. */
export function readTerminalLine(line: string): TerminalText {
  if (line.length > maxLineLength) return { kind: 'refused', because: 'long' };
  return { kind: 'line', line, hidden: hiddenIn(line) };
}

/** The lines that are commands. In a session only those behind a `$` are: the others are what was printed. */
function commandLines(text: string): readonly string[] {
  // A terminal takes a tab for the key, which completes names.
  const lines = text.split('\n').map((line) => line.replaceAll('\t', ' ').trim());
  const written = lines.filter((line) => line !== '' && !/^#/.test(line));
  if (written[0]?.startsWith('$ ') !== true) return written;
  return written.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2).trim());
}

// A backslash at the end of a line goes on with the next (POSIX.1-2024, 2.2.1), but not inside '…' and here-documents.
function joinContinued(text: string): string {
  return text.includes("'") || text.includes('<<')
    ? text
    : text.replaceAll(/(?<!\\)((?:\\\\)*)\\\n[ \t]*/g, '$1');
}
