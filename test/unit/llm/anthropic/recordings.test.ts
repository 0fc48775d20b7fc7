// Recorded streams and errors of the real API, where the folder with them lies beside the checkout. They are not part of
// the project.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { dialectOf } from '../../../../src/llm/dialects/index.ts';
import { readUsage } from '../../../../src/llm/dialects/chat-completions/usage.ts';
import { parseJson } from '../../../../src/llm/json-value.ts';
import type { ErrorKind } from '../../../../src/model/error.ts';
import type { StreamPart } from '../../../../src/model/stream.ts';
import { waysToSend } from '../replay.ts';
import { textOf } from '../sample-request.ts';
import { anthropicProvider, replayStream, type Replayed } from './messages-replay.ts';

interface Expected {
  readonly text: string;
  readonly reasoning: string;
  readonly signature: string;
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  readonly finish: string;
  readonly usage: Record<string, unknown>;
}

const folder = path.resolve(import.meta.dirname, '../../../../../shared/fixtures/anthropic');
const names = existsSync(folder) ? readdirSync(folder) : [];
const skip = names.length === 0 ? `there are no recordings in ${folder}` : false;
const read = (name: string): Buffer => readFileSync(path.join(folder, name));

describe('recorded streams', { skip }, () => {
  for (const name of names.filter((file) => file.endsWith('.sse'))) {
    it(`${name} gives the expected result however its bytes arrive`, () => {
      const expected = JSON.parse(read(name.replace(/\.sse$/, '.expected.json')).toString()) as Expected;
      for (const [way, chunks] of waysToSend(read(name))) compare(replayStream(chunks), expected, way);
    });
  }

  it('positive control: another expectation is not met', () => {
    const name = 'tool-use-stream';
    const expected = JSON.parse(read(`${name}.expected.json`).toString()) as Expected;
    const replayed = replayStream([read(`${name}.sse`)]);
    assert.throws(() => compare(replayed, { ...expected, finish: 'end_turn' }, 'control'));
    assert.throws(() => compare(replayed, { ...expected, text: `${expected.text}.` }, 'control'));
  });
});

function compare({ parts, failure }: Replayed, expected: Expected, way: string): void {
  assert.equal(failure, undefined, way);
  assert.equal(textOf(parts), expected.text, way);
  assert.equal(join(parts), expected.reasoning, way);
  const calls = parts.filter((part) => part.type === 'tool-call');
  assert.deepEqual(
    calls.map((call) => [call.callId, call.name, parseJson(call.argumentsText)]),
    expected.toolCalls.map(({ id, name, arguments: text }) => [id, name, parseJson(text || '{}')]),
    way,
  );
  const usage = parts.find((part) => part.type === 'usage')?.usage;
  // Nothing was cached in these recordings, so that both families' counts mean the same.
  assert.deepEqual(usage, readUsage(expected.usage, false), way);
  assert.equal(JSON.stringify(parts).includes(expected.signature), true, way);
  const reason = expected.finish === 'tool_use' ? 'tools' : 'stop';
  assert.deepEqual(parts.at(-1), { type: 'finish', reason }, way);
}

function join(parts: readonly StreamPart[]): string {
  return parts.map((part) => (part.type === 'reasoning-delta' ? part.text : '')).join('');
}

describe('recorded errors', { skip }, () => {
  const kinds: Record<string, ErrorKind> = { 'error-401.json': 'auth', 'error-404.json': 'not-found' };
  for (const [name, kind] of Object.entries(kinds)) {
    it(`${name} is ${kind}`, () => {
      const meta = JSON.parse(read(name.replace(/json$/, 'meta.json')).toString()) as {
        readonly status: number;
        readonly response_headers: Record<string, string>;
      };
      const { facts, shouldRetry } = dialectOf('anthropic').readError(
        {
          status: meta.status,
          headers: new Headers(meta.response_headers),
          bodyText: read(name).toString(),
          nowMs: 0,
          host: 'api.anthropic.com',
          model: 'some-model',
          secrets: [],
        },
        anthropicProvider(),
      );
      assert.equal(facts.kind, kind);
      assert.match(facts.requestId ?? '', /^req_/);
      assert.equal(shouldRetry, false);
    });
  }
});
