// Paths as an indented list of names, the shortest form that a model reads well.

/** `['a/b.ts', 'a/c.ts']` → `a/`, and below it, indented, `b.ts` and `c.ts`. Paths with `/`, sorted so that folders stay together. */
export function namesAsTree(paths: readonly string[]): string {
  const lines: string[] = [];
  let open: readonly string[] = [];
  for (const path of paths) {
    const folders = path.split('/');
    const name = folders.pop() ?? '';
    let same = 0;
    while (same < folders.length && folders[same] === open[same]) same += 1;
    for (let depth = same; depth < folders.length; depth += 1) {
      lines.push(`${'  '.repeat(depth)}${folders[depth] ?? ''}/`);
    }
    lines.push(`${'  '.repeat(folders.length)}${name}`);
    open = folders;
  }
  return lines.map(withoutControls).join('\n');
}

/** A name may hold anything but a slash: a line end in it would be a line of its own. */
function withoutControls(line: string): string {
  return line.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, '?');
}
