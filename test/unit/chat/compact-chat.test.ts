// A chat summed up: what is covered, what the next request holds, and when nothing happens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compactChat, type CompactChatPorts } from '../../../src/chat/compact-chat.ts';
import { Session } from '../../../src/chat/session.ts';
import { ChatError } from '../../../src/model/error.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createScriptedClient, type ClientStep } from '../../fakes/scripted-client.ts';
import { toolboxOf } from '../tools/tool-samples.ts';
import { chosen, finish, noContext, numbered, says, until } from './chat-setup.ts';

const long = 'word '.repeat(400);

function stage(scripts: readonly (readonly ClientStep[])[]) {
  const client = createScriptedClient(scripts);
  const ports = {
    client,
    tools: toolboxOf([]),
    context: noContext,
    chooseTarget: () => chosen(),
    newId: numbered('id'),
    nowMs: () => 1,
    log: createMemoryLog(),
  };
  const session = new Session(ports);
  const compactPorts: CompactChatPorts = { ...ports, sessionOf: () => session };
  const say = async (text: string): Promise<void> => {
    session.submit(text, []);
    await until(() => !session.isRunning, 'the end of the answer');
  };
  const compact = (more: Partial<CompactChatPorts> = {}): Promise<string | undefined> =>
    compactChat(session, '', { ...compactPorts, ...more }, new AbortController().signal);
  const sent = (call: number): readonly string[] =>
    (client.calls[call]?.request.messages ?? []).map(({ text }) => text);
  return { session, say, compact, sent };
}

test('the next request holds the summary; taken back, it holds the messages again', async () => {
  const { session, say, compact, sent } = stage([
    [says(long), finish],
    [says('In short.'), finish],
    [says('two'), finish],
    [says('three'), finish],
  ]);
  await say(`first ${long}`);
  assert.equal(await compact(), undefined);
  const [compaction] = session.conversation.compactions ?? [];
  assert.equal(compaction?.upToMessageId, session.conversation.leafId);
  await say('second');
  assert.equal(sent(2).length, 1);
  assert.match(sent(2)[0] ?? '', /In short\.[\s\S]*second$/);
  session.changeCompactions({ type: 'compaction-remove', compactionId: compaction?.id ?? '' });
  await say('third');
  assert.equal(sent(3).length, 5);
});

test('a question that failed is not covered: asked again, it comes with the summary', async () => {
  const failure = new ChatError({ kind: 'context-too-long', message: 'Too long.', retryable: false });
  const { session, say, compact, sent } = stage([
    [says(long), finish],
    [failure],
    [says('In short.'), finish],
    [says('now'), finish],
  ]);
  await say(`first ${long}`);
  await say('second');
  assert.equal(await compact(), undefined);
  session.retry(session.conversation.leafId ?? '');
  await until(() => !session.isRunning, 'the end of the answer');
  assert.equal(sent(3).length, 1);
  assert.match(sent(3)[0] ?? '', /In short\.[\s\S]*second$/);
});

test('without anything to sum up, while an answer runs, or when the chat was left, it says so', async () => {
  const { session, say, compact } = stage([
    [says(long), finish],
    [says('In short.'), finish],
  ]);
  assert.match((await compact()) ?? '', /nothing to sum up/);
  session.submit(long, []);
  assert.match((await compact()) ?? '', /being written/);
  session.stop();
  await say(long);
  assert.match((await compact({ sessionOf: () => undefined })) ?? '', /was left/);
  assert.equal(session.conversation.compactions, undefined);
});
