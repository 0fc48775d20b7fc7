// Two closed lists of files, by name: secrets, which no tool may read or change, and files that decide what runs or what
// a model may do, whose change is asked about every time. Compares names as the most forgiving file system would.

/** A path taken apart: its components from the root of the file system on, without drive. */
export type Components = readonly string[];

/**
 * The form in which names are compared: composed characters, no difference between upper and lower case, nothing that
 * some file system ignores (HFS+ zero-width characters, Windows trailing dots and spaces).
 */
export function foldName(name: string): string {
  const folded = name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase();
  return folded.replace(/[. ]+$/, '') || folded;
}

/** Examples of environment files, made to be shared. */
const environmentExamples = /^(?:\.env\..*|\.env)?\.?(?:example|sample|template)(?:\.env)?$/;

const secretNames: readonly RegExp[] = [
  // Environment files: .env, .env.local, .envrc, production.env
  /^\.env(?:\..*)?$/,
  /^\.envrc$/,
  /^.+\.env$/,
  // Private keys and key stores.
  /^id_(?:rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss)$/,
  /\.(?:pem|key|ppk|p8|p12|pfx|jks|keystore|kdbx)$/,
  // Logins of tools. (.yarnrc.yml may hold one too, but is needed to understand a project: see the other list.)
  /^(?:\.netrc|_netrc|\.npmrc|\.pypirc|\.git-credentials|\.pgpass|\.htpasswd|\.dockercfg)$/,
  /^application_default_credentials\.json$/,
];

/** Folder → names of its files that are secrets; `true` is every file anywhere below. */
const secretFolders: Readonly<Record<string, RegExp | true>> = {
  // Addresses of remotes may carry a password; sub-modules and work trees have a config of their own further below.
  '.git': /^(?:config|config\.worktree|credentials)$/,
  '.ssh': /^(?!.*\.pub$|known_hosts$)/,
  '.gnupg': true,
  '.aws': /^(?:credentials|config)$/,
  '.azure': true,
  '.docker': /^config\.json$/,
  '.kube': /^config$/,
};

/** Does this path name a secret? Such a file is refused by every tool, in lists and search results as well. */
export function isSecretFile(components: Components): boolean {
  const folded = components.map(foldName);
  const name = folded.at(-1) ?? '';
  if (environmentExamples.test(name)) return false;
  if (secretNames.some((pattern) => pattern.test(name))) return true;
  return folded.slice(0, -1).some((folder) => {
    const rule = Object.hasOwn(secretFolders, folder) ? secretFolders[folder] : undefined;
    return rule === true || rule?.test(name) === true;
  });
}

/** Folders in which every file decides something. */
const askedFolders =
  /^(?:\.git|\.husky|\.idea|\.cursor|\.windsurf|\.roo|\.clinerules|\.devcontainer|\.circleci|\.parley)$/;

/** A folder and what must follow it at once. */
const askedBelow: readonly (readonly [folder: RegExp, rest: RegExp])[] = [
  [/^\.vscode$/, /^.*\.json$/],
  [/^\.github$/, /^(?:agents|hooks|workflows|actions|instructions|prompts|chatmodes)(?:\/|$)/],
  [/^\.claude$/, /^(?:(?:agents|commands|hooks|skills)(?:\/|$)|settings.*\.json$)/],
];

const askedNames: readonly RegExp[] = [
  // What a build, an install or a shell runs.
  /^(?:package\.json|server\.xml|build\.rs|web\.config|\.gitattributes|\.gitmodules|\.env|\.envrc|cargo\.toml)$/,
  /^(?:\.npmrc|\.yarnrc.*|\.pnpmfile\..*|pnpm-workspace\.yaml|gradle\.properties|\.pre-commit-config\.yaml)$/,
  /\.(?:code-workspace|csproj|fsproj|vbproj|vcxproj|proj|targets|props|gradle|gradle\.kts|lock)$/,
  /-lock\.(?:yaml|json)$/,
  /^(?:gnu)?makefile$|\.mk$|^\.?justfile$|\.just$|\.code-snippets$|^\.gitlab-ci\.yml$/,
  /^(?:pyproject\.toml|setup\.py|setup\.cfg|conftest\.py|gemfile|rakefile|dockerfile.*|\.mcp\.json)$/,
  // Settings of tools that run code of the project.
  /^tsconfig.*\.json$|^jsconfig.*\.json$|^\.eslintrc(?:\..*)?$|^\.prettierrc(?:\..*)?$|^\.babelrc(?:\..*)?$/,
  /^(?:eslint|vite|vitest|jest|webpack|rollup|babel|prettier|playwright|esbuild)\.config\..*$/,
  // What models are told to do.
  /^(?:agents|claude|gemini)(?:\.local|\.override)?\.md$|^copilot-instructions\.md$|\.instructions\.md$/,
  /^(?:\.cursorrules|\.windsurfrules|\.clinerules|\.roorules.*|\.aider.*|\.rules)$/,
];

/** Where a home and the programs' own settings are, taken apart. */
export interface PrivateFolders {
  readonly home: Components;
  /** Settings of programs, VS Code's and Parley's own store among them. */
  readonly settings: readonly Components[];
}

/** Must a change of this file be asked about every time, whatever the user allowed before? */
export function isAlwaysAsked(components: Components, folders: PrivateFolders): boolean {
  const folded = components.map(foldName);
  const name = folded.at(-1) ?? '';
  if (askedNames.some((pattern) => pattern.test(name))) return true;
  // The name itself counts as well: a file `.git` says where a work tree's repository is.
  if (folded.some((part) => askedFolders.test(part))) return true;
  const isBelow = folded.some((part, at) =>
    askedBelow.some(([folder, rest]) => folder.test(part) && rest.test(folded.slice(at + 1).join('/'))),
  );
  if (isBelow) return true;
  const inHome = below(folded, folders.home.map(foldName));
  if (inHome?.[0]?.startsWith('.') === true) return true;
  return folders.settings.some((folder) => below(folded, folder.map(foldName)) !== undefined);
}

/** The components below a folder; undefined when it is not below. */
function below(components: Components, folder: Components): Components | undefined {
  const isInside = components.length > folder.length && folder.every((part, at) => components[at] === part);
  return isInside && folder.length > 0 ? components.slice(folder.length) : undefined;
}
