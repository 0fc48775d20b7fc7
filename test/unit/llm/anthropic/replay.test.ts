// Every stream in test/fixtures/anthropic gives the same parts however its bytes arrive, and as a whole answer.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { ErrorFacts } from '../../../../src/model/error.ts';
import type { StreamPart } from '../../../../src/model/stream.ts';
import { waysToSend } from '../replay.ts';
import { textOf } from '../sample-request.ts';
import { bytesOf, messagesEvent, replayStream, replayWhole, type Replayed } from './messages-replay.ts';

interface Expected {
  readonly shows: string;
  readonly parts: readonly StreamPart[];
  readonly error?: Partial<ErrorFacts>;
}

const folder = path.resolve(import.meta.dirname, '../../../fixtures/anthropic');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.sse'))
  .map((name) => name.slice(0, -'.sse'.length));

function load(name: string): { readonly bytes: Buffer; readonly expected: Expected } {
  return {
    bytes: readFileSync(path.join(folder, `${name}.sse`)),
    expected: JSON.parse(readFileSync(path.join(folder, `${name}.expected.json`), 'utf8')) as Expected,
  };
}

/** The fingerprint stands for the request, not for the stream: what it must be is tested with the history. */
function withoutFingerprint(parts: readonly StreamPart[]): readonly StreamPart[] {
  return parts.map((part) => {
    if (part.type !== 'provider-data') return part;
    const data = part.data as { readonly before: unknown };
    assert.match(String(data.before), /^[0-9a-f]{16}$/);
    return { ...part, data: { ...data, before: '(fingerprint)' } };
  });
}

function compare({ parts, failure }: Replayed, expected: Expected, way: string): void {
  assert.deepEqual(withoutFingerprint(parts), expected.parts, way);
  if (expected.error === undefined) assert.equal(failure, undefined, way);
  else assert.partialDeepStrictEqual(failure, expected.error, way);
}

describe('streams of the Messages API', () => {
  it('are there', () => assert.ok(names.length >= 30, `only ${names.length} in test/fixtures/anthropic`));

  for (const name of names) {
    const { bytes, expected } = load(name);
    it(`${name}: ${expected.shows}`, () => {
      for (const [way, chunks] of waysToSend(bytes)) compare(replayStream(chunks), expected, way);
    });
  }

  it('are complete without message_stop: the stop reason has been told', () => {
    for (const name of names) {
      const { bytes, expected } = load(name);
      if (expected.error !== undefined) continue;
      const text = bytes.toString();
      const marker = text.lastIndexOf('message_delta');
      const end = text.indexOf('\n\n', text.indexOf('data:', marker)) + 2;
      compare(replayStream([bytesOf(text.slice(0, end))]), expected, name);
    }
  });

  it('are interrupted when cut anywhere before that, and then nothing may run or be sent back', () => {
    for (const name of names) {
      const { bytes, expected } = load(name);
      if (expected.error !== undefined) continue;
      const text = bytes.toString();
      const stop = /"stop_reason":"/.exec(text)?.index ?? 0;
      for (const share of [0.2, 0.5, 0.8, 0.99]) {
        const { parts, failure } = replayStream([bytesOf(text.slice(0, Math.floor(stop * share)))]);
        const hasContent = parts.some(({ type }) => type === 'text-delta' || type === 'reasoning-delta');
        if (hasContent) assert.equal(failure?.kind, 'interrupted', `${name} at ${share}`);
        else assert.ok(['protocol', 'interrupted'].includes(failure?.kind ?? ''), `${name} at ${share}`);
        const left = parts.filter(({ type }) => !['text-delta', 'reasoning-delta', 'usage'].includes(type));
        assert.deepEqual(left, [], `${name} at ${share}`);
      }
    }
  });

  it('positive control: another answer does not give the same parts', () => {
    const { bytes, expected } = load('thinking');
    const other = bytesOf(bytes.toString().replace('EqRsig==', 'EqRsig=X'));
    assert.throws(() => compare(replayStream([other]), expected, 'control'), assert.AssertionError);
  });
});

const message = (more: Record<string, unknown>): unknown => ({
  id: 'msg_01',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-4-5-20251001',
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 12, cache_read_input_tokens: 0, cache_creation_input_tokens: 0, output_tokens: 9 },
  ...more,
});

