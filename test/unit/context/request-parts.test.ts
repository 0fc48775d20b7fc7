// The list of what will be sent: every part, with its size, where it comes from, and what becomes of it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { droppedOutputText, fitPath } from '../../../src/context/budget.ts';
import { messageParts } from '../../../src/context/message-parts.ts';
import {
  draftParts,
  standingParts,
  summaryPart,
  type StandingSources,
} from '../../../src/context/request-parts.ts';
import { builtInSystemPrompt } from '../../../src/context/system-prompt.ts';
import { createTokenMeter } from '../../../src/context/tokens.ts';
import type { AssistantMessage, Message } from '../../../src/model/conversation.ts';
import type { RequestPart } from '../../../src/model/request-preview.ts';
import { attachmentsOfEveryKind, selection, userMessage } from '../model/samples.ts';
import { plantedSecrets } from './planted-secrets.ts';

const meter = createTokenMeter();
const masked = [{ kind: 'token', line: 3 }];
const nothing: StandingSources = { systemPrompt: '', instructions: [], tools: [], leftOut: [] };
const tool = { name: 'read_file', description: 'Reads.', inputSchema: { type: 'object' } };
const rules = { path: 'AGENTS.md', uri: 'file:///AGENTS.md', text: 'Be brief.', isCut: true, masked };

const shown = (parts: readonly RequestPart[]): unknown[] =>
  parts.map(({ id, label, fate }) => [id, label, fate]);

describe('what goes with every request', () => {
  test('is listed with its origin and what was masked; what is empty is not', () => {
    assert.deepEqual(standingParts(nothing, meter), []);
    const parts = standingParts(
      { systemPrompt: builtInSystemPrompt, instructions: [rules], tools: [tool], leftOut: [] },
      meter,
    );
    assert.deepEqual(
      parts.map(({ id, label, origin, fate }) => [id, label, origin, fate]),
      [
        ['system-prompt', 'System prompt', 'Built in', 'sent'],
        ['instructions:AGENTS.md', 'AGENTS.md', 'Instructions of the project, their beginning', 'sent'],
        ['tools', '1 tool', 'Descriptions of what the model may call', 'sent'],
      ],
    );
    assert.ok(parts.every(({ tokens }) => tokens > 0));
    assert.deepEqual(
      parts.map((part) => part.masked),
      [undefined, { count: 1, text: '1 secret masked: token (line 3)' }, undefined],
    );
    const [own] = standingParts({ ...nothing, systemPrompt: 'Be kind.' }, meter);
    assert.equal(own?.origin, 'Setting parley.systemPrompt');
  });

  test('stays in the list when it was taken out', () => {
    const leftOut = ['system-prompt', 'instructions:AGENTS.md', 'instructions:gone.md'];
    const sources = {
      systemPrompt: 'Be kind.',
      instructions: [rules, { ...rules, path: 'b/AGENTS.md' }],
      tools: [],
      leftOut,
    };
    assert.deepEqual(
      standingParts(sources, meter).map(({ fate }) => fate),
      ['taken-out', 'taken-out', 'sent'],
    );
  });

  test('the built-in system prompt is far under 300 tokens', () => {
    const [part] = standingParts({ ...nothing, systemPrompt: builtInSystemPrompt }, meter);
    assert.ok(part !== undefined && part.tokens < 150, `${part?.tokens}`);
  });

  test('a summary says for how much it stands', () => {
    assert.equal(summaryPart('Before.', 1, meter).origin, 'In the place of 1 message');
    assert.equal(summaryPart('Before.', 7, meter).origin, 'In the place of 7 messages');
  });
});

