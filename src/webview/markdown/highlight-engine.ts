// highlight.js with the usual languages, built as dist/highlight.js and loaded with the first code block.
// Produces tokens, never HTML.
import type { Emitter } from 'highlight.js';
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import type { CodeToken, CodeTokenKind, HighlightEngine } from './highlight.ts';
import type { Grammars } from './highlight-rare.ts';

/** Grammars by language, each with the other names it goes by. A grammar is made when it is first used. */
const usual: Grammars = {
  bash: [bash, 'sh', 'zsh'],
  c: [c, 'h'],
  cpp: [cpp, 'cc', 'c++', 'h++', 'hpp', 'hh', 'hxx', 'cxx'],
  csharp: [csharp, 'cs', 'c#'],
  css: [css],
  diff: [diff, 'patch'],
  dockerfile: [dockerfile, 'docker'],
  go: [go, 'golang'],
  ini: [ini, 'toml'],
  java: [java, 'jsp'],
  javascript: [javascript, 'js', 'jsx', 'mjs', 'cjs'],
  json: [json, 'jsonc', 'json5'],
  kotlin: [kotlin, 'kt', 'kts', 'ktm', 'ktx'],
  markdown: [markdown, 'md', 'mkdown', 'mkd'],
  php: [php],
  python: [python, 'py', 'gyp', 'ipython'],
  ruby: [ruby, 'rb', 'gemspec', 'podspec', 'thor', 'irb'],
  rust: [rust, 'rs'],
  sql: [sql],
  swift: [swift],
  typescript: [typescript, 'ts', 'tsx', 'mts', 'cts'],
  xml: [xml, 'html', 'xhtml', 'rss', 'atom', 'xjb', 'xsd', 'xsl', 'plist', 'wsf', 'svg', 'vue', 'svelte'],
  yaml: [yaml, 'yml'],
};

/** Languages that may stand inside others: their grammars are needed with those. */
const inner: Readonly<Record<string, readonly string[]>> = {
  xml: ['css', 'javascript'],
  javascript: ['xml', 'css', 'graphql'],
  typescript: ['xml', 'css', 'graphql'],
  markdown: ['xml'],
  php: ['xml'],
  dockerfile: ['bash'],
  shell: ['bash'],
  coffeescript: ['javascript'],
  handlebars: ['xml'],
  django: ['xml'],
  twig: ['xml'],
};

/** Colour by the first part of highlight.js's scope names (its css class reference, 11.x). */
const kindByScope: Readonly<Record<string, CodeTokenKind>> = {
  keyword: 'keyword',
  built_in: 'type',
  type: 'type',
  literal: 'keyword',
  number: 'number',
  operator: 'keyword',
  property: 'property',
  regexp: 'string',
  string: 'string',
  char: 'string',
  symbol: 'string',
  variable: 'variable',
  'template-variable': 'variable',
  title: 'function',
  'title.class': 'type',
  comment: 'comment',
  doctag: 'comment',
  quote: 'comment',
  meta: 'meta',
  section: 'heading',
  tag: 'tag',
  name: 'tag',
  attr: 'property',
  attribute: 'property',
  'selector-tag': 'tag',
  'selector-id': 'type',
  'selector-class': 'type',
  'selector-attr': 'property',
  'selector-pseudo': 'property',
  'template-tag': 'keyword',
  addition: 'inserted',
  deletion: 'deleted',
};

/** Scopes inside another that have the colour of plain text. */
const plainScopes = new Set(['subst', 'params', 'punctuation']);

// Collects flat tokens: the innermost scope with a colour of its own wins.
class TokenCollector implements Emitter {
  readonly tokens: CodeToken[] = [];
  readonly #kinds: (CodeTokenKind | undefined)[] = [];

  addText(text: string): void {
    if (text === '') return;
    const kind = this.#kinds.at(-1);
    const last = this.tokens.at(-1);
    if (last !== undefined && last.kind === kind) this.tokens.pop();
    const joined = last !== undefined && last.kind === kind ? last.text + text : text;
    this.tokens.push(kind === undefined ? { text: joined } : { text: joined, kind });
  }

  startScope(scope: string): void {
    const [first = scope, second = ''] = scope.split('.');
    const own = kindByScope[`${first}.${second}`] ?? kindByScope[first];
    this.#kinds.push(plainScopes.has(first) ? undefined : (own ?? this.#kinds.at(-1)));
  }

  endScope(): void {
    this.#kinds.pop();
  }

  // Older names of the two above; the core calls both kinds.
  openNode(scope: string): void {
    this.startScope(scope);
  }

  closeNode(): void {
    this.endScope();
  }

  // highlight.js hands over what a nested language produced; it is one of us.
  __addSublanguage(emitter: Emitter): void {
    if (!(emitter instanceof TokenCollector)) return;
    for (const token of emitter.tokens) {
      this.#kinds.push(token.kind);
      this.addText(token.text);
      this.#kinds.pop();
    }
  }

  finalize(): void {}

  toHTML(): string {
    return '';
  }
}

hljs.configure({ __emitter: TokenCollector });

/** Makes a grammar, and those of the languages inside it, unless that has been done. False: there is none of this name. */
function prepare(language: string): boolean {
  if (hljs.getLanguage(language) !== undefined) return true;
  const known = Object.entries({ ...usual, ...globalThis.parleyRareGrammars });
  const found = known.find(([name, [, ...aliases]]) => name === language || aliases.includes(language));
  if (found === undefined) return false;
  const [name, [grammar]] = found;
  hljs.registerLanguage(name, grammar);
  for (const other of inner[name] ?? []) prepare(other);
  return true;
}

const engine: HighlightEngine = {
  knows: prepare,
  highlight(code, language) {
    const { _emitter: emitter, _top: top } = hljs.highlight(code, { language, ignoreIllegals: true });
    if (!(emitter instanceof TokenCollector)) return { tokens: [{ text: code }], isClosed: true };
    return { tokens: emitter.tokens, isClosed: top?.parent === undefined };
  },
};

globalThis.parleyHighlightEngine = engine;
