// What every event does to a conversation, and what no sequence of events may do.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { emptyConversation, findMessage, maxLiveOutput } from '../../../src/model/conversation.ts';
import type { AssistantMessage, AssistantPart, Conversation } from '../../../src/model/conversation.ts';
import type { ConversationEvent } from '../../../src/model/event.ts';
import { missingOutcomeText } from '../../../src/model/reduce-call.ts';
import { reduce } from '../../../src/model/reduce.ts';
import {
  answer,
  anyEvents,
  compactionUpTo,
  conversationOf,
  deepFreeze,
  reduceAll,
  selection,
  toolCall,
  userMessage,
} from './samples.ts';

const asked = conversationOf(userMessage('q1'), answer('a1', 'q1'));

function answerOf(conversation: Conversation, id = 'a1'): AssistantMessage {
  const found = findMessage(conversation, id);
  assert.ok(found?.role === 'assistant', `there is an answer ${id}`);
  return found;
}

function after(...events: readonly ConversationEvent[]): AssistantMessage {
  return answerOf(reduceAll(asked, events));
}

function text(words: string): ConversationEvent {
  return { type: 'text-delta', messageId: 'a1', text: words };
}

describe('each event', () => {
  test('message-add appends the message and shows it', () => {
    const message = { ...userMessage('q2', 'a1'), attachments: [selection] };
    const next = reduce(asked, { type: 'message-add', message });
    assert.deepEqual(
      next.messages.map(({ id }) => id),
      ['q1', 'a1', 'q2'],
    );
    assert.equal(next.messages[2], message);
    assert.equal(next.leafId, 'q2');
  });

  test('message-add with an id that is taken changes nothing', () => {
    const again = reduce(asked, {
      type: 'message-add',
      message: userMessage('q1', undefined, 'other words'),
    });
    assert.equal(again, asked);
  });

  test('text and reasoning are appended to the last part of their kind, or begin a new one', () => {
    const { parts } = after(
      text('Hel'),
      text('lo'),
      { type: 'reasoning-delta', messageId: 'a1', text: 'hm' },
      { type: 'reasoning-delta', messageId: 'a1', text: 'm' },
      text('!'),
    );
    assert.deepEqual(parts, [
      { type: 'text', text: 'Hello' },
      { type: 'reasoning', text: 'hmm' },
      { type: 'text', text: '!' },
    ]);
  });

  test('a tool call is added without an outcome and gets one', () => {
    const call = { ...toolCall('c1'), providerData: { signature: 's' } };
    assert.deepEqual(after({ type: 'tool-call-add', messageId: 'a1', call }).parts, [
      { type: 'tool-call', ...call },
    ]);
    const outcome = { status: 'ok' as const, text: 'done' };
    assert.deepEqual(
      after(
        { type: 'tool-call-add', messageId: 'a1', call },
        { type: 'tool-outcome', messageId: 'a1', callId: 'c1', outcome },
      ).parts,
      [{ type: 'tool-call', ...call, outcome }],
    );
  });

  test('an outcome stays as it is, and one for an unknown call changes no part', () => {
    const add: ConversationEvent = { type: 'tool-call-add', messageId: 'a1', call: toolCall('c1') };
    const outcome = (callId: string, words: string): ConversationEvent => ({
      type: 'tool-outcome',
      messageId: 'a1',
      callId,
      outcome: { status: 'ok', text: words },
    });
    const settled = after(add, outcome('c1', 'first')).parts;
    assert.deepEqual(after(add, outcome('c1', 'first'), outcome('c1', 'second')).parts, settled);
    assert.deepEqual(after(add, outcome('c2', 'lost')).parts, after(add).parts);
  });

  test('two calls that carry the same id get one outcome each, in order', () => {
    const add: ConversationEvent = { type: 'tool-call-add', messageId: 'a1', call: toolCall('c1') };
    const { parts } = after(
      add,
      add,
      {
        type: 'tool-outcome',
        messageId: 'a1',
        callId: 'c1',
        outcome: { status: 'ok', text: 'first' },
      },
      {
        type: 'tool-outcome',
        messageId: 'a1',
        callId: 'c1',
        outcome: { status: 'error', text: 'second' },
      },
    );
    assert.deepEqual(
      parts.map((part) => part.type === 'tool-call' && part.outcome?.text),
      ['first', 'second'],
    );
  });

  test('notices, vendor data and round starts become parts in their place', () => {
    const added = [
      { type: 'notice', text: 'temperature is not sent' },
      { type: 'provider-data', data: { details: [1, 2] } },
      { type: 'round-start' },
    ] as const;
    const events = added.map((part): ConversationEvent => ({ type: 'part-add', messageId: 'a1', part }));
    assert.deepEqual(after(text('a'), ...events, text('b')).parts, [
      { type: 'text', text: 'a' },
      ...added,
      { type: 'text', text: 'b' },
    ]);
  });

  test('a later usage replaces an earlier one', () => {
    const usage = (inputTokens: number): ConversationEvent => ({
      type: 'usage-update',
      messageId: 'a1',
      usage: { inputTokens },
    });
    assert.deepEqual(after(usage(1), usage(7)).usage, { inputTokens: 7 });
  });

  test('a wait is shown until anything else happens to the answer', () => {
    const wait: ConversationEvent = {
      type: 'retry-wait',
      messageId: 'a1',
      waitMs: 4000,
      untilMs: 9000,
      message: 'HTTP 429',
    };
    assert.deepEqual(after(wait).retry, { waitMs: 4000, untilMs: 9000, message: 'HTTP 429' });
    const enders: readonly ConversationEvent[] = [
      text('x'),
      { type: 'reasoning-delta', messageId: 'a1', text: 'x' },
      { type: 'tool-call-add', messageId: 'a1', call: toolCall('c1') },
      { type: 'part-add', messageId: 'a1', part: { type: 'notice', text: 'x' } },
      { type: 'usage-update', messageId: 'a1', usage: {} },
      { type: 'turn-end', messageId: 'a1', state: 'cancelled', endedAtMs: 1 },
    ];
    for (const ender of enders) assert.equal('retry' in after(wait, ender), false, ender.type);
    assert.deepEqual(after(wait, { type: 'title-set', title: 'x' }).retry, {
      waitMs: 4000,
      untilMs: 9000,
      message: 'HTTP 429',
    });
  });

  test('turn-end says how, when and why, and leaves out what it was not told', () => {
    const error = { kind: 'network', title: 't', hint: 'h', detail: '', actions: ['retry'] } as const;
    const failed = after(text('half'), {
      type: 'turn-end',
      messageId: 'a1',
      state: 'interrupted',
      endedAtMs: 3000,
      error,
    });
    assert.deepEqual(
      [failed.state, failed.endedAtMs, failed.error, 'finish' in failed],
      ['interrupted', 3000, error, false],
    );
    assert.deepEqual(failed.parts, [{ type: 'text', text: 'half' }]);
    const done = after({
      type: 'turn-end',
      messageId: 'a1',
      state: 'done',
      endedAtMs: 4000,
      finish: 'length',
    });
    assert.deepEqual([done.state, done.finish, 'error' in done], ['done', 'length', false]);
  });

  test('leaf-select shows a message that exists, and nothing else', () => {
    assert.equal(reduce(asked, { type: 'leaf-select', messageId: 'q1' }).leafId, 'q1');
    assert.equal(reduce(asked, { type: 'leaf-select', messageId: 'nobody' }), asked);
  });

  test('title-set sets the title', () => {
    assert.equal(reduce(asked, { type: 'title-set', title: 'Sums' }).title, 'Sums');
  });
});

