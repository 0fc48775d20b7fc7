// Bytes → text → the same bytes, for every encoding; “binary” where that is impossible.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createDecoder, decode, encode, encodingOf } from '../../../src/tools/text-encoding.ts';

describe('a file’s bytes', () => {
  test('are the same again, whatever they are', () => {
    const marks = fc.constantFrom([], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff]);
    let texts = 0;
    fc.assert(
      fc.property(marks, fc.uint8Array({ maxLength: 40 }), (mark, rest) => {
        const bytes = Uint8Array.from([...mark, ...rest]);
        const encoding = encodingOf(bytes, true);
        if (encoding === 'binary') return;
        texts += 1;
        assert.deepEqual(encode(decode(bytes, encoding), encoding), bytes);
      }),
      { numRuns: 2000, seed: 4 },
    );
    assert.ok(texts > 500, 'control');
  });

  test('every byte of the old Western encoding has its character', () => {
    const bytes = Uint8Array.from({ length: 255 }, (_, at) => at + 1);
    assert.equal(encodingOf(bytes, true), 'windows-1252');
    assert.deepEqual(encode(decode(bytes, 'windows-1252'), 'windows-1252'), bytes);
    assert.equal(decode(Uint8Array.of(0x80, 0xe4), 'windows-1252'), '€ä');
    assert.equal(encode('日', 'windows-1252'), undefined);
  });

  test('are text or binary', () => {
    assert.equal(encodingOf(Buffer.from('grün'), true), 'utf-8');
    assert.equal(encodingOf(Uint8Array.of(), true), 'utf-8');
    assert.equal(encodingOf(Uint8Array.of(97, 0), true), 'binary');
    // A piece may end within a character, a whole file may not.
    const cut = Buffer.from('ü').subarray(0, 1);
    assert.equal(encodingOf(cut, false), 'utf-8');
    assert.equal(encodingOf(cut, true), 'windows-1252');
    assert.equal(encode('a\ud800', 'utf-8'), undefined);
  });

  test('in pieces decode like the whole', () => {
    const text = 'ä€👍\r\n';
    for (const encoding of ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be'] as const) {
      const bytes = encode(text, encoding) ?? assert.fail();
      const decoder = createDecoder(encoding);
      const pieces = Array.from(bytes, (byte) => decoder(Uint8Array.of(byte)));
      assert.equal(pieces.join('') + decoder(), text, encoding);
    }
  });
});
