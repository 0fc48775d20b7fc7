// Secrets are found by shape, by name and by file; ordinary code is left alone.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { describeMasked, maskAttachment, maskSecrets } from '../../../src/context/secrets.ts';
import type { Attachment, FileAttachment } from '../../../src/model/attachment.ts';
import { attachmentsOfEveryKind, selection } from '../model/samples.ts';
import { plantedSecrets } from './planted-secrets.ts';

const root = path.resolve(import.meta.dirname, '../../..');

function file(text: string, name = 'src/config.ts'): FileAttachment {
  const totalLines = text.split('\n').length;
  return { kind: 'file', id: 'f', path: name, uri: 'file:///x', languageId: '', text, totalLines };
}

describe('planted secrets', () => {
  test('are at least forty shapes', () => assert.ok(plantedSecrets.length >= 40));

  for (const { kind, secret, text } of plantedSecrets) {
    test(`${kind}: ${text.slice(0, 24).replaceAll('\n', ' ')}…`, () => {
      const { text: clean, masked } = maskSecrets(`// before\n${text}\n// after`);
      for (const line of secret.split('\n')) assert.ok(!clean.includes(line), clean);
      assert.deepEqual(masked.length, 1, JSON.stringify(masked));
      assert.equal(masked[0]?.kind, kind);
      assert.ok(clean.startsWith('// before\n') && clean.endsWith('\n// after'));
      assert.equal(clean.split('\n').length, text.split('\n').length + 2, 'as many lines as before');
    });
  }

  test('are all found in one file, with their lines and without their values', () => {
    const text = plantedSecrets.map((one) => one.text).join('\n\n');
    const { text: clean, masked } = maskSecrets(text);
    assert.equal(masked.length, plantedSecrets.length);
    const report = JSON.stringify(masked) + describeMasked(masked);
    for (const { secret } of plantedSecrets) {
      for (const line of secret.split('\n')) {
        assert.ok(!clean.includes(line), secret);
        assert.ok(!report.includes(line));
      }
    }
    let line = 1;
    for (const [index, { text: lines, kind }] of plantedSecrets.entries()) {
      const at = kind === 'private key' && lines.includes('\n') ? line + 1 : line;
      assert.deepEqual(masked[index], { kind, line: at });
      line += lines.split('\n').length + 1;
    }
  });

  test('are found with Windows line ends and on one minified line too', () => {
    const lines = plantedSecrets.filter(({ kind }) => kind !== 'private key');
    const windows = maskSecrets(lines.map(({ text }) => text).join('\r\n'));
    assert.equal(windows.masked.length, lines.length);
    assert.equal(windows.text.split('\r\n').length, lines.length);
    const minified = maskSecrets(lines.map(({ secret }) => JSON.stringify({ apiKey: secret })).join(';'));
    for (const { secret } of lines.filter(
      (one) => one.kind !== 'password in an address' && one.kind !== 'password',
    )) {
      assert.ok(!minified.text.includes(secret), secret);
    }
  });
});

describe('.env files', () => {
  const text = [
    '# settings',
    'NAME=shop',
    'DEBUG=true',
    'PORT=8080',
    'EMPTY=',
    'HOST=${BASE}',
    'export URL="https://a.test/x"',
    "PASS='a b' # why",
    'MULTI="one',
    'two"',
    'LAST=x y # comment',
    '',
  ].join('\n');

  test('lose every value that tells something; names, comments and line numbers stay', () => {
    const { text: clean, masked } = maskSecrets(text, 'app/.env.production');
    assert.equal(
      clean,
      [
        '# settings',
        'NAME=[masked: .env value]',
        'DEBUG=true',
        'PORT=8080',
        'EMPTY=',
        'HOST=${BASE}',
        'export URL="[masked: .env value]"',
        "PASS='[masked: .env value]' # why",
        'MULTI="[masked: .env value]',
        '"',
        'LAST=[masked: .env value] # comment',
        '',
      ].join('\n'),
    );
    assert.deepEqual(
      masked.map(({ line }) => line),
      [2, 7, 8, 9, 11],
    );
  });

  test('are known by their name', () => {
    for (const name of ['.env', 'a/.env', '.env.local', 'prod.env', '.envrc', 'C:\\x\\.ENV']) {
      assert.equal(maskSecrets('NAME=shop', name).masked.length, 1, name);
    }
    for (const name of ['', 'env.ts', 'environment', '.environment', 'a.env.ts', '.env/readme.md']) {
      assert.equal(maskSecrets('NAME=shop', name).masked.length, 0, name);
    }
  });
});