describe('a summary', () => {
  const chat = conversationOf(userMessage('q1'), answer('a1', 'q1', { state: 'done' }));
  const add: ConversationEvent = { type: 'compaction-add', compaction: compactionUpTo('a1') };
  const remove: ConversationEvent = { type: 'compaction-remove', compactionId: 'k-a1' };

  test('is added beside the messages, which stay as they are', () => {
    const summed = reduce(chat, add);
    assert.deepEqual(summed, { ...chat, compactions: [compactionUpTo('a1')] });
    assert.equal(summed.messages, chat.messages);
  });

  test('is taken back without a trace in the messages', () => {
    assert.deepEqual(reduceAll(chat, [add, remove]), { ...chat, compactions: [] });
  });

  test('of no message, with a known id, or unknown when taken back changes nothing', () => {
    const summed = reduce(chat, add);
    assert.equal(reduce(summed, add), summed);
    assert.equal(reduce(chat, { type: 'compaction-add', compaction: compactionUpTo('nobody') }), chat);
    assert.equal(reduce(chat, remove), chat);
  });
});

describe('a tool call', () => {
  const place = { messageId: 'a1', callId: 'c1' } as const;
  const made: ConversationEvent = { type: 'tool-call-add', messageId: 'a1', call: toolCall('c1') };
  const action = { title: 'Run it', warnings: [] };
  const described: ConversationEvent = { type: 'tool-describe', ...place, label: 'Run', action };
  const asks: ConversationEvent = { type: 'tool-ask', ...place, question: { nonce: 'n' } };

  function call(...events: readonly ConversationEvent[]): AssistantPart | undefined {
    return after(made, ...events).parts[0];
  }

  test('is described, asked, decided, prints, and ends with its outcome alone', () => {
    const whole = { type: 'tool-call', ...toolCall('c1'), label: 'Run', action };
    assert.deepEqual(call(described), whole);
    assert.deepEqual(call(described, asks), { ...whole, question: { nonce: 'n' } });
    const decided: ConversationEvent = { type: 'tool-decide', ...place, decision: 'once' };
    assert.deepEqual(call(described, asks, decided), { ...whole, decision: 'once' });
    const prints: ConversationEvent = { type: 'tool-output', ...place, text: 'ab' };
    assert.deepEqual(call(described, prints, prints), { ...whole, output: 'abab' });
    const outcome = { status: 'ok', text: 'done' } as const;
    const ends: ConversationEvent = { type: 'tool-outcome', ...place, outcome };
    assert.deepEqual(call(described, asks, decided, prints, ends), { ...whole, decision: 'once', outcome });
  });

  test('keeps only the end of a long output', () => {
    const part = call({ type: 'tool-output', ...place, text: `${'x'.repeat(maxLiveOutput)}end` });
    assert.ok(
      part?.type === 'tool-call' && part.output?.length === maxLiveOutput && part.output.endsWith('end'),
    );
  });

  test('left open by the end of the turn is cancelled; what it then turns out to have done counts', () => {
    const end: ConversationEvent = { type: 'turn-end', messageId: 'a1', state: 'cancelled', endedAtMs: 1 };
    const stopped = call(described, asks, end);
    assert.ok(stopped?.type === 'tool-call' && stopped.question === undefined);
    assert.deepEqual(stopped.outcome, { status: 'cancelled', text: missingOutcomeText });
    const late: ConversationEvent = {
      type: 'tool-outcome',
      ...place,
      outcome: { status: 'ok', text: 'wrote' },
    };
    const told = call(end, late);
    assert.ok(told?.type === 'tool-call' && told.outcome?.text === 'wrote');
    const again = call(end, late, { ...late, outcome: { status: 'ok', text: 'twice' } });
    assert.ok(again?.type === 'tool-call' && again.outcome?.text === 'wrote', 'one outcome, once');
  });
});

