// A chat without tools offers none and answers every call.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noTools } from '../../../src/chat/no-tools.ts';
import { toolCall } from '../model/samples.ts';

test('offers nothing, and tells a model that calls all the same', async () => {
  assert.deepEqual(noTools.specs(), []);
  const outcome = await noTools.run(toolCall('c1', 'delete_all'), new AbortController().signal);
  assert.equal(outcome.status, 'error');
  assert.match(outcome.text, /“delete_all”.*no tools are available/);
});
