// What servers check in the messages of a request beyond their shape: who may follow whom, and that every call has its one
// result. Written from published schemas, validators and error messages; it shares nothing with the code under test.

/** A message as it was sent; its shape has been checked before. */
export interface WireMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_calls?: readonly WireCall[] | undefined;
  readonly tool_call_id?: string | undefined;
  readonly prefix?: boolean | undefined;
}

/** A call as it was sent. */
export interface WireCall {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: unknown };
}

/** Every call must be answered exactly once, directly after it; names are of letters, arguments are JSON objects. */
export function callFaults(messages: readonly WireMessage[]): readonly string[] {
  const faults: string[] = [];
  let open: string[] = [];
  const seen = new Set<string>();
  for (const [at, message] of messages.entries()) {
    const fault = (text: string): void => void faults.push(`messages[${at}]: ${text}`);
    if (message.role === 'tool') {
      const place = open.indexOf(message.tool_call_id ?? '');
      if (place === -1) fault('a tool message without a call that is still open');
      else open.splice(place, 1);
      continue;
    }
    if (open.length > 0) fault(`not the same number of function calls and responses: ${open.join(', ')}`);
    open = [];
    if (message.tool_calls?.length === 0) fault('tool_calls is empty');
    for (const call of message.tool_calls ?? []) {
      if (message.role !== 'assistant') fault('only an assistant calls tools');
      if (seen.has(call.id)) fault(`the id ${call.id} was given before`);
      if (!/^[a-zA-Z0-9_-]{1,64}$/.test(call.function.name))
        fault(`the name ${call.function.name} is not allowed`);
      if (!isObjectText(call.function.arguments)) fault('arguments are not the text of a JSON object');
      seen.add(call.id);
      open.push(call.id);
    }
  }
  return open.length > 0 ? [...faults, `calls without a response at the end: ${open.join(', ')}`] : faults;
}

/** Which role may come next; `start` and `end` are the borders of the list. */
export type RoleOrder = Readonly<Record<string, readonly string[]>>;

/** Mistral as hosted: stricter than its library, where a user message may follow a tool message (code 3230). */
export const MISTRAL_ORDER: RoleOrder = {
  start: ['system', 'user'],
  system: ['system', 'user', 'assistant'],
  user: ['system', 'user', 'assistant', 'end'],
  assistant: ['user', 'assistant', 'tool'],
  tool: ['tool', 'assistant', 'end'],
};

/** Only what OpenAI and its followers refuse: tool messages out of place, which `callFaults` sees to. */
export const FREE_ORDER: RoleOrder = Object.fromEntries(
  ['start', 'system', 'developer', 'user', 'assistant', 'tool'].map((role) => [
    role,
    ['system', 'developer', 'user', 'assistant', 'tool', ...(role === 'start' ? [] : ['end'])],
  ]),
);

/** Roles out of order. With MISTRAL_ORDER an assistant message may be last where it is marked as a prefix. */
export function orderFaults(messages: readonly WireMessage[], order: RoleOrder): readonly string[] {
  const faults: string[] = [];
  let previous = 'start';
  for (const [at, { role, prefix }] of messages.entries()) {
    if (!(order[previous] ?? []).includes(role)) {
      faults.push(`messages[${at}]: unexpected role '${role}' after role '${previous}'`);
    }
    if (prefix === true && at < messages.length - 1) faults.push(`messages[${at}]: prefix before the end`);
    previous = role;
  }
  const isPrefix = messages.at(-1)?.prefix === true;
  if (!isPrefix && !(order[previous] ?? []).includes('end')) {
    faults.push(`the last message must not be of role '${previous}'`);
  }
  return faults;
}

/** An assistant message must say or call something. */
export function emptyFaults(messages: readonly WireMessage[]): readonly string[] {
  return messages.flatMap(({ role, content, tool_calls: calls = [] }, at) => {
    const isEmpty = content === undefined || content === null || content === '' || hasNoParts(content);
    return isEmpty && calls.length === 0
      ? [`messages[${at}]: a message of ${role} without anything in it`]
      : [];
  });
}

/** Half a surrogate pair anywhere: valid in JSON, and fatal to servers that write it as UTF-8. */
export function unicodeFaults(body: unknown, path = 'body'): readonly string[] {
  if (typeof body === 'string')
    return body.isWellFormed() ? [] : [`${path}: text is not well-formed Unicode`];
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([key, value]) => unicodeFaults(value, `${path}.${key}`));
}

/** Null or undefined anywhere outside a JSON schema: several servers refuse it. */
export function nullFaults(body: unknown, path = 'body'): readonly string[] {
  if (body === null || body === undefined) return [`${path} is ${String(body)}`];
  if (typeof body !== 'object') return [];
  return Object.entries(body)
    .filter(([key]) => key !== 'parameters' && key !== 'schema')
    .flatMap(([key, value]) => nullFaults(value, `${path}.${key}`));
}

function hasNoParts(content: unknown): boolean {
  return Array.isArray(content) && content.length === 0;
}

function isObjectText(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