describe('a paused answer', () => {
  const paused: ConversationEvent = {
    type: 'turn-end',
    messageId: 'a1',
    state: 'done',
    endedAtMs: 1,
    finish: 'tools',
    pause: 'rounds',
  };

  test('goes on as a further round, without what its pause left', () => {
    const resumed = after(text('one'), paused, { type: 'turn-resume', messageId: 'a1', resumedAtMs: 7 });
    assert.equal(resumed.state, 'running');
    assert.deepEqual(
      resumed.parts.map(({ type }) => type),
      ['text', 'round-start'],
    );
    for (const key of ['pause', 'finish', 'endedAtMs']) assert.ok(!(key in resumed), key);
  });

  test('is the only kind that goes on', () => {
    const resume: ConversationEvent = { type: 'turn-resume', messageId: 'a1', resumedAtMs: 7 };
    assert.equal(reduce(asked, resume), asked, 'it runs');
    const done = reduceAll(asked, [{ type: 'turn-end', messageId: 'a1', state: 'done', endedAtMs: 1 }]);
    assert.equal(reduce(done, resume), done);
  });
});

test('changes-update and tool-switch count whether an answer runs or not', () => {
  const changes = [{ path: 'a', kind: 'created', addedLines: 1, removedLines: 0, state: 'open' }] as const;
  const end: ConversationEvent = { type: 'turn-end', messageId: 'a1', state: 'done', endedAtMs: 1 };
  const update: ConversationEvent = { type: 'changes-update', messageId: 'a1', changes };
  assert.deepEqual(after(update).changes, changes);
  assert.deepEqual(after(end, update).changes, changes);
  const switched = reduceAll(asked, [
    { type: 'tool-switch', name: 'a', isOn: false },
    { type: 'tool-switch', name: '__proto__', isOn: true },
  ]);
  assert.deepEqual(Object.entries(switched.toolSwitches ?? {}), [
    ['a', false],
    ['__proto__', true],
  ]);
});

describe('events that come too late or go astray', () => {
  const end: ConversationEvent = { type: 'turn-end', messageId: 'a1', state: 'cancelled', endedAtMs: 3000 };
  const late: readonly ConversationEvent[] = [
    text('late'),
    { type: 'reasoning-delta', messageId: 'a1', text: 'late' },
    { type: 'tool-call-add', messageId: 'a1', call: toolCall('c1') },
    { type: 'tool-outcome', messageId: 'a1', callId: 'c1', outcome: { status: 'ok', text: 'late' } },
    { type: 'part-add', messageId: 'a1', part: { type: 'notice', text: 'late' } },
    { type: 'usage-update', messageId: 'a1', usage: { inputTokens: 1 } },
    { type: 'retry-wait', messageId: 'a1', waitMs: 1, untilMs: 1, message: 'late' },
    { type: 'turn-end', messageId: 'a1', state: 'done', endedAtMs: 4000 },
  ];

  test('an answer that has ended takes none of them', () => {
    const ended = reduce(asked, end);
    for (const event of late) assert.equal(reduce(ended, event), ended, event.type);
  });

  test('control: while it runs it takes every one of them', () => {
    const running = reduceAll(asked, [{ type: 'tool-call-add', messageId: 'a1', call: toolCall('c1') }]);
    for (const event of late) assert.notDeepEqual(reduce(running, event), running, event.type);
  });

  test('a user message and an unknown one take none of them', () => {
    for (const event of late) {
      assert.equal(reduce(asked, { ...event, messageId: 'q1' } as ConversationEvent), asked, event.type);
      assert.equal(reduce(asked, { ...event, messageId: 'nobody' } as ConversationEvent), asked, event.type);
    }
  });
});

