// A window whose chats talk to a server over real HTTP.
import { setTimeout as pause } from 'node:timers/promises';
import assert from 'node:assert/strict';
import type { Session } from '../../../src/chat/session.ts';
import type { ChatTarget } from '../../../src/chat/target.ts';
import { createChatClient } from '../../../src/llm/client.ts';
import type { ScriptedProvider } from '../../fakes/scripted-provider.ts';
import { samplePorts, sampleProvider } from '../llm/sample-request.ts';
import { chosen, targetOf } from './chat-setup.ts';
import { openWindow, type Window } from './library-setup.ts';

/** A window; `row` is how the server speaks, `changes` any difference of the target. */
export function openWireWindow(
  server: ScriptedProvider,
  row = 'openai-compatible',
  changes: Partial<ChatTarget> = {},
  folder?: string,
): Window {
  return openWindow([], {
    ...(folder === undefined ? {} : { folder }),
    client: createChatClient(samplePorts()),
    chooseTarget: (model) =>
      chosen(
        targetOf({
          provider: sampleProvider(server.baseUrl, row),
          timeouts: { connectMs: 2000, firstByteMs: 5000, idleMs: 5000 },
          ...changes,
          ...(model === undefined ? {} : { model: model.slice(model.indexOf('/') + 1) }),
        }),
      ),
  });
}

/** Waits, five seconds at most, until something holds. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  for (let attempt = 0; attempt < 1000 && !condition(); attempt += 1) await pause(5);
  assert.ok(condition(), `never came: ${what}`);
}

/** Asks and waits for the answer to end and to be stored. */
export async function askOverWire(
  { writer }: Window,
  session: Session,
  act: (session: Session) => void,
): Promise<void> {
  act(session);
  await eventually(() => !session.isRunning, 'the end of the answer');
  await writer.whenSettled(session.conversation.id);
}
