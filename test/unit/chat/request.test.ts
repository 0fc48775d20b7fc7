// What of a conversation the model gets: all of it, in order, whole where it was broken off.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { modelMessages } from '../../../src/chat/request.ts';
import { missingOutcomeText } from '../../../src/model/reduce-call.ts';
import { composePrompt } from '../../../src/context/attachments.ts';
import { activePath, emptyConversation } from '../../../src/model/conversation.ts';
import type { AssistantPart, Message } from '../../../src/model/conversation.ts';
import {
  answer,
  anyEvents,
  attachmentsOfEveryKind,
  reduceAll,
  selection,
  toolCall,
  userMessage,
} from '../model/samples.ts';

const to = { id: 'lab', row: 'openai-compatible' };

function messagesFor(...path: readonly Message[]): ReturnType<typeof modelMessages> {
  return modelMessages(path, '', to);
}

function answered(...parts: readonly AssistantPart[]): ReturnType<typeof modelMessages> {
  return messagesFor(userMessage('q1'), answer('a1', 'q1', { state: 'done', parts })).slice(1);
}

function said(text: string): AssistantPart {
  return { type: 'text', text };
}

function called(callId: string, result?: string): AssistantPart {
  return {
    type: 'tool-call',
    ...toolCall(callId),
    ...(result === undefined ? {} : { outcome: { status: 'ok', text: result } }),
  };
}

describe('the history', () => {
  test('is sent whole and in order: system prompt, then every turn', () => {
    const path = [
      userMessage('q1'),
      answer('a1', 'q1', { state: 'done', parts: [said('answer 1')] }),
      userMessage('q2', 'a1'),
      answer('a2', 'q2', { state: 'done', parts: [said('answer 2')] }),
      userMessage('q3', 'a2'),
      answer('a3', 'q3'),
    ];
    assert.deepEqual(modelMessages(path, 'Be brief.', to), [
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'words of q1' },
      { role: 'assistant', text: 'answer 1', toolCalls: [] },
      { role: 'user', text: 'words of q2' },
      { role: 'assistant', text: 'answer 2', toolCalls: [] },
      { role: 'user', text: 'words of q3' },
    ]);
  });

  test('has no system message without a system prompt', () => {
    assert.deepEqual(messagesFor(userMessage('q1')), [{ role: 'user', text: 'words of q1' }]);
  });

  test('carries attachments with the words they were sent with', () => {
    const [first] = messagesFor({ ...userMessage('q1', undefined, 'Why?'), attachments: [selection] });
    assert.deepEqual(first, { role: 'user', text: composePrompt('Why?', [selection]) });
    const [all] = messagesFor({
      ...userMessage('q1', undefined, 'Why?'),
      attachments: attachmentsOfEveryKind,
    });
    assert.deepEqual(all, {
      role: 'user',
      text: composePrompt('Why?', attachmentsOfEveryKind),
      images: [{ mediaType: 'image/png', base64: 'iVBORw0KGgo=' }],
    });
  });

  test('leaves an answer out that failed before it said anything', () => {
    const error = { kind: 'network', title: 't', hint: 'h', detail: 'd', actions: ['retry'] } as const;
    const failed = answer('a1', 'q1', {
      state: 'error',
      error,
      parts: [
        { type: 'notice', text: 'n' },
        { type: 'reasoning', text: 'r' },
      ],
    });
    assert.deepEqual(
      messagesFor(userMessage('q1'), failed, userMessage('q2', 'a1')).map(({ role }) => role),
      ['user', 'user'],
    );
  });

  test('keeps what an interrupted or stopped answer had said', () => {
    for (const state of ['interrupted', 'cancelled'] as const) {
      const half = answer('a1', 'q1', { state, parts: [said('The first ha')] });
      assert.deepEqual(messagesFor(userMessage('q1'), half)[1], {
        role: 'assistant',
        text: 'The first ha',
        toolCalls: [],
      });
    }
  });

  test('never holds notices or errors: they are for the user', () => {
    const sent = JSON.stringify(answered({ type: 'notice', text: 'NOTICE' }, said('answer')));
    assert.ok(!sent.includes('NOTICE'));
    assert.ok(sent.includes('answer'), 'control');
  });

  test('joins text that something interrupted within a round as it came, and gives the reasoning apart', () => {
    assert.deepEqual(
      answered(said('a'), { type: 'reasoning', text: 'x' }, said('b'), { type: 'reasoning', text: 'y' }),
      [{ role: 'assistant', text: 'ab', reasoning: 'xy', toolCalls: [] }],
    );
  });
});

