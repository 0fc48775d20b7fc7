// What people are told about a command line. Every dangerous form of line has its sentence; plain lines have none.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { remarks } from '../../../src/tools/command-line.ts';
import type { ShellKind } from '../../../src/tools/command-runner.ts';
import { readLine } from '../../../src/tools/shell/read-line.ts';

const several = /^Runs \d+ commands/;
const fillsIn = /^Runs commands to fill in/;
const hardToRead = /^Fills in values/;
const variables = /^Sets variables/;
const madeUp = /made up only when the line runs/;
const disguised = /disguised/;
const fed = /^Runs whatever another command prints/;
const outside = /outside of the workspace/;
const writes = /^Writes to/;
const unread = /could not read this line to its end/;
const hidden = /cannot be seen/;
const through = /^Runs a command through another/;
const innerLine = /^Hands over a line/;
const deletes = /^Deletes folders/;
const network = /over the network/;
const repository = /^Runs code of the workspace/;
const gitTrick = /^Gives git settings/;

type Row = readonly [line: string, ...expected: RegExp[]];

const posix: readonly Row[] = [
  ['echo a\nid', several],
  ['echo a\r\nid', several, hidden],
  ['ls & id', several, /in the background/],
  ['ls && id', several],
  ['ls || id', several],
  ['ls; id', several],
  ['ls | sh', several, fed],
  ['ls |& sh', several, fed],
  ['echo `id`', fillsIn, /“id”/],
  ['echo `echo \\`id\\``', fillsIn, /“id”/],
  ['echo $(id)', fillsIn, /“id”/],
  ['$(echo id)', fillsIn, madeUp],
  ['echo "$(id)"', fillsIn, /“id”/],
  ['echo "a`id`"', fillsIn, /“id”/],
  ['diff <(id) x', fillsIn, /“id”/],
  ['ls >(id)', fillsIn, /“id”/],
  ['ls =(id)', fillsIn, /“id”/],
  ['echo ${x@P}', hardToRead],
  ['echo ${!x}', hardToRead],
  ['echo ${x:=$(id)}', hardToRead, fillsIn],
  ['echo $(( $(id) + 1 ))', fillsIn],
  ['echo $((id) )', unread],
  ['X=1 ls', variables],
  ['PATH=. ls', variables, /“PATH”/],
  ['LD_PRELOAD=./x ls', variables],
  ['GIT_EXTERNAL_DIFF=x git show', variables],
  ['a=(1 $(id)) ls', variables, fillsIn],
  ['env ls', through],
  ['env A=1 ls', through, /“A”/],
  ['env -S "id"', innerLine],
  ['command ls', through],
  ['timeout -k 3 5 nice -n 3 rm -rf x', through, deletes],
  ['xargs -n 1 rm -r < x', through, deletes],
  ['find . -name x -exec rm -rf {} +', through, deletes],
  ['find . -delete', deletes],
  ['sudo rm -rf /', /rights of an administrator/, deletes],
  ['sh -c "rm -rf x; id"', innerLine, deletes, /Runs 3 commands/],
  ['bash -lc \'bash -c "curl x"\'', innerLine, network],
  ['eval "rm -rf x"', innerLine, deletes],
  ["sh -c 'echo \"a'", unread],
  ['\\ls', disguised],
  ['l"s"', disguised],
  ["$'\\x6c\\x73'", disguised, /“ls”/],
  ["$'\\154\\u0073'", disguised, /“ls”/],
  ['{ls,-la}', madeUp],
  ['$X -la', madeUp],
  ['/bin/l?', madeUp],
  ['=ls', madeUp],
  ['ls > ~/.bashrc', outside],
  ['ls > /tmp/x', outside],
  ['ls > ../x', outside],
  ['ls > a/../../x', outside],
  ['ls > $HOME/x', outside],
  ['ls > "$(pwd)/x"', outside],
  ['ls &>> ../x', outside],
  ['ls >| ../x', outside],
  ['{ ls; } > ../x', outside],
  ['> ../x', outside],
  ['a | tee ../b', outside],
  ['git show > .git/hooks/pre-commit', writes],
  ['git show --output=x', gitTrick],
  ['git -c core.pager=id show', gitTrick],
  ['git show --ext-diff', gitTrick],
  ['git -C / show', gitTrick],
  ['git reset --hard', /git cannot bring back/],
  ['git push --force', /git cannot bring back/, network],
  ['echo a #\nid', several],
  ['cat <<E\n$(id)\nE', fillsIn],
  ['cat <<-E\n\t`id`\n\tE\nls', fillsIn, several],
  ['cat <<E\nx', unread],
  ['ls;:(){ :|:& };:', several, /Defines a function/],
  ['ls\u00a0-la', hidden],
  ['ls\u200b', hidden],
  ['ls\u001b[2K\rid', hidden],
  ['ls \u202egpj.exe', hidden, /U\+202E/],
  ['g\u0456t status', /look-alike letters \(Latin, Cyrillic\)/],
  ['echo "a', unread],
  ['echo a)', unread],
  ['(ls', unread],
  [Array(51).fill('ls').join(';'), unread],
  [Array(10_000).fill('ls').join(';'), unread],
  [`ls ${'a'.repeat(1_000_000)}`, unread],
  ['for f in a b; do rm -rf "$f"; done', deletes],
  ['case $x in a|b) rm -r x;; *) curl x;; esac', deletes, network],
  ['if [[ a < b && $(id) ]]; then rm -r x; fi', deletes, fillsIn],
  ['for ((i=0; i<3; i++)); do rm -r x; done', deletes],
  ['function f { rm -r x; }; f', deletes, /Defines a function/],
  ['curl x | bash', fed, network],
  ['curl x | python3 -', fed],
  ['python3 -c "print(1)"', /written out in the line/],
  ['npm test', repository],
  ['npm install', repository, network],
  ['./run.sh', repository],
  ['node script.js', repository],
  ['alias ls=id', /Changes how the rest/],
  ['export PATH=.', /Changes how the rest/],
];

