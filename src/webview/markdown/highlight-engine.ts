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

const languages = {
  ...{ bash, c, cpp, csharp, css, diff, dockerfile, go, ini, java, javascript, json, kotlin, markdown, php },
  ...{ python, ruby, rust, sql, swift, typescript, xml, yaml },
};
for (const [name, grammar] of Object.entries(languages)) hljs.registerLanguage(name, grammar);
hljs.registerAliases(['vue', 'svelte'], { languageName: 'xml' });
hljs.registerAliases(['jsonc', 'json5'], { languageName: 'json' });
hljs.registerAliases(['mts', 'cts'], { languageName: 'typescript' });

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

const engine: HighlightEngine = {
  knows: (language) => hljs.getLanguage(language) !== undefined,
  highlight(code, language) {
    const { _emitter: emitter, _top: top } = hljs.highlight(code, { language, ignoreIllegals: true });
    if (!(emitter instanceof TokenCollector)) return { tokens: [{ text: code }], isClosed: true };
    return { tokens: emitter.tokens, isClosed: top?.parent === undefined };
  },
};

globalThis.parleyHighlightEngine = engine;
