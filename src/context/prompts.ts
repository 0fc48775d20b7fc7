// Slash prompts: those Parley brings, and those in `.prompt.md` files of the user and of the project. They are text with
// places to fill in: a file's wish for tools, a model or a mode is not followed.
import { t } from '../model/l10n.ts';
import { readFrontMatter } from './front-matter.ts';

/** What happens when a prompt is sent: most become a message; `/compact` sums the chat up instead. */
export type PromptAction = 'send' | 'compact';

/** What a prompt is about; the host attaches it unless the user has attached something himself. */
export type PromptSubject = 'code' | 'working-diff' | 'staged-diff';

/** One slash prompt. */
export interface SlashPrompt {
  /** Without the slash: `[a-z0-9][a-z0-9_-]*`. */
  readonly name: string;
  /** One line for the list. */
  readonly description: string;
  /** What may be written behind the name; may be empty. */
  readonly argumentHint: string;
  readonly source: 'parley' | 'user' | 'project';
  readonly action: PromptAction;
  readonly subject?: PromptSubject;
  readonly template: string;
}

function builtIn(
  name: string,
  description: () => string,
  template: string,
  argumentHint: () => string,
  more: Partial<Pick<SlashPrompt, 'action' | 'subject'>>,
): SlashPrompt {
  return {
    name,
    get description() {
      return description();
    },
    template,
    get argumentHint() {
      return argumentHint();
    },
    source: 'parley',
    action: 'send',
    ...more,
  };
}

/** The prompts that are always there. */
export const builtInPrompts = {
  explain: builtIn(
    'explain',
    () => t('Explain the selected code'),
    'Explain what this code does, and anything in it that could surprise a reader.',
    () => t('what to look at'),
    { subject: 'code' },
  ),
  fix: builtIn(
    'fix',
    () => t('Find what is wrong and correct it'),
    'Find what is wrong with this code and show the corrected version.',
    () => t('what goes wrong'),
    { subject: 'code' },
  ),
  tests: builtIn(
    'tests',
    () => t('Write tests for the selected code'),
    'Write tests for this code, with the test library this project uses where you can tell.',
    () => t('what to cover'),
    { subject: 'code' },
  ),
  docs: builtIn(
    'docs',
    () => t('Write documentation comments'),
    'Write the documentation comments for this code, in the form usual for its language.',
    () => t('for whom'),
    { subject: 'code' },
  ),
  review: builtIn(
    'review',
    () => t('Review the working changes'),
    'Review these changes as a careful colleague: first what is wrong or risky, with path and line and how to correct it, then what could be simpler. Say so when there is nothing.',
    () => t('what to look for'),
    { subject: 'working-diff' },
  ),
  commit: builtIn(
    'commit',
    () => t('Write a commit message for the staged changes'),
    'Write a commit message for these changes: a subject of at most 72 characters in the imperative, a blank line, and, where it is not obvious, a few lines that say why. Answer with the message alone, without a code fence.',
    () => t('ticket, style, language'),
    { subject: 'staged-diff' },
  ),
  compact: builtIn(
    'compact',
    () => t('Sum the chat up, to make room'),
    '',
    () => t('what to keep above all'),
    { action: 'compact' },
  ),
} as const satisfies Readonly<Record<string, SlashPrompt>>;

/** The ending of prompt files. */
export const promptFileEnding = '.prompt.md';

/**
 * A prompt file as a slash prompt.
 * @param fileName without folders.
 * @returns undefined when the name or the text has nothing to offer.
 */
export function promptFromFile(
  fileName: string,
  text: string,
  source: 'user' | 'project',
): SlashPrompt | undefined {
  const { fields, body } = readFrontMatter(text);
  const name = fileName
    .slice(0, -promptFileEnding.length)
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+|-+$/g, '');
  if (!fileName.endsWith(promptFileEnding) || name === '' || body.trim() === '') return undefined;
  const field = (key: string): string => (fields.get(key) ?? []).join(', ').slice(0, 300);
  const description = field('description') || firstLine(body);
  return {
    name,
    description,
    argumentHint: field('argument-hint'),
    source,
    action: 'send',
    template: body.trim(),
  };
}

/**
 * All prompts under names of their own: the user's win over Parley's; a project's never take a name that is taken, they
 * are called `project-…` then.
 */
export function mergePrompts(found: readonly SlashPrompt[]): readonly SlashPrompt[] {
  const byName = new Map<string, SlashPrompt>(Object.values(builtInPrompts).map((one) => [one.name, one]));
  // /compact is not a text: no file can stand for it.
  const mine = found.filter(({ source, name }) => source === 'user' && name !== builtInPrompts.compact.name);
  for (const prompt of mine) byName.set(prompt.name, prompt);
  for (const prompt of found.filter(({ source }) => source === 'project')) {
    const name = byName.has(prompt.name) ? `project-${prompt.name}` : prompt.name;
    if (!byName.has(name)) byName.set(name, { ...prompt, name });
  }
  return [...byName.values()];
}

/** A message that begins with the name of a prompt. */
export interface SlashCall {
  readonly prompt: SlashPrompt;
  /** What stands behind the name. */
  readonly argument: string;
}

/** Reads `/name argument`; undefined for any other message, also for one that begins with a path. */
export function readSlashCall(text: string, prompts: readonly SlashPrompt[]): SlashCall | undefined {
  const match = /^\s*\/(?<name>[a-z0-9][a-z0-9_-]*)(?:\s+(?<argument>[\s\S]*))?$/i.exec(text)?.groups;
  const prompt = prompts.find(({ name }) => name === match?.['name']?.toLowerCase());
  return prompt === undefined ? undefined : { prompt, argument: (match?.['argument'] ?? '').trim() };
}

/** The prompts that fit what is typed so far (`/`, `/ex`), best first; none when something else is typed. */
export function completeSlash(typed: string, prompts: readonly SlashPrompt[]): readonly SlashPrompt[] {
  const name = /^\s*\/(?<name>[a-z0-9_-]*)$/i.exec(typed)?.groups?.['name']?.toLowerCase();
  if (name === undefined) return [];
  const rank = (prompt: SlashPrompt): number => {
    if (prompt.name.startsWith(name)) return 0;
    if (prompt.name.includes(name)) return 1;
    return prompt.description.toLowerCase().includes(name) ? 2 : 3;
  };
  return prompts
    .map((prompt, at) => ({ prompt, at, rank: rank(prompt) }))
    .filter((entry) => entry.rank < 3)
    .toSorted((left, right) => left.rank - right.rank || left.at - right.at)
    .map(({ prompt }) => prompt);
}

function firstLine(text: string): string {
  const line = text.split(/\r?\n/).find((candidate) => /\w/.test(candidate)) ?? '';
  return line.replace(/^[\s#>*-]+/, '').slice(0, 100);
}