describe('the message being written', () => {
  test('is its attachments and its words', () => {
    const [first] = attachmentsOfEveryKind;
    assert.ok(first !== undefined);
    const parts = draftParts('Why?', [first, { ...selection, id: 'two', masked }], meter);
    assert.deepEqual(shown(parts), [
      ['attachment-1', 'src/math.ts:3-5', 'sent'],
      ['two', 'src/math.ts:3-5', 'sent'],
      ['prompt', 'Your message', 'sent'],
    ]);
    assert.equal(parts[1]?.masked?.count, 1);
    assert.deepEqual(draftParts(' \n', [], meter), []);
  });

  test('with a secret in its words says so, and that it goes as it is', () => {
    const secret = plantedSecrets.find(({ kind }) => kind === 'GitHub token');
    const [part] = draftParts(`Is ${secret?.secret} a valid token?`, [], meter);
    assert.match(part?.warning ?? '', /GitHub token.*goes as it is/);
    assert.equal(part?.warning?.includes(secret?.secret ?? '-'), false);
    assert.equal(draftParts('Is this a valid token?', [], meter)[0]?.warning, undefined, 'control');
  });
});

describe('earlier messages', () => {
  const long = 'word '.repeat(300);
  const answer: AssistantMessage = {
    role: 'assistant',
    id: 'a1',
    parentId: 'q1',
    createdAtMs: 1,
    model: 'lab/model-1',
    providerLabel: 'Lab',
    state: 'done',
    parts: [
      { type: 'text', text: 'I look.' },
      {
        type: 'tool-call',
        callId: 'c1',
        name: 'read_file',
        argumentsText: '{}',
        action: { title: 'Read a.ts', warnings: [] },
        outcome: { status: 'ok', text: long },
      },
      {
        type: 'tool-call',
        callId: 'c2',
        name: 'list_files',
        argumentsText: '{}',
        outcome: { status: 'ok', text: 'a.ts' },
      },
    ],
  };
  const path: readonly Message[] = [
    { ...userMessage('q1'), text: 'Look at\nthis', attachments: [{ ...selection, text: long, masked }] },
    answer,
    { ...userMessage('q2'), parentId: 'a1', text: 'And now?', attachments: [] },
  ];
  const earlier = path.slice(0, -1);
  const fit = (contextTokens: number) =>
    fitPath(path, { contextTokens, answerTokens: 0, fixedTokens: 0 }, meter);

  test('are listed with their attachments and outputs, whose sizes are their own', () => {
    const { path: sent, tokens } = fit(10_000);
    const parts = messageParts(earlier, sent, meter);
    assert.deepEqual(shown(parts), [
      ['q1', 'Look at this', 'sent'],
      ['q1/attachment-1', 'src/math.ts:3-5', 'sent'],
      ['a1', 'I look.', 'sent'],
      ['a1/1', 'Read a.ts', 'sent'],
      ['a1/2', 'list_files', 'sent'],
    ]);
    const sum = parts.reduce((all, part) => all + part.tokens, 0);
    const last = path.at(-1);
    assert.ok(last !== undefined && Math.abs(sum + meter.message(last) - tokens) <= 6, `${sum} of ${tokens}`);
    assert.equal(parts[1]?.masked?.count, 1);
  });

  test('without room are still in the list, and marked', () => {
    const fates = (contextTokens: number): string[] =>
      messageParts(earlier, fit(contextTokens).path, meter).map(({ fate }) => fate);
    assert.deepEqual(fates(450), ['sent', 'no-room', 'sent', 'sent', 'sent']);
    assert.deepEqual(fates(150), ['sent', 'no-room', 'sent', 'no-room', 'sent']);
    assert.deepEqual(fates(20), ['no-room', 'no-room', 'no-room', 'no-room', 'no-room']);
  });

  test('whose output was left out in the chat itself are not told twice', () => {
    const parts = answer.parts.with(1, {
      type: 'tool-call',
      callId: 'c1',
      name: 'read_file',
      argumentsText: '{}',
      outcome: { status: 'ok', text: droppedOutputText },
    });
    const [, output] = messageParts([{ ...answer, parts }], [{ ...answer, parts }], meter);
    assert.equal(output?.fate, 'sent');
  });
});
