// What the panel is told of attachments: their size, never the bytes of pictures, and of unsent ones no text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  attachmentForChip,
  conversationForPanel,
  eventForPanel,
} from '../../../src/chat/shown-attachment.ts';
import { estimateAttachment } from '../../../src/context/tokens.ts';
import type { FileAttachment, ImageAttachment } from '../../../src/model/attachment.ts';
import { emptyConversation, type UserMessage } from '../../../src/model/conversation.ts';

const image: ImageAttachment = {
  kind: 'image',
  id: 'i1',
  name: 'a.png',
  mediaType: 'image/png',
  base64: 'QUJDREVGR0g='.repeat(1000),
  width: 1000,
  height: 750,
};
const file: FileAttachment = {
  kind: 'file',
  id: 'f1',
  path: 'a.ts',
  uri: 'file:///a.ts',
  languageId: 'ts',
  text: 'const secretWord = 1;\n'.repeat(50),
  totalLines: 50,
};
const message: UserMessage = {
  role: 'user',
  id: 'u1',
  createdAtMs: 1,
  text: 'Look',
  attachments: [image, file],
};

test('a chip is told the size, corrected, and nothing of the content', () => {
  const chips = [image, file].map((one) => attachmentForChip(one, 2));
  assert.doesNotMatch(JSON.stringify(chips), /QUJD|secretWord/);
  assert.equal(chips[1]?.tokens, 2 * estimateAttachment(file));
  assert.ok((chips[0]?.tokens ?? 0) >= 2000, 'a picture of 1000 × 750 is a thousand tokens, and its heading');
});

test('a sent message keeps its texts, to be searched, and no picture', () => {
  const shown = conversationForPanel({ ...emptyConversation('c', 1), messages: [message], leafId: 'u1' });
  assert.doesNotMatch(JSON.stringify(shown), /QUJD/);
  assert.match(JSON.stringify(shown), /secretWord/);
  const event = eventForPanel({ type: 'message-add', message });
  assert.ok(event.type === 'message-add');
  assert.equal(event.message, shown.messages[0], 'made once');
  assert.equal(message.attachments[0], image, 'the message itself is as it was');
});

test('what has no attachments passes as it is', () => {
  const event = { type: 'text-delta', messageId: 'a1', text: 'x' } as const;
  assert.equal(eventForPanel(event), event);
  const plain: UserMessage = { ...message, attachments: [] };
  const shown = conversationForPanel({ ...emptyConversation('c', 1), messages: [plain] });
  assert.equal(shown.messages[0], plain);
});
