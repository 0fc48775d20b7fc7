// Text around tools, without a browser: what cannot be seen is spelled out, output is as it was read, diffs are bounded.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countHidden, exactRuns, exactText } from '../../../src/webview/exact-text.ts';
import { terminalText } from '../../../src/webview/terminal-text.ts';
import { maxDiffLines, readDiff } from '../../../src/webview/unified-diff.ts';
import { hiddenSamples } from './hidden-samples.ts';

describe('exact text', () => {
  for (const [text, shown] of hiddenSamples)
    test(shown.slice(0, 60), () => {
      assert.equal(exactText(text), shown);
      const runs = exactRuns(text);
      assert.equal(runs.map((run) => run.text).join(''), shown);
      assert.ok(runs.some((run) => run.isHidden));
    });

  test('leaves what can be seen as it is (control)', () => {
    const text = 'npm test -- --grep "Grüße, 世界 🙂"\n\t# two lines';
    assert.equal(exactText(text), text);
    assert.deepEqual(exactRuns(text), [{ text, isHidden: false }]);
    assert.equal(countHidden(text), 0);
    assert.deepEqual(exactRuns(''), []);
  });

  test('spells out every character of a run, and counts them', () => {
    assert.equal(exactText('a\u200B\u200B\u{E0061}b'), 'a⟨U+200B⟩⟨U+200B⟩⟨U+E0061⟩b');
    assert.equal(countHidden('a\u200B\u200B\u{E0061}b\u202E'), 4);
  });

  test('a text of nothing but tricks makes few marks and leaves nothing out', () => {
    const text = 'a\u202E'.repeat(100_000);
    const runs = exactRuns(text);
    assert.ok(runs.length < 5_000, `${runs.length} runs`);
    assert.equal(runs.map((run) => run.text).join(''), 'a⟨U+202E⟩'.repeat(100_000));
  });
});

describe('output of programs', () => {
  for (const [printed, read] of [
    ['plain\ntext\n', 'plain\ntext\n'],
    ['\u001b[1;32mok\u001b[0m done', 'ok done'],
    ['\u001b[38;2;255;0;0mred\u001b[m', 'red'],
    ['\u001b]0;title\u0007text', 'text'],
    ['\u001b]8;;https://example.com\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001b(Btext\u001b=', 'text'],
    ['10 %\r50 %\r100 %\ndone', '100 %\ndone'],
    ['one\r\ntwo\r\n', 'one\ntwo\n'],
    ['cut in mid-sequence \u001b[3', 'cut in mid-sequence '],
    ['a\bb\u0000', 'a⟨U+0008⟩b⟨U+0000⟩'],
    ['[0m is text', '[0m is text'],
  ] as const)
    test(JSON.stringify(printed), () => assert.equal(terminalText(printed), read));
});

describe('a diff', () => {
  test('knows its lines by their marks', () => {
    const { lines, leftOut, isCut } = readDiff('@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file\n');
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      ['hunk', 'context', 'removed', 'added', 'note'],
    );
    assert.equal(lines[2]?.text, '-b');
    assert.deepEqual([leftOut, isCut], [0, false]);
  });

  test('is bounded in lines and in their length, and says so', () => {
    const long = readDiff(Array.from({ length: 5_000 }, (_, index) => `+line ${index}`).join('\n'));
    assert.equal(long.lines.length, maxDiffLines);
    assert.equal(long.leftOut, 5_000 - maxDiffLines);
    const wide = readDiff(`+${'x'.repeat(100_000)}`);
    assert.equal(wide.isCut, true);
    assert.ok((wide.lines[0]?.text.length ?? 0) < 2_000);
    assert.match(wide.lines[0]?.text ?? '', /x…$/);
  });
});
