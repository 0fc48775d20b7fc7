// Asks git what changed. A repository can name programs for git to run (pagers, diff drivers, filters, monitors, hooks):
// all of them are switched off for these questions, whatever its configuration says.
import path from 'node:path';
import type { PathPort } from '../../tools/path-port.ts';
import { resolveFound } from '../../tools/paths.ts';
import { ToolProblem } from '../../tools/tool.ts';
import type { GitPort } from '../../tools/workspace.ts';
import { findProgram, type PathPorts } from '../trusted-path.ts';
import { runProgram } from './run-program.ts';

const LIMIT_MS = 20_000;
const MAX_OUTPUT_BYTES = 2 * 1024 * 1024;

/** See {@link GitPort}. */
export function createGit(paths: PathPort, programs: PathPorts): GitPort {
  return {
    diff: async ({ staged, within }, signal) => {
      const git = await findProgram(programs.platform === 'win32' ? 'git.exe' : 'git', programs);
      if (git === undefined) throw new ToolProblem('git is not installed on this machine.');
      const folders = within === undefined ? await realFolders(paths) : [within.root];
      const found: Diff[] = [];
      let problem = new ToolProblem('No folder is open in this window.');
      for (const folder of folders) {
        const ask: Ask = (args, settings, mayFail = false) =>
          askGit(git, args, folder, settings, programs, { signal, mayFail });
        const scope = within === undefined ? '.' : `:(literal)${path.relative(folder, within.real) || '.'}`;
        try {
          found.push(await diffOf(ask, staged, ['--', scope], paths));
        } catch (error) {
          // Of several folders some may be in no repository.
          if (!(error instanceof ToolProblem)) throw error;
          problem = error;
        }
      }
      if (found.length === 0) throw problem;
      return {
        patch: found.map(({ patch }) => patch).join(''),
        untracked: found.flatMap(({ untracked }) => untracked),
        hiddenFiles: found.reduce((sum, { hiddenFiles }) => sum + hiddenFiles, 0),
      };
    },
  };
}

type Diff = Awaited<ReturnType<GitPort['diff']>>;

/** Submodules are not looked into: git would ask them with their own configuration. */
const plainDiff = [
  ...['diff', '--no-ext-diff', '--no-textconv', '--no-color', '--no-renames'],
  '--ignore-submodules=dirty',
];

async function diffOf(ask: Ask, isStaged: boolean, scope: readonly string[], paths: PathPort): Promise<Diff> {
  const top = (await ask(['rev-parse', '--show-toplevel'], switchedOff)).trim();
  const settings = { ...switchedOff, ...(await filtersOf(ask)) };
  const side = isStaged ? ['--cached'] : (await hasCommit(ask)) ? ['HEAD'] : [];
  const changed = split(await ask([...plainDiff, '--name-only', '-z', ...side, ...scope], settings));
  const hidden = await refusedAmong(changed, top, paths);
  const without = hidden.map((name) => `:(top,exclude,literal)${name}`);
  const isEmpty = changed.length === hidden.length;
  const patch = isEmpty ? '' : await ask([...plainDiff, ...side, ...scope, ...without], settings);
  const listing = ['ls-files', '--others', '--exclude-standard', '--full-name', '-z'];
  const others = isStaged ? [] : split(await ask([...listing, ...scope], settings));
  const places = await Promise.all(others.map((name) => resolveFound(path.join(top, name), paths)));
  return {
    patch,
    untracked: places.flatMap((place) => (place === undefined ? [] : [place.shown])),
    hiddenFiles: hidden.length,
  };
}

type Settings = Readonly<Record<string, string>>;

/** Each of these names a program that git would run, or makes it look elsewhere. */
const switchedOff: Settings = {
  'core.fsmonitor': 'false',
  'core.hooksPath': '/dev/null',
  'core.pager': 'cat',
  'core.sshCommand': 'false',
  'core.askPass': '',
  'core.quotePath': 'false',
  'credential.helper': '',
  'protocol.allow': 'never',
  // A repository hidden among the files of another.
  'safe.bareRepository': 'explicit',
};

/** Filters that the repository itself configures, with empty commands: git then takes the content as it is. */
async function filtersOf(ask: Ask): Promise<Settings> {
  const listed = await ask(
    ['config', '--show-scope', '-z', '--name-only', '--get-regexp', '^filter\\.'],
    switchedOff,
    true,
  );
  const fields = split(listed);
  const names = fields.filter((_, at) => at % 2 === 1 && isOfRepository(fields[at - 1]));
  return Object.fromEntries(
    names.flatMap((name) => {
      const filter = name.slice(0, name.lastIndexOf('.'));
      return [
        [`${filter}.clean`, ''],
        [`${filter}.smudge`, ''],
        [`${filter}.process`, ''],
        [`${filter}.required`, 'false'],
      ];
    }),
  );
}

function isOfRepository(scope: string | undefined): boolean {
  return scope === 'local' || scope === 'worktree';
}

type Ask = (args: readonly string[], settings: Settings, mayFail?: boolean) => Promise<string>;

async function hasCommit(ask: Ask): Promise<boolean> {
  return ask(['rev-parse', '--verify', '--quiet', 'HEAD'], switchedOff, true).then((text) => text !== '');
}

/** @throws ToolProblem with what git says; or, `mayFail`, gives nothing. */
async function askGit(
  git: string,
  args: readonly string[],
  folder: string,
  settings: Settings,
  programs: PathPorts,
  { signal, mayFail }: { readonly signal: AbortSignal; readonly mayFail: boolean },
): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  const { code, endedBy, errors } = await runProgram(
    {
      file: git,
      args: ['--no-pager', '--no-optional-locks', ...args],
      folder,
      environment: environmentOf(settings),
      limitMs: LIMIT_MS,
    },
    programs,
    (bytes) => {
      pieces.push(bytes);
      size += bytes.length;
      return size <= MAX_OUTPUT_BYTES;
    },
    signal,
  );
  if (endedBy === 'limit') throw new ToolProblem('git took too long. Ask for a part with path.');
  if (endedBy === 'enough') throw new ToolProblem('There are too many changes. Ask for a part with path.');
  if (code === 0) return Buffer.concat(pieces).toString('utf8');
  if (mayFail) return '';
  throw new ToolProblem(`git says: ${errors.trim().split('\n')[0] ?? ''}`);
}

/** Settings that win over every configuration file; git has read them from here since 2.31. */
function environmentOf(settings: Settings): Record<string, string> {
  const entries = Object.entries(settings);
  return {
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(
      entries.flatMap(([key, value], at) => [
        [`GIT_CONFIG_KEY_${at}`, key],
        [`GIT_CONFIG_VALUE_${at}`, value],
      ]),
    ),
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

async function realFolders(paths: PathPort): Promise<readonly string[]> {
  const found = await Promise.all(paths.folders().map((folder) => paths.locate(folder.path)));
  return found.flatMap((located) => (located === undefined ? [] : [located.real]));
}

/** Names (relative to the repository) of files that tools may not show. */
async function refusedAmong(
  names: readonly string[],
  top: string,
  paths: PathPort,
): Promise<readonly string[]> {
  const places = await Promise.all(names.map((name) => resolveFound(path.join(top, name), paths)));
  return names.filter((_, at) => places[at] === undefined);
}

/** Output with `-z`. */
function split(text: string): readonly string[] {
  return text.split('\0').filter((name) => name !== '');
}