const powershell: readonly Row[] = [
  ['ls; id', several],
  ['ls\nid', several],
  ['ls | iex', fed, innerLine],
  ['iex (irm http://x)', network, innerLine],
  ['$(id)', fillsIn],
  ['echo "a $(id)"', fillsIn, /“id”/],
  ['echo @"\n$(id)\n"@', fillsIn],
  ['& $x', madeUp],
  ['& "i`d"', disguised],
  ['ls --% &id', /unread/],
  ['if ($a) { ls } else { Remove-Item -Recurse x }', deletes],
  ['ls | ForEach-Object { rm -r $_ }', deletes],
  ['ls > ..\\x', outside],
  ['ls > C:\\x', outside],
  ['$env:PATH = "."; ls', variables, /“PATH”/],
  ['powershell -enc AAAA', /written out in the line/],
  ['cmd /c "rd /s x"', innerLine, deletes],
  ['echo \u201ca', unread],
  ['echo (a', unread],
];

const cmd: readonly Row[] = [
  ['echo a & id', several],
  ['(echo a) & id', several],
  ['%COMSPEC% /c id', madeUp, hardToRead],
  ['!x!', madeUp],
  ['cmd /c "dir & rd /s x"', innerLine, deletes],
  ['del /s /q x', deletes],
  ['echo a > ..\\x', outside],
  ['if exist x del x', unread],
  ['(echo a', unread],
];

const silent: Readonly<Record<ShellKind, readonly string[]>> = {
  posix: [
    ...[
      'echo "a && b"',
      "echo 'x;y'",
      'ls -la src',
      'git show HEAD~1 -- a.ts',
      'grep -rn "a|b" . 2>/dev/null',
    ],
    ...[
      "'/opt/my app/tool' --fix",
      '/opt/my\\ app/tool',
      '[ -f x ]',
      'echo a 2>&1',
      "cat <<'E'\n$(id) `id` ${x@P}\nE",
    ],
    ...[
      "echo 'it'\\''s'",
      'echo $HOME "$1"',
      'echo a \\\n b',
      '((x = 1))',
      'echo # ; id',
      'git commit -m "Äü: 語"',
    ],
  ],
  powershell: [
    'Get-ChildItem -Force',
    "echo 'a; b'",
    'echo "a `" ; b"',
    '& "C:\\Program Files\\x.exe" a',
    '(1 + 2)',
  ],
  cmd: ['dir /b', 'echo "a & b"', 'echo a ^& id', 'echo a^\n b'],
};

function isSaid(line: string, shell: ShellKind, [, ...expected]: Row): void {
  const said = remarks(line, shell);
  for (const pattern of expected) {
    assert.ok(
      said.some((sentence) => pattern.test(sentence)),
      `${JSON.stringify(line.slice(0, 80))}: ${String(pattern)} is not in ${JSON.stringify(said)}`,
    );
  }
}

describe('remarks', () => {
  test('say what a line does besides running one program (sh, bash, zsh)', () => {
    for (const row of posix) isSaid(row[0], 'posix', row);
  });

  test('… in PowerShell', () => {
    for (const row of powershell) isSaid(row[0], 'powershell', row);
  });

  test('… in cmd', () => {
    for (const row of cmd) isSaid(row[0], 'cmd', row);
  });

  test('have nothing to say about plain lines', () => {
    for (const shell of ['posix', 'powershell', 'cmd'] as const) {
      for (const line of silent[shell]) assert.deepEqual(remarks(line, shell), [], `${shell}: ${line}`);
    }
  });

  test('show hidden characters of names as what they are, and shorten names only', () => {
    const said = remarks(`x\u202e > ../${'y'.repeat(200)}; a`, 'posix').join('\n');
    assert.ok(!said.includes('\u202e') && said.includes('“x⟨U+202E⟩”'), said);
    assert.match(said, /“\.\.\/y+…”/);
  });
});

describe('reading a line', () => {
  test('finds its words as the shell would', () => {
    const { commands } = readLine(`a 'b c' "d $e" f\\ g $'\\t' h"i"'j' > k <<< l 2>&1`, 'posix');
    const words = commands[0]?.words ?? [];
    assert.deepEqual(
      words.map(({ text }) => text),
      ['a', 'b c', 'd $e', 'f g', '\t', 'hij'],
    );
    assert.deepEqual(
      words.map(({ isMadeUp }) => isMadeUp),
      [false, false, true, false, false, false],
    );
    assert.deepEqual(
      commands[0]?.writes.map(({ text }) => text),
      ['k'],
    );
  });

  test('ends on whatever it is given, at whatever length', () => {
    const pieces = [
      ...[
        '(',
        '{',
        '$(',
        '`',
        '"',
        "'",
        '\\',
        '<',
        '<<a ',
        '$((',
        '((',
        '${',
        '[',
        'a(',
        '|',
        'case x in ',
        '"$(',
        "$'",
      ],
      ...[
        '[[ ',
        'a=(',
        '@"',
        '%',
        '!',
        ')',
        '}',
        ']]',
        'esac',
        ';;',
        '<<E\n',
        '\u201c',
        '--% ',
        '^',
        '& ',
        '\n',
        '=(',
      ],
    ];
    for (const shell of ['posix', 'powershell', 'cmd'] as const) {
      for (const piece of pieces) {
        for (const other of ['', ' ', 'a']) {
          remarks((piece + other).repeat(3000), shell);
          remarks(pieces.map((next) => piece + other + next).join(other), shell);
        }
      }
    }
  });
});
