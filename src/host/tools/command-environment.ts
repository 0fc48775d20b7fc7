// The environment of commands that a model asked for: what programs and builds need, by name. Keys, tokens and the
// extension host's own handles are not on the list, so nothing has to be recognised as a secret.

/** Who and where the user is, and where tool chains live. None of these is expected to hold a secret. */
const passedOn: readonly string[] = [
  // The system
  ...['HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TMP', 'TEMP'],
  ...['LC_ALL', 'LC_CTYPE', 'LC_COLLATE', 'LC_MESSAGES', 'LC_MONETARY', 'LC_NUMERIC', 'LC_TIME'],
  ...['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR'],
  ...['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'WSL_DISTRO_NAME', 'NIX_PATH', 'NIX_PROFILES'],
  // Windows
  ...['SYSTEMROOT', 'WINDIR', 'SYSTEMDRIVE', 'COMSPEC', 'PATHEXT', 'OS', 'PUBLIC', 'USERNAME', 'USERDOMAIN'],
  ...['USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES'],
  ...['PROGRAMFILES(X86)', 'PROGRAMW6432', 'COMMONPROGRAMFILES', 'COMPUTERNAME', 'PSMODULEPATH'],
  ...['NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE'],
  // Certificates and ways to the network
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'],
  // Languages and tool chains
  ...['JAVA_HOME', 'MAVEN_HOME', 'M2_HOME', 'GRADLE_HOME', 'GRADLE_USER_HOME', 'SDKMAN_DIR', 'KOTLIN_HOME'],
  ...['ANDROID_HOME', 'ANDROID_SDK_ROOT', 'FLUTTER_ROOT', 'DOTNET_ROOT', 'DEVELOPER_DIR', 'SDKROOT'],
  ...['GOPATH', 'GOROOT', 'GOBIN', 'GOMODCACHE', 'CARGO_HOME', 'CARGO_TARGET_DIR', 'RUSTUP_HOME'],
  ...['NVM_DIR', 'NVM_BIN', 'FNM_DIR', 'VOLTA_HOME', 'PNPM_HOME', 'COREPACK_HOME', 'BUN_INSTALL', 'DENO_DIR'],
  ...['ASDF_DIR', 'ASDF_DATA_DIR', 'MISE_DATA_DIR', 'PYENV_ROOT', 'RBENV_ROOT', 'GEM_HOME', 'GEM_PATH'],
  ...['VIRTUAL_ENV', 'CONDA_PREFIX', 'CONDA_DEFAULT_ENV', 'CONDA_EXE', 'POETRY_HOME', 'UV_CACHE_DIR'],
  ...[
    'COMPOSER_HOME',
    'GHCUP_INSTALL_BASE_PREFIX',
    'OPAMROOT',
    'OPAMSWITCH',
    'VCPKG_ROOT',
    'PKG_CONFIG_PATH',
  ],
];

const names = new Set(passedOn);

/** Nobody answers questions and nobody pages: programs that would ask or page print or fail instead. */
const fixed: Readonly<Record<string, string>> = {
  TERM: 'dumb',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  MANPAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
};

/** A proxy's address may carry a password. */
const hasLogin = /^[a-z0-9+.-]*:?\/?\/?[^/]*@/i;

/**
 * The whole environment of a command.
 * @param own the extension host's environment.
 * @param searchPath the folders to look for programs in.
 */
export function commandEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  searchPath: string,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    // Windows writes names in any case, and proxies are named in small letters as well.
    const known = name.toUpperCase();
    if (value === undefined || !names.has(known)) continue;
    if (known.endsWith('_PROXY') && known !== 'NO_PROXY' && hasLogin.test(value)) continue;
    environment[name] = value;
  }
  return { ...environment, ...fixed, PATH: searchPath };
}
