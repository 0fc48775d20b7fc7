// Intents: each valid one passes as it is; everything else is refused, whatever its shape.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { intentSchema, maxHandedBytes, maxPromptLength, type Intent } from '../../../src/protocol/to-host.ts';

/** One of each; the type makes sure that none is forgotten. */
const valid: { readonly [Type in Intent['type']]: Extract<Intent, { type: Type }> } = {
  'view-ready': { type: 'view-ready' },
  'snapshot-request': { type: 'snapshot-request' },
  'prompt-submit': { type: 'prompt-submit', promptId: 'p1', text: 'Hello' },
  'turn-stop': { type: 'turn-stop' },
  'message-retry': { type: 'message-retry', messageId: 'm1' },
  'message-ask-other': { type: 'message-ask-other', messageId: 'm1' },
  'message-delete': { type: 'message-delete', messageId: 'm1' },
  'message-restore': { type: 'message-restore', messageId: 'm1', leafId: 'm2' },
  'sibling-select': { type: 'sibling-select', messageId: 'm1' },
  'turn-continue': { type: 'turn-continue', messageId: 'm1' },
  'tool-decide': { type: 'tool-decide', messageId: 'm1', callId: 'c1', nonce: 'n', decision: 'once' },
  'tool-diff-open': { type: 'tool-diff-open', messageId: 'm1', callId: 'c1' },
  'tools-show': { type: 'tools-show' },
  'tools-switch': { type: 'tools-switch', names: ['read_file'], isOn: false },
  'changes-review': { type: 'changes-review', messageId: 'm1', path: 'src/a.ts' },
  'changes-keep': { type: 'changes-keep', messageId: 'm1', path: 'src/a.ts' },
  'changes-undo': { type: 'changes-undo', messageId: 'm1', path: 'src/a.ts' },
  'request-show': { type: 'request-show', text: 'x' },
  'part-leave-out': { type: 'part-leave-out', partId: 'instructions:AGENTS.md', isLeftOut: true },
  'part-tools-off': { type: 'part-tools-off' },
  'compaction-remove': { type: 'compaction-remove', compactionId: 'k1' },
  'chat-new': { type: 'chat-new' },
  'history-query': {
    type: 'history-query',
    queryId: 1,
    words: 'x',
    isHere: true,
    after: { id: 'c1', isPinned: false, updatedAtMs: 1 },
    offset: 0,
  },
  'chat-open': { type: 'chat-open', chatId: 'c1', messageId: 'm1' },
  'chat-rename': { type: 'chat-rename', chatId: 'c1', title: 'x' },
  'chat-pin': { type: 'chat-pin', chatId: 'c1', isPinned: true },
  'chat-delete': { type: 'chat-delete', chatId: 'c1' },
  'chat-restore': { type: 'chat-restore', chatId: 'c1' },
  'chat-fork': { type: 'chat-fork', messageId: 'm1' },
  'prompt-edit': { type: 'prompt-edit', messageId: 'm1', text: 'x' },
  'model-choose': { type: 'model-choose' },
  'error-action': { type: 'error-action', action: 'set-api-key', messageId: 'm1' },
  'attachment-remove': { type: 'attachment-remove', attachmentId: 'a1' },
  'attachment-open': { type: 'attachment-open', attachmentId: 'a1' },
  suggest: { type: 'suggest', queryId: 1, kind: 'context', words: 'x' },
  'suggestion-attach': { type: 'suggestion-attach', suggestionId: 's1' },
  'bytes-attach': { type: 'bytes-attach', name: 'a.png', bytes: new ArrayBuffer(8) },
  'uris-attach': { type: 'uris-attach', uris: ['file:///a.ts'] },
  'image-preview': { type: 'image-preview', attachmentId: 'a1' },
  'draft-update': { type: 'draft-update', text: '' },
  'text-copy': { type: 'text-copy', text: 'x' },
  'code-insert': { type: 'code-insert', text: 'x' },
  'code-replace': { type: 'code-replace', text: 'x' },
  'code-apply': { type: 'code-apply', text: 'x', language: 'ts', place: 'src/a.ts:1-2' },
  'code-new-file': { type: 'code-new-file', text: 'x', language: 'ts', place: 'src/a.ts' },
  'code-run': { type: 'code-run', text: 'x' },
  'diagram-show': { type: 'diagram-show', text: 'x', language: 'mermaid' },
  'places-check': { type: 'places-check', checkId: 1, places: ['src/a.ts:1'], symbols: ['gross'] },
  'place-open': { type: 'place-open', place: 'src/a.ts:1' },
  'symbol-open': { type: 'symbol-open', name: 'gross' },
  'link-open': { type: 'link-open', href: 'https://example.com' },
};
const intents: readonly Intent[] = Object.values(valid);

/** Fields that may be left out. */
const optional = new Set([
  'error-action messageId',
  'chat-open messageId',
  'history-query after',
  'message-restore leafId',
  'changes-review path',
  'changes-keep path',
  'changes-undo path',
  'code-apply place',
  'code-new-file place',
]);

function isIntent(value: unknown): boolean {
  return intentSchema.safeParse(value).success;
}

