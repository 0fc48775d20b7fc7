import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEventReader } from '../../../src/llm/sse.ts';
import { cutAt } from '../../fakes/sse-chunks.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function readEvents(chunks: readonly Uint8Array[], max = 1000): { events: string[]; isTooLong: boolean } {
  const events: string[] = [];
  const reader = createEventReader(max, ({ event, data }) =>
    events.push(event === undefined ? data : `${event}|${data}`),
  );
  for (const chunk of chunks) reader.feed(chunk);
  reader.end();
  return { events, isTooLong: reader.isTooLong };
}

describe('createEventReader', () => {
  const table: [title: string, stream: string, events: string[]][] = [
    [
      'one space after the colon is dropped, further ones stay',
      'data: a\n\ndata:b\n\ndata:  c\n\n',
      ['a', 'b', ' c'],
    ],
    ['several data lines are joined', 'data: a\ndata: b\n\n', ['a\nb']],
    [
      'comments, ids, retry and unknown fields are no events',
      ': hi\n\nid: 1\nretry: x\nfoo: y\nbar\n\ndata: a\n\n',
      ['a'],
    ],
    ['the event field is kept', 'event: error\ndata: a\n\ndata: b\n\n', ['error|a', 'b']],
    ['data without a colon is an empty payload', 'data\n\ndata: a\n\n', ['', 'a']],
    [
      'a byte-order mark counts only at the start',
      '\ufeffdata: a\n\n\ufeffdata: b\n\ndata: c\n\n',
      ['a', 'c'],
    ],
    ['an id with NUL does no harm', 'id: a\0b\ndata: a\n\n', ['a']],
    ['mixed line ends', 'data: a\r\n\ndata: b\r\rdata: c\n\r\ndata: d\r\n\r\n', ['a', 'b', 'c', 'd']],
    ['a last event without its blank line', 'data: a\n\ndata: [DONE]', ['a', '[DONE]']],
    ['a last event with half a line end', 'data: a\r\n\r\ndata: [DONE]\r', ['a', '[DONE]']],
    ['nothing', '', []],
  ];
  for (const [title, stream, events] of table) {
    it(`${title}, cut at every pair of places`, () => {
      const bytes = encode(stream);
      for (let first = 0; first <= bytes.length; first += 1) {
        for (let second = first; second <= bytes.length; second += 1) {
          assert.deepEqual(readEvents(cutAt(bytes, [first, second])).events, events, `${first}, ${second}`);
        }
      }
    });
  }

  it('drops what is left of a character cut in half and keeps those before it (N05)', () => {
    for (const char of ['é', '世', '🦜']) {
      const bytes = encode(`data: a${char}`);
      for (let missing = 1; missing < encode(char).length; missing += 1) {
        assert.deepEqual(readEvents([bytes.subarray(0, bytes.length - missing)]).events, ['a']);
      }
      assert.deepEqual(
        readEvents([bytes]).events,
        [`a${char}`],
        'positive control: the whole character is kept',
      );
    }
  });

  it('stops at an event longer than the limit, in one line or many (N20, N22)', () => {
    assert.deepEqual(readEvents([encode(`data: ${'x'.repeat(900)}\n\n`)]), {
      events: ['x'.repeat(900)],
      isTooLong: false,
    });
    const endless = Array.from({ length: 20 }, () => encode('x'.repeat(100)));
    assert.deepEqual(readEvents([encode('data: '), ...endless]), { events: [], isTooLong: true });
    const lines = Array.from({ length: 20 }, () => encode(`data: ${'x'.repeat(100)}\n`));
    assert.deepEqual(readEvents(lines), { events: [], isTooLong: true });
  });
});
