// Search over all words of all chats.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SearchPage } from '../../../../src/chat/chat-store.ts';
import type { History } from '../../../../src/host/history/history.ts';
import { selection } from '../../model/samples.ts';
import { answer, changeOf, openHistory, pair, prompt, tidy } from './history-setup.ts';

function find(history: History, words: string, offset = 0): Promise<SearchPage> {
  return history.search({ words, limit: 5, offset });
}

async function chatsWith(history: History, words: string): Promise<string[]> {
  return (await find(history, words)).hits.map(({ chatId }) => chatId).toSorted();
}

/** The excerpt with its hits in brackets. */
async function line(history: History, words: string): Promise<string | undefined> {
  const [hit] = (await find(history, words)).hits;
  return hit?.pieces.map(({ text, isHit }) => (isHit ? `[${text}]` : text)).join('');
}

describe('search', () => {
  test('finds words anywhere: prompts, answers, thinking, tools, attachments, titles', async () => {
    const { history } = openHistory();
    await history.save(
      changeOf(
        'c',
        [
          { ...prompt('q', 'alpha'), attachments: [{ ...selection, path: 'src/beta.ts', text: 'gamma()' }] },
          answer('a', 'q', 'delta', {
            parts: [
              { type: 'reasoning', text: 'epsilon' },
              {
                type: 'tool-call',
                callId: '1',
                name: 'zeta',
                argumentsText: '{"path":"eta"}',
                outcome: { status: 'ok', text: 'theta' },
              },
              { type: 'text', text: 'delta' },
            ],
          }),
        ],
        { title: 'iota' },
      ),
    );
    for (const word of ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota'])
      assert.deepEqual(await chatsWith(history, word), ['c'], word);
    assert.deepEqual(await chatsWith(history, 'kappa'), [], 'control');
    const [title] = (await find(history, 'iota')).hits;
    assert.deepEqual([title?.role, title?.messageId], ['title', undefined]);
    assert.equal((await find(history, 'delta')).hits[0]?.messageId, 'a');
  });

  test('all words, phrases, an unfinished last word, without marks and case, and writing without spaces', async () => {
    const { history } = openHistory();
    await history.save(pair('a', 'The quick brown fox', 'jumps'));
    await history.save(pair('b', 'A brown and quick dog', 'Über den Zaun'));
    await history.save(pair('c', '今日は天気がいい', '東京タワー'));
    assert.deepEqual(await chatsWith(history, 'quick brown'), ['a', 'b']);
    assert.deepEqual(await chatsWith(history, '"quick brown"'), ['a']);
    assert.deepEqual(await chatsWith(history, 'brown qui'), ['a', 'b']);
    assert.deepEqual(await chatsWith(history, 'qui brown'), [], 'only the last word may be unfinished');
    assert.deepEqual(await chatsWith(history, 'uber'), ['b']);
    assert.deepEqual(await chatsWith(history, '天気'), ['c']);
    assert.deepEqual(await chatsWith(history, '気天'), []);
    for (const hostile of ['"', 'AND', 'a OR', 'NEAR(', '*', '^fox', 'text:fox', "o'x", '((', '-', ''])
      await find(history, hostile);
  });

  test('marks the hits in an excerpt around the first of them', async () => {
    const { history } = openHistory();
    await history.save(
      pair('a', `${'before '.repeat(40)}the Nädel here, needle? ${'after '.repeat(40)}`, 'A'),
    );
    assert.match((await line(history, 'nadel')) ?? '', /^….{30,50}\[Nädel\] here, needle\? .*…$/);
    assert.match((await line(history, 'nadel nee')) ?? '', /\[Nädel\] here, \[nee\]dle/);
  });

  test('pages through more hits than fit, each once', async () => {
    const { history } = openHistory();
    for (let index = 0; index < 12; index += 1) await history.save(pair(`c${index}`, `needle ${index}`, 'A'));
    const seen: string[] = [];
    for (let offset = 0; ; offset += 5) {
      const page = await find(history, 'needle', offset);
      seen.push(...page.hits.map(({ chatId }) => chatId));
      if (!page.hasMore) break;
    }
    assert.equal(new Set(seen).size, 12);
    assert.equal(seen.length, 12);
  });

  test('the index is fed outside of saving and survives a restart half-way', async () => {
    const { history, folder } = openHistory();
    for (let index = 0; index < 300; index += 1) await history.save(pair(`c${index}`, `word${index}`, 'A'));
    assert.ok(await history.idle(), 'there is more to index than one piece');
    history.close();
    const again = openHistory(folder).history;
    await again.list({ limit: 1 });
    await tidy(again);
    for (const index of [0, 150, 299])
      assert.deepEqual(await chatsWith(again, `"word${index}"`), [`c${index}`]);
  });

  test('a running answer is found when it has ended', async () => {
    const { history } = openHistory();
    await history.save(changeOf('c', [prompt('q', 'Q'), answer('a', 'q', 'needle', { state: 'running' })]));
    assert.deepEqual(await chatsWith(history, 'needle'), []);
    await history.save(changeOf('c', [answer('a', 'q', 'needle found')]));
    assert.deepEqual(await chatsWith(history, 'needle'), ['c']);
  });
});
