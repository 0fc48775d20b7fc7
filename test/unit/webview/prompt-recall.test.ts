// Walking through earlier prompts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPromptRecall } from '../../../src/webview/composer/prompt-recall.ts';

const prompts = ['first', 'second', 'third'];

test('up goes back to the first prompt and stays there, down comes forward to the empty box', () => {
  const recall = createPromptRecall();
  assert.equal(recall.older(prompts, ''), 'third');
  assert.equal(recall.older(prompts, 'third'), 'second');
  assert.equal(recall.older(prompts, 'second'), 'first');
  assert.equal(recall.older(prompts, 'first'), undefined);
  assert.equal(recall.newer(prompts, 'first'), 'second');
  assert.equal(recall.newer(prompts, 'second'), 'third');
  assert.equal(recall.newer(prompts, 'third'), '');
  assert.equal(recall.newer(prompts, ''), undefined);
});

test('a recalled prompt counts as one only until it is changed', () => {
  const recall = createPromptRecall();
  const text = recall.older(prompts, '') ?? '';
  assert.equal(recall.isShowing(text), true);
  assert.equal(recall.isShowing(`${text}!`), false);
  assert.equal(recall.isShowing(''), false);
});

test('an emptied box begins at the newest prompt again', () => {
  const recall = createPromptRecall();
  recall.older(prompts, '');
  recall.older(prompts, 'third');
  assert.equal(recall.older(prompts, ''), 'third');
});

test('without earlier prompts there is nothing to recall', () => {
  assert.equal(createPromptRecall().older([], ''), undefined);
});
