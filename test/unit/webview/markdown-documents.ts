// Markdown to render in pieces: documents in which a later line changes what an earlier one means, and a generator of
// more of them. No test itself.
import { readFileSync } from 'node:fs';

const manyItems = Array.from(
  { length: 150 },
  (_, index) => `- item ${index} with \`code\`, [a link][l${index % 3}]`,
);
const manyRows = Array.from({ length: 120 }, (_, index) => `| ${index} | **${index * index}** | x |`);
const manyLines = Array.from({ length: 400 }, (_, index) =>
  index % 37 === 5 ? `/* a comment\n   over lines ${index} */` : `const value${index} = "text" + ${index};`,
);

/** Documents by name. */
export const documents: Readonly<Record<string, string>> = {
  showcase: readFileSync(new URL('../../fakes/practice-showcase.md', import.meta.url), 'utf8'),
  headings: 'One\n===\n\nTwo\n---\nText\n# three\n#not a heading\n####### not either\n\nFour\nfive\n---\n',
  'tight, then loose list':
    '- one\n- two\n- three\n\n- four\n\n  more of four\n- five\n\nEnd of the list.\n\n1. a\n1. b\n',
  'long list': `Items:\n\n${manyItems.join('\n')}\n\n[l0]: https://example.com/0\n[l1]: <https://example.com/1> "t"\n`,
  'long loose list': manyItems.slice(0, 60).join('\n\n'),
  'long list that turns loose at its end': `${manyItems.slice(0, 60).join('\n')}\n\n- the last one\n`,
  'long ordered list': Array.from(
    { length: 90 },
    (_, index) => `${index + 7}. step\n   - detail\n\n     more`,
  ).join('\n'),
  'nested lists': '- a\n  - b\n    1. c\n    2. d\n\n       e\n  - f\n* g\n+ h\n\n  > i\n  j\n\n      code\n',
  'long table': `| n | square | s |\n|--:|:--|:-:|\n${manyRows.join('\n')}\n\nAfter the table.`,
  'table or not': 'a | b\n--|--\nc | d\n\n| a |\n|--\nx\n\n- a | b\n--|--\n\n~~~ | x\n---|---\n',
  'long code': `Code:\n\n\`\`\`typescript\n${manyLines.join('\n')}\n\`\`\`\n\nDone.`,
  fences:
    '```js\nlet a;\n```\ntext\n~~~~ python\n```\n~~~\nx\n~~~~\n  ```\n  in\n ```\n````\n```\n````\n```unclosed\n\n\nend``',
  'code in items': '1. first\n\n   ```sh\n   ls -l\n   ```\n2. second\n\n       indented\n\n   ```\n   open',
  'references that come late':
    'See [one], [two][2], [Three][] and ![four].\n\n> [one]\n\n- [two][2]\n\n```\n[one]\n```\n\n[one]: https://example.com/1\n[2]:\n  https://example.com/2\n  "over\n  lines"\n[three]: <https://example.com/3>\n[four]: /image.png\n[one]: https://example.com/not-this-one\n',
  'references that are none':
    "[a]: https://example.com\n'title\nthat goes on'\n\n[b]: /url \"no\n\nend\n\n[a] [b] [c]\n\n[c]:\n",
  quotes: '> one\nlazy\n> two\n>\n> > three\n\n> four\n- five\n> ```\n> code\n\n---\n***\n- - -\n',
  'line ends': 'one\r\ntwo\r\n\r\n- a\r- b\r\rthree\0four\r\n```\r\ncode\r\n```\r\n',
  emphasis:
    '**bold _both_** ~~struck~~ *a\nb* `code\nspan` \\*no\\* &amp; &copy; &#35; <b>no</b> <!-- no --> a  \nb\\\nc',
  links:
    '[a](https://e.org/a "t") <https://e.org/b> https://e.org/c. [d](javascript:alert(1)) ![i](https://e.org/i.png) [![j](k)](https://e.org/l) main.py www.e.org a@e.org mailto:a@e.org',
  tasks: '- [ ] open\n- [x] done\n- [X] Done\n- [ ]no\n- [y] no\n\n  [ ] no\n',
  'other scripts':
    'עברית **עם** `code`\n\n- العربية\n- 日本語\n\n👨‍👩‍👧‍👦 é e\u0301 \u202Eabc\u202C\n\n```\nx\u202Ey\u200Bz\n```\n',
  'nothing but space': '\n\n   \n\t\n',
  math: 'Euler: $e^{i\\pi} + 1 = 0$, and \\(a^2\\).\n\n$$\n\\int_0^1 x\n- y\n+ z\n\\, dx\n$$\n\nMore: $$x$$ here.\n\\[\n\\sum_i i\n\\]\nThen text.\n\n- item $x_1$\n- \\[ y \\]\n\n> $$\n> q\n> $$\n',
  'math or not':
    'It costs $5 and $10, or $5-$10, US$ 3, $HOME/$PATH, "$5 or 10$".\n$$ is no formula\n- so this is a list\n- of two\n\n$$\nunclosed\n\n$$ a $$ b\n\\(open \\[open\n\n\\[\n# heading\n\ntext\n\\]\n',
  'math that was none': 'Before\n$$\nx = 1\n- a\n- b\n\nAfter\n\n$$\ny\n> quote\n\n$$z$$\n',
  'a very long line': `${'word **bold** `code` [link](https://example.com/a) '.repeat(300)}\n\nEnd.`,
  'a very long paragraph': `${'A sentence with *emphasis* and a [ref]. '.repeat(150)}\n${'Another line, | with a bar.\n'.repeat(250)}\n[ref]: https://example.com/late\n`,
  'a very long paragraph of links': `${'[a](https://example.com/a) and [b] '.repeat(200)}\n\n[b]: https://example.com/b\n`,
  'a very long definition': `[a]: /url "${'title '.repeat(1_500)}"\n\n[a]\n`,
  'a very long paragraph that becomes a heading': `${'word '.repeat(1_800)}\nlast\n===\n\nText\n`,
  'a very long paragraph without spaces': `${'無空白の文章です'.repeat(1_300)}${'x'.repeat(5_000)}`,
  'a very long paragraph, then a table': `${'cell '.repeat(1_200)}\na | b\n--|--\nc | d\n`,
  'a list of more than a group': `${Array.from({ length: 70 }, (_, index) => `${index + 1}. item`).join('\n')}\n\ntext\n`,
  'a list with long items': Array.from({ length: 12 }, () => `- ${'long **item** text '.repeat(60)}`).join(
    '\n',
  ),
  'deep quotes': `${'> '.repeat(60)}deep\n\n${'> '.repeat(5)}not so deep\n`,
  'deep lists': `${Array.from({ length: 60 }, (_, index) => `${'  '.repeat(index)}- level ${index}`).join('\n')}\n\nEnd\n`,
  'long table with a break': `| a | b |\n|---|---|\n${'| c | d |\n'.repeat(40)}text below\n\n| e |\n|---|\n| f |\n`,
  'table of more rows than are laid out': `| n | b |\n|--:|---|\n${Array.from({ length: 530 }, (_, index) => `| ${index} | *x* |\n`).join('')}\nEnd\n`,
  'code of many pieces': `\`\`\`python\n${Array.from({ length: 260 }, (_, index) => (index === 50 ? '"""a string' : index === 120 ? 'ends"""' : `value_${index} = ${index}`)).join('\n')}\n\`\`\`\n`,
  'code with long lines': `\`\`\`js\n${'const a = 1; '.repeat(1_500)}\nlet b;\n${'x'.repeat(9_000)}\n\`\`\`\nEnd`,
  'code of unknown and rare languages':
    '```klingon\nx\n```\n\n```haskell\nmain = putStrLn "x"\n```\n\n```\nplain\n```\n',
  'html that is text':
    '<div>\n\n**a**\n\n</div>\n\n<!-- comment\n\nmore -->\n\n<script>\nalert(1)\n</script>\ntext <b>x</b>\n',
  'definitions everywhere':
    '> [a]: /quoted\n\n- [b]: https://example.com/b\n\n[a] [b] [c]\n\n[c]: https://example.com/c "t"\n[c]: /second\n\n# [c]\n\n| [c] |\n|---|\n| [d] |\n\n[d]: https://example.com/d\n',
};

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Cuts a text: into letters, into pieces of a few letters, or into pieces up to `longest`. */
export function cut(text: string, seed: number, longest: number): string[] {
  const random = seeded(seed);
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const length = 1 + Math.floor(random() * longest);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

const fragments = [
  ...[
    '\n',
    '\n',
    '\n',
    '\n\n',
    '\n\n',
    '- ',
    '- ',
    '* ',
    '1. ',
    '2. ',
    '2) ',
    '> ',
    '```',
    '```js\n',
    '~~~',
    '    ',
    '  ',
  ],
  ...[
    ' ',
    '\t',
    '[a]',
    '[b]',
    '[a]: /x',
    '[b]: https://e.org/b',
    "'title",
    '"t"',
    '|',
    '| a | b |\n|---|---|\n',
    '---',
  ],
  ...[
    '===',
    '#',
    '## ',
    'word',
    'two words',
    '`',
    '**',
    '_',
    'https://e.org/x',
    '<b>',
    '&amp;',
    '\r\n',
    '\r',
    '\0',
  ],
  ...[
    '![i](u)',
    '[x](https://e.org)',
    '[ ] ',
    '[x] ',
    'é',
    '👨‍👩‍👧',
    'const x = 1;',
    '"str',
    '/*',
    '*/',
    '\\',
    '<!--',
    '-->',
    '$',
    '$$',
    '$x$',
    '\\(',
    '\\)',
    '\\[\n',
    '\\]\n',
  ],
];
const itemFragments = [
  ...[
    '\n',
    '\n',
    '\n',
    '\n',
    '- a',
    '- b',
    '- ',
    '* c',
    '1. x',
    '2. y',
    '  - n',
    '  para',
    '\n\n',
    'word',
    '  ',
    '    ',
  ],
  ...['[a]', '[a]: https://e.org/q\n', '```\n', '| a |\n|---|\n', '| b |\n', '| c | d', '> q', '---\n'],
];

/** A document made of scraps of markdown: nothing anybody would write, and everything a stream may look like. */
export function scraps(seed: number): string {
  const random = seeded(seed);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const count = 5 + Math.floor(random() * 60);
  if (seed % 3 === 0) return Array.from({ length: count }, () => pick(fragments)).join('');
  if (seed % 3 === 1) return Array.from({ length: 2 * count }, () => pick(itemFragments)).join('');
  // A long list or table, now and then disturbed: its first items are closed while it is still being written.
  const row = pick(['- item [a]', '1. item', '| cell | [a] |', '* item\n\n  more', '- ```\n  code\n  ```']);
  const head = row.startsWith('|') ? '| a | b |\n|---|---|\n' : '';
  const lines = Array.from({ length: count }, () => (random() < 0.06 ? pick(itemFragments) : `${row}\n`));
  return `${head}${lines.join('')}${pick(['', '\n- last', '\n\nEnd', '[a]: /x\n'])}`;
}
