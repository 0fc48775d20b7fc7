// Secrets are refused and sensitive files always asked about: existing or not, in any case, behind links.
import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { resolvePath } from '../../../src/tools/paths.ts';
import { foldName } from '../../../src/tools/sensitive-files.ts';
import { createDiskWorkspace, type DiskWorkspace } from '../../fakes/disk-workspace.ts';

let disk: DiskWorkspace;
before(async () => {
  disk = await createDiskWorkspace();
});
after(() => disk.dispose());

const asked = [
  ...['.vscode/settings.json', 'a/.vscode/tasks.json', '.git/hooks/pre-commit', '.git/HEAD', '.git'],
  ...['.github/agents/a.md', '.github/hooks/x', '.github/workflows/ci.yml', '.claude/agents/x.md'],
  ...[
    '.claude/settings.local.json',
    'package.json',
    'sub/package.json',
    'server.xml',
    'build.rs',
    'web.config',
  ],
  ...['.gitattributes', 'Cargo.toml', '.yarnrc', '.yarnrc.yml', '.pnpmfile.cjs', 'pnpm-workspace.yaml'],
  ...['x.code-workspace', 'x.csproj', 'x.fsproj', 'x.vbproj', 'x.vcxproj', 'x.proj', 'x.targets', 'x.props'],
  ...[
    'build.gradle',
    'build.gradle.kts',
    'gradle.properties',
    'yarn.lock',
    'package-lock.json',
    'pnpm-lock.yaml',
  ],
  ...['.husky/pre-commit', '.idea/workspace.xml', '.cursor/rules/a.mdc', '.devcontainer/devcontainer.json'],
  ...['AGENTS.md', 'CLAUDE.md', 'docs/AGENTS.md', '.cursorrules', '.github/copilot-instructions.md'],
  ...['x.code-snippets', 'Makefile', 'justfile', 'tsconfig.json', 'tsconfig.build.json', 'eslint.config.mjs'],
  ...['vite.config.ts', 'jest.config.js', '.eslintrc.json', '.mcp.json'],
];
const free = [
  'src/main.ts',
  'README.md',
  'package.ts',
  '.github/ISSUE_TEMPLATE.md',
  '.vscode/notes.md',
  'lock',
  'src/lock.ts',
];
const secrets = [
  ...[
    '.env',
    '.env.local',
    '.env.production',
    'sub/.env',
    '.envrc',
    'production.env',
    'id_rsa',
    'id_ed25519',
  ],
  ...[
    'server.pem',
    'server.key',
    'a.p12',
    'a.pfx',
    '.netrc',
    '_netrc',
    '.npmrc',
    '.pypirc',
    '.git-credentials',
  ],
  ...['.git/config', '.git/modules/x/config', '.ssh/anything', '.aws/credentials', '.docker/config.json'],
];
const noSecrets = [
  '.env.example',
  '.env.sample',
  '.env.template',
  'env.ts',
  'id_rsa.pub',
  'key.ts',
  'keys/list.md',
];

/** As it is, upper case, mixed case, with characters that some file systems ignore or take for the same. */
function variants(file: string): readonly string[] {
  return [
    file,
    file.toUpperCase(),
    [...file].map((character, at) => (at % 2 === 0 ? character.toUpperCase() : character)).join(''),
    file.replace(/(.)$/, '$1\u200c'),
    file.normalize('NFD'),
  ];
}

async function put(file: string): Promise<void> {
  await mkdir(path.dirname(path.join(disk.root, file)), { recursive: true });
  await writeFile(path.join(disk.root, file), 'x').catch(() => undefined);
}

const resolve = (file: string) => resolvePath(file, disk.workspace.paths);

describe('sensitive files', () => {
  test('are asked about, missing or existing, however they are written', async () => {
    for (const file of asked) {
      for (const variant of variants(file)) assert.equal((await resolve(variant)).alwaysAsk, true, variant);
    }
    for (const file of asked.filter((name) => name !== '.git')) {
      await put(file);
      assert.equal((await resolve(file)).alwaysAsk, true, `existing ${file}`);
    }
  });

  test('are asked about behind links: of the file, and of the folder', async () => {
    await put('.vscode/settings.json');
    await put('package.json');
    await symlink('.vscode', path.join(disk.root, 'harmless'));
    await symlink('package.json', path.join(disk.root, 'notes.txt'));
    assert.equal((await resolve('harmless/settings.json')).alwaysAsk, true);
    assert.equal((await resolve('harmless/not-there-yet.json')).alwaysAsk, true);
    assert.equal((await resolve('notes.txt')).alwaysAsk, true);
  });

  test('in a home: what begins with a dot, and the programs’ settings', async () => {
    const paths = { ...disk.workspace.paths, homeFolder: disk.root };
    assert.equal((await resolvePath('.bashrc', paths)).alwaysAsk, true);
    assert.equal((await resolvePath('.config/x/y', paths)).alwaysAsk, true);
    assert.equal((await resolvePath('project/.hidden', paths)).alwaysAsk, false);
    const own = { ...disk.workspace.paths, settingsFolders: [path.join(disk.root, 'User')] };
    assert.equal((await resolvePath('User/anything', own)).alwaysAsk, true);
    assert.equal((await resolvePath('Users/anything', own)).alwaysAsk, false);
  });

  test('others are not', async () => {
    for (const file of free) assert.equal((await resolve(file)).alwaysAsk, false, file);
  });

  test('control: names compared as they are written miss most variants', () => {
    const missed = asked.flatMap(variants).filter((variant) => !asked.includes(variant));
    assert.ok(missed.length > asked.length * 2);
    assert.notEqual('ſ'.toLowerCase(), 's');
    assert.equal(foldName('.VſCODE'), '.vscode');
  });
});

describe('secrets', () => {
  test('are refused, missing or existing, however they are written', async () => {
    for (const file of secrets.flatMap(variants))
      await assert.rejects(resolve(file), /passwords or keys/, file);
    for (const file of secrets) {
      await put(file);
      await assert.rejects(resolve(file), /passwords or keys/, `existing ${file}`);
    }
  });

  test('are refused behind links, and so are links named like them', async () => {
    await put('.env');
    await put('plain.txt');
    await symlink('.env', path.join(disk.root, 'innocent.txt'));
    await symlink('plain.txt', path.join(disk.root, '.env.staging'));
    await assert.rejects(resolve('innocent.txt'), /passwords or keys/);
    await assert.rejects(resolve('.env.staging'), /passwords or keys/);
  });

  test('examples and public halves are not', async () => {
    for (const file of noSecrets) assert.ok(await resolve(file), file);
  });
});
