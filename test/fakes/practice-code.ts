// What the practice server says about code it was sent: facts anyone can count, and a snippet to try buttons on.
// It judges nothing: it cannot tell good code from bad.
import type { SentCode } from './practice-question.ts';

/** A function found by its first line. */
interface FoundFunction {
  readonly name: string;
  /** True line number in the file. */
  readonly line: number;
  /** Names of its parameters, as far as they stand on the same line. */
  readonly parameters: readonly string[];
}

// The first lines of functions in common languages; the first group is the name, the second the parameters.
const FUNCTION_LINES: readonly RegExp[] = [
  /\bfunction\s*\*?\s*([\w$]+)\s*(?:<[^>]*>)?\(([^)]*)/,
  /\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=]+)?=\s*(?:async\s*)?\(([^)]*)\)\s*(?::[^=]+)?=>/,
  /\bdef\s+(\w+)\s*\(([^)]*)/,
  /\bfn\s+(\w+)\s*(?:<[^>]*>)?\(([^)]*)/,
  /\bfunc\s+(?:\([^)]*\)\s*)?(\w+)\s*\(([^)]*)/,
  /^\s*(?:public|private|protected|internal|static)\s+[\w<>[\], ]*?(\w+)\s*\(([^)]*)\)\s*\{?\s*$/,
];

const HASH_COMMENTS = new Set(['python', 'ruby', 'shellscript', 'shell', 'bash', 'sh', 'yaml', 'toml', 'r']);
const TYPESCRIPT_LIKE = new Set([
  'typescript',
  'javascript',
  'ts',
  'js',
  'typescriptreact',
  'javascriptreact',
  'tsx',
  'jsx',
]);

/** Markdown about one block of code: where it is from, what can be counted in it. */
export function describeCode(code: SentCode): string {
  const { lines, startLine } = code;
  const lastLine = startLine + lines.length - 1;
  const place = code.path === undefined ? 'a block of code without a file name' : `\`${code.path}\``;
  const range =
    code.path === undefined
      ? ''
      : `, ${lines.length === 1 ? 'line' : 'lines'} ${rangeText(startLine, lastLine)}`;
  const total = code.totalLines === undefined ? '' : ` of ${code.totalLines}`;
  const functions = findFunctions(code);
  const longest = lines.reduce((best, line, at) => (line.length > (lines[best] ?? '').length ? at : best), 0);
  const facts = [
    `language: ${code.language ?? 'not named'}`,
    `${count(lines.length, 'line')}, ${lines.filter((line) => line.trim() === '').length} of them blank`,
    `longest line: ${startLine + longest} with ${count((lines[longest] ?? '').length, 'character')}`,
    functions.length === 0
      ? 'functions: none that a simple pattern finds'
      : `functions: ${functions.map(({ name, line }) => `\`${name}\` (line ${line})`).join(', ')}`,
  ];
  return `I was sent ${place}${range}${total}. What can be counted there:\n\n${facts.map((fact) => `- ${fact}`).join('\n')}`;
}

/** Markdown with a snippet that fits the code: a test when the user asks for one, else a comment. */
export function suggestSnippet(code: SentCode, words: string): string {
  const first = findFunctions(code)[0];
  const language = code.language ?? '';
  if (first && TYPESCRIPT_LIKE.has(language) && /\btests?\b/i.test(words)) {
    return `A frame for a test, to try the buttons of a code block on:\n\n${testFrame(first, code)}`;
  }
  const name = first?.name ?? 'this part';
  return `A comment to put above \`${name}\`, to try the buttons of a code block on:\n\n${commentFor(first, language)}`;
}

/** Functions whose first line a simple pattern recognises, in order. */
export function findFunctions(code: SentCode): FoundFunction[] {
  return code.lines.flatMap((text, at) => {
    for (const pattern of FUNCTION_LINES) {
      const found = pattern.exec(text);
      if (!found) continue;
      const parameters = (found[2] ?? '')
        .split(',')
        .map((parameter) => /^\s*(?:\.{3}|\*{1,2}|&)?(?:mut\s+)?([\w$]+)/.exec(parameter)?.[1] ?? '')
        .filter((parameter) => parameter !== '' && parameter !== 'self');
      return [{ name: found[1] ?? '', line: code.startLine + at, parameters }];
    }
    return [];
  });
}

function commentFor(found: FoundFunction | undefined, language: string): string {
  const summary = found ? `What ${found.name} takes, what it returns, when it throws.` : 'What this is for.';
  if (HASH_COMMENTS.has(language)) return fenced(language, [`# ${summary}`]);
  const parameters = found?.parameters ?? [];
  if (!TYPESCRIPT_LIKE.has(language) || parameters.length === 0) return fenced(language, [`// ${summary}`]);
  return fenced(language, [
    '/**',
    ` * ${summary}`,
    ...parameters.map((parameter) => ` * @param ${parameter} its unit and range`),
    ' */',
  ]);
}

function testFrame(found: FoundFunction, code: SentCode): string {
  const file = code.path?.split('/').at(-1) ?? 'module.ts';
  return fenced(code.language ?? '', [
    "import assert from 'node:assert/strict';",
    "import { test } from 'node:test';",
    `import { ${found.name} } from './${file}';`,
    '',
    `test('${found.name} does what its name says', () => {`,
    `  assert.equal(${found.name}(${found.parameters.join(', ')}), 'the value you expect');`,
    '});',
  ]);
}

function fenced(language: string, lines: readonly string[]): string {
  return ['```' + language, ...lines, '```'].join('\n');
}

function rangeText(first: number, last: number): string {
  return first === last ? String(first) : `${first}–${last}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