describe('any sequence of events', () => {
  const start = emptyConversation('chat-1', 0);

  test('is applied without an error and without writing to what was there before', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        let conversation = deepFreeze(start);
        for (const event of events) conversation = deepFreeze(reduce(conversation, deepFreeze(event)));
      }),
    );
  });

  const isForEnded = new Set(['tool-outcome', 'changes-update', 'turn-resume']);

  test('lets parts only grow, keeps what ended, and shares what it did not change', () => {
    let grown = 0;
    fc.assert(
      fc.property(anyEvents, (events) => {
        let conversation: Conversation = start;
        for (const event of events) {
          const next = reduce(conversation, event);
          for (const [at, before] of conversation.messages.entries()) {
            const now = next.messages[at];
            assert.ok(now !== undefined && now.id === before.id, 'messages stay where they are');
            if (event.type.startsWith('messages-')) continue;
            const mayChange =
              'messageId' in event &&
              event.type !== 'leaf-select' &&
              event.messageId === before.id &&
              before.role === 'assistant' &&
              (before.state === 'running' || isForEnded.has(event.type));
            if (mayChange && now.role === 'assistant') grown += assertGrowth(before.parts, now.parts);
            else assert.equal(now, before);
          }
          conversation = next;
        }
      }),
    );
    assert.ok(grown > 100, 'control: the sequences do make parts grow');
  });

  test('leaves no call without an outcome in an answer that has ended, and no question but in one that runs', () => {
    let calls = 0;
    fc.assert(
      fc.property(anyEvents, (events) => {
        for (const message of reduceAll(start, events).messages) {
          if (message.role !== 'assistant' || message.state === 'running') continue;
          for (const part of message.parts) {
            if (part.type !== 'tool-call') continue;
            calls += 1;
            assert.ok(part.outcome !== undefined);
            assert.ok(part.question === undefined && part.output === undefined);
          }
        }
      }),
      { numRuns: 1000 },
    );
    assert.ok(calls > 20, 'control: there were calls');
  });

  test('keeps the shown message among the messages, and ids unique', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const { messages, leafId } = reduceAll(start, events);
        const shown = messages.filter(({ deletedAtMs }) => deletedAtMs === undefined);
        assert.equal(new Set(messages.map(({ id }) => id)).size, messages.length);
        if (shown.length === messages.length) assert.ok(shown.some(({ id }) => id === leafId));
        else assert.ok(leafId === undefined || messages.some(({ id }) => id === leafId));
      }),
    );
  });

  test('gives the view what the host has, when it is sent the changes the host saw', () => {
    fc.assert(
      fc.property(anyEvents, fc.nat(), (events, cut) => {
        // The view begins with a snapshot somewhere on the way; everything passes through JSON.
        let host: Conversation = start;
        let view: Conversation | undefined;
        for (const [at, event] of events.entries()) {
          if (at === cut % events.length) view = JSON.parse(JSON.stringify(host)) as Conversation;
          const next = reduce(host, event);
          if (next !== host && view !== undefined) {
            view = reduce(view, JSON.parse(JSON.stringify(event)) as ConversationEvent);
          }
          host = next;
        }
        assert.deepEqual(view, JSON.parse(JSON.stringify(host)));
      }),
    );
  });
});

/** Everything that was there is still there, longer at most. Returns 1 when something came. */
function assertGrowth(before: readonly AssistantPart[], now: readonly AssistantPart[]): number {
  assert.ok(now.length >= before.length);
  for (const [at, part] of before.entries()) {
    const later = now[at];
    assert.equal(later?.type, part.type);
    if (part.type === 'text' || part.type === 'reasoning') {
      assert.ok('text' in later && later.text.startsWith(part.text));
    } else if (part.type === 'tool-call' && later.type === 'tool-call') {
      assert.equal(later.callId, part.callId);
      // A real outcome stays; only the one that the end of the turn put there gives way.
      if (part.outcome !== undefined && part.outcome.text !== missingOutcomeText)
        assert.deepEqual(later.outcome, part.outcome);
    } else {
      assert.equal(later, part);
    }
  }
  return now === before ? 0 : 1;
}
