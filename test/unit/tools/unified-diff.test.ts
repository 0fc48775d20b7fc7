// Diffs tell the whole change, and applied to the text before they give the text after.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { applyChange, changeBetween } from '../../../src/tools/unified-diff.ts';

describe('a change', () => {
  test('is hunks without file headers, with its counts', () => {
    assert.deepEqual(changeBetween('a\nb\nc\n', 'a\nB\nc\n'), {
      patch: '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n',
      addedLines: 1,
      removedLines: 1,
    });
    assert.deepEqual(changeBetween('a\n', 'a\n'), { patch: '', addedLines: 0, removedLines: 0 });
    assert.equal(changeBetween('a', 'a\n').patch, '@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n');
    assert.equal(changeBetween('a\r\nb\r\n', 'a\r\nc\r\n').patch, '@@ -1,2 +1,2 @@\n a\n-b\n+c\n');
  });

  test('applied gives the text after, for any two texts', () => {
    const line = fc.constantFrom(
      'a',
      'b',
      '',
      '-x',
      '+x',
      '@@ -1 +1 @@',
      '\\ No newline at end of file',
      ' c',
      '---',
      '+++ d',
    );
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
      .map(([lines, isClosed]) => lines.join('\n') + (isClosed && lines.length > 0 ? '\n' : ''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.equal(applyChange(before, changeBetween(before, after).patch), after);
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  test('does not fit another text', () => {
    const { patch } = changeBetween('a\nb\nc\n', 'a\nB\nc\n');
    assert.equal(applyChange('x\ny\nz\n', patch), undefined);
  });

  test('of two texts without anything in common is told too', () => {
    const text = (mark: string): string =>
      Array.from({ length: 30_000 }, (_, at) => `${mark}${at}`).join('\n');
    const change = changeBetween(text('a'), text('b'));
    assert.deepEqual([change.addedLines, change.removedLines], [30_000, 30_000]);
    assert.equal(applyChange(text('a'), change.patch), text('b'));
  });
});
