// What is typed and attached but not sent, per chat.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Drafts, type Draft } from '../../../src/chat/drafts.ts';
import { selection } from '../model/samples.ts';

/** Drafts on a keeper in memory; `saved` is what it was told. */
function draftsWith(
  stored: Readonly<Record<string, Draft>> = {},
  saved: [string, Draft, boolean][] = [],
): Drafts {
  return new Drafts({
    load: async (chatId) => stored[chatId] ?? { text: '', attachments: [] },
    save: (...told) => saved.push(told),
  });
}

const other = { ...selection, id: 'attachment-2', startLine: 7, endLine: 9, text: 'other lines' };

test('a chat has an empty draft at first', () => {
  assert.deepEqual(draftsWith().of('chat-1'), { text: '', attachments: [] });
});

test('text and attachments are kept per chat, each without the other', () => {
  const drafts = draftsWith();
  drafts.setText('chat-1', 'half a th');
  drafts.attach('chat-1', selection);
  drafts.setText('chat-1', 'half a thought');
  drafts.setText('chat-2', 'elsewhere');
  assert.deepEqual(drafts.of('chat-1'), { text: 'half a thought', attachments: [selection] });
  assert.deepEqual(drafts.of('chat-2'), { text: 'elsewhere', attachments: [] });
});

test('the same place is attached once, with its latest text; other places stay, in order', () => {
  const drafts = draftsWith();
  const edited = { ...selection, id: 'attachment-3', text: 'edited' };
  drafts.attach('chat-1', selection);
  drafts.attach('chat-1', other);
  drafts.attach('chat-1', { ...selection, id: 'attachment-4', uri: 'file:///elsewhere.ts' });
  drafts.attach('chat-1', edited);
  assert.deepEqual(
    drafts.of('chat-1').attachments.map(({ id }) => id),
    ['attachment-2', 'attachment-4', 'attachment-3'],
  );
});

test('an attachment is taken off by its id; an unknown id changes nothing', () => {
  const drafts = draftsWith();
  drafts.attach('chat-1', selection);
  drafts.attach('chat-1', other);
  drafts.detach('chat-1', 'nobody');
  drafts.detach('chat-2', selection.id);
  assert.equal(drafts.of('chat-1').attachments.length, 2);
  drafts.detach('chat-1', selection.id);
  assert.deepEqual(drafts.of('chat-1').attachments, [other]);
});

test('attachments go with a message that was not typed; the text stays', () => {
  const drafts = draftsWith();
  drafts.setText('chat-1', 'unsent');
  drafts.attach('chat-1', selection);
  assert.deepEqual(drafts.takeAttachments('chat-1'), [selection]);
  assert.deepEqual(drafts.of('chat-1'), { text: 'unsent', attachments: [] });
  assert.deepEqual(drafts.takeAttachments('chat-1'), []);
});

test('sending empties the draft of that chat alone', () => {
  const drafts = draftsWith();
  drafts.setText('chat-1', 'sent');
  drafts.attach('chat-1', selection);
  drafts.setText('chat-2', 'kept');
  drafts.clear('chat-1');
  assert.deepEqual(drafts.of('chat-1'), { text: '', attachments: [] });
  assert.equal(drafts.of('chat-2').text, 'kept');
});

test('a draft that was read does not change under the reader', () => {
  const drafts = draftsWith();
  drafts.attach('chat-1', selection);
  const before = drafts.of('chat-1');
  drafts.attach('chat-1', other);
  drafts.setText('chat-1', 'later');
  assert.deepEqual(before, { text: '', attachments: [selection] });
});

test('what an earlier window left is there once loaded; what was typed here since wins', async () => {
  const stored = { 'chat-1': { text: 'from before', attachments: [selection] } };
  const drafts = draftsWith(stored);
  await drafts.load('chat-1');
  assert.deepEqual(drafts.of('chat-1'), stored['chat-1']);
  const late = draftsWith(stored);
  const loading = late.load('chat-1');
  late.setText('chat-1', 'typed');
  await loading;
  assert.equal(late.of('chat-1').text, 'typed');
});

test('every change is kept, and whether it was sent; the same text again is no change', () => {
  const saved: [string, Draft, boolean][] = [];
  const drafts = draftsWith({}, saved);
  drafts.setText('chat-1', 'a');
  drafts.setText('chat-1', 'a');
  drafts.attach('chat-1', selection);
  drafts.takeAttachments('chat-1');
  drafts.takeAttachments('chat-1');
  drafts.clear('chat-1');
  assert.deepEqual(saved, [
    ['chat-1', { text: 'a', attachments: [] }, false],
    ['chat-1', { text: 'a', attachments: [selection] }, false],
    ['chat-1', { text: 'a', attachments: [] }, false],
    ['chat-1', { text: '', attachments: [] }, true],
  ]);
});
