// The built-in system prompt is sent with every request: it must stay short and plain.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInSystemPrompt } from '../../../src/context/system-prompt.ts';

test('is one paragraph of at most 500 characters', () => {
  assert.ok(builtInSystemPrompt.length <= 500, `${builtInSystemPrompt.length} characters`);
  assert.match(builtInSystemPrompt, /^You are .+\.$/);
  assert.ok(!builtInSystemPrompt.includes('\n'));
});
