// What a command printed, for a model: the beginning and the end, with a count of what lies between. Memory does not
// grow with the output. Binary output is counted, not shown.
import { ByteTail } from './byte-tail.ts';
import { plainText } from './terminal-text.ts';

/** Bytes kept of the beginning, and of the end. */
const KEPT_BYTES = 32 * 1024;
/** A cut is moved to the end of a line when one is as near as this. */
const MAX_CUT_MOVE = 4 * 1024;

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Collects the output of one command. */
export class CommandOutput {
  readonly #head = new Uint8Array(KEPT_BYTES);
  #headLength = 0;
  readonly #tail = new ByteTail(KEPT_BYTES);

  push(bytes: Uint8Array): void {
    const toHead = bytes.subarray(0, KEPT_BYTES - this.#headLength);
    this.#head.set(toHead, this.#headLength);
    this.#headLength += toHead.length;
    if (toHead.length < bytes.length) this.#tail.push(bytes.subarray(toHead.length));
  }

  /** Everything, or head and tail in whole lines with the number of bytes left out; empty when nothing was printed. */
  text(): string {
    const head = this.#head.subarray(0, this.#headLength);
    const tail = this.#tail.bytes();
    const total = this.#headLength + this.#tail.total;
    const encoding = encodingOf(head);
    if (encoding === undefined) return `[Binary output of ${counted(total)}, not shown.]`;
    if (total === head.length + tail.length) return decode([head, tail], encoding);
    const first = head.subarray(0, cutBefore(head, encoding));
    const last = tail.subarray(cutAfter(tail, encoding, total - tail.length));
    const leftOut = total - first.length - last.length;
    return `${decode([first], encoding)}\n[… ${counted(leftOut)} left out …]\n${decode([last], encoding)}`;
  }
}

function counted(bytes: number): string {
  return `${bytes.toLocaleString('en-US')} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

function decode(pieces: readonly Uint8Array[], encoding: Encoding): string {
  const decoder = new TextDecoder(encoding);
  return plainText(
    pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode(),
  );
}

/**
 * By byte order mark; else by where the zeros are, as Western text has every other byte zero in UTF-16; else UTF-8.
 * Undefined: not text.
 */
function encodingOf(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = head.length * 0.35;
  if (odd > most && even * 10 < odd) return 'utf-16le';
  if (even > most && odd * 10 < even) return 'utf-16be';
  return isText(head) ? 'utf-8' : undefined;
}

/** Few bytes that no text has. Zeros as separators (`find -print0`) and a few wrong bytes are still text. */
function isText(head: Uint8Array): boolean {
  const sample = new TextDecoder().decode(head);
  let odd = 0;
  // Replacement characters, and control characters but white space, backspace, bell and escape.
  for (const _ of sample.matchAll(/[\ufffd[\p{Cc}--[\u0007-\u000d\u001b]]]/gv)) odd += 1;
  return odd * 10 <= sample.length;
}

/** Where the head ends: after a line if one ends nearby, else before a character that was cut through. */
function cutBefore(head: Uint8Array, encoding: Encoding): number {
  if (encoding !== 'utf-8') return head.length;
  const line = head.lastIndexOf(0x0a) + 1;
  return head.length - line <= MAX_CUT_MOVE ? line : wholeCharacters(head);
}

/** Where the tail, which was printed from byte `offset` on, begins: with a whole line, or a whole character. */
function cutAfter(tail: Uint8Array, encoding: Encoding, offset: number): number {
  if (encoding !== 'utf-8') return offset % 2;
  const line = tail.indexOf(0x0a) + 1;
  if (line > 0 && line <= MAX_CUT_MOVE) return line;
  const start = tail.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return start > 0 && start < 4 ? start : 0;
}

/** The length without a UTF-8 character of which only the beginning is there. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
