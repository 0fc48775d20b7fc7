// The shape of src/, checked: which folder may import which, which packages, no cycles, no file over 250 lines.
// There is no allow-list and there shall be none.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

const root = path.resolve(import.meta.dirname, '..');
const maxLines = 250;

interface Rule {
  readonly folders: readonly string[];
  readonly packages: readonly string[];
}

const allButWebview = ['model', 'llm', 'context', 'tools', 'chat', 'protocol', 'host'];

/** Folder below src → what its files may import. `` is src itself (extension.ts). */
const rules: Readonly<Record<string, Rule>> = {
  model: { folders: [], packages: ['zod'] },
  llm: { folders: ['model'], packages: ['zod', 'eventsource-parser'] },
  context: { folders: ['model'], packages: [] },
  tools: { folders: ['model'], packages: ['zod'] },
  chat: { folders: ['model', 'llm', 'context', 'tools'], packages: ['zod'] },
  protocol: { folders: ['model'], packages: ['zod'] },
  webview: {
    folders: ['model', 'protocol'],
    packages: ['preact', '@preact/signals', 'markdown-it', 'highlight.js', 'katex'],
  },
  host: { folders: allButWebview, packages: ['vscode', 'zod', 'node:*', 'http', 'https'] },
  '': { folders: allButWebview, packages: ['vscode', 'node:*'] },
};

/** Packages that a single file may import, beyond what its folder may. */
const packagesByFile: Readonly<Record<string, readonly string[]>> = {
  // A script of its own, loaded when the first Google token is needed.
  'llm/dialects/mistral-gcp/google-auth.ts': ['google-auth-library'],
  'tools/unified-diff.ts': ['diff'],
  'host/tools/ignore-rules.ts': ['ignore'],
  'model/l10n.ts': ['@vscode/l10n'],
};

/** Packages that come in through one file each, so that they can be replaced there. */
const oneFilePackages = [
  'eventsource-parser',
  'google-auth-library',
  'node:sqlite',
  'markdown-it',
  'katex',
  'diff',
  'ignore',
  '@vscode/l10n',
];

/** The same for one whose parts are loaded as scripts of their own. */
const fewFilePackages: Readonly<Record<string, readonly string[]>> = {
  'highlight.js': ['webview/markdown/highlight-engine.ts', 'webview/markdown/highlight-rare.ts'],
};

interface Source {
  readonly file: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const importPattern =
  /^(?:import|export)\s+(type\s+)?(?:[\w$*{}\s,]+\s+from\s+)?['"]([^'"]+)['"];|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

function importsOf(text: string): string[] {
  return [...text.matchAll(importPattern)].map(([, , target, dynamic]) => target ?? dynamic ?? '');
}

function readSources(): Source[] {
  return readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:tsx?|css)$/.test(name))
    .map((name) => {
      const text = readFileSync(path.join(root, 'src', name), 'utf8');
      return { file: name.split(path.sep).join('/'), text, imports: importsOf(text) };
    });
}

function folderOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : '';
}

function resolveImport(from: string, target: string): string {
  return path.posix.normalize(path.posix.join(path.posix.dirname(from), target));
}

