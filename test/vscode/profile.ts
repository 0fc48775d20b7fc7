// The user's settings of a VS Code profile folder, as files. The desktop reads User/settings.json alone. The npm-shipped
// server is a remote: of the user's file it drops what has machine scope as soon as it knows the scope (that is, at the
// first change of any setting), and takes those from Machine/settings.json.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseJsonc, setJsonc } from './jsonc.ts';

export type Settings = Readonly<Record<string, unknown>>;

/** Settings under which VS Code starts quietly: no network look-ups, no tips, no questions before the first click. */
export const QUIET_SETTINGS: Settings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** The settings files of a profile, weakest first. */
export function settingsFiles(profile: string): { user: string; machine: string } {
  return {
    user: path.join(profile, 'User', 'settings.json'),
    machine: path.join(profile, 'Machine', 'settings.json'),
  };
}

/**
 * Writes settings into the profile's user settings before VS Code starts, those of machine scope into the machine's as
 * well; undefined removes one. What else the files hold, comments included, stays as it is. A running server does not
 * watch them.
 */
export async function writeSettings(profile: string, settings: Settings): Promise<void> {
  const { user, machine } = settingsFiles(profile);
  const all = Object.entries(settings);
  await writeAll(user, all);
  const names = await machineSettings();
  await writeAll(
    machine,
    all.filter(([key]) => names.has(key)),
  );
}

async function writeAll(file: string, settings: readonly (readonly [string, unknown])[]): Promise<void> {
  await editSettingsFile(file, (text) =>
    settings.reduce((edited, [key, value]) => setJsonc(edited, [key], value), text),
  );
}

/** The settings of Parley that have machine scope, from the manifest. */
async function machineSettings(): Promise<ReadonlySet<string>> {
  const manifest = JSON.parse(
    await readFile(path.join(import.meta.dirname, '../../package.json'), 'utf8'),
  ) as {
    contributes: { configuration: { properties: Record<string, { scope?: string }> }[] };
  };
  const properties = manifest.contributes.configuration.flatMap((section) =>
    Object.entries(section.properties),
  );
  return new Set(properties.filter(([, { scope }]) => scope === 'machine').map(([name]) => name));
}

/** Rewrites one settings file by a function of its text ('' when there is none). Errors name the file. */
export async function editSettingsFile(file: string, edit: (text: string) => string): Promise<void> {
  const before = await textOf(file);
  try {
    const after = edit(before);
    if (after === before) return;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, after);
  } catch (error) {
    throw namingFile(file, error);
  }
}

/** The settings in one file; empty when there is none. Errors name the file. */
export async function readSettingsFile(file: string): Promise<Record<string, unknown>> {
  try {
    const value = parseJsonc(await textOf(file));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new SyntaxError('a settings file must hold one object');
    }
    return { ...value };
  } catch (error) {
    throw namingFile(file, error);
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function namingFile(file: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`${file} cannot be used: ${reason}. Correct or remove it.`);
}
