// A window that streams for ever, for tests that kill it: prints a line for every message that it shows as done.
// node stream-child.ts <folder> <script of the thread> <id of the chat>
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { HistoryWriter } from '../../../../src/chat/history-writer.ts';
import { Session } from '../../../../src/chat/session.ts';
import { createWorkerStore } from '../../../../src/host/history/worker-store.ts';
import type { ConversationEvent } from '../../../../src/model/event.ts';
import { createMemoryLog } from '../../../fakes/memory-log.ts';
import type { StreamPart } from '../../../../src/model/stream.ts';
import { chosen, noContext } from '../../chat/chat-setup.ts';
import { sampleTool, toolboxOf } from '../../tools/tool-samples.ts';

const [folder = '', script = '', chatId = ''] = process.argv.slice(2);
const log = createMemoryLog();
const store = createWorkerStore({ folder, script, windowId: randomUUID(), log });
const writer = new HistoryWriter({
  store,
  schedule(callback) {
    // Checkpoints come faster than in life, so that many of them are hit.
    const timer = setTimeout(callback, 5);
    return () => clearTimeout(timer);
  },
  workspace: () => undefined,
  log,
  onFault: (fault) => {
    if (fault !== undefined) writeSync(2, `saving fails: ${fault}\n`);
  },
});
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
let answers = 0;
const client = {
  async *stream(): AsyncGenerator<readonly StreamPart[], void, void> {
    answers += 1;
    for (let piece = 0; piece < 8; piece += 1) {
      await pause();
      yield [{ type: 'text-delta', text: `piece ${piece} of a longer answer. ` }];
    }
    if (answers % 2 === 1)
      yield [{ type: 'tool-call', callId: `call-${answers}`, name: 'wait', argumentsText: '{}' }];
    yield [{ type: 'finish', reason: answers % 2 === 1 ? 'tools' : 'stop' }];
  },
};
const tools = toolboxOf([
  sampleTool({
    name: 'wait',
    call: {
      async run() {
        for (let wait = 0; wait < 5; wait += 1) await pause();
        return { status: 'ok', text: 'done waiting' };
      },
    },
  }),
]);
const stored = await store.load({ chatId });
const session = new Session(
  {
    client: client as never,
    tools,
    context: noContext,
    chooseTarget: () => chosen(),
    newId: randomUUID,
    nowMs: () => Date.now(),
    log,
  },
  stored?.conversation ?? { id: chatId, createdAtMs: Date.now(), title: '', messages: [] },
);
writer.follow(session, stored?.header.revision);
// What the panel is shown, and when: a message counts as done once it is stored.
session.subscribe((events: readonly ConversationEvent[]) => {
  for (const event of events) {
    const id =
      event.type === 'message-add' && event.message.role === 'user'
        ? event.message.id
        : event.type === 'turn-end' && event.state === 'done'
          ? event.messageId
          : undefined;
    if (id !== undefined)
      void writer.whenSettled(chatId).then(() => {
        if (!writer.unsavedMessages(chatId).has(id)) writeSync(1, `done ${id}\n`);
      });
  }
});
writeSync(1, 'ready\n');
for (;;) {
  session.submit('Go on, and use the tool', []);
  while (session.isRunning) await pause();
}
