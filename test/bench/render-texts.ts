// The texts of the render benchmark: answers of any length, the same ones every time.
import { seeded } from '../unit/webview/markdown-documents.ts';

/** Kinds of answers. The last five are one block each that never closes. */
export const textKinds = ['mixed', 'code', 'list', 'fence', 'paragraph', 'table', 'quote'] as const;

/** See {@link textKinds}. */
export type TextKind = (typeof textKinds)[number];

const words =
  'the price of an order is computed once and kept because a second look at the rates may give another value than the one that was shown so every caller gets the same figure and rounding happens at the very end where it can be seen and tested'.split(
    ' ',
  );

/** Text of exactly `length` characters. */
export function answerText(kind: TextKind, length: number): string {
  const random = seeded(length + textKinds.indexOf(kind));
  const parts: string[] = [head[kind]];
  let size = head[kind].length;
  for (let index = 0; size < length; index += 1) {
    const part = pieceOf(kind, index, random);
    parts.push(part);
    size += part.length;
  }
  return parts.join('').slice(0, length);
}

const head: Readonly<Record<TextKind, string>> = {
  mixed: '',
  code: '',
  list: '',
  fence: '```typescript\n',
  paragraph: '',
  table: '| n | what | how |\n|--:|:--|:-:|\n',
  quote: '',
};

function pieceOf(kind: TextKind, index: number, random: () => number): string {
  switch (kind) {
    case 'mixed':
      return mixedPart(index, random);
    case 'code':
      return index % 4 === 0 ? `${prose(random, 25)}\n\n` : fence(random, 30 + Math.floor(random() * 90));
    case 'list':
      return `- ${prose(random, 14)}\n`;
    case 'fence':
      return codeLine(random);
    case 'paragraph':
      return `${prose(random, 12)}${index % 9 === 8 ? '\n' : ' '}`;
    case 'table':
      return `| ${index} | ${prose(random, 6)} | \`f(${index})\` |\n`;
    case 'quote':
      return `> ${prose(random, 14)}\n${index % 5 === 4 ? '>\n' : ''}`;
  }
}

function mixedPart(index: number, random: () => number): string {
  switch (index % 8) {
    case 0:
      return `## Part ${index / 8 + 1}: ${plain(random, 4)}\n\n`;
    case 1:
    case 2:
      return `${prose(random, 60)}\n\n`;
    case 3:
      return `${Array.from({ length: 6 }, () => `- ${prose(random, 12)}`).join('\n')}\n\n`;
    case 4:
      return fence(random, 18);
    case 5:
      return `> ${prose(random, 25)}\n\n`;
    case 6:
      return `| a | b | c |\n|---|---|--:|\n${Array.from({ length: 5 }, () => `| ${plain(random, 3)} | **${plain(random, 2)}** | ${Math.floor(random() * 1000)} |\n`).join('')}\n`;
    default:
      return `${Array.from({ length: 4 }, (_, at) => `${at + 1}. ${prose(random, 10)}`).join('\n')}\n\n`;
  }
}

function plain(random: () => number, count: number): string {
  return Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ');
}

// A mark every few words, as models write.
function prose(random: () => number, count: number): string {
  const list = plain(random, count).split(' ');
  for (let at = 3; at < list.length; at += 5 + Math.floor(random() * 8)) {
    const word = list[at] ?? '';
    const marked = [`**${word}**`, `\`${word}\``, `*${word}*`, `[${word}](https://example.com/${word})`];
    list[at] = marked[Math.floor(random() * marked.length)] ?? word;
  }
  return `${list.join(' ')}.`;
}

function codeLine(random: () => number): string {
  const [name, other] = [plain(random, 1), plain(random, 1)];
  const lines = [
    `  const ${name} = await load("${other}", { retries: ${Math.floor(random() * 9)} });\n`,
    `  if (${name} === undefined) return ${other}.map((item) => item.${name} * 2);\n`,
    `  // ${plain(random, 6)}\n`,
    `export function ${name}(${other}: number): string {\n`,
    `}\n\n`,
  ];
  return lines[Math.floor(random() * lines.length)] ?? '';
}

function fence(random: () => number, lineCount: number): string {
  return `\`\`\`typescript\n${Array.from({ length: lineCount }, () => codeLine(random)).join('')}\`\`\`\n\n`;
}
