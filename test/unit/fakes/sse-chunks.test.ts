// The chunk builders: cuts and fragments put together again are the whole.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGate } from '../../fakes/gate.ts';
import { streamRaw } from '../../fakes/replies.ts';
import {
  commentLine,
  cutAt,
  errorChunk,
  finishChunk,
  refusalChunk,
  sseEvent,
  textChunk,
  thinkingPartChunk,
  toolCallFragments,
  usageOf,
} from '../../fakes/sse-chunks.ts';
import { post, start } from './scripted-client.ts';

test('bytes cut inside a character and a chunk arrive as separate reads and are whole together', async () => {
  const provider = await start();
  const bytes = new TextEncoder().encode(textChunk('Ü🌍') + errorChunk('Broken', { code: '1000' }));
  const earth = bytes.findIndex((byte) => byte > 0xe0);
  const gate = createGate();
  const pieces = cutAt(bytes, [3, earth + 1]);
  assert.deepEqual(
    pieces.map((piece) => piece.length),
    [3, earth - 2, bytes.length - earth - 1],
  );
  provider.queue(streamRaw(pieces, { gate }));
  const reader = (await post(provider)).body!.getReader();
  const reads: Uint8Array[] = [];
  for (const piece of pieces) {
    gate.release();
    const { value } = await reader.read();
    assert.equal(value?.length, piece.length);
    reads.push(value);
  }
  assert.deepEqual(Buffer.concat(reads), Buffer.from(bytes));
});

test('tool call fragments put together are the call', () => {
  const fragments = toolCallFragments({ id: 'x', name: 'f', arguments: { path: 'src/a.ts' } }, 1, 5);
  const calls = fragments.map((event) => {
    const chunk = JSON.parse(event.slice('data: '.length)) as Fragment;
    return chunk.choices[0]!.delta.tool_calls[0]!;
  });
  assert.deepEqual(calls[0], { index: 1, id: 'x', type: 'function', function: { name: 'f', arguments: '' } });
  assert.equal(calls.map((call) => call.function.arguments).join(''), '{"path":"src/a.ts"}');
  assert.ok(calls.slice(1).every((call) => call.id === undefined && call.index === 1));
  assert.equal(sseEvent('x'), 'data: x\n\n');
});

interface Fragment {
  readonly choices: readonly {
    readonly delta: {
      readonly tool_calls: readonly {
        readonly index: number;
        readonly id?: string;
        readonly function: { readonly arguments: string };
      }[];
    };
  }[];
}

test('odd chunks carry what odd servers send', () => {
  assert.equal(commentLine('OPENROUTER PROCESSING'), ': OPENROUTER PROCESSING\n\n');
  assert.match(
    thinkingPartChunk('hm'),
    /"content":\[\{"type":"thinking","thinking":\[\{"type":"text","text":"hm"\}\]/,
  );
  assert.match(refusalChunk('no'), /"delta":\{"content":null,"refusal":"no"\}/);
  assert.match(
    finishChunk('stop', {}, usageOf(1, 2)),
    /"finish_reason":"stop"\}\],"usage":\{"prompt_tokens":1/,
  );
});