describe('whole answers of the Messages API', () => {
  const usage = { type: 'usage', usage: { inputTokens: 12, outputTokens: 9, cachedTokens: 0 } } as const;

  it('give the parts of the same answer as a stream', () => {
    const content = [
      { type: 'thinking', thinking: 'First.', signature: 's1' },
      { type: 'text', text: 'I look.' },
      { type: 'thinking', thinking: '', signature: 's2' },
      { type: 'tool_use', id: 'toolu_01A', name: 'read_file', input: { path: 'a' } },
      { type: 'thinking', thinking: 'And b.', signature: 's3' },
      { type: 'tool_use', id: 'toolu_01B', name: 'read_file', input: { path: 'b' } },
    ];
    const { expected } = load('thinking-interleaved');
    compare(replayWhole(message({ content, stop_reason: 'tool_use' })), expected, 'whole');
  });

  it('are understood in a stream’s place and the other way round', () => {
    const { parts } = replayWhole(message({ content: [{ type: 'text', text: 'Hi' }] }));
    assert.deepEqual(parts, [{ type: 'text-delta', text: 'Hi' }, usage, { type: 'finish', reason: 'stop' }]);
  });

  it('turn empty input into an empty object', () => {
    const content = [{ type: 'tool_use', id: 'toolu_01A', name: 'f', input: {} }];
    const { parts } = replayWhole(message({ content, stop_reason: 'tool_use' }));
    assert.partialDeepStrictEqual(parts[0], { type: 'tool-call', argumentsText: '{}' });
  });

  it('may be empty', () => {
    assert.deepEqual(replayWhole(message({ content: [] })).parts, [
      usage,
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('are errors when they say so, whatever the status was', () => {
    const { failure } = replayWhole({
      type: 'error',
      error: { type: 'authentication_error', message: 'invalid x-api-key' },
      request_id: 'req_1',
    });
    assert.partialDeepStrictEqual(failure, {
      kind: 'auth',
      code: 'authentication_error',
      message: 'invalid x-api-key',
      requestId: 'req_1',
      retryable: false,
    });
  });

  it('that are no answers of this family are not taken for empty ones', () => {
    const chat = { choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] };
    assert.partialDeepStrictEqual(replayWhole(chat).failure, { kind: 'protocol', code: 'not-chat' });
    assert.partialDeepStrictEqual(replayWhole([1, 2]).failure, { kind: 'protocol', code: 'not-chat' });
  });
});

describe('broken streams of the Messages API', () => {
  const begin = [
    messagesEvent({ type: 'message_start', message: { content: [] } }),
    messagesEvent({
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'text', text: 'Hi' },
    }),
  ].join('');
  const stop = messagesEvent({ type: 'message_delta', delta: { stop_reason: 'end_turn' } });

  it('fail when an event is cut, even if the rest comes; its content is in no warning', () => {
    const { failure, warnings } = replayStream([bytesOf(`${begin}data: {"type":"conte\n\n${stop}`)]);
    assert.partialDeepStrictEqual(failure, { kind: 'protocol', code: 'broken-event' });
    assert.deepEqual(warnings, ['an event of 14 characters is not valid JSON']);
  });

  it('fail at once when three events in a row are unreadable', () => {
    const { failure } = replayStream([bytesOf(`${begin}${'data: {x\n\n'.repeat(3)}${stop}`)]);
    assert.partialDeepStrictEqual(failure, { kind: 'protocol', code: 'broken-event' });
  });

  it('may end with the marker of another family', () => {
    const { failure, parts } = replayStream([bytesOf(`${begin}${stop}data: [DONE]\n\n`)]);
    assert.equal(failure, undefined);
    assert.equal(textOf(parts), 'Hi');
  });

  it('fail, and run nothing, when a limit on tool calls is broken', () => {
    const calls = Array.from({ length: 129 }, (_, index) =>
      messagesEvent({
        type: 'content_block_start',
        index,
        content_block: { type: 'tool_use', id: `toolu_${index}`, name: 'f', input: {} },
      }),
    ).join('');
    const { failure, parts } = replayStream([bytesOf(`${begin}${calls}${stop}`)]);
    assert.partialDeepStrictEqual(failure, { kind: 'protocol', code: 'tool-call' });
    assert.equal(
      parts.some(({ type }) => type === 'tool-call'),
      false,
    );
  });

  it('are empty, or not ours, when nothing of this family came', () => {
    assert.partialDeepStrictEqual(replayStream([]).failure, { code: 'empty-answer' });
    const foreign = 'data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n';
    assert.partialDeepStrictEqual(replayStream([bytesOf(foreign)]).failure, { code: 'not-chat' });
  });

  it('warn when a call has no name, and drop it', () => {
    const call = messagesEvent({
      type: 'content_block_start',
      index: 1,
      content_block: { type: 'tool_use', id: 'toolu_1', input: {} },
    });
    const input = messagesEvent({
      type: 'content_block_delta',
      index: 1,
      delta: { type: 'input_json_delta', partial_json: '{}' },
    });
    const { parts, warnings } = replayStream([bytesOf(begin + call + input + stop)]);
    assert.deepEqual(parts.at(-1), { type: 'finish', reason: 'stop' });
    assert.deepEqual(warnings, ['a tool call came without a name and was dropped']);
  });
});
