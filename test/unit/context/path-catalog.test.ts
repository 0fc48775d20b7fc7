// The list of files and folders behind `@`: what it has, where a match is, and that two files are never one.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPathCatalog } from '../../../src/context/path-catalog.ts';

const files = ['README.md', 'src/billing/price.ts', 'src/billing/price.test.ts', 'src/index.ts'];

describe('one workspace folder', () => {
  const catalog = createPathCatalog([{ name: 'shop', files }]);

  test('has its files and the folders they are in', () => {
    assert.equal(catalog.size, files.length + 2);
    const [folder] = catalog.search('billing', 1);
    assert.deepEqual(folder && [folder.path, folder.isFolder, folder.inRoot], [
      'src/billing',
      true,
      'src/billing',
    ]);
    assert.equal(catalog.search('price.ts', 1)[0]?.isFolder, false);
  });
});

describe('several workspace folders', () => {
  const catalog = createPathCatalog([
    { name: 'shop', files },
    { name: 'api', files: ['src/index.ts'] },
    { name: 'api', files: ['src/index.ts'] },
  ]);

  test('begin their paths with their names; those of the same name are told apart', () => {
    const found = catalog.search('src/index.ts', 10).map(({ path, root, inRoot }) => [path, root, inRoot]);
    assert.deepEqual(
      found.toSorted((one, other) => Number(one[1]) - Number(other[1])),
      [
        ['shop/src/index.ts', 0, 'src/index.ts'],
        ['api/src/index.ts', 1, 'src/index.ts'],
        ['api (2)/src/index.ts', 2, 'src/index.ts'],
      ],
    );
  });

  test('a workspace folder itself is no match', () => {
    assert.ok(catalog.search('shop', 50).every(({ inRoot }) => inRoot !== ''));
  });
});

test('nothing at all', () => {
  assert.deepEqual(createPathCatalog([]).search('x', 5), []);
});
