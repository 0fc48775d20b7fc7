// The readers of a conversation: paths, siblings, leaves; damaged data must not hang them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import {
  activePath,
  answerText,
  emptyConversation,
  findMessage,
  newestLeafBelow,
  siblingsOf,
} from '../../../src/model/conversation.ts';
import { withWaitsFrom } from '../../../src/model/retry-waits.ts';
import type { Conversation, Message } from '../../../src/model/conversation.ts';
import { answer, anyEvents, conversationOf, reduceAll, toolCall, userMessage } from './samples.ts';

// q1 ─┬─ a1 ── q2 ── a2
//     └─ a1b ─┬─ q3
//             └─ q3b
const tree = conversationOf(
  userMessage('q1'),
  answer('a1', 'q1', { state: 'done' }),
  userMessage('q2', 'a1'),
  answer('a2', 'q2', { state: 'done' }),
  answer('a1b', 'q1', { state: 'done' }),
  userMessage('q3', 'a1b'),
  userMessage('q3b', 'a1b'),
);

function ids(messages: readonly Message[]): string[] {
  return messages.map(({ id }) => id);
}

function showing(leafId: string, conversation: Conversation = tree): Conversation {
  return { ...conversation, leafId };
}

describe('a conversation', () => {
  test('is empty at first', () => {
    const empty = emptyConversation('chat-1', 77);
    assert.deepEqual(empty, { id: 'chat-1', createdAtMs: 77, title: '', messages: [] });
    assert.deepEqual(activePath(empty), []);
    assert.equal(findMessage(empty, undefined), undefined);
  });

  test('shows the path from the root to the leaf', () => {
    assert.deepEqual(ids(activePath(showing('a2'))), ['q1', 'a1', 'q2', 'a2']);
    assert.deepEqual(ids(activePath(showing('q3b'))), ['q1', 'a1b', 'q3b']);
    assert.deepEqual(ids(activePath(showing('q1'))), ['q1']);
    assert.deepEqual(ids(activePath(showing('nobody'))), []);
  });

  test('finds a message by id', () => {
    assert.equal(findMessage(tree, 'a1b'), tree.messages[4]);
    assert.equal(findMessage(tree, 'nobody'), undefined);
  });

  test('knows siblings: same parent, same role, oldest first', () => {
    const siblings = (id: string): string[] => {
      const message = findMessage(tree, id);
      assert.ok(message);
      return ids(siblingsOf(tree, message));
    };
    assert.deepEqual(siblings('a1b'), ['a1', 'a1b']);
    assert.deepEqual(siblings('q3'), ['q3', 'q3b']);
    assert.deepEqual(siblings('q1'), ['q1']);
    assert.deepEqual(siblings('a2'), ['a2']);
    // A prompt sent where the last one never got an answer is no sibling of the answer it gets later.
    const unanswered = conversationOf(userMessage('q1'), userMessage('q2', 'q1'), answer('a1', 'q1'));
    for (const message of unanswered.messages) assert.deepEqual(siblingsOf(unanswered, message), [message]);
  });

  test('knows the newest leaf below a message', () => {
    assert.equal(newestLeafBelow(tree, 'q1'), 'q3b');
    assert.equal(newestLeafBelow(tree, 'a1'), 'a2');
    assert.equal(newestLeafBelow(tree, 'a2'), 'a2');
  });
});

describe('damaged data', () => {
  const self = { ...conversationOf(answer('a', 'a')), leafId: 'a' };
  const ring = conversationOf(answer('a', 'c'), answer('b', 'a'), answer('c', 'b'));
  const orphan = conversationOf(userMessage('q1'), answer('a1', 'lost'));

  test('a message that is its own parent ends the walk', () => {
    assert.deepEqual(ids(activePath(self)), ['a']);
    assert.equal(newestLeafBelow(self, 'a'), 'a');
  });

  test('a ring of parents ends the walk, each message once', () => {
    assert.deepEqual(ids(activePath(showing('b', ring))), ['c', 'a', 'b']);
    for (const id of ['a', 'b', 'c']) assert.ok(['a', 'b', 'c'].includes(newestLeafBelow(ring, id)));
  });

  test('a lost parent begins the path', () => {
    assert.deepEqual(ids(activePath(showing('a1', orphan))), ['a1']);
  });

  test('any conversation has an end in both directions', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const conversation = reduceAll(emptyConversation('chat-1', 0), events);
        for (const { id, deletedAtMs } of conversation.messages) {
          const path = activePath({ ...conversation, leafId: id });
          assert.equal(new Set(path).size, path.length);
          if (deletedAtMs !== undefined) assert.notEqual(path.at(-1)?.id, id);
          else if (path.length > 0)
            assert.ok(path.at(-1)?.id === id || conversation.messages.some(isDeleted));
          assert.ok(findMessage(conversation, newestLeafBelow(conversation, id)));
        }
      }),
    );
  });
});

test('the text of an answer is what it says, and nothing of what it thought or did', () => {
  const message = answer('a1', 'q1', {
    parts: [
      { type: 'notice', text: 'notice' },
      { type: 'reasoning', text: 'thinking' },
      { type: 'text', text: 'First I look.' },
      { type: 'tool-call', ...toolCall('c1'), outcome: { status: 'ok', text: 'outcome' } },
      { type: 'round-start' },
      { type: 'text', text: 'Found it.' },
      { type: 'provider-data', data: 'vendor' },
    ],
  });
  assert.equal(answerText(message), 'First I look.\n\nFound it.');
  assert.equal(answerText(answer('a1', 'q1')), '');
});

test('a view that begins to look is told what is left of a wait, never less than nothing, and the rest as it is', () => {
  const retry = { waitMs: 9000, untilMs: 20_000, message: 'HTTP 503' };
  const conversation = conversationOf(userMessage('q1'), answer('a1', 'q1', { retry }));
  const waitAt = (nowMs: number): unknown => {
    const [question, told] = withWaitsFrom(conversation, nowMs).messages;
    assert.equal(question, conversation.messages[0]);
    assert.ok(told?.role === 'assistant');
    assert.deepEqual({ ...told, retry }, conversation.messages[1]);
    return told.retry;
  };
  assert.deepEqual(waitAt(13_500), { ...retry, waitMs: 6500 });
  assert.deepEqual(waitAt(99_000), { ...retry, waitMs: 0 });
});

function isDeleted({ deletedAtMs }: Message): boolean {
  return deletedAtMs !== undefined;
}
