// Bytes of a file as text and back, without a loss: what is decoded and encoded again is the same bytes. Says “binary”
// instead of guessing.

/** How a file’s text is written. */
export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Byte order marks; https://www.unicode.org/faq/utf_bom.html */
const marks: Readonly<Record<Encoding, readonly number[]>> = {
  'utf-8': [],
  'utf-8-bom': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
  'windows-1252': [],
};

/** Bytes 0x80–0x9F; https://encoding.spec.whatwg.org/index-windows-1252.txt */
const windows1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/**
 * How these bytes are written: by their mark, else UTF-8 when they are valid as that, else the old Western encoding.
 * `binary` when they hold NUL or are not what their mark says.
 * @param isWhole false: the beginning of something longer, which may end within a character.
 */
export function encodingOf(bytes: Uint8Array, isWhole: boolean): Encoding | 'binary' {
  const marked = (['utf-8-bom', 'utf-16le', 'utf-16be'] as const).find((encoding) =>
    marks[encoding].every((byte, at) => bytes[at] === byte),
  );
  if (marked !== undefined) return isValid(bytes, marked, isWhole) ? marked : 'binary';
  if (bytes.includes(0)) return 'binary';
  return isValid(bytes, 'utf-8', isWhole) ? 'utf-8' : 'windows-1252';
}

function isValid(bytes: Uint8Array, encoding: Encoding, isWhole: boolean): boolean {
  try {
    new TextDecoder(labelOf(encoding), { fatal: true }).decode(bytes, { stream: !isWhole });
    return true;
  } catch {
    return false;
  }
}

function labelOf(encoding: Encoding): string {
  return encoding === 'utf-8-bom' ? 'utf-8' : encoding;
}

/** Decodes pieces one after the other: call it without bytes at the end. The mark is left out. */
export function createDecoder(encoding: Encoding): (bytes?: Uint8Array) => string {
  if (encoding === 'windows-1252') return (bytes) => (bytes === undefined ? '' : decodeWestern(bytes));
  // Without a mark at the start one in there is text, and stays.
  const decoder = new TextDecoder(labelOf(encoding), { ignoreBOM: marks[encoding].length === 0 });
  return (bytes) => (bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }));
}

/** All bytes as text, without a mark. */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
  const decoder = createDecoder(encoding);
  return decoder(bytes) + decoder();
}

/** Text as bytes, the mark included; undefined when it holds a character that this encoding does not have. */
export function encode(text: string, encoding: Encoding): Uint8Array | undefined {
  if (!text.isWellFormed()) return undefined;
  const body = encodeBody(text, encoding);
  return body === undefined ? undefined : joined(Uint8Array.from(marks[encoding]), body);
}

function encodeBody(text: string, encoding: Encoding): Uint8Array | undefined {
  switch (encoding) {
    case 'utf-8':
    case 'utf-8-bom':
      return new TextEncoder().encode(text);
    case 'utf-16le':
    case 'utf-16be':
      return encodeUtf16(text, encoding === 'utf-16le');
    case 'windows-1252':
      return encodeWestern(text);
  }
}

function encodeUtf16(text: string, isLittleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), isLittleEndian);
  return new Uint8Array(view.buffer);
}

function decodeWestern(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += 8192) {
    const codes = Array.from(bytes.subarray(start, start + 8192), (byte) =>
      byte >= 0x80 && byte <= 0x9f ? windows1252.charCodeAt(byte - 0x80) : byte,
    );
    parts.push(String.fromCharCode(...codes));
  }
  return parts.join('');
}

function encodeWestern(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const special = windows1252.indexOf(text.charAt(at));
    if (special >= 0) bytes[at] = 0x80 + special;
    else if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) bytes[at] = code;
    else return undefined;
  }
  return bytes;
}

/** Pieces as one. */
export function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
