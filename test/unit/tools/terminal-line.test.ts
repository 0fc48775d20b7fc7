// What may be pasted into a terminal: never a line end, never a character that a terminal acts on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readTerminalLine, readTerminalText } from '../../../src/tools/terminal-line.ts';

const lineOf = (text: string): unknown => {
  const read = readTerminalText(text);
  return read.kind === 'line' ? read.line : read;
};

test('one line, without what is around it', () => {
  assert.equal(lineOf('npm test\n'), 'npm test');
  assert.equal(lineOf('\r\n  npm test  \r\n\r\n'), 'npm test');
  assert.equal(lineOf('# run the tests\nnpm test'), 'npm test');
  assert.equal(lineOf('npm\ttest'), 'npm test', 'a tab is a key');
  assert.equal(lineOf('$ npm test\n> parley@1 test\nok\n'), 'npm test', 'a session');
  assert.equal(lineOf('docker run \\\n  --rm \\\n  alpine'), 'docker run --rm alpine');
  assert.equal(lineOf('echo a\\\\\necho b'.replace('\necho b', '')), 'echo a\\\\');
});

test('several lines are never joined to one', () => {
  assert.deepEqual(readTerminalText('cd a\nnpm test'), { kind: 'lines', lines: ['cd a', 'npm test'] });
  assert.deepEqual(readTerminalText("echo 'a \\\nb'"), { kind: 'lines', lines: ["echo 'a \\", "b'"] });
  assert.deepEqual(readTerminalText('echo a\\\\\necho b'), {
    kind: 'lines',
    lines: ['echo a\\\\', 'echo b'],
  });
  assert.deepEqual(readTerminalText('$ a\nout\n$ b'), { kind: 'lines', lines: ['a', 'b'] });
});

test('characters that a terminal acts on are refused, all of them', () => {
  for (const code of [
    ...Array.from({ length: 32 }, (_, at) => at),
    0x7f,
    ...Array.from({ length: 32 }, (_, at) => 0x80 + at),
  ]) {
    if (code === 9 || code === 10) continue;
    const read = readTerminalText(`echo a${String.fromCharCode(code)}b`);
    assert.equal(read.kind, 'refused', String(code));
    if (read.kind === 'refused' && read.because === 'control')
      assert.deepEqual(read.characters, [`U+${code.toString(16).toUpperCase().padStart(4, '0')}`]);
  }
  assert.equal(lineOf('echo ab'), 'echo ab', 'control: without one it is a line');
});

test('the end of a bracketed paste cannot be smuggled in', () => {
  assert.equal(readTerminalText('echo a\u001b[201~\rid').kind, 'refused');
  assert.equal(readTerminalText('echo a\rid').kind, 'refused');
});

test('unseen characters are named', () => {
  assert.deepEqual(readTerminalText('rm \u202ea\u200b'), {
    kind: 'line',
    line: 'rm \u202ea\u200b',
    hidden: ['U+202E', 'U+200B'],
  });
});

test('nothing, and too much', () => {
  assert.deepEqual(readTerminalText('\n# only a remark\n'), { kind: 'refused', because: 'empty' });
  assert.deepEqual(readTerminalLine('a'.repeat(5_000)), { kind: 'refused', because: 'long' });
});

test('whatever comes, a line holds no line end and no control character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const read = readTerminalText(text);
      const lines = read.kind === 'line' ? [read.line] : read.kind === 'lines' ? read.lines : [];
      for (const line of lines) assert.doesNotMatch(line, /\p{Cc}/u);
    }),
    { seed: 5, numRuns: 3_000 },
  );
});