function packageOf(target: string): string {
  const parts = target.split('/');
  return target.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

function violations(sources: readonly Source[]): string[] {
  const found: string[] = [];
  for (const { file, text, imports } of sources) {
    const folder = folderOf(file);
    const rule = rules[folder];
    if (rule === undefined) {
      found.push(`src/${file}: no rule for the folder “${folder}”`);
      continue;
    }
    const lines = text.split('\n').length - 1;
    if (lines > maxLines) found.push(`src/${file}: ${lines} lines, at most ${maxLines}`);
    for (const target of imports) {
      if (target.startsWith('.')) {
        const other = folderOf(resolveImport(file, target));
        if (other !== folder && !rule.folders.includes(other)) {
          found.push(`src/${file} → ${target}: ${folder || 'src'} may not import ${other || 'src'}`);
        }
      } else {
        const allowed = target.startsWith('node:')
          ? rule.packages.includes('node:*')
          : [...rule.packages, ...(packagesByFile[file] ?? [])].includes(packageOf(target));
        if (!allowed) found.push(`src/${file} → ${target}: the package is not allowed in ${folder || 'src'}`);
      }
    }
  }
  return found;
}

function cycles(sources: readonly Source[]): string[] {
  const edges = new Map(
    sources.map(({ file, imports }) => [
      file,
      imports.filter((target) => target.startsWith('.')).map((target) => resolveImport(file, target)),
    ]),
  );
  const found: string[] = [];
  const done = new Set<string>();
  function visit(file: string, trail: readonly string[]): void {
    const start = trail.indexOf(file);
    if (start >= 0) {
      found.push([...trail.slice(start), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  }
  for (const file of edges.keys()) visit(file, []);
  return found;
}

function source(file: string, text: string): Source {
  return { file, text, imports: importsOf(text) };
}

describe('architecture', () => {
  const sources = readSources();

  test('every import of src obeys the layers and no file is too long', () => {
    assert.ok(sources.length > 20, 'the sources were found');
    assert.deepEqual(violations(sources), []);
  });

  test('there is no import cycle, types included', () => {
    assert.deepEqual(cycles(sources), []);
  });

  test('a library that may be replaced comes in through one file', () => {
    for (const name of oneFilePackages) {
      const importers = sources.filter(({ imports }) => imports.some((target) => packageOf(target) === name));
      assert.equal(
        importers.length,
        1,
        `${name}: ${importers.map(({ file }) => file).join(', ') || 'nobody'}`,
      );
    }
    for (const [name, files] of Object.entries(fewFilePackages)) {
      const importers = sources.filter(({ imports }) => imports.some((target) => packageOf(target) === name));
      assert.deepEqual(importers.map(({ file }) => file).toSorted(), files);
    }
  });

  test('zod comes in as a namespace: its named export brings 350 kB more', () => {
    const wrong = sources.filter(({ text }) => /import\s+(?!\* as z from|type)[^;]*['"]zod['"]/.test(text));
    assert.deepEqual(
      wrong.map(({ file }) => file),
      [],
    );
  });

  test('only secure-fetch sends: nobody else calls a fetch, and one file has the network modules', () => {
    const callers = sources
      .filter(({ file, text }) => folderOf(file) !== 'webview' && /\bfetch\(/.test(withoutComments(text)))
      .map(({ file }) => file);
    assert.deepEqual(callers, ['llm/secure-fetch.ts']);
    const network = /^(?:node:)?(?:https?|http2|net|tls|dgram|dns)$/;
    const connectors = sources.filter(({ imports }) => imports.some((target) => network.test(target)));
    assert.deepEqual(
      connectors.map(({ file }) => file),
      ['host/http-fetch.ts'],
    );
  });

  test('control: each kind of violation is seen', () => {
    const bad = [
      source('model/a.ts', "import * as vscode from 'vscode';\n"),
      source('model/b.ts', "import type { A } from '../llm/client.ts';\n"),
      source('llm/c.ts', "import { readFile } from 'node:fs';\n"),
      source('llm/dialects/mistral-gcp/auth.ts', "import { JWT } from 'google-auth-library';\n"),
      source('webview/d.tsx', "import { x } from '../host/settings.ts';\n"),
      source('chat/e.ts', "const lazy = await import('vscode');\n"),
      source('unheard-of/f.ts', ''),
      source('model/g.ts', '\n'.repeat(maxLines + 1)),
    ];
    assert.equal(violations(bad).length, bad.length, violations(bad).join('\n'));
    assert.equal(
      cycles([source('model/a.ts', "import './b.ts';\n"), source('model/b.ts', "export * from './a.ts';\n")])
        .length,
      1,
    );
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
