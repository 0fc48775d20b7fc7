import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ThinkTagSplitter } from '../../../../../src/llm/dialects/chat-completions/think-tags.ts';

function split(pieces: readonly string[]): { text: string; reasoning: string; isOpen: boolean } {
  let text = '';
  let reasoning = '';
  const splitter = new ThinkTagSplitter({
    text: (piece) => {
      assert.notEqual(piece, '');
      text += piece;
    },
    reasoning: (piece) => {
      assert.notEqual(piece, '');
      reasoning += piece;
    },
  });
  for (const piece of pieces) splitter.feed(piece);
  const isOpen = splitter.end();
  return { text, reasoning, isOpen };
}

describe('ThinkTagSplitter', () => {
  const table: [given: string, text: string, reasoning: string, isOpen: boolean][] = [
    ['<think>a</think>b', 'b', 'a', false],
    ['\n <think>\na\n</think>\n\nb\n', 'b\n', '\na\n', false],
    ['<thought>a</thought>b', 'b', 'a', false],
    ['<think></think>b', 'b', '', false],
    ['<think>a </thin b</think>c', 'c', 'a </thin b', false],
    ['<think>never closed', '', 'never closed', true],
    ['<think>cut in the </thi', '', 'cut in the </thi', true],
    ['<thinly veiled', '<thinly veiled', '', false],
    ['<thi', '<thi', '', false],
    ['  ', '  ', '', false],
    ['', '', '', false],
    ['no tags', 'no tags', '', false],
    ['text <think>stays</think> text', 'text <think>stays</think> text', '', false],
    ['<think>a</think>b<think>c</think>', 'b<think>c</think>', 'a', false],
    ['<think>a</thought>b</think>c', 'c', 'a</thought>b', false],
  ];
  for (const [given, text, reasoning, isOpen] of table) {
    it(`${JSON.stringify(given)}, whole and cut at every pair of places`, () => {
      const expected = { text, reasoning, isOpen };
      for (let first = 0; first <= given.length; first += 1) {
        for (let second = first; second <= given.length; second += 1) {
          const pieces = [given.slice(0, first), given.slice(first, second), given.slice(second)].filter(
            (piece) => piece !== '',
          );
          assert.deepEqual(split(pieces), expected, pieces.join('|'));
        }
      }
    });
  }
});
