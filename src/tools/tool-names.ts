// Names of tools as servers take them: letters, digits, `_` and `-`, at most 64, no two alike. The same tools always get
// the same names, so that a history stays true.
import type { Tool } from './tool.ts';

const legal = /^[a-zA-Z0-9_-]{1,64}$/;
const maxLength = 64;

/** Each tool by the name that is told to the model. Names that are legal and unique are kept as they are. */
export function nameTools(tools: readonly Tool[]): ReadonlyMap<string, Tool> {
  const named = new Map<string, Tool>();
  // Those that keep their names first: an odd name never takes the place of a plain one.
  for (const tool of tools) if (legal.test(tool.name) && !named.has(tool.name)) named.set(tool.name, tool);
  for (const tool of tools) {
    if (named.get(tool.name) === tool) continue;
    const plain = tool.name.replace(/[^a-zA-Z0-9_-]+/g, '_');
    let candidate = plain.slice(0, maxLength);
    for (let salt = 0; candidate === '' || named.has(candidate); salt += 1) {
      const suffix = `_${checksum(`${tool.source}\n${tool.name}\n${salt}`)}`;
      candidate = plain.slice(0, maxLength - suffix.length) + suffix;
    }
    named.set(candidate, tool);
  }
  return named;
}

/** Six base-36 characters of FNV-1a; tells names apart, protects nothing. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36).padStart(6, '0').slice(-6);
}
