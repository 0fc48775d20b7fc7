// The sample workspace is what its README says: it runs, one test fails, and fixing the named function mends it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readManifest } from '../../read-manifest.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-sample-'));
  cpSync(fileURLToPath(new URL('../../fakes/sample-workspace', import.meta.url)), folder, {
    recursive: true,
  });
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs Node in the sample as a user would in a terminal. */
function run(...args: readonly string[]): { status: number | null; output: string } {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

test('prints a recipe, and shows its bug in one for fifteen', () => {
  const four = run('src/main.ts');
  assert.equal(four.status, 0, four.output);
  assert.match(four.output, /^Pancakes \(for 4\)\n- 1 1\/2 cups flour\n/);
  assert.match(run('src/main.ts', '15').output, /- 4\/4 tsp salt/);
});

test('plain node --test fails in the one test it should, until the function it names is fixed', () => {
  const args = ['--test', '--test-reporter=tap'];
  const broken = run(...args);
  assert.equal(broken.status, 1);
  assert.match(broken.output, /^not ok \d+ - nearly a whole number is written as a whole number$/m);
  assert.match(broken.output, /^# pass 4\n# fail 1$/m);

  const file = join(folder, 'src/quantity.ts');
  const source = readFileSync(file, 'utf8');
  const wrong =
    'const whole = Math.floor(amount);\n  const quarters = Math.round((amount - whole) * FRACTION);\n';
  const right =
    'const all = Math.round(amount * FRACTION);\n  const whole = Math.floor(all / FRACTION);\n  const quarters = all % FRACTION;\n';
  assert.ok(source.includes(wrong));
  writeFileSync(file, source.replace(wrong, right));
  const fixed = run(...args);
  assert.equal(fixed.status, 0, fixed.output);
  assert.match(fixed.output, /^# pass 5\n# fail 0$/m);
});

test('the README names functions, files and commands that are there', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  assert.match(readme, /Ctrl\+K X/);
  for (const [, path] of readme.matchAll(/`(src\/[\w-]+\.ts)`/g)) readFileSync(join(folder, path!), 'utf8');
  assert.match(readFileSync(join(folder, 'src/quantity.ts'), 'utf8'), /function formatAmount/);
  assert.match(readFileSync(join(folder, 'src/shopping-list.ts'), 'utf8'), /function mergeItems/);

  const { contributes } = readManifest() as {
    contributes: { commands: { title: string; category: string }[] };
  };
  const titles = contributes.commands.map(({ category, title }) => `${category}: ${title}`);
  const named = [...readme.matchAll(/\*\*(Parley: [^*]+)\*\*/g)].map(([, title]) => title!);
  assert.equal(named.length, 2);
  for (const title of [...named, 'Parley: Fix Selection']) assert.ok(titles.includes(title), title);
});
