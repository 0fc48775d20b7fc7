// Characters that hide: all found, all named, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import blns from 'big-list-of-naughty-strings/blns.json' with { type: 'json' };
import { escapeHidden, hiddenIn, mixedAlphabets } from '../../../src/tools/hidden-text.ts';

const hidden = [
  ...['\u0000', '\u0007', '\b', '\t', '\n', '\r', '\u001b', '\u007f', '\u0085', '\u009b', '\u00a0', '\u00ad'],
  ...['\u034f', '\u061c', '\u115f', '\u1680', '\u180e', '\u2003', '\u200b', '\u200d', '\u200e', '\u200f'],
  ...[
    '\u2028',
    '\u2029',
    '\u202a',
    '\u202e',
    '\u2060',
    '\u2066',
    '\u2069',
    '\u206f',
    '\u2800',
    '\u3000',
    '\u3164',
  ],
  ...['\ud800', '\ufe0f', '\ufeff', '\ufff9', '\u{1d173}', '\u{e0001}', '\u{e0041}', '\u{e0100}'],
];

test('every hidden character is found, and shown by its number', () => {
  for (const character of hidden) {
    const code = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
    assert.deepEqual(hiddenIn(`a${character}b${character}`), [code]);
    assert.equal(escapeHidden(`a${character}b`), `a⟨${code}⟩b`);
  }
});

test('nothing is left that could hide', () => {
  for (const text of [...blns, hidden.join('')]) assert.deepEqual(hiddenIn(escapeHidden(text)), []);
});

test('what can be seen stays, and what is allowed is not reported', () => {
  const visible = 'ls -la "Äöü 語 العربية עברית 🎉" | grep `x` $(y) \\ ~!@#%^&*';
  assert.deepEqual(hiddenIn(visible), []);
  assert.equal(escapeHidden(visible), visible);
  assert.deepEqual(hiddenIn('a\tb\nc\r', '\t\n'), ['U+000D']);
});

test('names with letters of several alphabets are told', () => {
  for (const name of ['g\u0456t', 'n\u03c1m', 'cu\u0433l', '\uff4cs', '\u{1d5c5}s', 'l\u13da']) {
    assert.ok(mixedAlphabets(name) !== undefined, name);
  }
  for (const name of ['git', 'привет', 'café.sh', 'naïve', '日本ls', 'x86_64-gcc']) {
    assert.equal(mixedAlphabets(name), undefined, name);
  }
});
