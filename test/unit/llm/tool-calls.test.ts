import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newCallId, ToolCallAssembler } from '../../../src/llm/tool-calls.ts';

type Entry = Record<string, unknown>;
type Called = [id: string, name: string, argumentsText: string];

function seeded(): () => number {
  let state = 7;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

/** Feeds deltas in order; returns what came of them. Ids that were made up read `made 1`, `made 2` … */
function assemble(...deltas: unknown[]): {
  calls: Called[];
  valid: boolean[];
  fault: string | undefined;
  orphans: boolean;
} {
  const assembler = new ToolCallAssembler(seeded());
  let fault: string | undefined;
  for (const delta of deltas) fault ??= assembler.add(delta);
  const finished = assembler.finish();
  const ids = finished.map(({ call }) => call.callId);
  assert.equal(new Set(ids).size, ids.length, 'every id occurs once');
  const made = ids.filter((id) => /^[a-zA-Z0-9]{9}$/.test(id) && !JSON.stringify(deltas).includes(`"${id}"`));
  const shown = (id: string): string => (made.includes(id) ? `made ${made.indexOf(id) + 1}` : id);
  return {
    calls: finished.map(({ call }) => [shown(call.callId), call.name, call.argumentsText]),
    valid: finished.map(({ isValid }) => isValid),
    fault,
    orphans: assembler.hasOrphans,
  };
}

function entry(index: unknown, id: unknown, name: unknown, args: unknown): Entry {
  return {
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
    function: {
      ...(name === undefined ? {} : { name }),
      ...(args === undefined ? {} : { arguments: args }),
    },
  };
}

const A = '{"a":1}';
const B = '{"b":2}';

describe('ToolCallAssembler', () => {
  const table: { title: string; deltas: Entry[][]; expected: Called[] }[] = [
    {
      title: 'OpenAI fragments: id and name first, then arguments by index',
      deltas: [
        [entry(0, 'x1', 'f', '')],
        [entry(0, undefined, undefined, '{"a"')],
        [entry(0, undefined, undefined, ':1}')],
      ],
      expected: [['x1', 'f', A]],
    },
    {
      title: 'whole calls in one delta without index (Mistral)',
      deltas: [[entry(undefined, 'aaaaaaaa1', 'f', A), entry(undefined, 'aaaaaaaa2', 'g', B)]],
      expected: [
        ['aaaaaaaa1', 'f', A],
        ['aaaaaaaa2', 'g', B],
      ],
    },
    {
      title: 'one index for all calls, told apart by id (Ollama)',
      deltas: [[entry(0, 'x1', 'f', A)], [entry(0, 'x2', 'f', B)]],
      expected: [
        ['x1', 'f', A],
        ['x2', 'f', B],
      ],
    },
    {
      title: 'a new id with a name begins a new call, also where the one before has no id',
      deltas: [[entry(0, undefined, 'f', A)], [entry(0, 'x2', 'f', '')], [entry(0, undefined, undefined, B)]],
      expected: [
        ['made 1', 'f', A],
        ['x2', 'f', B],
      ],
    },
    {
      title: 'interleaved fragments of two calls (C09)',
      deltas: [
        [entry(0, 'x1', 'f', ''), entry(1, 'x2', 'g', '')],
        [entry(1, undefined, undefined, '{"b"')],
        [entry(0, undefined, undefined, '{"a"')],
        [entry(1, undefined, undefined, ':2}'), entry(0, undefined, undefined, ':1}')],
      ],
      expected: [
        ['x1', 'f', A],
        ['x2', 'g', B],
      ],
    },
    {
      title: 'indexes with a gap, starting at 1 (C09)',
      deltas: [
        [entry(1, 'x1', 'f', A)],
        [entry(7, 'x2', 'g', '{"b"')],
        [entry(7, undefined, undefined, ':2}')],
      ],
      expected: [
        ['x1', 'f', A],
        ['x2', 'g', B],
      ],
    },
    {
      title: 'an index that drifts on continuations without id',
      deltas: [
        [entry(0, 'x1', 'f', '{')],
        [entry(1, undefined, undefined, '"a"')],
        [entry(200, undefined, undefined, ':1}')],
      ],
      expected: [['x1', 'f', A]],
    },
    {
      title: 'the head at index 0, the tail at index 1 of the same second call',
      deltas: [
        [entry(0, 'x1', 'f', A)],
        [entry(0, 'x2', 'g', '{"b"')],
        [entry(1, undefined, undefined, ':2}')],
      ],
      expected: [
        ['x1', 'f', A],
        ['x2', 'g', B],
      ],
    },
    {
      title: 'two entries of one call in one delta: the id part, then the first fragment',
      deltas: [
        [entry(0, 'x1', 'f', ''), entry(0, undefined, undefined, '{"a"')],
        [entry(0, undefined, undefined, ':1}')],
      ],
      expected: [['x1', 'f', A]],
    },
    {
      title: 'an empty name on continuations (C06)',
      deltas: [[entry(0, 'x1', 'f', '{"a"')], [entry(0, '', '', ':1}')]],
      expected: [['x1', 'f', A]],
    },
    {
      title: 'id and name repeated on every fragment (C06)',
      deltas: [[entry(0, 'x1', 'f', '{"a"')], [entry(0, 'x1', 'f', ':1}')], [entry(0, 'x1', 'f', '')]],
      expected: [['x1', 'f', A]],
    },
    {
      title: 'the name only in the second chunk (C06)',
      deltas: [[entry(0, undefined, undefined, '{"a"')], [entry(0, 'x1', 'f', ':1}')]],
      expected: [['x1', 'f', A]],
    },
    {
      title: 'an id that comes after the name',
      deltas: [[entry(0, undefined, 'f', '{"a"')], [entry(0, 'x1', undefined, ':1}')]],
      expected: [['x1', 'f', A]],
    },
    {
      title: 'a duplicate id with another name: the second call gets an id of its own (C08)',
      deltas: [[entry(undefined, 'x1', 'f', A), entry(undefined, 'x1', 'g', B)]],
      expected: [
        ['x1', 'f', A],
        ['made 1', 'g', B],
      ],
    },
    {
      title: 'a duplicate id with the same name and other arguments (C08)',
      deltas: [[entry(0, 'x1', 'f', A)], [entry(1, 'x1', 'f', B)]],
      expected: [
        ['x1', 'f', A],
        ['made 1', 'f', B],
      ],
    },
    {
      title: 'a call said twice word for word is one call',
      deltas: [[entry(0, 'x1', 'f', A)], [entry(0, 'x1', 'f', A)]],
      expected: [['x1', 'f', A]],
    },
    {
      title: 'empty and null ids are made up, each its own (C07)',
      deltas: [
        [entry(undefined, '', 'f', A), entry(undefined, null, 'g', B), entry(undefined, 'null', 'h', A)],
      ],
      expected: [
        ['made 1', 'f', A],
        ['made 2', 'g', B],
        ['made 3', 'h', A],
      ],
    },
    {
      title: 'two calls at one index without ids: the complete first one ends where a name comes again',
      deltas: [[entry(0, undefined, 'f', A)], [entry(0, undefined, 'f', B)]],
      expected: [
        ['made 1', 'f', A],
        ['made 2', 'f', B],
      ],
    },
    {
      title: 'no arguments at all, null, blank: {} (C03)',
      deltas: [[entry(0, 'x1', 'f', undefined), entry(1, 'x2', 'g', null), entry(2, 'x3', 'h', '  ')]],
      expected: [
        ['x1', 'f', '{}'],
        ['x2', 'g', '{}'],
        ['x3', 'h', '{}'],
      ],
    },
    {
      title: 'arguments as an object (C04)',
      deltas: [[entry(0, 'x1', 'f', { a: 1 })]],
      expected: [['x1', 'f', A]],
    },
    {
      title: 'an object after text that is no JSON replaces it; after text that is, it says nothing new',
      deltas: [
        [entry(0, 'x1', 'f', '{"a"'), entry(1, 'x2', 'g', B)],
        [entry(0, undefined, undefined, { a: 1 }), entry(1, undefined, undefined, { b: 3 })],
      ],
      expected: [
        ['x1', 'f', A],
        ['x2', 'g', B],
      ],
    },
    {
      title: 'names that objects inherit (C05 is the caller’s; here they are plain text)',
      deltas: [[entry(0, 'x1', '__proto__', A), entry(1, 'x2', 'constructor', B)]],
      expected: [
        ['x1', '__proto__', A],
        ['x2', 'constructor', B],
      ],
    },
    {
      title: 'null, an empty list and entries without a function are nothing',
      deltas: [[], [{ id: 'x' }]],
      expected: [],
    },
  ];
  for (const { title, deltas, expected } of table) {
    it(title, () => {
      const { calls, fault, orphans } = assemble(null, undefined, ...deltas);
      assert.deepEqual(calls, expected);
      assert.equal(fault, undefined);
      assert.equal(orphans, false);
    });
  }

  for (const index of [-1, 1.5, '__proto__', {}]) {
    it(`refuses the index ${JSON.stringify(index)} before anything is changed (C09)`, () => {
      const { calls, fault } = assemble(
        [entry(0, 'x1', 'f', A)],
        [entry(0, undefined, undefined, 'x'), entry(index, 'x2', 'g', B)],
      );
      assert.match(fault ?? '', /index/);
      assert.deepEqual(calls, [['x1', 'f', A]], 'the fragment before the bad entry must not be added either');
    });
  }

  it('refuses a call at index 128, takes one at 127 (C09)', () => {
    assert.equal(assemble([entry(127, 'x1', 'f', A)]).fault, undefined);
    assert.match(assemble([entry(128, 'x1', 'f', A)]).fault ?? '', /more than 128/);
  });

  it('refuses arguments of more than 16 MiB and takes 16 MiB (C10)', () => {
    const piece = 'x'.repeat(1024 * 1024);
    const pieces = Array.from({ length: 16 }, () => [entry(0, undefined, undefined, piece)]);
    assert.equal(assemble([entry(0, 'x1', 'f', '')], ...pieces).fault, undefined);
    assert.match(assemble([entry(0, 'x1', 'f', 'x')], ...pieces).fault ?? '', /longer than/);
  });

  it('refuses arguments nested deeper than 128 levels and takes 128 (C10)', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    assert.equal(assemble([entry(0, 'x1', 'f', nested(128))]).fault, undefined);
    assert.match(assemble([entry(0, 'x1', 'f', nested(129))]).fault ?? '', /deeper/);
    assert.equal(
      assemble([entry(0, 'x1', 'f', `{"text":"${'['.repeat(500)}\\"["}`)]).fault,
      undefined,
      'inside a string',
    );
  });

  it('refuses more than a million fragments (C10)', () => {
    const assembler = new ToolCallAssembler(seeded());
    const fragment = [entry(0, 'x1', 'f', '')];
    let fault: string | undefined;
    let count = 0;
    while (fault === undefined && count < 2_000_000) {
      fault = assembler.add(fragment);
      count += 1;
    }
    assert.equal(count, 1_048_577);
    assert.match(fault ?? '', /fragments/);
  });

  it('takes 200 KB one character at a time (C11)', () => {
    const text = JSON.stringify({ text: 'y'.repeat(200_000) });
    const assembler = new ToolCallAssembler(seeded());
    assembler.add([entry(0, 'x1', 'f', '')]);
    for (const char of text) assert.equal(assembler.add([entry(0, undefined, undefined, char)]), undefined);
    assert.equal(assembler.finish()[0]?.call.argumentsText, text);
  });

  it('tells which arguments are JSON', () => {
    assert.deepEqual(assemble([entry(0, 'x1', 'f', '{"a"'), entry(1, 'x2', 'g', B)]).valid, [false, true]);
  });

  it('tells of fragments that never found a call', () => {
    const { calls, orphans } = assemble([entry(0, undefined, undefined, A)]);
    assert.deepEqual(calls, []);
    assert.equal(orphans, true);
  });

  it('keeps what a vendor wants back with the call', () => {
    const assembler = new ToolCallAssembler(seeded());
    const extra = { google: { thought_signature: 'c2ln' } };
    assembler.add([{ ...entry(0, 'x1', 'f', A), extra_content: extra }]);
    assert.deepEqual(assembler.finish()[0]?.call.providerData, extra);
  });
});

describe('newCallId', () => {
  it('makes nine letters and digits, also at the ends of the range', () => {
    assert.equal(
      newCallId(() => 0),
      '000000000',
    );
    assert.equal(
      newCallId(() => 1 - Number.EPSILON),
      'zzzzzzzzz',
    );
  });
});
