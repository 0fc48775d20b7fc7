// What is typed becomes what is sent: prompts by name, what they are about, and everything else untouched.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandPrompt, type PromptPorts } from '../../../src/chat/expand-prompt.ts';
import {
  builtInPrompts,
  mergePrompts,
  promptFromFile,
  type PromptSubject,
} from '../../../src/context/prompts.ts';
import { selection } from '../model/samples.ts';

function portsWith(subject: PromptPorts['subject'] = async () => selection) {
  const asked: string[] = [];
  const own = promptFromFile('port.prompt.md', 'Port ${file} to ${input:language:which one}.', 'project');
  assert.ok(own);
  const ports: PromptPorts = {
    prompts: async () => {
      asked.push('prompts');
      return mergePrompts([own]);
    },
    values: () => ({ file: 'src/a.ts' }),
    subject: async (about: PromptSubject) => {
      asked.push(about);
      return subject(about);
    },
  };
  return { ports, asked };
}

test('every other message stays as it is, and nothing is read for it', async () => {
  const { ports, asked } = portsWith();
  const text = 'What is /explain?';
  assert.deepEqual(await expandPrompt(text, [], ports), { status: 'send', text, attachments: [] });
  assert.deepEqual(asked, []);
  for (const other of ['/unknown word', '/etc/hosts is wrong', '/']) {
    assert.deepEqual(await expandPrompt(other, [], ports), { status: 'send', text: other, attachments: [] });
  }
});

test('a prompt becomes its text with its subject', async () => {
  const { ports, asked } = portsWith();
  assert.deepEqual(await expandPrompt('/explain', [], ports), {
    status: 'send',
    text: builtInPrompts.explain.template,
    attachments: [selection],
  });
  const review = await expandPrompt('/review the locking', [], ports);
  assert.ok(review.status === 'send');
  assert.equal(review.text, `${builtInPrompts.review.template}\n\nthe locking`);
  await expandPrompt('/commit', [], ports);
  assert.deepEqual(
    asked.filter((about) => about !== 'prompts'),
    ['code', 'working-diff', 'staged-diff'],
  );
});

test('/compact is no message', async () => {
  const { ports } = portsWith();
  const expanded = await expandPrompt('/compact the decisions', [selection], ports);
  assert.deepEqual(expanded, { status: 'compact', focus: 'the decisions' });
});

test('what the user attached is the subject', async () => {
  const { ports, asked } = portsWith();
  const other = { ...selection, id: 'other' };
  const expanded = await expandPrompt('/fix', [other], ports);
  assert.deepEqual(expanded.status === 'send' && expanded.attachments, [other]);
  assert.deepEqual(asked, ['prompts']);
});

test('without its subject or an input it is refused with what to do', async () => {
  const { ports } = portsWith(async () => {
    throw new Error('There is nothing staged.');
  });
  assert.deepEqual(await expandPrompt('/commit', [], ports), {
    status: 'refused',
    reason: 'There is nothing staged.',
  });
  const missing = await expandPrompt('/port', [], ports);
  assert.match(
    missing.status === 'refused' ? missing.reason : '',
    /language \(which one\).*\/port language="…"/,
  );
  const given = await expandPrompt('/port Rust', [], ports);
  assert.deepEqual(given, { status: 'send', text: 'Port src/a.ts to Rust.', attachments: [] });
});
