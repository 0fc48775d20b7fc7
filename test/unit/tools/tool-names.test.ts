// Names for servers: legal, unique, stable, and the way back is exact.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { nameTools } from '../../../src/tools/tool-names.ts';
import { sampleTool } from './tool-samples.ts';

function named(...names: readonly string[]): readonly string[] {
  return [...nameTools(names.map((name, at) => sampleTool({ name, source: `s${at}` }))).keys()];
}

test('names that are legal and unique are kept', () => {
  assert.deepEqual(named('read_file', 'mcp_x-1_Y', 'constructor'), ['read_file', 'mcp_x-1_Y', 'constructor']);
});

test('illegal characters go, and a name that is taken gets a suffix', () => {
  assert.deepEqual(named('get.weather', 'get_weather').toSorted()[0], 'get_weather');
  assert.equal(new Set(named('a b', 'a.b', 'a/b', 'a_b')).size, 4);
});

test('a long name is cut to 64 and stays apart from one with the same beginning', () => {
  const long = 'x'.repeat(70);
  const [one, two] = named(long, `${long}y`);
  assert.ok(one !== undefined && two !== undefined && one !== two);
  assert.ok(one.length <= 64 && two.length <= 64);
});

test('any tools: every name legal, as many as tools, the same each time, each back to its tool', () => {
  const anyName = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.constantFrom('', 'a', 'a.b', 'a_b', '__proto__', 'é'),
  );
  fc.assert(
    fc.property(fc.array(anyName, { maxLength: 20 }), (names) => {
      const tools = names.map((name, at) => sampleTool({ name, source: `s${at}` }));
      const map = nameTools(tools);
      assert.equal(map.size, tools.length);
      assert.deepEqual(new Set(map.values()), new Set(tools));
      for (const name of map.keys()) assert.match(name, /^[a-zA-Z0-9_-]{1,64}$/);
      assert.deepEqual([...nameTools(tools).keys()], [...map.keys()]);
    }),
    { seed: 4, numRuns: 300 },
  );
});