describe('tool calls', () => {
  test('are followed by their results, round by round', () => {
    assert.deepEqual(
      answered(
        said('I look.'),
        called('c1', 'one'),
        called('c2', 'two'),
        { type: 'round-start' },
        called('c3', 'three'),
        { type: 'round-start' },
        said('Done.'),
      ),
      [
        { role: 'assistant', text: 'I look.', toolCalls: [toolCall('c1'), toolCall('c2')] },
        { role: 'tool', callId: 'c1', name: 'read_file', text: 'one' },
        { role: 'tool', callId: 'c2', name: 'read_file', text: 'two' },
        { role: 'assistant', text: '', toolCalls: [toolCall('c3')] },
        { role: 'tool', callId: 'c3', name: 'read_file', text: 'three' },
        { role: 'assistant', text: 'Done.', toolCalls: [] },
      ],
    );
  });

  test('without a result get one that says so', () => {
    assert.deepEqual(answered(called('c1', 'one'), called('c2')).slice(1), [
      { role: 'tool', callId: 'c1', name: 'read_file', text: 'one' },
      { role: 'tool', callId: 'c2', name: 'read_file', text: missingOutcomeText },
    ]);
  });

  test('keep arguments that are no JSON exactly as they came', () => {
    const [message] = answered({ type: 'tool-call', callId: 'c1', name: 'x', argumentsText: '{"a":' });
    assert.ok(message?.role === 'assistant');
    assert.deepEqual(message.toolCalls, [{ callId: 'c1', name: 'x', argumentsText: '{"a":' }]);
  });
});

describe('vendor data', () => {
  const parts: readonly AssistantPart[] = [
    { type: 'provider-data', data: { details: ['d'] } },
    said('answer'),
    { type: 'tool-call', ...toolCall('c1'), providerData: { signature: 's' } },
  ];
  const path = [userMessage('q1'), answer('a1', 'q1', { state: 'done', parts, model: 'lab/any/model' })];

  test('goes back to the provider it came from, named after its row', () => {
    const [, message] = modelMessages(path, '', { id: 'lab', row: 'openrouter' });
    assert.ok(message?.role === 'assistant');
    assert.deepEqual(message.providerData, { row: 'openrouter', data: { details: ['d'] } });
    assert.deepEqual(message.toolCalls[0]?.providerData, { signature: 's' });
  });

  test('goes to no other provider, not even one of the same row', () => {
    for (const other of [
      { id: 'mistral', row: 'mistral' },
      { id: 'lab2', row: 'openai-compatible' },
    ]) {
      const [, message] = modelMessages(path, '', other);
      assert.ok(message?.role === 'assistant');
      assert.equal(message.text, 'answer', 'control: the words do go there');
      assert.deepEqual(['providerData' in message, message.toolCalls], [false, [toolCall('c1')]]);
    }
  });
});

test('whatever happened to a conversation: every call is answered once, directly after it', () => {
  let callCount = 0;
  fc.assert(
    fc.property(anyEvents, (events) => {
      const path = activePath(reduceAll(emptyConversation('chat-1', 0), events));
      const messages = modelMessages(path, 'system', to);
      assert.equal(
        messages.filter(({ role }) => role === 'user').length,
        path.filter(({ role }) => role === 'user').length,
        'nothing the user said is lost',
      );
      for (let at = 0; at < messages.length; at += 1) {
        const message = messages[at];
        if (message?.role !== 'assistant') {
          assert.notEqual(message?.role, 'tool', 'no result without its call');
          continue;
        }
        assert.ok(message.text !== '' || message.toolCalls.length > 0, 'no empty answer');
        for (const call of message.toolCalls) {
          at += 1;
          callCount += 1;
          const result = messages[at];
          assert.ok(result?.role === 'tool' && result.callId === call.callId);
        }
      }
    }),
  );
  assert.ok(callCount > 10, 'control: there were calls');
});
