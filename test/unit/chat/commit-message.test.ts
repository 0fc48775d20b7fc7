// A commit message: asked for with the diff alone, shown as it comes, without what models put around it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tidyMessage, writeCommitMessage } from '../../../src/chat/commit-message.ts';
import { builtInPrompts } from '../../../src/context/prompts.ts';
import type { DiffAttachment } from '../../../src/model/attachment.ts';
import { createScriptedClient, type ClientStep } from '../../fakes/scripted-client.ts';
import { plantedSecrets } from '../context/planted-secrets.ts';
import { finish, says, targetOf } from './chat-setup.ts';

const diff: DiffAttachment = {
  kind: 'diff',
  id: 'd',
  scope: 'staged',
  repository: 'shop',
  text: '+const a = 1;\n',
};

async function write(steps: readonly ClientStep[], changed: DiffAttachment = diff, stream = true) {
  const client = createScriptedClient([steps]);
  const shown: string[] = [];
  const parameters = { toolChoice: 'required', temperature: 0.2, stop: ['\n'] } as const;
  const target = targetOf({ stream, parameters, systemPrompt: 'Be brief.' });
  const message = await writeCommitMessage(
    changed,
    target,
    client,
    (text) => shown.push(text),
    new AbortController().signal,
  );
  const request = client.calls[0]?.request;
  assert.ok(request);
  return { message, shown, request };
}

describe('a commit message', () => {
  test('is shown as it comes, and asked for with the diff and nothing else', async () => {
    const { message, shown, request } = await write([says('```\nAdd'), says(' it'), says('\n```'), finish]);
    assert.equal(message, 'Add it');
    assert.deepEqual(shown, ['Add', 'Add it', 'Add it']);
    assert.deepEqual(request.tools, []);
    assert.deepEqual(request.parameters, { temperature: 0.2 });
    assert.deepEqual(request.messages, [
      {
        role: 'user',
        text: `Staged changes of shop, as git shows them:\n\`\`\`diff\n+const a = 1;\n\`\`\`\n\n${builtInPrompts.commit.template}`,
      },
    ]);
  });

  test('comes in one piece where the user wants it so, and may be none', async () => {
    assert.equal((await write([says('Add it'), finish], diff, false)).message, 'Add it');
    assert.deepEqual((await write([finish])).shown, []);
  });

  test('is asked for without the secrets of the diff', async () => {
    const [planted] = plantedSecrets;
    assert.ok(planted);
    const { request } = await write([says('x'), finish], { ...diff, text: `+${planted.text}\n` });
    assert.ok(!JSON.stringify(request).includes(planted.secret));
  });

  test('loses fences, not words', () => {
    assert.equal(tidyMessage(' ```text\nA\n\nB\n``` '), 'A\n\nB');
    assert.equal(tidyMessage('Use `x`'), 'Use `x`');
    assert.equal(tidyMessage('```'), '');
  });
});
