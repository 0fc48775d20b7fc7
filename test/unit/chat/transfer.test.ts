// Chats as files: Markdown for people, `parley-chats/1` for another machine. No key in either.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { archivedChat, archiveEnd, archiveStart, readArchive } from '../../../src/chat/chat-archive.ts';
import type { ExportedChat } from '../../../src/chat/chat-store.ts';
import { exportMarkdown } from '../../../src/chat/export-markdown.ts';
import { openTestStore } from '../../fakes/history-store.ts';
import { answer, changeOf, prompt } from '../host/history/chats.ts';
import { compactionUpTo, selection } from '../model/samples.ts';

const key = `sk-${'CANARY'.repeat(5)}123`;

const messages = [
  { ...prompt('q', `My key is ${key}`), attachments: [{ ...selection, text: 'const fence = "```";' }] },
  answer('a', 'q', 'Use **this**.', {
    parts: [
      { type: 'reasoning', text: 'Think first.' },
      {
        type: 'tool-call',
        callId: 'c',
        name: 'read',
        argumentsText: '{}',
        outcome: { status: 'ok', text: 'a < b' },
      },
      { type: 'notice', text: 'A setting was left out.' },
      { type: 'provider-data', data: { signature: 'x' } },
      { type: 'text', text: 'Use **this**.' },
    ],
  }),
  answer('other', 'q', 'Another branch'),
];

describe('a chat as Markdown', () => {
  const markdown = exportMarkdown({ id: 'c', createdAtMs: 0, title: 'A\ntitle', messages, leafId: 'a' });

  test('reads as the chat does, with the rest folded away', () => {
    assert.equal(
      markdown.replace(/My key is .*/, 'My key is …'),
      `# A title

_1970-01-01, exported from Parley_

## You

<details>
<summary>src/math.ts:3-5</summary>

\`\`\`\`typescript
const fence = "\`\`\`";
\`\`\`\`

</details>

My key is …

## Parley (lab/model-1)

<details>
<summary>Reasoning</summary>

Think first.

</details>

<details>
<summary>Tool read</summary>

\`\`\`json
{}
\`\`\`

\`\`\`
a < b
\`\`\`

</details>

> A setting was left out.

Use **this**.
`,
    );
  });

  test('holds no key and no other branch', () => {
    assert.ok(!markdown.includes('CANARY'));
    assert.ok(!markdown.includes('Another branch'));
  });
});

/** All chats of a store as a file. */
async function archive(store: ReturnType<typeof openTestStore>['store']): Promise<string> {
  const { chats } = await store.exportChats({ position: 0 });
  return archiveStart(0) + chats.map(archivedChat).join(',\n') + archiveEnd;
}

function chatsIn(text: string): readonly ExportedChat[] {
  const reading = readArchive(text);
  assert.ok('chats' in reading, JSON.stringify(reading));
  return reading.chats;
}

describe('all chats as a file', () => {
  test('come back in another history, once, and complete what is there', async () => {
    const [here, there] = [openTestStore().store, openTestStore().store];
    await here.save(changeOf('c1', messages));
    await here.save(changeOf('c2', [prompt('q', 'Second'), answer('a', 'q', '', { state: 'running' })]));
    await here.pin({ chatId: 'c1', isPinned: true });
    const chats = chatsIn(await archive(here));
    const results = [];
    for (const round of [1, 2]) for (const chat of chats) results.push([round, await there.importChat(chat)]);
    assert.deepEqual(results, [
      [1, 'added'],
      [1, 'added'],
      [2, 'unchanged'],
      [2, 'unchanged'],
    ]);
    const [first] = await there.list({ limit: 9 });
    assert.deepEqual(
      [first?.id, first?.isPinned, first?.preview.startsWith('My key is')],
      ['c1', true, true],
    );
    const second = (await there.load({ chatId: 'c2' }))?.conversation.messages[1];
    assert.equal(second?.role === 'assistant' && second.state, 'interrupted', 'nobody writes it there');
    await here.save(changeOf('c1', [prompt('more', 'More', 'a')]));
    const [more] = chatsIn(await archive(here));
    await there.rename({ chatId: 'c1', title: 'Renamed there' });
    assert.equal(await there.importChat(more!), 'completed');
    const merged = await there.load({ chatId: 'c1' });
    assert.deepEqual([merged?.conversation.messages.length, merged?.header.title], [4, 'Renamed there']);
    await there.remove({ chatId: 'c1', nowMs: 1 });
    assert.equal(await there.importChat(more!), 'completed', 'a deleted chat comes back');
    assert.equal((await there.search({ words: 'another branch', limit: 9, offset: 0 })).hits.length, 1);
  });

  test('bring their summaries along, once; one that was taken back stays away', async () => {
    const [here, there] = [openTestStore().store, openTestStore().store];
    const compaction = { ...compactionUpTo('a'), summary: `The key is ${key}.` };
    await here.save(changeOf('c1', messages, { compactions: [compaction], leafId: 'a' }));
    const [chat] = chatsIn(await archive(here));
    const summaries = async (): Promise<readonly string[]> =>
      ((await there.load({ chatId: 'c1' }))?.conversation.compactions ?? []).map(({ summary }) => summary);
    assert.equal(await there.importChat(chat!), 'added');
    assert.equal((await summaries()).length, 1);
    assert.ok(!(await summaries())[0]?.includes('CANARY'));
    assert.equal(await there.importChat(chat!), 'unchanged');
    assert.equal((await summaries()).length, 1);
    assert.deepEqual(chatsIn(await archive(there)), [chat], 'and they are exported again');
    await there.save(changeOf('c1', [], { compactions: [], leafId: 'a' }));
    assert.equal(await there.importChat(chat!), 'unchanged');
    assert.deepEqual(await summaries(), []);
    const broken = { format: 'parley-chats/1', chats: [{ ...chat, compactions: [{ id: 7 }] }] };
    assert.deepEqual(chatsIn(JSON.stringify(broken))[0]?.compactions, []);
  });

  test('hold no key, and vendor data as it was', async () => {
    const { store } = openTestStore();
    await store.save(changeOf('c1', messages));
    const text = await archive(store);
    assert.ok(!text.includes('CANARY'));
    const parts = chatsIn(text)[0]?.messages[1]?.['parts'] as readonly Record<string, unknown>[];
    assert.deepEqual(parts[3], { type: 'provider-data', data: { signature: 'x' } });
  });

  test('what is no such file is refused in plain words; entries that are no chats are counted', () => {
    const problem = (text: string): string => {
      const reading = readArchive(text);
      return 'problem' in reading ? reading.problem : '';
    };
    assert.match(problem('{'), /not JSON/);
    for (const text of ['[]', 'null', '{}', '{"format":"other"}'])
      assert.match(problem(text), /not an export of Parley/);
    assert.match(problem('{"format":"parley-chats/2"}'), /newer Parley/);
    const mixed = { format: 'parley-chats/1', chats: [1, { id: '' }, { id: 'x'.repeat(101), title: '' }] };
    assert.deepEqual(readArchive(JSON.stringify(mixed)), { chats: [], unreadable: 3 });
  });
});
