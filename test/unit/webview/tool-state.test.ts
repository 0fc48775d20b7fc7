// The parts of the view's tool code that need no page: the gate before a yes, which calls wait, runs of calls, the list.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import '../../fakes/panel-page/without-page.ts';
import type { ToolCallPart } from '../../../src/model/conversation.ts';
import { announcementFor } from '../../../src/webview/announce.ts';
import { allowDelayMs, createAllowGate } from '../../../src/webview/tools/allow-gate.ts';
import { answerSegments } from '../../../src/webview/tools/answer-segments.ts';
import { callLine } from '../../../src/webview/tools/call-line.ts';
import { createQuestionWatch, waitingCalls } from '../../../src/webview/tools/question-watch.ts';
import { toolGroups, toolTotals } from '../../../src/webview/tools/tool-groups.ts';
import { runningAnswer, sampleAnswer, samplePrompt } from '../../fakes/panel-page/panel-samples.ts';
import { commandAction, sampleCall, sampleTools } from '../../fakes/panel-page/tool-states.ts';

/** A clock that goes when the test says so. */
function handClock() {
  let nowMs = 0;
  let timers: { run: () => void; atMs: number }[] = [];
  return {
    schedule(run: () => void, delayMs: number) {
      const timer = { run, atMs: nowMs + delayMs };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass(ms: number) {
      nowMs += ms;
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter(({ atMs }) => atMs > nowMs);
      for (const { run } of due) run();
    },
  };
}

describe('the gate before a yes', () => {
  test('opens when the question has been in sight for 500 ms, not before', () => {
    const clock = handClock();
    const gate = createAllowGate(clock.schedule);
    clock.pass(10_000);
    assert.equal(gate.isOpen.value, false);
    gate.appear();
    clock.pass(499);
    assert.equal(gate.isOpen.value, false);
    clock.pass(1);
    assert.equal(gate.isOpen.value, true);
    assert.equal(allowDelayMs, 500);
  });

  test('shuts when the question goes out of sight, and counts anew when it is back', () => {
    const clock = handClock();
    const gate = createAllowGate(clock.schedule);
    gate.appear();
    clock.pass(400);
    gate.vanish();
    clock.pass(400);
    assert.equal(gate.isOpen.value, false);
    gate.appear();
    clock.pass(499);
    assert.equal(gate.isOpen.value, false);
    clock.pass(1);
    gate.appear();
    assert.equal(gate.isOpen.value, false, 'shown anew');
    clock.pass(500);
    gate.vanish();
    assert.equal(gate.isOpen.value, false);
  });
});

describe('questions', () => {
  const call = sampleCall('c1', 'run_command', {
    label: 'Run command',
    action: commandAction('npm test'),
    question: { nonce: 'n1' },
  });
  const path = [samplePrompt('u1', 'Go'), { ...runningAnswer('a1', 'u1'), parts: [call] }];

  test('wait only in an answer that is running, until there is an outcome', () => {
    assert.deepEqual(
      waitingCalls(path).map(({ question }) => question.nonce),
      ['n1'],
    );
    assert.deepEqual(waitingCalls([sampleAnswer('a1', 'u1', '', { parts: [call] })]), []);
    const answered: ToolCallPart = { ...call, outcome: { status: 'ok', text: 'x' } };
    assert.deepEqual(waitingCalls([{ ...runningAnswer('a1', 'u1'), parts: [answered] }]), []);
  });

  test('are told, and how to get there where the cursor is in the message box', () => {
    const event = { type: 'tool-ask', messageId: 'a1', callId: 'c1', question: { nonce: 'n1' } } as const;
    assert.equal(announcementFor(event, path, false), 'Parley asks: Run npm test');
    assert.match(announcementFor(event, path, true) ?? '', /^Parley asks: Run npm test\. Shift\+Tab /);
    assert.equal(announcementFor(event, [], false), undefined, 'a chat that is not shown');
  });

  test('out of sight are known, and forgotten when they are gone', () => {
    const watch = createQuestionWatch();
    const revealed: string[] = [];
    const remove = watch.add('n1', () => void revealed.push('n1'));
    watch.setInSight('n1', true);
    assert.equal(watch.outOfSight.value.size, 0);
    watch.setInSight('n1', false);
    assert.deepEqual([...watch.outOfSight.value], ['n1']);
    watch.reveal('n1');
    watch.reveal('unknown');
    assert.deepEqual(revealed, ['n1']);
    remove();
    assert.equal(watch.outOfSight.value.size, 0);
  });
});

describe('an answer in segments', () => {
  const read = (callId: string): ToolCallPart =>
    sampleCall(callId, 'read_file', { action: { title: 'Read', warnings: [] } });
  const kinds = (parts: Parameters<typeof answerSegments>[0]): unknown[] =>
    answerSegments(parts).map((segment) =>
      segment.kind === 'calls' ? segment.calls.map(({ callId }) => callId) : segment.part.type,
    );

  test('calls that only read stand together, also over rounds', () => {
    assert.deepEqual(
      kinds([
        { type: 'text', text: 'a' },
        read('1'),
        { type: 'round-start' },
        { type: 'provider-data', data: 1 },
        read('2'),
        { type: 'text', text: 'b' },
        read('3'),
      ]),
      ['text', ['1', '2'], 'text', ['3']],
    );
  });

  test('what was asked, runs or changes something, and what is not described yet, stands by itself', () => {
    const asked: ToolCallPart = { ...read('2'), question: { nonce: 'n' } };
    const allowed: ToolCallPart = { ...read('3'), decision: 'once' };
    const command = sampleCall('4', 'run_command', { action: commandAction('ls') });
    assert.deepEqual(kinds([read('1'), asked, allowed, command, sampleCall('5', 'x'), read('6')]), [
      ['1'],
      'tool-call',
      'tool-call',
      'tool-call',
      'tool-call',
      ['6'],
    ]);
    const failed = sampleCall('2', 'x', { outcome: { status: 'error', text: 'Unknown tool.' } });
    assert.deepEqual(kinds([read('1'), failed]), [['1', '2']]);
  });
});

describe('the line of a call', () => {
  test('has the title where it says which tool it is, and the name where it does not', () => {
    const read = sampleCall('1', 'read_file', {
      label: 'Read file',
      action: { title: 'Read a.ts', warnings: [] },
    });
    assert.deepEqual(callLine(read), { name: '', title: 'Read a.ts' });
    const foreign = sampleCall('1', 'mcp_x', {
      label: 'echo',
      action: { title: 'Use a tool', detail: { kind: 'arguments', json: '{}' }, warnings: [] },
    });
    assert.deepEqual(callLine(foreign), { name: 'echo', title: 'Use a tool' });
    const raw = sampleCall('1', 'read_file', { argumentsText: '{"path":"a\\nb.ts","from":3}' });
    assert.deepEqual(callLine(raw), { name: 'read_file', title: 'a b.ts · 3' });
    assert.deepEqual(callLine(sampleCall('1', '__proto__', { argumentsText: 'no JSON' })), {
      name: '__proto__',
      title: '',
    });
  });

  test('is short, and hides nothing', () => {
    const { title } = callLine(sampleCall('1', 'x', { action: commandAction(`\u202E${'y'.repeat(500)}`) }));
    assert.match(title, /^Run ⟨U\+202E⟩y+/);
    assert.ok(title.length < 200);
  });
});

describe('the list of tools', () => {
  const { entries, limit } = sampleTools;

  test('is grouped by source, in the order the host gave', () => {
    assert.deepEqual(
      toolGroups(entries, '').map((group) => [group.source, group.entries.length]),
      [
        ['Parley', 4],
        ['MCP: github', 2],
        ['MCP: everything', 1],
      ],
    );
  });

  test('is searched by all words in name, description and source', () => {
    const found = (query: string): string[] =>
      toolGroups(entries, query).flatMap((group) => group.entries.map(({ label }) => label));
    assert.deepEqual(found('GITHUB issue'), ['create_issue']);
    assert.deepEqual(found('  shell '), ['Run command']);
    assert.deepEqual(found('no such tool'), []);
  });

  test('is counted', () => {
    const { onCount, tokens, isOverLimit } = toolTotals({ entries, limit });
    assert.equal(onCount, 5);
    assert.equal(
      tokens,
      entries.filter(({ isOn }) => isOn).reduce((sum, entry) => sum + entry.tokens, 0),
    );
    assert.equal(isOverLimit, false);
    assert.equal(toolTotals({ entries, limit: 5 }).isOverLimit, false);
    assert.equal(toolTotals({ entries, limit: 4 }).isOverLimit, true);
  });
});
