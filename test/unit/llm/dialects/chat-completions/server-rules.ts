// What servers check before they look at a request: written from their published schemas and error messages,
// independently of the code under test. Returns complaints; an empty list means the server would accept.

/** A message as sent. */
export type SentMessage = Readonly<Record<string, unknown>>;

/** How strict a server is. */
export interface Strictness {
  /** Mistral's schema and role order. */
  readonly mistral: boolean;
  /** Chat templates that raise "conversation roles must alternate". */
  readonly alternation: boolean;
}

interface SentCall {
  readonly id: string;
  readonly type: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  system: ['role', 'content'],
  developer: ['role', 'content'],
  user: ['role', 'content'],
  assistant: [
    'role',
    'content',
    'tool_calls',
    'prefix',
    'reasoning_content',
    'reasoning',
    'reasoning_details',
  ],
  tool: ['role', 'content', 'tool_call_id'],
};

/** Everything a server would object to, one sentence each. */
export function complaints(messages: readonly SentMessage[], { mistral, alternation }: Strictness): string[] {
  const found: string[] = [];
  const seenIds = new Set<string>();
  let open: string[] = [];
  let previous: string | undefined;
  for (const [at, message] of messages.entries()) {
    const role = String(message['role']);
    const complain = (text: string): void => void found.push(`messages[${at}] (${role}): ${text}`);
    for (const key of Object.keys(message)) if (!KEYS[role]?.includes(key)) complain(`extra input ${key}`);
    if (mistral && role === 'developer') complain('unknown role');
    if (isEmpty(message['content']) && message['tool_calls'] === undefined) complain('empty message');
    if (!isWellFormed(message['content'])) complain('text is not valid Unicode');
    if (role === 'tool') {
      const id = String(message['tool_call_id']);
      if (!open.includes(id)) complain(`no open call has the id ${id}`);
      open = open.filter((other) => other !== id);
    } else if (open.length > 0) {
      complain(`calls without a result: ${open.join(', ')}`);
      open = [];
    }
    if ((role === 'system' || role === 'developer') && at > 0) complain('not the first message');
    if (mistral && role === 'user' && previous === 'tool')
      complain("unexpected role 'user' after role 'tool'");
    const isFirst = previous === undefined || previous === 'system' || previous === 'developer';
    if ((mistral || alternation) && isFirst && role === 'assistant')
      complain('the conversation must begin with the user');
    if (alternation && role === previous && role !== 'tool') complain('roles must alternate');
    for (const call of (message['tool_calls'] ?? []) as SentCall[]) {
      if (mistral ? !/^[a-zA-Z0-9]{9}$/.test(call.id) : !/^[\x21-\x7e]{1,40}$/.test(call.id))
        complain(`bad id ${call.id}`);
      if (seenIds.has(call.id)) complain(`the id ${call.id} occurs twice`);
      seenIds.add(call.id);
      open.push(call.id);
      if (!/^[a-zA-Z0-9_-]{1,64}$/.test(call.function.name)) complain(`bad name ${call.function.name}`);
      if (!isJsonObject(call.function.arguments))
        complain(`arguments are no JSON object: ${call.function.arguments}`);
    }
    if (Array.isArray(message['tool_calls']) && message['tool_calls'].length === 0)
      complain('tool_calls is empty');
    previous = role;
  }
  if (open.length > 0) found.push(`calls without a result at the end: ${open.join(', ')}`);
  if (messages.every((message) => message['role'] === 'system' || message['role'] === 'developer'))
    found.push('nothing to answer');
  const last = messages.at(-1);
  if ((mistral || alternation) && last?.['role'] === 'assistant' && last['prefix'] !== true) {
    found.push('the last message must be of the user or a tool');
  }
  return found;
}

function isEmpty(content: unknown): boolean {
  return Array.isArray(content) ? content.length === 0 : typeof content !== 'string' || content.trim() === '';
}

/** JSON writes half a surrogate pair as an escape, a whole one as it is. */
function isWellFormed(content: unknown): boolean {
  return !/(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(JSON.stringify(content) ?? '');
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
