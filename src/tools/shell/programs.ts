// What is known of programs that often stand in command lines: which run others, which reach the network, which run
// code of the repository, which delete. Data for remarks to people; nothing is allowed or refused because of it.

/** A program that runs the command in its arguments. */
export interface Wrapper {
  /** Options that take the next word as their value. */
  readonly valued: readonly string[];
  /** Words before the command that are not options. */
  readonly before: number;
}

const plain: Wrapper = { valued: [], before: 0 };

/** Programs that run what follows them. */
export const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['env', { valued: ['-u', '--unset', '-C', '--chdir'], before: 0 }],
  ['sudo', { valued: ['-u', '-g', '-h', '-p', '-C', '-T', '-r', '-t', '-D', '-R'], before: 0 }],
  ['doas', { valued: ['-u', '-C'], before: 0 }],
  ['timeout', { valued: ['-s', '--signal', '-k', '--kill-after'], before: 1 }],
  ['gtimeout', { valued: ['-s', '--signal', '-k', '--kill-after'], before: 1 }],
  ['nice', { valued: ['-n', '--adjustment'], before: 0 }],
  ['ionice', { valued: ['-c', '-n', '-p'], before: 0 }],
  ['stdbuf', { valued: ['-i', '-o', '-e'], before: 0 }],
  ['xargs', { valued: ['-a', '-d', '-E', '-I', '-L', '-n', '-P', '-s'], before: 0 }],
  ['parallel', { valued: ['-j', '-a', '-I', '-n'], before: 0 }],
  ['watch', { valued: ['-n'], before: 0 }],
  ['chroot', { valued: [], before: 1 }],
  ['exec', { valued: ['-a'], before: 0 }],
  ['strace', { valued: ['-o', '-e', '-p', '-s', '-u'], before: 0 }],
  ['time', { valued: ['-f', '-o'], before: 0 }],
  ['busybox', plain],
  ['builtin', plain],
  ['call', plain],
  ['command', plain],
  ['nohup', plain],
  ['setsid', plain],
  ['start', plain],
]);

/** Programs that run a line given to them, and before which words it stands. */
export const lineRunners: ReadonlyMap<string, RegExp> = new Map([
  ...['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash', 'fish'].map((name): [string, RegExp] => [
    name,
    /^-[a-z]*c$/i,
  ]),
  ['pwsh', /^-c(?:ommand)?$/i],
  ['powershell', /^-c(?:ommand)?$/i],
  ['cmd', /^\/[ck]$/i],
]);

/** Run whatever they are fed. */
export const shells: ReadonlySet<string> = new Set([
  ...lineRunners.keys(),
  ...[
    'iex',
    'invoke-expression',
    'source',
    '.',
    'eval',
    'python',
    'python3',
    'node',
    'perl',
    'ruby',
    'php',
    'bun',
  ],
  ...['deno', 'lua', 'osascript'],
]);

/** Run a program written out in the line, and the option before it. */
export const interpreters: ReadonlyMap<string, RegExp> = new Map([
  ['python', /^-c$/],
  ['python3', /^-c$/],
  ['node', /^(?:-e|-p|-pe|--eval|--print)$/],
  ['bun', /^-e$/],
  ['deno', /^eval$/],
  ['perl', /^-\w*[eE]$/],
  ['ruby', /^-e$/],
  ['php', /^-r$/],
  ['osascript', /^-e$/],
]);

/** Change how later commands of the line work, or run text. */
export const shellChanges: ReadonlySet<string> = new Set([
  ...[
    'alias',
    'eval',
    'export',
    'declare',
    'typeset',
    'set',
    'setopt',
    'shopt',
    'source',
    '.',
    'trap',
    'enable',
  ],
  ...['hash', 'unalias', 'set-alias', 'new-alias', 'iex', 'invoke-expression', 'doskey', 'setx'],
]);

/** Send or fetch data; with a list, only with one of these as first argument. */
export const networkPrograms: ReadonlyMap<string, readonly string[] | undefined> = new Map([
  ...[
    ...[
      'curl',
      'wget',
      'nc',
      'ncat',
      'netcat',
      'socat',
      'telnet',
      'ftp',
      'sftp',
      'ssh',
      'scp',
      'rsync',
      'ping',
    ],
    ...[
      'dig',
      'nslookup',
      'host',
      'whois',
      'gh',
      'glab',
      'aws',
      'gcloud',
      'az',
      'kubectl',
      'npx',
      'pnpx',
      'bunx',
    ],
    ...[
      'invoke-webrequest',
      'invoke-restmethod',
      'iwr',
      'irm',
      'test-connection',
      'bitsadmin',
      'certutil',
      'http',
    ],
    ...['apt', 'apt-get', 'brew', 'uvx', 'pipx', 'openssl', 'mail', 'sendmail'],
  ].map((name): [string, undefined] => [name, undefined]),
  ['git', ['clone', 'fetch', 'pull', 'push', 'ls-remote', 'submodule', 'remote', 'send-email']],
  ['npm', ['install', 'i', 'ci', 'add', 'update', 'publish', 'exec', 'x', 'audit', 'view', 'create', 'init']],
  ['pnpm', ['install', 'i', 'add', 'update', 'publish', 'dlx', 'create']],
  ['yarn', ['install', 'add', 'upgrade', 'publish', 'dlx', 'create']],
  ['bun', ['install', 'i', 'add', 'update', 'publish', 'x', 'create']],
  ['pip', ['install', 'download']],
  ['pip3', ['install', 'download']],
  ['uv', ['add', 'sync', 'pip', 'tool', 'publish']],
  ['cargo', ['install', 'add', 'update', 'publish', 'fetch', 'search']],
  ['go', ['get', 'install', 'mod']],
  ['docker', ['pull', 'push', 'run', 'build', 'login', 'compose']],
  ['gem', ['install', 'update', 'push']],
]);

/** Run scripts, tests or build steps that the repository defines. */
export const repositoryRunners: ReadonlySet<string> = new Set([
  ...[
    'npm',
    'pnpm',
    'yarn',
    'bun',
    'npx',
    'pnpx',
    'bunx',
    'make',
    'gmake',
    'just',
    'cmake',
    'ninja',
    'rake',
    'tox',
  ],
  ...[
    'cargo',
    'gradle',
    'mvn',
    'ant',
    'sbt',
    'dotnet',
    'msbuild',
    'bazel',
    'pytest',
    'jest',
    'vitest',
    'mocha',
  ],
  ...[
    'tsc',
    'eslint',
    'composer',
    'bundle',
    'poetry',
    'uv',
    'nox',
    'pip',
    'pip3',
    'go',
    'flutter',
    'dart',
    'mix',
  ],
  ...[
    'docker',
    'docker-compose',
    'vagrant',
    'terraform',
    'tsx',
    'ts-node',
    'deno',
    'swift',
    'xcodebuild',
    'meson',
  ],
]);
