// What an attachment may be, and what it is called.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attachmentLabel, attachmentSchema } from '../../../src/model/attachment.ts';
import { selection } from './samples.ts';

test('a label names the path and the lines', () => {
  assert.equal(attachmentLabel(selection), 'src/math.ts:3-5');
  assert.equal(attachmentLabel({ ...selection, startLine: 7, endLine: 7 }), 'src/math.ts:7');
});

test('the schema takes a selection and refuses what is none', () => {
  assert.deepEqual(attachmentSchema.parse(selection), selection);
  for (const wrong of [
    { ...selection, kind: 'picture' },
    { ...selection, startLine: 0 },
    { ...selection, endLine: 2.5 },
    { ...selection, text: undefined },
    { ...selection, totalLines: -1 },
    null,
  ]) {
    assert.equal(attachmentSchema.safeParse(wrong).success, false, JSON.stringify(wrong));
  }
});
