// Which key sends, which makes a line, and which belongs to the input method.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readComposerKey, type ComposerKey, type KeyPress } from '../../../src/webview/composer/keys.ts';

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  const keyCode = key === 'Enter' ? 13 : 0;
  const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false };
  return { ...plain, key, keyCode, ...more };
}

type Case = readonly [string, KeyPress, ComposerKey | undefined, ComposerKey | undefined];

// Name, press, meaning with sendWith "enter", meaning with "ctrlEnter".
const cases: readonly Case[] = [
  ['Enter', press('Enter'), 'send', undefined],
  ['Shift+Enter', press('Enter', { shiftKey: true }), undefined, undefined],
  ['Alt+Enter', press('Enter', { altKey: true }), undefined, undefined],
  ['Ctrl+Enter', press('Enter', { ctrlKey: true }), 'send', 'send'],
  ['Cmd+Enter', press('Enter', { metaKey: true }), 'send', 'send'],
  ['Ctrl+Shift+Enter', press('Enter', { ctrlKey: true, shiftKey: true }), undefined, undefined],
  ['Enter that ends a composition', press('Enter', { isComposing: true }), undefined, undefined],
  ['Enter the input method took (Safari)', press('Enter', { keyCode: 229 }), undefined, undefined],
  ['Ctrl+Enter while composing', press('Enter', { ctrlKey: true, isComposing: true }), undefined, undefined],
  ['a letter', press('a'), undefined, undefined],
  ['Arrow up', press('ArrowUp'), 'older-prompt', 'older-prompt'],
  ['Arrow down', press('ArrowDown'), 'newer-prompt', 'newer-prompt'],
  ['Shift+Arrow up', press('ArrowUp', { shiftKey: true }), undefined, undefined],
  ['Ctrl+Arrow up', press('ArrowUp', { ctrlKey: true }), undefined, undefined],
  ['Arrow up in a list of the input method', press('ArrowUp', { isComposing: true }), undefined, undefined],
];

describe('keys in the message box', () => {
  for (const [name, key, withEnter, withCtrlEnter] of cases) {
    test(name, () => {
      assert.equal(readComposerKey(key, 'enter', true), withEnter);
      assert.equal(readComposerKey(key, 'ctrlEnter', true), withCtrlEnter);
    });
  }

  test('arrows move the cursor in a text of one’s own', () => {
    assert.equal(readComposerKey(press('ArrowUp'), 'enter', false), undefined);
    assert.equal(readComposerKey(press('ArrowDown'), 'enter', false), undefined);
  });
});
