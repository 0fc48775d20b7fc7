// Tool call ids in a history, made acceptable to the server at hand. Deterministic: the same history gives the same ids,
// so that a server's prompt cache still recognises it.

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** OpenAI refuses ids longer than 40 characters; no server minds a shorter printable one. */
const ANY = /^[\x21-\x7e]{1,40}$/;
/** Mistral's rule, also enforced by its chat template elsewhere. */
const NINE = /^[a-zA-Z0-9]{9}$/;

/** Gives each call of a history an id that is legal and occurs once. */
export class ToolIdMap {
  readonly #legal: RegExp;
  readonly #used = new Set<string>();

  constructor(rule: 'any' | 'nine') {
    this.#legal = rule === 'nine' ? NINE : ANY;
  }

  /** The id for the next call that carries `id` in the history; kept as it is when legal and not used before. */
  next(id: string): string {
    let candidate = this.#legal.test(id) ? id : hashedId(id, 0);
    for (let salt = 1; this.#used.has(candidate); salt += 1) candidate = hashedId(id, salt);
    this.#used.add(candidate);
    return candidate;
  }
}

/** Nine base-62 characters from 53 bits of a non-cryptographic hash (two multiply-xor lanes). */
function hashedId(text: string, salt: number): string {
  let high = 0xdeadbeef ^ salt;
  let low = 0x41c6ce57 ^ salt;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  let rest = 4294967296 * (2097151 & low) + (high >>> 0);
  let id = '';
  for (let at = 0; at < 9; at += 1) {
    id += BASE62[rest % 62] ?? '0';
    rest = Math.floor(rest / 62);
  }
  return id;
}
