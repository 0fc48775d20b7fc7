// Which word asks for completion, and what the text is after a pick.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { completionWordAt, textAfterPick } from '../../../src/webview/composer/completion-word.ts';

/** The text with `|` where the cursor is. */
function at(marked: string): ReturnType<typeof completionWordAt> {
  const cursor = marked.indexOf('|');
  return completionWordAt(marked.replace('|', ''), cursor);
}

describe('the word at the cursor', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['@|', 'context:'],
    ['@pri|', 'context:pri'],
    ['Why @src/pri|ce.ts now', 'context:src/pri'],
    ['(@a|)', 'context:a'],
    ['看@价|', 'context:价'],
    ['line\n@x|', 'context:x'],
    ['me@example|', undefined],
    ['npm i a/@scope|', undefined],
    ['@@x|', undefined],
    ['@a b|', undefined],
    ['|@a', undefined],
    ['/|', 'prompt:'],
    ['/ex|', 'prompt:ex'],
    ['  /ex|', 'prompt:ex'],
    ['/ex| more', 'prompt:ex'],
    ['/etc|/hosts', undefined],
    ['/etc/ho|', undefined],
    ['what /ex|', undefined],
    ['/explain the|', undefined],
    [`@${'x'.repeat(301)}|`, undefined],
  ];
  for (const [text, wanted] of cases) {
    test(text.slice(0, 30), () => {
      const word = at(text);
      assert.equal(word && `${word.kind}:${word.words}`, wanted);
    });
  }
});

describe('after a pick', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['@pri|', 'price.ts', '|'],
    ['@pri| is slow', 'price.ts', '|is slow'],
    ['Why is @pri| slow', 'price.ts', 'Why is price.ts |slow'],
    ['Why is @pri|', 'price.ts', 'Why is price.ts |'],
    ['Why @sel|', '', 'Why |'],
    ['Why @sel|ection?', '', 'Why |'],
    ['/ex|', 'explain', '/explain |'],
    ['/ex| the loop', 'explain', '/explain |the loop'],
  ];
  for (const [text, name, wanted] of cases) {
    test(`${text} with ${name || 'no name'}`, () => {
      const word = at(text);
      assert.ok(word);
      const after = textAfterPick(text.replace('|', ''), word, name);
      assert.equal(`${after.text.slice(0, after.cursor)}|${after.text.slice(after.cursor)}`, wanted);
    });
  }
});
