// The title of a chat by rule.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { titleFrom } from '../../../src/chat/title.ts';

test('is the first line with words', () => {
  assert.equal(titleFrom('What is this?', 'x'), 'What is this?');
  assert.equal(titleFrom('\n\r\n   \n  Hello there  \r\nmore', 'x'), 'Hello there');
});

test('goes without the marks of markdown', () => {
  assert.equal(titleFrom('## A heading', 'x'), 'A heading');
  assert.equal(titleFrom('> - **bold** words', 'x'), 'bold** words');
  assert.equal(titleFrom('```\nconst a = 1;\n```', 'x'), 'const a = 1;');
});

test('is the fallback where there are no words', () => {
  for (const text of ['', ' \n\t\r\n', '```\n---\n```', '***']) {
    assert.equal(titleFrom(text, 'src/math.ts'), 'src/math.ts', JSON.stringify(text));
  }
});

test('is cut at a word near 60 characters', () => {
  const title = titleFrom('word '.repeat(30), 'x');
  assert.equal(title, `${'word '.repeat(12).trimEnd()}…`);
  assert.equal(titleFrom('a'.repeat(60), 'x'), 'a'.repeat(60));
  assert.equal(titleFrom('a'.repeat(61), 'x'), `${'a'.repeat(60)}…`);
  // A space far in front is no place to cut.
  assert.equal(titleFrom(`ab ${'c'.repeat(80)}`, 'x'), `ab ${'c'.repeat(57)}…`);
});

test('never ends in half a character', () => {
  assert.equal(titleFrom(`${'a'.repeat(59)}😀 and more`, 'x'), `${'a'.repeat(59)}…`);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 40, maxLength: 100 }), (text) => {
      const title = titleFrom(text, 'fallback');
      assert.ok(title.isWellFormed() && title.length <= 61 && !title.includes('\n') && title !== '');
    }),
  );
});
