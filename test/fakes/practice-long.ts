// An answer of several thousand words, for scrolling, stopping and measuring. Always the same text.

const SECTIONS = 36;

const SUBJECTS = [
  'reading code you did not write',
  'names',
  'small functions',
  'errors and what they should say',
  'tests that can fail',
  'comments that say why',
  'the order of changes',
  'measuring before tuning',
  'reviews',
];

const PARAGRAPHS = [
  'This text is long for its own sake. Scroll up while it grows and see whether the place you read stays where it is; scroll down to the end and see whether the view follows again. Press Stop in the middle, and what has arrived so far should stay. Copy one message, and the whole of it should be in the clipboard, not only the part on the screen.',
  'Somebody who opens a file for the first time looks for three things: what it is for, where it begins, and what it must never do. A file that answers these in its first lines saves every later reader the same ten minutes. A file that does not will be read again and again by people who then ask a colleague, and the colleague has to read it too.',
  'A good name is shorter than the explanation it replaces. When no name comes to mind, the thing often does two jobs, and once they are parted each half has an obvious name. Names with a unit in them, such as a timeout in milliseconds or a price in cents, prevent a whole family of mistakes that no compiler and hardly any test would ever notice.',
  'An error message is read by a person who wanted to do something else. It should say what happened, in which place, and what can be done now. The number of the error helps the second reader, who searches for it. The stack helps the third. None of them is served by a message that says only that something went wrong, for they knew that already.',
  'A test earns its place when it fails for the right reason at least once. Write it before the change, or break the code on purpose afterwards, and watch it turn red. A test nobody has ever seen fail is a hope and no more. It costs time on each run, and it lulls everyone who reads the green line at the end into believing something unproven.',
  'Large changes are easier to read as a row of small ones, each of which leaves everything working. First the move without a change of behaviour, then the change without a move. A reader can check the first by its shape and give full attention to the second. Mixed together, they hide one another, and the review turns into an act of trust.',
  'Speed is a matter of measurement. The slow part is seldom where one would look for it, and the remedy that everyone knows is often the remedy for last year’s machine. Measure with the data of a real user, change one thing, measure again, and keep the numbers beside the change, so that the next person does not have to believe you either.',
];

/** The long answer: headings, paragraphs, and now and then a list, a table or code. */
export function longAnswer(): string {
  return Array.from({ length: SECTIONS }, (_, at) => section(at)).join('\n\n');
}

function section(at: number): string {
  const subject = SUBJECTS[at % SUBJECTS.length] ?? '';
  const blocks = [
    `## ${at + 1}. On ${subject}`,
    PARAGRAPHS[at % PARAGRAPHS.length] ?? '',
    PARAGRAPHS[(at * 3 + 2) % PARAGRAPHS.length] ?? '',
  ];
  if (at % 4 === 1) blocks.push(listOf(subject));
  if (at % 4 === 2) blocks.push(codeOf(at));
  if (at % 6 === 5) blocks.push(tableOf(at));
  return blocks.join('\n\n');
}

function listOf(subject: string): string {
  return [
    `Three questions about ${subject}:`,
    '',
    '1. Who reads it next, and what do they know by then?',
    '2. What would have to change if it were wrong?',
    '   - in the code',
    '   - in the tests',
    '3. Can it be left out?',
  ].join('\n');
}

function codeOf(at: number): string {
  return [
    '```typescript',
    `/** Section ${at + 1} as a function: the sum of the first \`count\` numbers. */`,
    `export function sumUpTo${at + 1}(count: number): number {`,
    '  if (!Number.isInteger(count) || count < 0) throw new RangeError(`Not a count: ${count}`);',
    '  return (count * (count + 1)) / 2;',
    '}',
    '```',
  ].join('\n');
}

function tableOf(at: number): string {
  const rows = [1, 2, 3].map((row) => `| ${at + row} | ${row * 120} | ${(row * 0.35).toFixed(2)} s |`);
  return ['| Section | Words | Time to read aloud |', '| ---: | ---: | ---: |', ...rows].join('\n');
}
