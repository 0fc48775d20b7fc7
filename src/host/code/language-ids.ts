// What answers call languages → what VS Code calls them. Pure; a name that is not known here is tried as it is.

const ids: Readonly<Record<string, string>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  node: 'javascript',
  tsx: 'typescriptreact',
  jsx: 'javascriptreact',
  py: 'python',
  python3: 'python',
  sh: 'shellscript',
  bash: 'shellscript',
  zsh: 'shellscript',
  shell: 'shellscript',
  console: 'shellscript',
  ps1: 'powershell',
  pwsh: 'powershell',
  cmd: 'bat',
  batch: 'bat',
  cs: 'csharp',
  'c#': 'csharp',
  'c++': 'cpp',
  cc: 'cpp',
  hpp: 'cpp',
  h: 'c',
  'f#': 'fsharp',
  fs: 'fsharp',
  'objective-c++': 'objective-cpp',
  objc: 'objective-c',
  rb: 'ruby',
  rs: 'rust',
  golang: 'go',
  kt: 'kotlin',
  pl: 'perl',
  md: 'markdown',
  yml: 'yaml',
  docker: 'dockerfile',
  make: 'makefile',
  htm: 'html',
  jsonc: 'jsonc',
  tex: 'latex',
  patch: 'diff',
  text: 'plaintext',
  txt: 'plaintext',
};

/** The id for a language, when VS Code has it. `known` are the ids it has. */
export function languageIdOf(language: string, known: readonly string[]): string | undefined {
  const name = language.toLowerCase();
  const id = Object.hasOwn(ids, name) ? ids[name] : name;
  return id !== undefined && known.includes(id) ? id : undefined;
}
