// Which MCP server a tool of VS Code belongs to. VS Code tells it by the name alone: `mcp_<server>_<tool>`, the part
// before the tool at most 18 characters long, with `_` for whatever is odd in the server's own name (VS Code 1.139).
// For the eyes only: nothing is allowed or refused by it.

const maxPrefix = 18;

/** Tool name → server, as far as the names tell. */
export function mcpServers(toolNames: readonly string[]): ReadonlyMap<string, string> {
  const groups = Map.groupBy(toolNames, (name) => /^mcp_[^_]*/.exec(name)?.[0] ?? '');
  const servers = new Map<string, string>();
  for (const [first, names] of groups) {
    const prefix = names.length > 1 ? sharedPrefix(names) : `${first}_`;
    for (const name of names) servers.set(name, prefix.slice('mcp_'.length, -1) || 'unnamed');
  }
  return servers;
}

/** The longest beginning that ends with `_` and that all names have. */
function sharedPrefix([first = '', ...others]: readonly string[]): string {
  let prefix = first.slice(0, maxPrefix);
  while (prefix !== '' && !(prefix.endsWith('_') && others.every((name) => name.startsWith(prefix))))
    prefix = prefix.slice(0, -1);
  return prefix;
}
