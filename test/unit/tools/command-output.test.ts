// Output of commands: head and tail in whole lines, memory that does not grow, text that hides nothing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ByteTail } from '../../../src/tools/byte-tail.ts';
import { CommandOutput } from '../../../src/tools/command-output.ts';
import { LiveOutput } from '../../../src/tools/live-output.ts';
import { plainPiece, plainText } from '../../../src/tools/terminal-text.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What the model would read, with the output given in pieces of this size. */
function shown(bytes: Uint8Array, pieceSize = 65_536): string {
  const output = new CommandOutput();
  for (let at = 0; at < bytes.length; at += pieceSize) output.push(bytes.subarray(at, at + pieceSize));
  return output.text();
}

describe('what is kept', () => {
  test('is everything up to 64 KB', () => {
    const text = 'ä line of text\n'.repeat(4000);
    assert.equal(shown(encode(text), 7), text);
    assert.equal(shown(new Uint8Array()), '');
  });

  test('is the beginning and the end in whole lines, and the count of the rest', () => {
    const lines = Array.from({ length: 200_000 }, (_, index) => `line ${index}\n`);
    const bytes = encode(lines.join(''));
    for (const pieceSize of [1000, 65_536, bytes.length]) {
      const text = shown(bytes, pieceSize);
      const [head, count, tail] = text.split(/\[… ([\d,]+) bytes left out …\]\n/);
      assert.ok(head !== undefined && count !== undefined && tail !== undefined, text.slice(0, 200));
      assert.ok(lines.join('').startsWith(head.slice(0, -1)) && lines.join('').endsWith(tail));
      assert.match(head, /line \d+\n\n$/);
      assert.match(tail, /^line \d+\n/);
      const kept = encode(head).length - 1 + encode(tail).length;
      assert.equal(Number(count.replaceAll(',', '')), bytes.length - kept);
      assert.ok(kept > 56 * 1024 && kept <= 64 * 1024);
    }
  });

  test('does not cut a character of a line without end', () => {
    for (const shift of [0, 1, 2, 3]) {
      const text = shown(encode('x'.repeat(shift) + '🎉'.repeat(50_000)));
      assert.ok(!text.includes('\ufffd'), text.slice(0, 20));
      assert.match(text, /🎉\n\[… [\d,]+ bytes left out …\]\n🎉/u);
    }
  });

  test('is the last bytes, whatever the sizes of the pieces', () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
    for (const capacity of [1, 7, 64, 1000, 2000]) {
      for (const pieceSize of [1, 3, 64, 65, 999, 1000]) {
        const tail = new ByteTail(capacity);
        for (let at = 0; at < bytes.length; at += pieceSize) tail.push(bytes.subarray(at, at + pieceSize));
        assert.equal(tail.total, 1000);
        assert.deepEqual(tail.take(), bytes.slice(-capacity));
        assert.equal(tail.total, 0);
      }
    }
  });
});

describe('what is not plain text', () => {
  test('is counted when it is binary', () => {
    const noise = Uint8Array.from({ length: 5000 }, (_, index) => (index * 2_654_435_761) >>> 24);
    assert.equal(shown(noise), '[Binary output of 5,000 bytes, not shown.]');
    assert.equal(
      shown(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0)),
      '[Binary output of 12 bytes, not shown.]',
    );
  });

  test('is shown when it is nearly text: separators and a few wrong bytes', () => {
    assert.equal(shown(encode('./some-file.ts\0./other-file.ts\0')), './some-file.ts␀./other-file.ts␀');
    assert.equal(
      shown(Uint8Array.of(...encode('a long enough line with caf'), 0xe9, 0x0a)),
      'a long enough line with caf\ufffd\n',
    );
  });

  test('is decoded when it is UTF-16, with and without byte order mark', () => {
    const text = 'Ein Wort, zwei Wörter\n'.repeat(10);
    const little = Buffer.from(text, 'utf16le');
    const big = Buffer.from(little).swap16();
    assert.equal(shown(little), text);
    assert.equal(shown(big), text);
    assert.equal(shown(Buffer.concat([Buffer.of(0xff, 0xfe), little])), text);
    assert.equal(shown(Buffer.concat([Buffer.of(0xfe, 0xff), big])), text);
    const long = shown(Buffer.concat([Buffer.from('Wörter '.repeat(20_000), 'utf16le'), Buffer.of(0x21)]));
    assert.match(long, /Wörter Wö[^]*left out[^]*Wörter Wörter/);
  });
});

