// Recorded streams of real servers, where the folder with them lies beside the checkout. They are not part of the project.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parseJson } from '../../../src/llm/json-value.ts';
import { readUsage } from '../../../src/llm/dialects/chat-completions/usage.ts';
import type { StreamPart } from '../../../src/model/stream.ts';
import { replay, waysToSend, type Replayed } from './replay.ts';
import { textOf } from './sample-request.ts';

interface Expected {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  readonly finish: string | null;
  readonly usage: Record<string, unknown> | null;
  readonly done: boolean;
  readonly error: unknown;
}

const folder = path.resolve(import.meta.dirname, '../../../../shared/fixtures');
/** Another API family. */
const otherDialects = new Set(['anthropic']);

const streams = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.sse') && !otherDialects.has(name.split(path.sep)[0] ?? ''),
    )
  : [];

function read(name: string): Buffer {
  return readFileSync(path.join(folder, name));
}

describe(
  'recorded streams',
  { skip: streams.length === 0 ? `there are no recordings in ${folder}` : false },
  () => {
    for (const name of streams) {
      it(`${name} gives the expected result however its bytes arrive`, () => {
        const expected = JSON.parse(read(name.replace(/\.sse$/, '.expected.json')).toString()) as Expected;
        const vendor = name.split(path.sep)[0] ?? '';
        const row = vendor === 'azure' ? 'azure-openai' : vendor === 'generic' ? 'openai-compatible' : vendor;
        for (const [way, chunks] of waysToSend(read(name))) {
          // The recordings' own expectations leave <think> tags in the text.
          compare(replay(chunks, row, { thinkTags: false }), expected, row, `${name}, ${way}`);
        }
      });
    }
  },
);

function compare({ parts, failure }: Replayed, expected: Expected, row: string, message: string): void {
  assert.equal(textOf(parts), expected.text, message);
  assert.equal(join(parts, 'reasoning-delta'), expected.reasoning, message);
  const calls = parts.filter((part) => part.type === 'tool-call');
  // An answer that did not end well gives no calls.
  const expectedCalls = failure === undefined ? expected.toolCalls : [];
  assert.deepEqual(
    calls.map((call) => [call.name, parseJson(call.argumentsText)]),
    expectedCalls.map((call) => [call.name, parseJson(call.arguments === '' ? '{}' : call.arguments)]),
    message,
  );
  for (const [at, { id }] of expectedCalls.entries())
    if (id !== '') assert.equal(calls[at]?.callId, id, message);
  const usage = parts.find((part) => part.type === 'usage')?.usage;
  assert.deepEqual(
    usage,
    expected.usage === null ? undefined : readUsage(expected.usage, row === 'xai'),
    message,
  );
  const isComplete = expected.error === null && (expected.done || expected.finish !== null);
  assert.equal(failure === undefined, isComplete, message);
  assert.equal(parts.at(-1)?.type === 'finish', isComplete, message);
}

function join(parts: readonly StreamPart[], type: 'reasoning-delta'): string {
  return parts.map((part) => (part.type === type ? part.text : '')).join('');
}
