// Every stream in test/fixtures/streams gives the same parts however its bytes arrive.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { ErrorFacts } from '../../../src/model/error.ts';
import type { StreamPart } from '../../../src/model/stream.ts';
import { replay, waysToSend } from './replay.ts';

interface Expected {
  readonly shows: string;
  readonly row: string;
  readonly parts: readonly StreamPart[];
  readonly error?: Partial<ErrorFacts>;
}

const folder = path.resolve(import.meta.dirname, '../../fixtures/streams');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.sse'))
  .map((name) => name.slice(0, -'.sse'.length));

describe('own streams', () => {
  it('are there', () => assert.ok(names.length >= 20, `only ${names.length} in test/fixtures/streams`));

  for (const name of names) {
    const bytes = readFileSync(path.join(folder, `${name}.sse`));
    const expected = JSON.parse(readFileSync(path.join(folder, `${name}.expected.json`), 'utf8')) as Expected;
    it(`${name}: ${expected.shows}`, () => {
      for (const [way, chunks] of waysToSend(bytes)) {
        const { parts, failure } = replay(chunks, expected.row);
        assert.deepEqual(parts, expected.parts, way);
        if (expected.error === undefined) assert.equal(failure, undefined, way);
        else assert.partialDeepStrictEqual(failure, expected.error, way);
      }
    });
  }

  it('positive control: a stream cut in its middle does not give the same parts', () => {
    const bytes = readFileSync(path.join(folder, 'mistral-text.sse'));
    const { parts, failure } = replay([bytes.subarray(0, bytes.length / 2)], 'mistral');
    assert.equal(failure?.kind, 'interrupted');
    assert.equal(
      parts.some((part) => part.type === 'finish'),
      false,
    );
  });
});
