// Which word at the cursor asks for completion: `@words` anywhere, `/words` at the start of the message. Pure.

/** The word that is being typed. */
export interface CompletionWord {
  readonly kind: 'context' | 'prompt';
  /** Where it stands in the text, its sign included. */
  readonly start: number;
  readonly end: number;
  /** What is typed behind the sign, up to the cursor. */
  readonly words: string;
}

/** Longest that is searched for. */
const maxLength = 300;

/**
 * The word at the cursor. An `@` within a word (an address of mail, a version) is no wish for completion, nor is a path at
 * the start of a message.
 */
export function completionWordAt(text: string, cursor: number): CompletionWord | undefined {
  const before = text.slice(0, cursor);
  const behind = /^[^\s@]*/.exec(text.slice(cursor))?.[0] ?? '';
  const prompt = /^\s*\/(?<words>[a-z0-9_-]*)$/i.exec(before)?.groups?.['words'];
  if (prompt !== undefined && !behind.includes('/'))
    return word('prompt', cursor - prompt.length - 1, cursor + behind.length, prompt);
  const mention = /(?<![\w.+@/-])@(?<words>[^\s@]*)$/.exec(before)?.groups?.['words'];
  if (mention === undefined) return undefined;
  return word('context', cursor - mention.length - 1, cursor + behind.length, mention);
}

function word(
  kind: CompletionWord['kind'],
  start: number,
  end: number,
  words: string,
): CompletionWord | undefined {
  return words.length > maxLength ? undefined : { kind, start, end, words };
}

/** A text and where the cursor stands in it. */
export interface TextAndCursor {
  readonly text: string;
  readonly cursor: number;
}

/**
 * The text after something was picked for the word. The name of a prompt takes its place. What is attached is shown as a
 * chip: its word goes, but where it stands within a sentence the name stays, so that the sentence can still be read.
 * @param name how the picked thing is called in a sentence; empty for what has no name.
 */
export function textAfterPick(
  text: string,
  { kind, start, end }: CompletionWord,
  name: string,
): TextAndCursor {
  const before = text.slice(0, start);
  const rest = text.slice(end);
  const isInSentence = before.trim() !== '' && name !== '';
  if (kind === 'context' && !isInSentence) {
    const joined = before === '' || /\s$/.test(before) ? rest.trimStart() : rest;
    return { text: before + joined, cursor: before.length };
  }
  const put = kind === 'prompt' ? `/${name}` : name;
  const blank = /^\s/.test(rest) ? '' : ' ';
  return { text: before + put + blank + rest, cursor: before.length + put.length + 1 };
}
