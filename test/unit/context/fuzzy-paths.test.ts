// The list that follows every key: what comes first, and that nothing that fits is missing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { createPathIndex } from '../../../src/context/fuzzy-paths.ts';

const paths = [
  'src/chat/session.ts',
  'src/chat/session-list.ts',
  'test/unit/chat/session.test.ts',
  'src/host/view/chat-view.ts',
  'src/model/conversation.ts',
  'src/webview/composer/composer-state.ts',
  'docs/sessions/readme.md',
  'README.md',
  'src/Über/größe.ts',
];
const index = createPathIndex(paths);

function found(query: string, limit = 10): string[] {
  return index.search(query, limit).map(({ path }) => path);
}

describe('the order', () => {
  test('is by name: whole, beginning, piece, letters; then by path', () => {
    assert.deepEqual(found('session').slice(0, 3), [
      'src/chat/session.ts',
      'test/unit/chat/session.test.ts',
      'src/chat/session-list.ts',
    ]);
    assert.equal(found('session').at(-1), 'docs/sessions/readme.md');
    assert.equal(found('cv')[0], 'src/host/view/chat-view.ts');
    assert.equal(found('compstate')[0], 'src/webview/composer/composer-state.ts');
    assert.equal(found('chat/ses')[0], 'src/chat/session.ts');
    assert.equal(found('readme')[0], 'README.md');
  });

  test('without a query is the shortest first', () => assert.equal(found('')[0], 'README.md'));

  test('does not mind case, blanks and the other slash; other alphabets are letters too', () => {
    assert.deepEqual(found('CHAT \\SESSION'), found('chat/session'));
    assert.deepEqual(found('grö'), ['src/Über/größe.ts']);
    assert.deepEqual(found('zzz'), []);
  });

  test('is cut at the limit, the best stay', () => {
    assert.deepEqual(found('s', 3), found('s').slice(0, 3));
    assert.deepEqual(found('s', 0), []);
  });
});

describe('whatever is searched', () => {
  const letter = fc.constantFrom('a', 'b', 'c', '/', '-', '.');
  const anyPath = fc.array(letter, { minLength: 1, maxLength: 12 }).map((letters) => letters.join(''));

  test('every path with these letters in order is found, with their places', () => {
    fc.assert(
      fc.property(
        fc.array(anyPath, { maxLength: 8 }),
        fc.array(letter, { minLength: 1, maxLength: 4 }),
        (all, letters) => {
          const query = letters.join('');
          const fits = new RegExp(letters.map((one) => one.replace(/[./-]/, '\\$&')).join('.*'));
          const matches = createPathIndex(all).search(query, 100);
          assert.deepEqual(
            matches.map(({ path }) => path).toSorted(),
            all.filter((path) => fits.test(path)).toSorted(),
          );
          for (const { path, positions } of matches) {
            assert.equal(positions.map((at) => path[at]).join(''), query);
            assert.deepEqual(
              positions,
              positions.toSorted((left, right) => left - right),
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('in fifty thousand paths is found', () => {
    const many = Array.from(
      { length: 50_000 },
      (_, at) => `packages/p${at % 50}/src/module-${at}/component-${at % 977}.ts`,
    );
    const large = createPathIndex(many);
    assert.equal(large.size, 50_000);
    assert.ok(large.search('cmp97', 20).length > 0);
  });
});
