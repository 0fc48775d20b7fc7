// package.json and code agree: commands, settings, views; sensitive settings cannot be set by a workspace.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { readManifest } from './read-manifest.ts';

const root = path.resolve(import.meta.dirname, '..');

interface Property {
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly scope?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly unknown[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly properties?: Readonly<Record<string, Property>>;
  readonly additionalProperties?: Property | boolean;
}

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly main: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: unknown;
  readonly enabledApiProposals?: unknown;
  readonly extensionPack?: unknown;
  readonly extensionDependencies?: unknown;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly viewsContainers: {
      readonly activitybar: readonly { readonly id: string; readonly icon: string }[];
    };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
    }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command?: string; readonly submenu?: string }[]>
    >;
    readonly submenus: readonly { readonly id: string }[];
    readonly keybindings: readonly { readonly command: string; readonly key: string; readonly mac: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Property>> }[];
  };
}

const manifest = readManifest() as Manifest;
const settings = new Map(
  manifest.contributes.configuration.flatMap(({ properties }) => Object.entries(properties)),
);
const commands = manifest.contributes.commands.map(({ command }) => command);

const code = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('webview'))
  .map((name) => readFileSync(path.join(root, 'src', name), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''))
  .join('\n');

/** Words that mean an address, a header, a command or an approval: no workspace may set those. */
const sensitive = /url|endpoint|path|command|header|proxy|approve|allow|provider|body|rounds/i;

function unsafeScopes(properties: ReadonlyMap<string, Property>): string[] {
  return [...properties]
    .filter(([name, property]) => {
      const words = [name.split('.').slice(1).join('.'), ...nestedNames(property)];
      return (
        words.some((word) => sensitive.test(word)) && !/^(machine|application)$/.test(property.scope ?? '')
      );
    })
    .map(([name]) => name);
}

function nestedNames(property: Property): string[] {
  const inner = typeof property.additionalProperties === 'object' ? property.additionalProperties : undefined;
  return [...Object.keys(property.properties ?? {}), ...(inner === undefined ? [] : nestedNames(inner))];
}

describe('manifest', () => {
  test('identity, and nothing that loads more than itself', () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, 'parley.parley');
    assert.equal(manifest.main, './dist/extension.js');
    assert.deepEqual(manifest.activationEvents, []);
    assert.equal(manifest.dependencies, undefined, 'everything is bundled');
    assert.equal(manifest.enabledApiProposals, undefined);
    assert.equal(manifest.extensionPack, undefined);
    assert.equal(manifest.extensionDependencies, undefined);
    assert.ok(existsSync(path.join(root, manifest.icon)), `${manifest.icon} exists`);
    for (const { icon } of manifest.contributes.viewsContainers.activitybar) {
      assert.ok(existsSync(path.join(root, icon)), `${icon} exists`);
    }
  });

  test('the VS Code types are those of the oldest supported VS Code', () => {
    const floor = manifest.engines.vscode.replace(/^\^|\.\d+$/g, '');
    assert.equal(manifest.devDependencies['@types/vscode']?.replace(/\.\d+$/, ''), floor);
  });

  test('every command in code is in the manifest, and the reverse', () => {
    const table = readFileSync(path.join(root, 'src/host/commands/index.ts'), 'utf8');
    const registered = [...table.matchAll(/^ {2}'(parley\.\w+)':/gm)].map(([, id]) => id ?? '');
    assert.ok(registered.length > 0);
    assert.deepEqual(registered.toSorted(), commands.toSorted());
    const used = [...code.matchAll(/'(parley\.[a-zA-Z]+)'/g)].map(([, id]) => id ?? '');
    const views = Object.values(manifest.contributes.views).flatMap((list) => list.map(({ id }) => id));
    const known = new Set([...commands, ...views, ...settings.keys()]);
    assert.deepEqual(
      used.filter((id) => !known.has(id)),
      [],
      'ids used in code',
    );
  });

  test('menus and keys name commands that exist', () => {
    const known = new Set([...commands, ...manifest.contributes.submenus.map(({ id }) => id)]);
    const named = Object.values(manifest.contributes.menus).flatMap((entries) =>
      entries.map(({ command, submenu }) => command ?? submenu ?? ''),
    );
    const keyed = manifest.contributes.keybindings.map(({ command }) => command);
    assert.deepEqual(
      [...named, ...keyed].filter((id) => !known.has(id)),
      [],
    );
    assert.deepEqual(
      manifest.contributes.keybindings.map(({ command, key, mac }) => [command, key, mac]),
      [
        ['parley.openChat', 'ctrl+k a', 'cmd+k a'],
        ['parley.askAboutSelection', 'ctrl+k x', 'cmd+k x'],
      ],
    );
  });

  test('every command says what it does', () => {
    for (const { command, title, category } of manifest.contributes.commands) {
      assert.equal(category, 'Parley', command);
      assert.match(title, /^[A-Z]/, command);
    }
  });

  test('every setting in code is in the manifest, and the reverse', () => {
    const read = new Set(
      [...code.matchAll(/(?:setValue|userValue|read)\(\s*'([a-zA-Z.]+)'/g)].map(
        ([, name]) => `parley.${name ?? ''}`,
      ),
    );
    const parameters = /const parametersSchema = z\.object\(\{([\s\S]*?)\n\}\)/.exec(code)?.[1] ?? '';
    for (const [, name] of parameters.matchAll(/^ {2}(\w+):/gm)) read.add(`parley.request.${name ?? ''}`);
    assert.deepEqual([...read].toSorted(), [...settings.keys()].toSorted());
  });

  test('every setting is described, has a default, and describes each of its choices', () => {
    for (const [name, property] of settings) {
      assert.match(property.markdownDescription ?? '', /\.$|\*\*$/, `${name} ends with a period`);
      assert.notEqual(property.default, undefined, `${name} has a default`);
      assert.ok(property.scope, `${name} states its scope`);
      if (property.enum) assert.equal(property.markdownEnumDescriptions?.length, property.enum.length, name);
    }
  });

  test('a setting with an address, header, command or approval is out of reach of workspaces', () => {
    assert.deepEqual(unsafeScopes(settings), []);
    const unsafe = new Map<string, Property>([
      ['parley.server.baseUrl', { scope: 'window' }],
      ['parley.servers', { scope: 'resource', additionalProperties: { properties: { headers: {} } } }],
      ['parley.model', { scope: 'window' }],
    ]);
    assert.deepEqual(unsafeScopes(unsafe), ['parley.server.baseUrl', 'parley.servers'], 'control');
  });

  test('sensitive settings are read from the user only', () => {
    const fromAnyone = [...code.matchAll(/setValue\(\s*'([a-zA-Z.]+)'/g)].map(
      ([, name]) => `parley.${name ?? ''}`,
    );
    const machine = [...settings].filter(([, { scope }]) => scope === 'machine').map(([name]) => name);
    assert.ok(machine.length > 0);
    assert.deepEqual(
      fromAnyone.filter((name) => machine.includes(name)),
      [],
    );
  });
});
