// Long output: head, tail, an exact count, and no character torn in two.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capText } from '../../../src/tools/output-cap.ts';

test('a text that fits is left as it is', () => {
  assert.equal(capText('x'.repeat(20), 10), 'x'.repeat(20));
});

test('a longer one keeps both ends and counts what lies between', () => {
  assert.equal(
    capText(`${'a'.repeat(10)}12345${'b'.repeat(10)}`, 10),
    `${'a'.repeat(10)}\n… 5 characters left out …\n${'b'.repeat(10)}`,
  );
});

test('no surrogate pair is parted', () => {
  const text = '😀'.repeat(100);
  for (let each = 1; each < 12; each += 1) {
    const capped = capText(text, each);
    assert.ok(capped.isWellFormed(), `at ${each}`);
    const [, omitted] = /… ([\d,]+) /.exec(capped) ?? [];
    const kept = capped.replace(/\n….*…\n/, '').length;
    assert.equal(Number(omitted) + kept, text.length);
  }
  assert.ok(!text.slice(0, 11).isWellFormed(), 'control: a plain cut tears one');
});