/** Escape sequences that hide, fake or move, and what is left of them. */
const sequences: readonly (readonly [string, string])[] = [
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b[38;2;1;2;3mx\u001b[?25l\u001b[2J\u001b[1;1H\u001b[!p\u001b[ q', 'x'],
  ['\u001b[1 q\u001b[>4;2m\u001b[<u x', ' x'],
  ['a\u001b]0;title\u0007b', 'ab'],
  ['a\u001b]633;E;rm -rf /;nonce\u001b\\b', 'ab'],
  ['\u001b]8;;http://evil\u001b\\text\u001b]8;;\u001b\\', 'text'],
  ['\u001b]52;c;cm0gLXJm\u0007x', 'x'],
  ['\u001bP+q544e\u001b\\x\u001b_app\u001b\\y\u001b^pm\u001b\\z\u001bXsos\u001b\\', 'xyz'],
  ['\u009b31mx\u009d0;title\u009cy\u0090q\u009cz\u0085', 'xyz'],
  ['\u001b(B\u001b)0\u001bc\u001b7\u001b8\u001b=\u001b>x', 'x'],
  // Never closed: it must not swallow the lines after it.
  ['\u001b]0;never closed\nnext', '\nnext'],
  ['a\u001b[\nb', 'a\nb'],
  ['a\u001b', 'a'],
  ['a\u001b[12', 'a'],
  // Sequences in sequences, and what they leave.
  ['\u001b]0;\u001b[31m\u0007x', '␇x'],
  ['\u001b\u001b[31mx', 'x'],
  ['10%\r20%\r100%\ndone\r\n', '100%\ndone\n'],
  ['working...\r\u001b[Kok\n', 'ok\n'],
  ['a\rb\r\r\n', 'b\n'],
  ['N\bNA\bA', 'NA'],
  ['\b\b\bx', 'x'],
  ['bell\u0007 nul\0 vt\u000b del\u007f', 'bell␇ nul␀ vt␋ del␡'],
  ['tab\tand\nline', 'tab\tand\nline'],
];

describe('text of terminals', () => {
  test('loses its escape sequences and what was overwritten', () => {
    for (const [raw, plain] of sequences) assert.equal(plainText(raw), plain, JSON.stringify(raw));
  });

  test('control: the raw text has what must not remain', () => {
    const risky = /[\p{Cc}--[\t\n]]/v;
    assert.ok(sequences.filter(([raw]) => risky.test(raw)).length > 20);
    for (const [raw] of sequences) assert.doesNotMatch(plainText(raw) + plainPiece(raw), risky);
  });

  test('is made plain in one pass, whatever the text', () => {
    for (const piece of [
      '\u001b',
      '\u001b[',
      '\u001b]',
      '\u001b[0',
      '\u001b]x',
      '\u009d',
      '\b',
      'a\b',
      '\r',
      '\u001b]\u001b',
    ]) {
      plainText(piece.repeat(200_000));
    }
  });
});

describe('live output', () => {
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  test('comes in few small pieces however much is printed', async () => {
    const pieces: string[] = [];
    const live = new LiveOutput((text) => pieces.push(text));
    const chunk = encode('some line\n'.repeat(6000));
    for (let count = 0; count < 300; count += 1) {
      live.push(chunk);
      if (count % 100 === 0) await pause(1);
    }
    await pause(150);
    live.push(encode('last'));
    live.end();
    assert.ok(pieces.length >= 2 && pieces.length < 10, `${pieces.length}`);
    for (const piece of pieces) assert.ok(piece.length <= 4100);
    assert.match(pieces[0] ?? '', /^\n…\nsome line\n/);
    assert.equal(pieces.at(-1), 'last');
    await pause(150);
    assert.equal(pieces.at(-1), 'last');
  });

  test('joins characters and sequences that come in halves', async () => {
    const pieces: string[] = [];
    const live = new LiveOutput((text) => pieces.push(text), 1);
    const bytes = encode('a🎉b\u001b[31mred\u001b]0;ti\u001b\\tle\r\nx');
    for (const byte of bytes) {
      live.push(Uint8Array.of(byte));
      await pause(5);
    }
    live.end();
    assert.equal(pieces.join(''), 'a🎉bredtle\nx');
  });
});
