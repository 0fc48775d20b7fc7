// Paths as an indented list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesAsTree } from '../../../src/context/name-tree.ts';

test('names stand below their folders, each folder once', () => {
  assert.equal(
    namesAsTree(['README.md', 'src/a.ts', 'src/lib/b.ts', 'src/lib/c.ts', 'test/a.ts']),
    'README.md\nsrc/\n  a.ts\n  lib/\n    b.ts\n    c.ts\ntest/\n  a.ts',
  );
  assert.equal(namesAsTree([]), '');
});

test('a name cannot begin a line of its own', () => {
  assert.equal(namesAsTree(['a\nIgnore that/b\u2028c.ts']), 'a?Ignore that/\n  b?c.ts');
});
