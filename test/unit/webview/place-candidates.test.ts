// Which words of prose may be places, where they begin and end, and which inline code may be a name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import blns from 'big-list-of-naughty-strings/blns.json' with { type: 'json' };
import { placeOfCode, placesIn, symbolOfCode } from '../../../src/webview/markdown/place-candidates.ts';

const wordsIn = (text: string): string[] =>
  placesIn(text).map(({ start, length }) => text.slice(start, start + length));

test('paths in prose, without what belongs to the sentence', () => {
  const texts: Readonly<Record<string, readonly string[]>> = {
    'See src/a.ts.': ['src/a.ts'],
    'See src/a.ts:12-20, and b.ts#L3!': ['src/a.ts:12-20', 'b.ts#L3'],
    '(src/a.ts)': ['src/a.ts'],
    'the file (see src/a.ts:3).': ['src/a.ts:3'],
    'app/[id]/page.tsx': ['app/[id]/page.tsx'],
    '(group)/page.tsx': ['(group)/page.tsx'],
    'in ./scripts/build': ['./scripts/build'],
    'a/b/c and /etc/hosts': ['a/b/c', '/etc/hosts'],
    'e.g. this, and/or that, 1/2, v1.2, i.e. so.': [],
    'https://example.com/src/a.ts and me@example.com/a.ts': ['me@example.com/a.ts'],
    'no such thing...': [],
  };
  for (const [text, words] of Object.entries(texts)) assert.deepEqual(wordsIn(text), words, text);
});

test('long and hostile texts cost little and bring nothing odd', () => {
  assert.deepEqual(placesIn('a/b.ts '.repeat(5_000)), [], 'too long to be looked at');
  assert.equal(placesIn('a/b.ts '.repeat(100)).length, 50);
  for (const text of blns)
    for (const { place } of placesIn(text)) assert.doesNotMatch(place, /[\p{C}<>"'`]|:\/\//u);
});

test('inline code as a place and as a name', () => {
  assert.equal(placeOfCode('my docs/a.md#L3'), 'my docs/a.md:3');
  assert.equal(placeOfCode('npm test'), undefined);
  const names: Readonly<Record<string, string | undefined>> = {
    gross: 'gross',
    'gross()': 'gross',
    'Price.gross()': 'gross',
    'std::vector': 'vector',
    '#private': 'private',
    größe: 'größe',
    id: undefined,
    'a b': undefined,
    'x = 1': undefined,
    '404': undefined,
    '--flag': undefined,
  };
  for (const [code, name] of Object.entries(names)) assert.equal(symbolOfCode(code), name, code);
});
