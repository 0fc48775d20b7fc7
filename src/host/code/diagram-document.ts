// The Markdown document that holds one diagram and nothing else. Pure.

/** One fenced block; its fence is longer than any in the text, so that nothing gets out of it. */
export function diagramDocument(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language.replaceAll(/[^\w-]/g, '')}\n${text}\n${fence}\n`;
}
