// Which languages code is coloured in: the usual ones at once, rare ones by a script that is loaded when one is met.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import '../../../src/webview/markdown/highlight-engine.ts';
import '../../../src/webview/markdown/highlight-rare.ts';
import { rareLanguages } from '../../../src/webview/markdown/highlight.ts';

const engine = globalThis.parleyHighlightEngine;
const rare = globalThis.parleyRareGrammars ?? {};

describe('languages', () => {
  test('the view knows which names the script of rare languages brings', () => {
    const names = Object.entries(rare).flatMap(([name, [, ...others]]) => [name, ...others]);
    assert.deepEqual([...rareLanguages].toSorted(), names.toSorted());
  });

  test('no rare name hides a usual one', () => {
    const usual = [
      'ts',
      'js',
      'py',
      'sh',
      'c++',
      'html',
      'yml',
      'json',
      'rs',
      'kt',
      'md',
      'toml',
      'diff',
      'sql',
    ];
    assert.deepEqual(
      usual.filter((name) => rareLanguages.has(name) || engine?.knows(name) !== true),
      [],
    );
  });

  test('every grammar reads code, and the tokens joined are the code', () => {
    const code = 'if (a < "b") { return 1; } // x\n<p class="c">\n';
    for (const name of [...Object.keys(rare), 'typescript', 'xml', 'php', 'markdown', 'bash']) {
      assert.equal(engine?.knows(name), true, name);
      const tokens = engine.highlight(code, name).tokens;
      assert.equal(tokens.map(({ text }) => text).join(''), code, name);
    }
  });

  test('a language inside another has its colours', () => {
    const tokens = engine?.highlight('<style>p { color: red }</style>', 'html').tokens ?? [];
    assert.ok(
      tokens.some(({ text, kind }) => text === 'color' && kind === 'property'),
      JSON.stringify(tokens),
    );
  });

  test('what is no language is known as none', () => {
    for (const name of ['', 'constructor', '__proto__', 'klingon'])
      assert.equal(engine?.knows(name), false, name);
  });
});
