// Globs and ignore files as questions about paths. The only file that knows the library. Globs follow the rules of ignore
// files, with braces added: without a slash inside they fit names anywhere.
import ignore from 'ignore';

/** Says whether a path (relative, with `/`; folders end in one) is ignored; undefined when nothing is said about it. */
export type IgnoreRules = (path: string) => boolean | undefined;

const options = { ignorecase: process.platform !== 'linux', allowRelativePaths: false };

/** The rules of one ignore file, for paths relative to its folder. */
export function ignoreRules(text: string): IgnoreRules {
  const rules = ignore(options).add(text);
  return (path) => {
    const { ignored, unignored } = rules.test(path);
    return ignored ? true : unignored ? false : undefined;
  };
}

/** Does a path fit one of these globs? What is below a folder that fits, fits. */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs
    .flatMap(expandBraces)
    .map((glob) => glob.replace(/^\.\//, '/').replace(/^[!#]/, '\\$&'));
  const rules = ignore(options).add(patterns);
  return (path) => rules.ignores(path);
}

/** `a.{b,c}` → `a.b`, `a.c`. Stops at a number no reasonable glob comes to. */
function expandBraces(glob: string): readonly string[] {
  let open: readonly string[] = [glob];
  const done: string[] = [];
  while (open.length > 0 && open.length + done.length < 500) {
    open = open.flatMap((pattern) => {
      const inner = /\{([^{}]*)\}/.exec(pattern);
      if (inner === null) {
        done.push(pattern);
        return [];
      }
      const before = pattern.slice(0, inner.index);
      const after = pattern.slice(inner.index + inner[0].length);
      return (inner[1] ?? '').split(',').map((choice) => before + choice + after);
    });
  }
  return [...done, ...open];
}
