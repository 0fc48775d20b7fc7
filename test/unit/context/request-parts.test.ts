// The list of what will be sent: every part, with its size, and what can be taken away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestParts, type RequestSources } from '../../../src/context/request-parts.ts';
import { builtInSystemPrompt } from '../../../src/context/system-prompt.ts';
import { createTokenMeter } from '../../../src/context/tokens.ts';
import { attachmentsOfEveryKind, selection, userMessage } from '../model/samples.ts';

const meter = createTokenMeter();
const masked = [{ kind: 'token', line: 3 }];
const nothing: RequestSources = {
  systemPrompt: '',
  instructions: [],
  summary: undefined,
  path: [],
  attachments: [],
  text: '',
  tools: [],
};

test('of an empty request the list is empty', () => assert.deepEqual(requestParts(nothing, meter), []));

test('every part is in it, in order, with its size', () => {
  const parts = requestParts(
    {
      systemPrompt: builtInSystemPrompt,
      instructions: [
        { path: 'AGENTS.md', uri: 'file:///AGENTS.md', text: 'Be brief.', isCut: false, masked },
      ],
      summary: 'Before.',
      path: [{ ...userMessage('q1'), attachments: [{ ...selection, masked }] }],
      attachments: [...attachmentsOfEveryKind.slice(0, 1), { ...selection, id: 'two', masked }],
      text: 'Why?',
      tools: [{ name: 'read_file', description: 'Reads.', inputSchema: { type: 'object' } }],
    },
    meter,
  );
  assert.deepEqual(
    parts.map(({ kind, label, removableId }) => [kind, label, removableId]),
    [
      ['system-prompt', 'System prompt', undefined],
      ['instructions', 'AGENTS.md', 'AGENTS.md'],
      ['tools', '1 tool', undefined],
      ['summary', 'Summary of the beginning', undefined],
      ['messages', '1 earlier message', undefined],
      ['attachment', 'src/math.ts:3-5', 'attachment-1'],
      ['attachment', 'src/math.ts:3-5', 'two'],
      ['prompt', 'Your message', undefined],
    ],
  );
  assert.ok(parts.every(({ tokens }) => tokens > 0));
  assert.deepEqual(
    parts.map((part) => part.masked.length),
    [0, 1, 0, 0, 1, 0, 1, 0],
  );
});

test('the built-in system prompt is far under 300 tokens', () => {
  const [part] = requestParts({ ...nothing, systemPrompt: builtInSystemPrompt }, meter);
  assert.ok(part !== undefined && part.tokens < 150, `${part?.tokens}`);
});
