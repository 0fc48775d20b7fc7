// Every text is translated: what the code gives to `t` against l10n/, the manifest's texts against package.nls.*.json.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { listFiles, PackageManager } from '@vscode/vsce';
import { manifestTexts } from './read-manifest.ts';
import { placeholders, sourceTexts } from './source-texts.ts';

const root = path.resolve(import.meta.dirname, '..');
const languages = ['de', 'es', 'fr', 'ja', 'zh-cn'] as const;
type Language = (typeof languages)[number];

/** Words that are the same in a language as in English; names and what has no letters need no entry. */
const sameWords: Readonly<Record<Language, readonly string[]>> = {
  de: [
    'Terminal {0}',
    'Terminal: {0}',
    'Cherokee',
    'Chats',
    'Prompts',
    'Code',
    'Code, {0}',
    'Details',
    'Shell',
    'Parley: Repository',
    'Chat',
  ],
  es: [
    'Terminal {0}',
    'Terminal: {0}',
    '{0} tokens',
    'Chats',
    '{0} → {1} tokens',
    'Shell',
    '≈ {0} tokens',
    'Chat',
  ],
  fr: [
    'Terminal {0}',
    'Instructions',
    'Conversation',
    '1 message',
    '{0} messages',
    'Message',
    '1 suggestion',
    '{0} suggestions',
    '{0} × {1} pixels',
    'Code',
    'Code, {0}',
    'Image',
    'Arguments',
    'Images',
    'Image…',
  ],
  ja: [],
  'zh-cn': ['Shell'],
};

const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => name.split(path.sep).join('/'))
  .filter((name) => name !== 'model/l10n.ts')
  .map((name) => sourceTexts(name, readFileSync(path.join(root, 'src', name), 'utf8')));
const english = new Map(sources.flatMap(({ texts }) => texts.map((text) => [text, text] as const)));
const manifest = new Map(Object.entries(manifestTexts()));

function bundle(language: Language): ReadonlyMap<string, string> {
  const file = path.join(root, 'l10n', `bundle.l10n.${language}.json`);
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>));
}

/** Labels of buttons and commands that a text names: “Open diff”, **Parley: Show Log**. */
function namedLabels(text: string): readonly string[] {
  const named = [...text.matchAll(/[“*]+(?:Parley: )?([^“”*]+)[”*]+/g)].map(([, label]) => label ?? '');
  return named.filter((label) => labels.has(label));
}
const labels = new Set([...english.values(), ...manifest.values()]);

/**
 * What is wrong with a translation, one line each.
 * @param originals key → English.
 * @param known translations of labels: a text that names one names it in its language.
 */
function faultsOf(
  originals: ReadonlyMap<string, string>,
  translated: ReadonlyMap<string, string>,
  same: readonly string[],
  known: ReadonlyMap<string, string>,
): readonly string[] {
  const faults: string[] = [];
  for (const key of translated.keys())
    if (!originals.has(key)) faults.push(`not used any more: ${JSON.stringify(key)}`);
  for (const [key, original] of originals) {
    const text = translated.get(key);
    const about = JSON.stringify(key);
    if (text === undefined) faults.push(`missing: ${about}: ${JSON.stringify(original)}`);
    else if (text.trim() === '') faults.push(`empty: ${about}`);
    else if (placeholders(text).join() !== placeholders(original).join())
      faults.push(`placeholders: ${about}`);
    else if (text === original && hasOwnWords(text) && !same.includes(text))
      faults.push(`still English: ${about}`);
    else {
      for (const label of namedLabels(original)) {
        const wanted = known.get(label);
        if (wanted !== undefined && !text.includes(wanted))
          faults.push(`calls “${label}” not “${wanted}”: ${about}`);
      }
    }
  }
  return faults;
}

