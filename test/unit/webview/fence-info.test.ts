// What is read from the line that opens a code block, from its first line, and from the words above it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileInFirstLine, fileInHeading, readFenceInfo } from '../../../src/webview/markdown/fence-info.ts';

test('language and file of an info string', () => {
  const infos: Readonly<Record<string, readonly [language: string, file: string]>> = {
    '': ['', ''],
    ts: ['ts', ''],
    'c++': ['c++', ''],
    'vb.net': ['vb.net', ''],
    'js" onload=': ['js', ''],
    'typescript {1,3}': ['typescript', ''],
    'ts src/a.ts': ['ts', 'src/a.ts'],
    'ts:src/a.ts': ['ts', 'src/a.ts'],
    'ts title="src/a b.ts"': ['ts', 'src/a b.ts'],
    "ts {file='src/a.ts'}": ['ts', 'src/a.ts'],
    'ts filename=src/a.ts': ['ts', 'src/a.ts'],
    'title="src/a.ts"': ['', 'src/a.ts'],
    'ts title="Listing 1"': ['ts', ''],
    'src/a.ts': ['ts', 'src/a.ts'],
    'a.py': ['py', 'a.py'],
    'src/a.ts:12-20': ['ts', 'src/a.ts:12-20'],
    '12:20:src/a.ts': ['ts', 'src/a.ts:12-20'],
    Dockerfile: ['dockerfile', 'Dockerfile'],
    'ts https://example.com/a.ts': ['ts', ''],
    'ts src/a\u202e.ts': ['ts', ''],
  };
  for (const [info, [language, file]] of Object.entries(infos))
    assert.deepEqual(readFenceInfo(info), { language, file }, JSON.stringify(info));
});

test('the file in a first line that is a comment with a path and nothing else', () => {
  const lines: Readonly<Record<string, string>> = {
    '// src/a.ts\ncode': 'src/a.ts',
    '# a.py': 'a.py',
    '<!-- a/b.html -->': 'a/b.html',
    '/* x.css */': 'x.css',
    '-- a.sql\n': 'a.sql',
    '// File: src/a.ts': 'src/a.ts',
    '#!/bin/sh': '',
    '// see a.ts': '',
    '# example.com': '',
    '// ...': '',
    'src/a.ts': '',
    '': '',
  };
  for (const [code, file] of Object.entries(lines)) assert.equal(fileInFirstLine(code, 'x'), file, code);
  assert.equal(fileInFirstLine('# notes.md', 'markdown'), '', 'that is a heading');
});

test('the file in a line above that is a path and nothing else', () => {
  assert.equal(fileInHeading('src/a.ts'), 'src/a.ts');
  assert.equal(fileInHeading(' File: src/a.ts: '), 'src/a.ts');
  for (const text of ['In src/a.ts:', 'Done.', 'example.com', ''])
    assert.equal(fileInHeading(text), '', text);
});
