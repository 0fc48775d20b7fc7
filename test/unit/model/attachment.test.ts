// What an attachment is called.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attachmentLabel } from '../../../src/model/attachment.ts';
import { selection } from './samples.ts';

test('a label names the path and the lines', () => {
  assert.equal(attachmentLabel(selection), 'src/math.ts:3-5');
  assert.equal(attachmentLabel({ ...selection, startLine: 7, endLine: 7 }), 'src/math.ts:7');
});
