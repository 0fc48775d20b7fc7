// A suite for the rig's own tests: the extension host dies in the middle of it.
import process from 'node:process';
import { test } from '../in-host.ts';

test('survives', () => undefined);
test('kills its process', async () => {
  // process.exit is intercepted by VS Code; a signal is not.
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
});
