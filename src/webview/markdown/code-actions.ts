// What can be done with a piece of code, and with which: names, icons, order. Does none of it.
import type { IconName } from '../icon-shapes.ts';
import { strings } from '../strings.ts';

/** What a button of a code block asks for, as its `data-action`. */
export type CodeAction =
  | 'code-copy'
  | 'code-insert'
  | 'code-replace'
  | 'code-apply'
  | 'code-new-file'
  | 'code-run'
  | 'code-diagram'
  | 'code-wrap'
  | 'code-more';

/** One button. */
export interface CodeActionButton {
  readonly action: CodeAction;
  readonly label: string;
  readonly icon: IconName;
}

/** Languages whose code is typed into a terminal; without a language it may be. */
const shells = new Set([
  ...['', 'sh', 'bash', 'zsh', 'fish', 'shell', 'shellscript', 'console', 'shell-session', 'shellsession'],
  ...[
    'terminal',
    'powershell',
    'pwsh',
    'ps1',
    'ps',
    'cmd',
    'bat',
    'batch',
    'dos',
    'nu',
    'csh',
    'tcsh',
    'ksh',
  ],
]);
/** Diagrams that VS Code's own Markdown preview draws. */
const diagrams = new Set(['mermaid']);

const always: readonly CodeActionButton[] = [
  { action: 'code-copy', label: strings.code.copy, icon: 'copy' },
  { action: 'code-insert', label: strings.code.insert, icon: 'insert' },
  { action: 'code-replace', label: strings.code.replace, icon: 'replace' },
  { action: 'code-apply', label: strings.code.apply, icon: 'apply' },
  { action: 'code-new-file', label: strings.code.newFile, icon: 'new-file' },
];
const run: CodeActionButton = { action: 'code-run', label: strings.code.run, icon: 'terminal' };
const diagram: CodeActionButton = { action: 'code-diagram', label: strings.code.diagram, icon: 'diagram' };
const wrap: CodeActionButton = { action: 'code-wrap', label: strings.code.wrap, icon: 'wrap' };
const more: CodeActionButton = { action: 'code-more', label: strings.code.more, icon: 'more' };

/** The buttons of a block in this language, in order. What the language is for comes right after Copy. */
export function codeActionsFor(language: string): readonly CodeActionButton[] {
  const name = language.toLowerCase();
  const [copy, ...rest] = always;
  const own = [...(diagrams.has(name) ? [diagram] : []), ...(shells.has(name) ? [run] : [])];
  return [...(copy === undefined ? [] : [copy]), ...own, ...rest, wrap, more];
}

/** Those that go into the menu behind “More actions” where there is no room. */
export const menuActions: ReadonlySet<string> = new Set<CodeAction>([
  'code-replace',
  'code-apply',
  'code-new-file',
  'code-wrap',
]);
