// What goes into a request: instructions, a summary, what fits; what is told about it, and what is learned from it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createComposer } from '../../../src/chat/compose-request.ts';
import type { ContextPorts } from '../../../src/chat/plan-request.ts';
import type { Instruction } from '../../../src/context/instructions.ts';
import type { AssistantMessage, Message, UserMessage } from '../../../src/model/conversation.ts';
import { compactionUpTo } from '../model/samples.ts';
import { noContext, targetOf } from './chat-setup.ts';

const rules: Instruction = {
  path: 'AGENTS.md',
  uri: 'file:///p/AGENTS.md',
  text: 'Tabs, not spaces.',
  isCut: false,
  masked: [],
};

function prompt(id: string, text: string, parentId?: string): UserMessage {
  const parent = parentId === undefined ? {} : { parentId };
  return { role: 'user', id, ...parent, createdAtMs: 1, text, attachments: [] };
}

function answer(id: string, parentId: string, ...parts: AssistantMessage['parts']): AssistantMessage {
  return {
    role: 'assistant',
    id,
    parentId,
    createdAtMs: 1,
    model: 'lab/model-1',
    providerLabel: 'Lab',
    parts,
    state: 'done',
  };
}

const path: readonly Message[] = [
  prompt('u1', `first ${'word '.repeat(400)}`),
  answer('a1', 'u1', { type: 'text', text: 'one' }),
  prompt('u2', 'second', 'a1'),
  answer('a2', 'u2'),
];

function composer(changes: Partial<ContextPorts>, chat: readonly Message[] = path, upTo?: string) {
  const compactions = upTo === undefined ? undefined : [compactionUpTo(upTo)];
  return createComposer({ ...noContext, ...changes }, () => ({ path: chat, compactions }));
}

describe('instructions', () => {
  test('follow the system prompt, are read once a turn, and are named', async () => {
    let reads = 0;
    const compose = composer({
      instructions: async () => {
        reads += 1;
        return [rules];
      },
    });
    const first = await compose(targetOf({ systemPrompt: 'Be brief.' }), []);
    await compose(targetOf(), []);
    assert.equal(reads, 1);
    assert.equal(first.messages[0]?.role, 'system');
    assert.match(first.messages[0]?.text ?? '', /^Be brief\.\n\n[\s\S]*AGENTS\.md[\s\S]*Tabs, not spaces\./);
    assert.match(first.notices.join(), /sent along: AGENTS\.md\./);
    const without = await composer({})(targetOf({ systemPrompt: 'Be brief.' }), []);
    assert.deepEqual([without.messages[0]?.text, without.notices], ['Be brief.', []], 'control: none');
  });

  test('are named again only when they are others', async () => {
    const ports = { instructions: async () => [rules] };
    const { notices } = await composer(ports)(targetOf(), []);
    const told = path.with(1, answer('a1', 'u1', { type: 'notice', text: notices[0] ?? '' }));
    assert.deepEqual((await composer(ports, told)(targetOf(), [])).notices, []);
    const others = { instructions: async () => [{ ...rules, path: 'CLAUDE.md' }] };
    assert.match((await composer(others, told)(targetOf(), [])).notices.join(), /CLAUDE\.md/);
  });

  test('are asked for by what is attached', async () => {
    let asked: readonly string[] = [];
    const attachment = {
      kind: 'folder',
      id: 'f',
      path: 'src',
      uri: 'file:///p/src',
      text: '',
      files: [],
    } as const;
    const chat = [{ ...prompt('u1', 'look'), attachments: [attachment] }, answer('a1', 'u1')];
    const instructions: ContextPorts['instructions'] = async (uris) => {
      asked = uris;
      return [];
    };
    await composer({ instructions }, chat)(targetOf(), []);
    assert.deepEqual(asked, ['file:///p/src']);
  });
});

describe('the budget', () => {
  test('leaves the oldest out and says so once a turn', async () => {
    const compose = composer({ contextTokens: () => 300 });
    const first = await compose(targetOf(), []);
    assert.deepEqual(
      first.messages.map(({ text }) => text),
      ['second'],
    );
    assert.match(first.notices.join(), /Left out.*the first 2 messages/);
    assert.deepEqual((await compose(targetOf(), [])).notices, []);
  });

  test('counts tools and system prompt, and leaves all in where there is room or nobody knows', async () => {
    const spec = { name: 't', description: 'word '.repeat(500), inputSchema: {} };
    const roomy = composer({ contextTokens: () => 1000 });
    assert.equal((await roomy(targetOf(), [])).messages.length, 3);
    assert.equal((await roomy(targetOf(), [spec])).messages.length, 1, 'the tool takes the room');
    assert.equal((await roomy(targetOf({ systemPrompt: 'word '.repeat(500) }), [])).messages.length, 2);
    assert.equal((await composer({})(targetOf(), [spec])).messages.length, 3);
  });

  test('learns from what the server counted, and estimates by it', async () => {
    const learned: (readonly [string, number, number])[] = [];
    const calibration = {
      factor: () => 2,
      learn: (model: string, estimated: number, reported: number) =>
        void learned.push([model, estimated, reported]),
    };
    const compose = composer({ contextTokens: () => 1000, calibration });
    const composed = await compose(targetOf(), []);
    assert.equal(composed.messages.length, 1, 'twice the estimate does not fit');
    composed.learn(40);
    const [[model, estimated, reported] = ['', 0, 0]] = learned;
    assert.deepEqual([model, reported], ['lab/model-1', 40]);
    assert.ok(estimated > 0 && estimated < 40, `the estimate is without the factor: ${estimated}`);
  });
});

describe('a summary', () => {
  test('stands for what it covers', async () => {
    const { messages } = await composer({}, path, 'a1')(targetOf(), []);
    assert.equal(messages.length, 1);
    assert.match(messages[0]?.text ?? '', /<summary>[\s\S]*second$/);
  });

  test('of the prompt at hand does not count: there would be nothing to answer', async () => {
    const { messages } = await composer({}, path, 'a2')(targetOf(), []);
    assert.equal(messages.at(-1)?.text, 'second');
    assert.equal(messages.length, 3);
  });
});
