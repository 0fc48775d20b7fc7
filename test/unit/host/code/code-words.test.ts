// Small words about code on the host's side: languages, diagrams, and places that an answer may not name.
import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { diagramDocument } from '../../../../src/host/code/diagram-document.ts';
import { languageIdOf } from '../../../../src/host/code/language-ids.ts';
import { leadsThereStill, namedPlace, placesEndingWith } from '../../../../src/host/code/named-place.ts';
import { createDiskWorkspace } from '../../../fakes/disk-workspace.ts';

test('languages by the names that answers use', () => {
  const known = ['typescript', 'shellscript', 'python', 'plaintext'];
  assert.equal(languageIdOf('ts', known), 'typescript');
  assert.equal(languageIdOf('Bash', known), 'shellscript');
  assert.equal(languageIdOf('python', known), 'python');
  assert.equal(languageIdOf('made-up', known), undefined);
  assert.equal(languageIdOf('constructor', known), undefined);
  assert.equal(languageIdOf('', known), undefined);
});

test('a diagram stays inside of its fence', () => {
  assert.equal(diagramDocument('graph LR', 'mermaid'), '```mermaid\ngraph LR\n```\n');
  const hostile = 'a\n```\n[x](command:y)\n`````\n';
  assert.equal(diagramDocument(hostile, 'mermaid\n# x'), `\`\`\`\`\`\`mermaidx\n${hostile}\n\`\`\`\`\`\`\n`);
});

test('a place is checked as tools check theirs, links followed', async () => {
  const disk = await createDiskWorkspace();
  try {
    await writeFile(path.join(disk.root, 'a.ts'), 'a\n');
    await writeFile(path.join(disk.root, 'package.json'), '{}\n');
    await writeFile(path.join(disk.root, '.env'), 'A=1\n');
    await symlink('/etc/hosts', path.join(disk.root, 'link.txt'));
    const { paths } = disk.workspace;
    const found = await namedPlace('a.ts:2-3', paths);
    assert.ok('place' in found);
    assert.equal(found.place.kind, 'file');
    assert.deepEqual(found.reference, { path: 'a.ts', line: 2, endLine: 3 });
    const sensitive = await namedPlace('package.json', paths);
    assert.ok('place' in sensitive && sensitive.place.alwaysAsk);
    for (const [place, reason] of [
      ['../x.ts', /not a path inside the workspace/],
      ['/etc/hosts', /not a path inside the workspace|is not/],
      ['link.txt', /not a path inside the workspace/],
      ['.env', /passwords or keys/],
      ['[x](command:y.z)', /not the path of a file/],
    ] as const) {
      const refused = await namedPlace(place, paths);
      assert.ok('refusal' in refused, place);
      assert.match(refused.refusal, reason);
      assert.doesNotMatch(refused.refusal, /command:/);
    }
  } finally {
    await disk.dispose();
  }
});

test('a path without its folders finds the files that end so, and nothing by patterns', async () => {
  const disk = await createDiskWorkspace();
  try {
    await mkdir(path.join(disk.root, 'src/deep'), { recursive: true });
    for (const file of ['src/a.ts', 'src/deep/a.ts', 'src/deep/ba.ts'])
      await writeFile(path.join(disk.root, file), 'a\n');
    const { paths, search } = disk.workspace;
    const find = async (text: string): Promise<readonly string[]> =>
      (await placesEndingWith(text, search)).map(({ shown }) => shown);
    assert.deepEqual(await find('a.ts'), ['src/a.ts', 'src/deep/a.ts']);
    assert.deepEqual(await find('./deep/a.ts'), ['src/deep/a.ts']);
    for (const text of ['*.ts', '../a.ts', '/a.ts', '{a,b}.ts', '[ab].ts', '!a.ts'])
      assert.deepEqual(await find(text), [], text);
    const [place] = await placesEndingWith('deep/a.ts', search);
    assert.ok(place !== undefined);
    assert.equal(await leadsThereStill(place, paths), true);
    await rm(path.join(disk.root, 'src/deep/a.ts'));
    await symlink('/etc/hosts', path.join(disk.root, 'src/deep/a.ts'));
    assert.equal(await leadsThereStill(place, paths), false);
  } finally {
    await disk.dispose();
  }
});
