// A window that stores messages as fast as it can: node write-child.ts <folder> <script of the thread> <name> <count>
import { randomUUID } from 'node:crypto';
import { createWorkerStore } from '../../../../src/host/history/worker-store.ts';
import { createMemoryLog } from '../../../fakes/memory-log.ts';
import { changeOf, prompt } from './chats.ts';

const [folder = '', script = '', name = '', count = ''] = process.argv.slice(2);
const log = createMemoryLog();
const store = createWorkerStore({ folder, script, windowId: randomUUID(), log });
let heard = 0;
store.onEvent(({ type }) => {
  if (type === 'changed') heard += 1;
});
for (let index = 0; index < Number(count); index += 1) {
  const message = prompt(`${name}-${index}`, `message ${index} of ${name}`);
  await store.save(changeOf(index % 2 === 0 ? 'shared' : `own-${name}`, [message]));
}
await store.close();
console.log(`heard ${heard}`);
