// package.json as VS Code takes it: `%key%` stands for a text of package.nls.json, or of its translation.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** The texts of the manifest by key; of a translation when a language is named (`fr`, `zh-cn`). */
export function manifestTexts(language?: string): Record<string, string> {
  const file = language === undefined ? 'package.nls.json' : `package.nls.${language}.json`;
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<string, string>;
}

/** The manifest with its English texts. Throws when it names a text that there is not. */
export function readManifest(): unknown {
  const texts = manifestTexts();
  return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'), (_key, value: unknown) => {
    const key = typeof value === 'string' ? /^%(.+)%$/.exec(value)?.[1] : undefined;
    if (key === undefined) return value;
    const text = texts[key];
    if (text === undefined) throw new Error(`package.nls.json has no “${key}”.`);
    return text;
  });
}
