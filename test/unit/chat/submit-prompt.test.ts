// A prompt goes into a chat in one way, wherever it was written: expanded, in place of an older one, or not at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session } from '../../../src/chat/session.ts';
import { submitPrompt, type SubmitPorts } from '../../../src/chat/submit-prompt.ts';
import { builtInPrompts, mergePrompts } from '../../../src/context/prompts.ts';
import type { UserMessage } from '../../../src/model/conversation.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createScriptedClient } from '../../fakes/scripted-client.ts';
import { selection } from '../model/samples.ts';
import { toolboxOf } from '../tools/tool-samples.ts';
import { chosen, finish, noContext, numbered, says } from './chat-setup.ts';

function stage() {
  const session = new Session({
    client: createScriptedClient([
      [says('One.'), finish],
      [says('Two.'), finish],
    ]),
    tools: toolboxOf([]),
    context: noContext,
    chooseTarget: () => chosen(),
    newId: numbered('id'),
    nowMs: () => 1,
    log: createMemoryLog(),
  });
  const summedUp: string[] = [];
  const ports: SubmitPorts = {
    prompts: {
      prompts: async () => mergePrompts([]),
      values: () => ({}),
      subject: async () => {
        throw new Error('Nothing is selected.');
      },
    },
    compact: async (_session, focus) => {
      summedUp.push(focus);
      return true;
    },
  };
  const prompts = (): readonly UserMessage[] =>
    session.conversation.messages.filter((message) => message.role === 'user');
  return { session, ports, summedUp, prompts };
}

test('a new prompt is expanded and sent with what is attached', async () => {
  const { session, ports, prompts } = stage();
  const submitted = await submitPrompt('/explain the loop', [selection], () => session, ports);
  assert.deepEqual(submitted, { status: 'sent' });
  const [sent] = prompts();
  assert.equal(sent?.text, `${builtInPrompts.explain.template}\n\nthe loop`);
  assert.deepEqual(sent.attachments, [selection]);
});

test('in place of an older one it is its sibling, expanded as well', async () => {
  const { session, ports, prompts } = stage();
  await submitPrompt('First', [selection], () => session, ports);
  const first = prompts()[0]?.id;
  await submitPrompt('/fix', [selection], () => session, ports, first);
  const [one, other] = prompts();
  assert.equal(other?.text, builtInPrompts.fix.template);
  assert.equal(other.parentId, one?.parentId);
  assert.deepEqual(other.attachments, [selection]);
});

test('one that lacks its subject is refused, and the chat stays as it was', async () => {
  const { session, ports, prompts } = stage();
  const refused = await submitPrompt('/explain', [], () => session, ports);
  assert.deepEqual(refused, { status: 'refused', reason: 'Nothing is selected.' });
  assert.deepEqual(prompts(), []);
});

test('/compact is done and never sent', async () => {
  const { session, ports, prompts, summedUp } = stage();
  const submitted = await submitPrompt('/compact the plan', [], () => session, ports);
  assert.equal(submitted.status === 'compacting' && (await submitted.whenDone), true);
  assert.deepEqual(summedUp, ['the plan']);
  assert.deepEqual(prompts(), []);
});