/** Has it words besides placeholders, names and settings? */
function hasOwnWords(text: string): boolean {
  const rest = text.replaceAll(/\{\d\}|parley\.[\w.]+|\b(?:Parley|Git|Commit|MCP)\b|`[^`]*`/g, '');
  return /\p{L}{2}/u.test(rest);
}

function knownLabels(language: Language): ReadonlyMap<string, string> {
  const texts = manifestTexts(language);
  return new Map([
    ...bundle(language),
    ...[...manifest].map(([key, text]) => [text, texts[key] ?? text] as const),
  ]);
}

describe('texts in the code', () => {
  test('are literals given to t when the text is made, with a value for each placeholder', () => {
    assert.ok(english.size > 500, `${english.size} texts`);
    assert.deepEqual(
      sources.flatMap(({ faults }) => faults),
      [],
    );
    const bad = [
      `const words = 'x'; function f() { return t(words); }`,
      `function f(n: number) { return t(\`\${n} files\`); }`,
      `function f() { return t('{0} of {1}', 1); }`,
      `function f() { return t('{1}', 1); }`,
      `const title = t('Files');`,
    ];
    for (const source of bad)
      assert.equal(sourceTexts('host/x.ts', source).faults.length, 1, `control: ${source}`);
  });

  test('are given to t wherever they are shown', () => {
    assert.deepEqual(
      sources.flatMap(({ unwrapped }) => unwrapped),
      [],
    );
    const bad = [
      `function f() { vscode.window.showErrorMessage(\`\${name} failed\`); }`,
      `function f(is: boolean) { vscode.window.showWarningMessage(is ? t('Yes') : 'No way'); }`,
      `function f() { return { title: 'Choose' }; }`,
      `function f() { pick.placeholder = 'Type'; }`,
    ];
    for (const source of bad)
      assert.equal(sourceTexts('host/commands/x.ts', source).unwrapped.length, 1, `control: ${source}`);
  });
});

describe('texts in the manifest', () => {
  test('are in package.nls.json, and all of those are used', () => {
    const text = readFileSync(path.join(root, 'package.json'), 'utf8');
    const used = [...text.matchAll(/"%([^"]+)%"/g)].map(([, key]) => key ?? '');
    assert.deepEqual(used.toSorted(), [...manifest.keys()].toSorted());
    const shown = /"(?:title|description|markdownDescription|label|name)": "([^%"][^"]*)"/g;
    const contributes = text.slice(text.indexOf('"contributes"'), text.indexOf('"scripts"'));
    const plain = [...contributes.matchAll(shown)].map(([, words]) => words);
    assert.deepEqual([...new Set(plain)], ['Parley']);
  });
});

for (const language of languages) {
  describe(language, () => {
    test('has every text of the code, and no other', () => {
      assert.deepEqual(faultsOf(english, bundle(language), sameWords[language], knownLabels(language)), []);
    });

    test('has every text of the manifest, and no other', () => {
      const texts = new Map(Object.entries(manifestTexts(language)));
      assert.deepEqual(faultsOf(manifest, texts, sameWords[language], knownLabels(language)), []);
    });

    test('allows no English word that is not there', () => {
      const all = new Map([...bundle(language), ...Object.entries(manifestTexts(language))]);
      const texts = new Set(all.values());
      assert.deepEqual(
        sameWords[language].filter((word) => !texts.has(word)),
        [],
      );
    });
  });
}

test('control: what is missing, too much, empty, English, or breaks a placeholder or a name is found', () => {
  const originals = new Map(
    ['Open {0}', 'Close', 'Send', 'Undo', 'Press “Close”'].map((text) => [text, text]),
  );
  const bad = new Map([
    ['Open {0}', 'Öffnen'],
    ['Close', ''],
    ['Send', 'Send'],
    ['Press “Close”', '„Ende“ drücken'],
    ['Old', 'Alt'],
  ]);
  labels.add('Close');
  const faults = faultsOf(originals, bad, [], new Map([['Close', 'Schließen']]));
  assert.deepEqual(
    faults.map((fault) => fault.split(/[: ]/)[0]),
    ['not', 'placeholders', 'empty', 'still', 'missing', 'calls'],
  );
});

test('the package brings all bundles along', async () => {
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const wanted = [
    'package.nls.json',
    ...languages.flatMap((language) => [`package.nls.${language}.json`, `l10n/bundle.l10n.${language}.json`]),
  ];
  assert.deepEqual(
    wanted.filter((file) => !files.includes(file)),
    [],
  );
  assert.ok(!files.includes('eslint.config.mjs'), 'control');
});
