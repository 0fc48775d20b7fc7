// Editing the user's settings files: one value changes, every other byte stays, and what is not ours is never touched.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { parseJsonc, setJsonc } from './jsonc.ts';
import { dropPractice, needsPractice, PRACTICE_LABEL, usePractice } from './practice-settings.ts';
import { editSettingsFile, readSettingsFile, settingsFiles, writeSettings } from './profile.ts';

const commented = [
  '// top',
  '{',
  '  "a": 1, // one: "b": 2',
  '  /* "c": 3, */',
  '  "url": "http://x//y", "list": [1, {"a": "}"},],',
  '  "nested": {',
  '    "k": "v" // keep',
  '  },',
  '}',
].join('\n');

test('comments, trailing commas and text that only looks like them are read', () => {
  assert.deepEqual(parseJsonc(commented), {
    a: 1,
    url: 'http://x//y',
    list: [1, { a: '}' }],
    nested: { k: 'v' },
  });
  assert.deepEqual(parseJsonc(''), {});
  assert.deepEqual(parseJsonc('{"x": "a,}", "y": ",]"}'), { x: 'a,}', y: ',]' });
  assert.throws(() => parseJsonc('{"a": }'), SyntaxError);
});

test('setting a value changes that value alone', () => {
  assert.equal(setJsonc(commented, ['a'], 2), commented.replace('"a": 1', '"a": 2'));
  assert.equal(setJsonc(commented, ['nested', 'k'], 'w'), commented.replace('"v"', '"w"'));
  assert.equal(setJsonc(commented, ['a'], 1), commented);
  const cases: [string, [string, ...string[]]][] = [
    [commented, ['new']],
    [commented, ['nested', 'new']],
    [commented, ['deep', 'er', 'new']],
    [commented, ['a', 'new']],
    ['', ['new']],
    ['{}', ['new']],
    ['{ // nothing yet\n}', ['new']],
    ['{"a": 1}', ['new']],
    ['{"a": "x" // last\n}', ['new']],
  ];
  for (const [text, keys] of cases) {
    const edited = setJsonc(text, keys, { x: [1] });
    const value = keys.reduce<unknown>(
      (inner, key) => (inner as Record<string, unknown>)[key],
      parseJsonc(edited),
    );
    assert.deepEqual(value, { x: [1] }, edited);
    for (const comment of text.match(/\/\/ .*/g) ?? []) assert.ok(edited.includes(comment), edited);
  }
});

test('removing a value leaves the rest readable', () => {
  for (const key of ['a', 'url', 'list', 'nested']) {
    const left = parseJsonc(setJsonc(commented, [key], undefined)) as object;
    const { [key]: _removed, ...expected } = parseJsonc(commented) as Record<string, unknown>;
    assert.deepEqual(left, expected);
  }
  assert.equal(setJsonc(commented, ['absent'], undefined), commented);
  assert.equal(setJsonc(commented, ['absent', 'deeper'], undefined), commented);
  assert.deepEqual(parseJsonc(setJsonc('{"a": 1, "b": 2}', ['b'], undefined)), { a: 1 });
  assert.deepEqual(parseJsonc(setJsonc('{"a": 1}', ['a'], undefined)), {});
});

let profile: string;
before(async () => {
  profile = await mkdtemp(path.join(tmpdir(), 'parley-settings-'));
});
after(() => rm(profile, { recursive: true, force: true }));

async function withSettings(user: string, machine = ''): Promise<void> {
  const files = settingsFiles(profile);
  await editSettingsFile(files.user, () => user);
  await editSettingsFile(files.machine, () => machine);
}

test('the practice server is used only while the user has configured nothing', async () => {
  const ours = `{"practice": {"label": "${PRACTICE_LABEL}", "baseUrl": "http://127.0.0.1:1/v1"}}`;
  const cases: [string, string, boolean][] = [
    ['', '', true],
    ['{"editor.fontSize": 12}', '', true],
    [`{"parley.model": "practice/practice-slow", "parley.providers": ${ours}}`, '', true],
    ['{"parley.model": "mistral/mistral-small-latest"}', '', false],
    ['{"parley.providers": {"mine": {"baseUrl": "http://127.0.0.1:1"}}}', '', false],
    ['{"parley.providers": {"practice": {"label": "My own"}}}', '', false],
    ['', '{"parley.providers": {"mine": {}}}', false],
    ['', '{"parley.model": "mine/x"}', false],
  ];
  for (const [user, machine, expected] of cases) {
    await withSettings(user, machine);
    assert.equal(await needsPractice(profile), expected, `${user} ${machine}`);
  }
});

test('its entry is written, moved to a new port, and taken out again; a model chosen among its own stays', async () => {
  const files = settingsFiles(profile);
  await withSettings('{\n  // mine\n  "editor.fontSize": 12\n}\n');
  await usePractice(profile, 'http://127.0.0.1:1111');
  assert.deepEqual(await readSettingsFile(files.user), {
    'editor.fontSize': 12,
    'parley.providers': { practice: { label: PRACTICE_LABEL, baseUrl: 'http://127.0.0.1:1111/v1' } },
    'parley.model': 'practice/practice-model',
  });
  await writeSettings(profile, { 'parley.model': 'practice/practice-slow' });
  await editSettingsFile(
    files.machine,
    () => `{"parley.providers": {"practice": {"label": "${PRACTICE_LABEL}"}}}`,
  );
  await usePractice(profile, 'http://127.0.0.1:2222');
  assert.match(JSON.stringify(await readSettingsFile(files.machine)), /2222/);
  assert.equal((await readSettingsFile(files.user))['parley.model'], 'practice/practice-slow');
  await dropPractice(profile);
  assert.deepEqual(await readSettingsFile(files.user), { 'editor.fontSize': 12, 'parley.providers': {} });
  assert.match(await readFile(files.user, 'utf8'), /\/\/ mine/);
});

test('a settings file that cannot be read is named, and not overwritten', async () => {
  await withSettings('{"a": ');
  const { user } = settingsFiles(profile);
  await assert.rejects(readSettingsFile(user), /settings\.json cannot be used: /);
  await assert.rejects(writeSettings(profile, { b: 1 }), /settings\.json cannot be used: /);
  assert.equal(await readFile(user, 'utf8'), '{"a": ');
});
