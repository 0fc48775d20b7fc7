// Which words are places of a workspace, and which are anything else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import blns from 'big-list-of-naughty-strings/blns.json' with { type: 'json' };
import { fileNameOf, formatPlace, parsePlace } from '../../../src/model/place-reference.ts';

test('paths with and without lines', () => {
  const places: Readonly<Record<string, unknown>> = {
    'src/a.ts': { path: 'src/a.ts' },
    'src/a.ts:12': { path: 'src/a.ts', line: 12 },
    'src/a.ts:12:5': { path: 'src/a.ts', line: 12 },
    'src/a.ts:12-20': { path: 'src/a.ts', line: 12, endLine: 20 },
    'src/a.ts:20-12': { path: 'src/a.ts', line: 20 },
    'a.ts#L12': { path: 'a.ts', line: 12 },
    'a.ts#L12-L20': { path: 'a.ts', line: 12, endLine: 20 },
    'a.ts#L12-20': { path: 'a.ts', line: 12, endLine: 20 },
    'a.ts:0': { path: 'a.ts' },
    './run': { path: './run' },
    'src/': { path: 'src/' },
    '/home/me/a.ts': { path: '/home/me/a.ts' },
    'C:\\work\\a.ts:3': { path: 'C:\\work\\a.ts', line: 3 },
    'my notes/a b.md': { path: 'my notes/a b.md' },
    'app/[id]/(main)/page.tsx': { path: 'app/[id]/(main)/page.tsx' },
    '.gitignore': { path: '.gitignore' },
    Makefile: { path: 'Makefile' },
    'größe/日本語.md': { path: 'größe/日本語.md' },
  };
  for (const [text, place] of Object.entries(places)) assert.deepEqual(parsePlace(text), place, text);
});

test('everything else is none', () => {
  for (const text of [
    ...[
      '',
      '.',
      '..',
      '/',
      '//',
      'word',
      'two words',
      'foo()',
      '--flag=a.b',
      '-x/y',
      'a=b.c',
      '~/x.ts',
      ' a.ts',
      'a.ts ',
    ],
    ...[
      'https://x.y/z.ts',
      'file:///a.ts',
      'command:x.y',
      'a\nb.ts',
      'a\u202eb.ts',
      'a\u00a0b.ts',
      'a.ts\0',
      '<b.ts>',
    ],
    ...['[x](command:a.b)', '`a.ts`', '*.ts', 'a?.ts', `${'a'.repeat(300)}.ts`],
  ])
    assert.equal(parsePlace(text), undefined, JSON.stringify(text));
});

test('a place is written as it is read', () => {
  for (const text of ['src/a.ts', 'src/a.ts:12', 'src/a.ts:12-20']) {
    const place = parsePlace(text);
    assert.ok(place !== undefined);
    assert.equal(formatPlace(place), text);
  }
  assert.equal(fileNameOf('a/b.ts'), 'b.ts');
  assert.equal(fileNameOf('a\\b.ts'), 'b.ts');
});

test('no text makes it throw, or brings a link of VS Code’s messages in', () => {
  for (const text of blns) {
    const place = parsePlace(text);
    if (place !== undefined) assert.doesNotMatch(place.path, /\]\([a-z]+:/i);
  }
});
