// What is shown of the next request is what would be sent: same parts, same size, and a reason where nothing can go.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createComposer } from '../../../src/chat/compose-request.ts';
import { RequestPreviews, type PreviewPorts } from '../../../src/chat/preview-request.ts';
import type { Instruction } from '../../../src/context/instructions.ts';
import { mergePrompts } from '../../../src/context/prompts.ts';
import type { Attachment } from '../../../src/model/attachment.ts';
import { emptyConversation, type Conversation, type Message } from '../../../src/model/conversation.ts';
import { ChatError } from '../../../src/model/error.ts';
import { attachmentsOfEveryKind, userMessage } from '../model/samples.ts';
import { chosen, lab, noContext, targetOf } from './chat-setup.ts';

const rules: Instruction = {
  path: 'AGENTS.md',
  uri: 'file:///AGENTS.md',
  text: 'Tabs.',
  isCut: false,
  masked: [],
};
const picture = attachmentsOfEveryKind.find(({ kind }) => kind === 'image');
const tool = { name: 'read_file', description: 'Reads a file.', inputSchema: { type: 'object' } };
const target = targetOf({ systemPrompt: 'Be brief.' });

function previews(changes: Partial<PreviewPorts> = {}): RequestPreviews {
  return new RequestPreviews({
    context: { ...noContext, instructions: async () => [rules] },
    chooseTarget: () => chosen(target),
    prompts: {
      prompts: async () => [],
      values: () => ({}),
      subject: async () => {
        throw new Error('There is nothing to attach.');
      },
    },
    offer: () => ({ specs: [tool], notices: [] }),
    ...changes,
  });
}

function chatOf(messages: readonly Message[], more: Partial<Conversation> = {}): Conversation {
  const leafId = messages.at(-1)?.id;
  return { ...emptyConversation('c', 1), messages, ...(leafId === undefined ? {} : { leafId }), ...more };
}

const long = 'word '.repeat(500);
const path: readonly Message[] = [
  { ...userMessage('q1'), text: long, attachments: [] },
  {
    role: 'assistant',
    id: 'a1',
    parentId: 'q1',
    createdAtMs: 1,
    model: 'lab/model-1',
    providerLabel: 'Lab',
    parts: [{ type: 'text', text: 'One.' }],
    state: 'done',
  },
];
const draft = { text: 'And now?', attachments: [] };