describe('a valid intent', () => {
  for (const intent of intents) {
    test(`${intent.type} passes unchanged, also as a structured clone`, () => {
      assert.deepEqual(intentSchema.parse(structuredClone(intent)), intent);
    });
  }

  test('error-action passes with each of its actions, without a message too', () => {
    for (const action of ['set-api-key', 'choose-model', 'open-settings', 'show-log', 'compact']) {
      assert.ok(isIntent({ type: 'error-action', action }), action);
    }
    assert.ok(!isIntent({ type: 'error-action', action: 'retry' }), 'retry is an intent of its own');
    assert.ok(!isIntent({ type: 'error-action', action: 'workbench.action.terminal.new' }));
  });

  test('may hand over the largest file and not one byte more', () => {
    const attach = (size: number): Intent => ({ ...valid['bytes-attach'], bytes: new ArrayBuffer(size) });
    assert.ok(isIntent(attach(maxHandedBytes)));
    assert.ok(!isIntent(attach(maxHandedBytes + 1)));
    assert.ok(!isIntent({ ...valid['uris-attach'], uris: [] }));
    assert.ok(!isIntent({ ...valid['uris-attach'], uris: Array.from({ length: 51 }, () => 'file:///a') }));
  });

  test('may hold the longest text and not one character more', () => {
    const text = 'a'.repeat(maxPromptLength);
    for (const intent of [
      { type: 'prompt-submit', promptId: 'p1' },
      { type: 'draft-update' },
      { type: 'text-copy' },
      { type: 'code-insert' },
    ]) {
      assert.ok(isIntent({ ...intent, text }), intent.type);
      assert.ok(!isIntent({ ...intent, text: `${text}a` }), intent.type);
    }
    assert.ok(isIntent({ type: 'link-open', href: 'x'.repeat(4096) }));
    assert.ok(!isIntent({ type: 'link-open', href: 'x'.repeat(4097) }));
    assert.ok(isIntent({ type: 'message-retry', messageId: 'x'.repeat(100) }));
    assert.ok(!isIntent({ type: 'message-retry', messageId: 'x'.repeat(101) }));
    assert.ok(!isIntent({ type: 'message-retry', messageId: '' }));
  });
});

describe('refused is', () => {
  test('every intent with a field too many', () => {
    for (const intent of intents) {
      for (const extra of ['extra', 'command', 'apiKey', 'url', 'approve', 'text2']) {
        assert.ok(!isIntent({ ...intent, [extra]: 'x' }), `${intent.type} with ${extra}`);
      }
      assert.ok(!isIntent(JSON.parse(JSON.stringify(intent).replace('{', '{"__proto__":{},')) as unknown));
    }
  });

  test('every intent with a field too few, or of another type', () => {
    let checked = 0;
    for (const intent of intents) {
      for (const name of Object.keys(intent)) {
        const isOptional = optional.has(`${intent.type} ${name}`);
        const { [name]: _left, ...rest } = intent as Record<string, unknown>;
        assert.equal(isIntent(rest), isOptional, `${intent.type} without ${name}`);
        const present: unknown = (intent as Record<string, unknown>)[name];
        for (const wrong of [null, 7, true, {}, ['x'], { toString: 'x' }]) {
          // A value that is right for this field is no wrong one.
          if (Array.isArray(present) && Array.isArray(wrong)) continue;
          if (typeof wrong !== 'object' && typeof wrong === typeof present) continue;
          assert.ok(
            !isIntent({ ...intent, [name]: wrong }),
            `${intent.type} with ${name} ${JSON.stringify(wrong)}`,
          );
        }
        checked += 1;
      }
    }
    assert.ok(checked > intents.length, 'control');
  });

  test('what is no object, and a type that is not in the list', () => {
    for (const value of [
      undefined,
      null,
      'view-ready',
      7,
      [],
      [valid['view-ready']],
      new Map([['type', 'view-ready']]),
    ]) {
      assert.ok(!isIntent(value));
    }
    for (const type of [
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      '',
      'VIEW-READY',
      'view-ready ',
    ]) {
      assert.ok(!isIntent({ type }), type);
    }
  });

  test('anything at all that is not, field by field, an intent', () => {
    let passed = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything({ withNullPrototype: true }),
          fc.record({ type: fc.constantFrom(...Object.keys(valid)) }),
          fc
            .tuple(fc.constantFrom(...intents), fc.dictionary(fc.string(), fc.anything(), { maxKeys: 2 }))
            .map(([intent, extra]) => ({ ...intent, ...extra })),
        ),
        (value) => {
          const parsed = intentSchema.safeParse(value);
          if (!parsed.success) return;
          passed += 1;
          const names = Object.keys(value as object).toSorted();
          assert.deepEqual(parsed.data, { ...(value as object) }, 'it passes as it is');
          const allowed = Object.keys(valid[parsed.data.type]).toSorted();
          assert.ok(names.every((name) => allowed.includes(name)));
        },
      ),
      { numRuns: 2000 },
    );
    assert.ok(passed > 50, 'control: some do pass');
  });
});
