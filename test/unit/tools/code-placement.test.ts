// Where code goes in a file: named lines, lines that begin and end alike, pieces between omissions, diffs, all of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asWhole,
  fileOfDiff,
  indentedFor,
  leavesOut,
  placeByEnds,
  withDiff,
  withLines,
  withPieces,
} from '../../../src/tools/code-placement.ts';

const file = `import { a } from './a.ts';

export class Price {
  gross(net: number): number {
    return net * 1.2;
  }

  net(gross: number): number {
    return gross / 1.2;
  }
}

function last() {
  return 1;
}
`;

test('lines are replaced, also the last ones and none beyond', () => {
  assert.equal(withLines('a\nb\nc\n', { startLine: 2, endLine: 2 }, 'B\nB2\n'), 'a\nB\nB2\nc\n');
  assert.equal(withLines('a\nb', { startLine: 2, endLine: 9 }, 'B'), 'a\nB');
});

test('a whole file ends as the one before', () => {
  assert.equal(asWhole('x\n', 'a\nb'), 'a\nb\n');
  assert.equal(asWhole('x', 'a\nb\n\n'), 'a\nb');
  assert.equal(asWhole('', 'a'), 'a\n');
});

test('a part is found by its first and last line, however it is indented', () => {
  const part = 'gross(net: number): number {\n  return net * 1.19;\n}';
  const found = placeByEnds(file, part);
  assert.deepEqual(found, {
    startLine: 4,
    endLine: 6,
    code: '  gross(net: number): number {\n    return net * 1.19;\n  }',
  });
  assert.equal(withLines(file, found, found.code), file.replace('* 1.2', '* 1.19'));
  assert.equal(placeByEnds(file, 'function last() {\n  return 2;\n}\n')?.startLine, 13);
});

test('a part is not placed where it could be another', () => {
  for (const part of [
    'function other() {\n}',
    '{\n}',
    'last',
    'return net;\n}',
    `${file.slice(0, 30)}\nnot there`,
    'gross(net: number): number {\nreturn 1;\n    }',
  ])
    assert.equal(placeByEnds(file, part), undefined, part);
  assert.equal(placeByEnds('foo {\n}\nfoo {\n}\n', 'foo {\n  a\n}'), undefined, 'twice');
});

test('code that leaves parts out is known as such', () => {
  for (const line of [
    '// ...',
    '// ... existing code ...',
    '// ...existing code...',
    '  # ... rest of the file',
    '{/* … */}',
    '<!-- ... -->',
    '// rest of the file',
    '/* existing code */',
  ])
    assert.equal(leavesOut(`a\n${line}\nb`), true, line);
  for (const line of [
    '...',
    'call(...args)',
    '// ...args are passed on',
    '// skips the rest of the line and goes on',
    '# 1...2',
  ])
    assert.equal(leavesOut(`a\n${line}\nb`), false, line);
});

test('pieces between omissions go where they belong, or nothing does', () => {
  const code = `export class Price {
  // ... existing code ...

  net(gross: number): number {
    return gross / 1.19;
  }
}

// ...

function last() {
  return 2;
}`;
  const wanted = file.replace('gross / 1.2', 'gross / 1.19').replace('return 1', 'return 2');
  assert.equal(withPieces(file, code), wanted);
  const pieces = `import { a } from './a.ts';
// ...
  net(gross: number): number {
    return gross / 1.19;
  }
// ...
function last() {
  return 2;
}`;
  assert.equal(withPieces(file, pieces), wanted);
  assert.equal(withPieces(file, '// ...\nfunction unknown() {\n}'), undefined);
  assert.equal(
    withPieces(file, 'function last() {\n}\n// ...\nexport class Price {\n}'),
    undefined,
    'out of order',
  );
  assert.equal(withPieces(file, '// ...'), undefined);
});

test('a diff is applied when it fits', () => {
  const diff = `--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n`;
  assert.equal(fileOfDiff(diff), 'src/a.ts');
  assert.equal(withDiff('one\ntwo\nthree\n', diff), 'one\n2\nthree\n');
  assert.equal(withDiff('other\n', diff), undefined);
  assert.equal(withDiff('one\ntwo\nthree\n', diff.replace('-1,3', '-1,9')), undefined);
  assert.equal(withDiff('one\n', '-one\n+two'), undefined, 'no diff');
  assert.equal(fileOfDiff(`${diff}--- a/b\n+++ b/b\n`), undefined, 'two files');
  assert.equal(fileOfDiff('--- a/x\n+++ /dev/null\n'), undefined);
});

test('code moves to the indentation of its place', () => {
  assert.equal(indentedFor('a {\n  b\n\n}', '    ', false), '    a {\n      b\n\n    }');
  assert.equal(indentedFor('a {\n  b\n}', '    ', true), 'a {\n      b\n    }');
  assert.equal(indentedFor('  a\n  b', '    ', false), '  a\n  b', 'it has one of its own');
});
