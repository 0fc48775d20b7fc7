// Fills the places of a prompt's text: `${input:name}` and `$ARGUMENTS` by what the user wrote behind its name, `${file}`
// and the like by the editor. What is filled in is never read as a template again.

/** A place that nothing was written for. */
export interface MissingInput {
  readonly name: string;
  /** What to write, as the template says; may be empty. */
  readonly placeholder: string;
}

/** A prompt ready to be sent once nothing is missing. */
export interface FilledTemplate {
  readonly text: string;
  readonly missing: readonly MissingInput[];
}

/** What the editor knows: `file`, `fileBasename`, `fileDirname`, `selection`, `workspaceFolder`, …; by name. */
export type EditorValues = Readonly<Record<string, string>>;

const place = /\$\{(?<name>[A-Za-z]\w{0,40})(?::(?<rest>[^}\r\n]{0,300}))?\}|\$ARGUMENTS\b/g;

/**
 * Fills a template in.
 * @param argument `name=value`, `name="several words"`, and words for the places without one, in order. Without any place
 *   for it, it goes to the end.
 * @param values a name that is not in it stays as it is written.
 */
export function fillTemplate(template: string, argument: string, values: EditorValues): FilledTemplate {
  const inputs = inputsOf(template);
  const { named, words } = readArgument(argument, new Set(inputs.map(({ name }) => name)));
  const open = inputs.filter(({ name }) => !named.has(name));
  // One open place takes all the words; of several each takes one, the last the rest.
  const given = open.length <= 1 ? [words.join(' ')] : split(words, open.length);
  const filled = new Map(named);
  for (const [at, { name }] of open.entries()) {
    const value = given[at] ?? '';
    if (value !== '') filled.set(name, value);
  }
  let takesArgument = inputs.length > 0;
  const text = template.replace(
    place,
    (whole: string, name: string | undefined, rest: string | undefined) => {
      if (name === undefined) {
        takesArgument = true;
        return argument;
      }
      if (name === 'input') return filled.get(inputName(rest)) ?? '';
      return Object.hasOwn(values, name) ? (values[name] ?? whole) : whole;
    },
  );
  return {
    text: takesArgument || argument === '' ? text : `${text}\n\n${argument}`,
    missing: open.filter(({ name }) => !filled.has(name)),
  };
}

/** Every `${input:name:placeholder}` of a template, each name once. */
function inputsOf(template: string): readonly MissingInput[] {
  const inputs = new Map<string, string>();
  for (const { groups } of template.matchAll(place)) {
    if (groups?.['name'] !== 'input') continue;
    const name = inputName(groups['rest']);
    if (!inputs.has(name)) inputs.set(name, groups['rest']?.slice(name.length + 1) ?? '');
  }
  return [...inputs].map(([name, placeholder]) => ({ name, placeholder }));
}

function inputName(rest: string | undefined): string {
  return rest?.split(':', 1)[0]?.trim() ?? '';
}

function readArgument(
  argument: string,
  names: ReadonlySet<string>,
): { readonly named: ReadonlyMap<string, string>; readonly words: readonly string[] } {
  const named = new Map<string, string>();
  const words: string[] = [];
  for (const [word] of argument.matchAll(/(?:\w+=)?(?:"[^"]*"|'[^']*')|\S+/g)) {
    const pair = /^(?<name>\w+)=(?<value>[\s\S]*)$/.exec(word)?.groups;
    const name = pair?.['name'] ?? '';
    if (names.has(name)) named.set(name, unquoted(pair?.['value'] ?? ''));
    else words.push(names.size > 1 ? unquoted(word) : word);
  }
  return { named, words };
}

function split(words: readonly string[], count: number): readonly string[] {
  return [...words.slice(0, count - 1), words.slice(count - 1).join(' ')];
}

function unquoted(word: string): string {
  return /^"[^"]*"$|^'[^']*'$/.test(word) ? word.slice(1, -1) : word;
}