describe('ordinary code', () => {
  /** The lines that lose something, to be read in a failure. */
  function lost(text: string): string[] {
    const lines = text.split('\n');
    return maskSecrets(text).masked.map(
      ({ kind, line }) => `${kind}: ${lines[line - 1]?.slice(0, 200) ?? ''}`,
    );
  }

  test('written to look like secrets loses nothing, line by line and as a whole', () => {
    const text = readFileSync(path.join(root, 'test/fixtures/context/ordinary-code.txt'), 'utf8');
    assert.deepEqual(lost(text), []);
    assert.deepEqual(text.split('\n').flatMap(lost), []);
  });

  test('of this project and its libraries loses nothing: thousands of lines, lock file and minified code among them', () => {
    const files = [
      ...globSync('src/**/*.{ts,tsx,css}', { cwd: root }),
      ...globSync('test/unit/{model,webview}/*.ts', { cwd: root }),
      'package.json',
      'package-lock.json',
      'node_modules/katex/dist/katex.min.js',
      'node_modules/preact/dist/preact.mjs',
      'node_modules/highlight.js/lib/languages/python.js',
      'node_modules/zod/README.md',
    ];
    let lines = 0;
    for (const name of files) {
      const text = readFileSync(path.join(root, name), 'utf8');
      lines += text.split('\n').length;
      assert.deepEqual(lost(text), [], name);
    }
    assert.ok(lines > 10_000, `${lines} lines`);
  });

  test('control: one real secret among it is found', () => {
    const text = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
    const [planted] = plantedSecrets;
    assert.ok(planted);
    assert.equal(lost(`${text}\n${planted.text}`).length, 1);
  });
});

describe('in what tools give', () => {
  const ways: Readonly<Record<string, (line: string, number: number) => string>> = {
    'a listing with line numbers': (line, number) => `${number}\t${line}`,
    'a list of matches': (line, number) => `src/a.txt:${number}: ${line}`,
    'lines that a diff adds': (line) => `+${line}`,
    'lines that a diff removes': (line) => `-${line}`,
  };
  for (const [name, way] of Object.entries(ways)) {
    test(`no secret is in ${name}`, () => {
      const all = plantedSecrets.map(({ text }) => text).join('\n');
      const { text } = maskSecrets(
        all
          .split('\n')
          .map((line, at) => way(line, at + 1))
          .join('\n'),
      );
      const left = plantedSecrets.filter(({ secret }) =>
        secret.split('\n').some((line) => text.includes(line)),
      );
      assert.deepEqual(
        left.map(({ kind }) => kind),
        [],
      );
    });
  }
});

describe('hostile text', () => {
  test('is read in linear time: a megabyte of almost-secrets', () => {
    for (const piece of [
      'sk-',
      'a.',
      'key=',
      '-----BEGIN PRIVATE KEY-----\n',
      '-----BEGIN PRIVATE KEY-----\n+',
      '+++++++++++++++++\n',
      'eyJ',
      '://a:',
      'AB_',
      'x"',
      '="',
    ]) {
      const text = piece.repeat(Math.floor(300_000 / piece.length));
      assert.equal(typeof maskSecrets(text, '.env').text, 'string');
    }
  });
});

describe('attachments', () => {
  const [planted] = plantedSecrets;
  assert.ok(planted);
  const { secret } = planted;

  test('without secrets are the same object', () => {
    for (const one of attachmentsOfEveryKind) assert.equal(maskAttachment(one), one);
  });

  test('lose their secrets wherever they have text', () => {
    for (const one of attachmentsOfEveryKind) {
      if (one.kind === 'image') continue;
      const text: string = `first\n${planted.text}`;
      const withSecret: Attachment =
        one.kind === 'folder'
          ? { ...one, files: one.files.map((each) => ({ ...each, text })) }
          : { ...one, text };
      const masked: Attachment = maskAttachment(withSecret);
      assert.ok(!JSON.stringify(masked).includes(secret), one.id);
      assert.equal(masked.masked?.length, 1);
      assert.equal(masked.masked[0]?.line, 2);
      assert.equal(masked.masked[0]?.path, one.kind === 'folder' ? 'src/a.ts' : undefined);
    }
  });

  test('lose secrets of a command line, too', () => {
    const command = attachmentsOfEveryKind.find(({ id }) => id === 'command');
    assert.ok(command?.kind === 'terminal');
    const masked = maskAttachment({ ...command, command: `curl -H 'x: ${secret}'` });
    assert.ok(!JSON.stringify(masked).includes(secret));
  });

  test('of an .env file lose every value, of a selection in it as well', () => {
    assert.equal(maskAttachment(file('NAME=shop', '.env')).text, 'NAME=[masked: .env value]');
    assert.equal(
      maskAttachment({ ...selection, path: 'a/.env', text: 'A=b' }).text,
      'A=[masked: .env value]',
    );
  });
});

test('what was masked is told in words', () => {
  assert.equal(describeMasked([]), '');
  assert.equal(describeMasked([{ kind: 'token', line: 3 }]), '1 secret masked: token (line 3)');
  assert.equal(
    describeMasked([
      { kind: 'token', line: 3 },
      { kind: 'password', line: 4, path: 'a.ts' },
      { kind: 'token', line: 9 },
    ]),
    '3 secrets masked: token (lines 3 and 9), password (line a.ts:4)',
  );
  const many = Array.from({ length: 8 }, (_, index) => ({ kind: '.env value', line: index + 1 }));
  assert.equal(describeMasked(many), '8 secrets masked: .env value (lines 1, 2, 3, 4, 5 and 3 more)');
});
