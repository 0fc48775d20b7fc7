// What an attachment is called, where it can be opened, and when a second one takes the place of the first.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { attachmentLabel, attachmentUri, isSamePlace } from '../../../src/model/attachment.ts';
import { attachmentsOfEveryKind, selection } from './samples.ts';

const byId = new Map(attachmentsOfEveryKind.map((one) => [one.id, one]));

test('a label names the path and the lines', () => {
  assert.equal(attachmentLabel(selection), 'src/math.ts:3-5');
  assert.equal(attachmentLabel({ ...selection, startLine: 7, endLine: 7 }), 'src/math.ts:7');
});

test('every kind has a label of its own', () => {
  assert.deepEqual(attachmentsOfEveryKind.slice(1).map(attachmentLabel), [
    'src/a b.ts',
    'Untitled-1',
    'src/',
    'add (src/math.ts:3-5)',
    'Problems in src/a.ts',
    'Problems of the workspace',
    'Terminal: npm test',
    'Terminal zsh',
    'Staged changes',
    'Commit 1a2b3c4 Fix it',
    'shot.png',
    'https://example.org/a',
  ]);
});

test('a long command is shortened to one line, and no character is cut in half', () => {
  const command = byId.get('command');
  assert.ok(command?.kind === 'terminal');
  const label = attachmentLabel({ ...command, command: `${'a'.repeat(59)}😀\n b` });
  assert.equal(label, `Terminal: ${'a'.repeat(59)}…`);
});

test('what is in a file can be opened there, the rest cannot', () => {
  assert.deepEqual(
    attachmentsOfEveryKind.map((one) => [one.id, attachmentUri(one) !== undefined]).filter(([, has]) => !has),
    [
      ['workspace-problems', false],
      ['command', false],
      ['terminal', false],
      ['staged', false],
      ['commit', false],
      ['image', false],
      ['url', false],
    ],
  );
});

describe('the same place', () => {
  test('is the same thing from there, whatever its text', () => {
    for (const one of attachmentsOfEveryKind) {
      const isUnique = one.kind === 'terminal' || one.kind === 'image';
      assert.equal(isSamePlace(one, { ...one, id: 'other' }), !isUnique, one.id);
    }
  });

  test('is not another kind, another range or another scope', () => {
    for (const one of attachmentsOfEveryKind) {
      for (const other of attachmentsOfEveryKind) {
        const isLines = one.id !== other.id && 'startLine' in one && 'startLine' in other;
        if (one !== other && !isLines) assert.equal(isSamePlace(one, other), false, `${one.id} ${other.id}`);
      }
    }
    assert.equal(isSamePlace(selection, { ...selection, endLine: 6 }), false);
    const staged = byId.get('staged');
    assert.ok(staged?.kind === 'diff');
    assert.equal(isSamePlace(staged, { ...staged, scope: 'working' }), false);
  });
});