describe('the preview', () => {
  test('is of the size that the composer of requests reckons with', async () => {
    const { size } = await previews().preview(chatOf(path), draft);
    let estimated = 0;
    const calibration = {
      factor: () => 1,
      learn: (_model: string, tokens: number) => void (estimated = tokens),
    };
    const sent = [...path, { ...userMessage('q2'), text: draft.text, attachments: [] }];
    const compose = createComposer({ ...noContext, instructions: async () => [rules], calibration }, () => ({
      path: sent,
    }));
    (await compose(target, [tool])).learn(1);
    assert.equal(size.tokens, estimated);
    assert.equal(size.contextTokens, undefined);
  });

  test('marks what has no room, and what the user took out', async () => {
    const context = { ...noContext, instructions: async () => [rules], contextTokens: () => 300 };
    const chat = chatOf(path, { leftOut: ['instructions:AGENTS.md', 'system-prompt'] });
    const { parts, size } = await previews({ context }).preview(chat, draft);
    assert.deepEqual(
      parts.map(({ id, fate }) => [id, fate]),
      [
        ['system-prompt', 'taken-out'],
        ['instructions:AGENTS.md', 'taken-out'],
        ['tools', 'sent'],
        ['q1', 'no-room'],
        ['a1', 'no-room'],
        ['prompt', 'sent'],
      ],
    );
    assert.deepEqual(
      [size.droppedCount, size.contextTokens, size.answerTokens, size.isTooLong],
      [2, 300, 75, false],
    );
    const tiny = { ...context, contextTokens: () => 20 };
    assert.equal((await previews({ context: tiny }).preview(chat, draft)).size.isTooLong, true);
  });

  test('says why nothing would be sent', async () => {
    const refused = await previews().preview(chatOf([]), { text: '/fix', attachments: [] });
    assert.equal(refused.problem, undefined, 'no such prompt: it goes as it is');
    const prompts = {
      prompts: async () => mergePrompts([]),
      values: () => ({}),
      subject: async () => {
        throw new Error('Open a file first.');
      },
    };
    const problemOf = async (text: string): Promise<string | undefined> =>
      (await previews({ prompts }).preview(chatOf([]), { text, attachments: [] })).problem;
    assert.equal(await problemOf('/fix'), 'Open a file first.');
    assert.match((await problemOf('/compact')) ?? '', /no message/);
    const failing = {
      ...chosen(target),
      resolve: async () => {
        throw new ChatError({
          kind: 'auth',
          code: 'no-key',
          message: 'No key.',
          retryable: false,
          provider: 'Lab',
        });
      },
    };
    const without = await previews({ chooseTarget: () => failing }).preview(chatOf([]), draft);
    assert.match(without.problem ?? '', /Lab/);
    assert.deepEqual(without.parts, []);
  });

  test('of a very long chat lists the newest, and counts the others', async () => {
    const many = Array.from({ length: 450 }, (_, at): Message => {
      const parent = at === 0 ? {} : { parentId: `m${at - 1}` };
      return { ...userMessage(`m${at}`), ...parent, text: `number ${at}`, attachments: [] };
    });
    const { parts, unlisted } = await previews().preview(chatOf(many), draft);
    assert.equal(parts.filter(({ kind }) => kind === 'message').length, 400);
    assert.equal(unlisted.count, 50);
    assert.ok(unlisted.tokens > 50);
    assert.equal(parts.find(({ kind }) => kind === 'message')?.id, 'm50');
  });

  test('tools go only to a model that takes them', async () => {
    const provider = { ...lab, models: [{ id: 'model-1', tools: false }] };
    const without = previews({ chooseTarget: () => chosen({ ...target, provider }) });
    const kinds = async (from: RequestPreviews): Promise<string[]> =>
      (await from.preview(chatOf([]), draft)).parts.map(({ kind }) => kind);
    assert.equal((await kinds(without)).includes('tools'), false);
    assert.equal((await kinds(previews())).includes('tools'), true, 'control');
  });
});

describe('the outline', () => {
  test('names the instructions that go, also while there is no usable model', async () => {
    const failing = {
      ...chosen(target),
      resolve: async () => {
        throw new ChatError({
          kind: 'auth',
          code: 'no-key',
          message: 'No key.',
          retryable: false,
          provider: 'Lab',
        });
      },
    };
    const noModel = await previews({ chooseTarget: () => failing }).outline(chatOf([]), draft);
    assert.equal(noModel.size, undefined);
    assert.deepEqual(
      noModel.instructions.map(({ path: file }) => file),
      ['AGENTS.md'],
    );
    const removed = await previews().outline(chatOf([], { leftOut: ['instructions:AGENTS.md'] }), draft);
    assert.deepEqual(removed.instructions, []);
    assert.ok((removed.size?.tokens ?? 0) > 0);
  });

  test('warns of pictures for a model that sees none, and only for such', async () => {
    assert.ok(picture !== undefined);
    const warnings = async (
      sees: boolean | undefined,
      attachments: readonly Attachment[],
      messages: readonly Message[] = [],
    ): Promise<readonly string[]> => {
      const context = { ...noContext, seesPictures: () => sees };
      return (await previews({ context }).outline(chatOf(messages), { text: '', attachments })).warnings;
    };
    assert.match(
      (await warnings(false, [picture])).join(),
      /model-1 cannot see pictures\. .*remove the picture/,
    );
    assert.match((await warnings(false, [picture, { ...picture, id: 'p2' }])).join(), /the 2 pictures/);
    const before = [{ ...userMessage('q1'), attachments: [picture] }];
    assert.match((await warnings(false, [], before)).join(), /This chat holds pictures/);
    assert.deepEqual(await warnings(false, []), []);
    assert.deepEqual(await warnings(true, [picture]), []);
    assert.deepEqual(await warnings(undefined, [picture]), [], 'nobody knows: nothing is claimed');
  });
});
