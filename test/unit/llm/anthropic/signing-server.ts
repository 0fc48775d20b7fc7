// A model that signs its thinking and, like the newest ones, takes it back only while nothing before it has changed.
// In memory: it gets bodies and gives whole answers. It knows nothing of how the client decides what to send.
import { createHash } from 'node:crypto';

/** A request body as sent. */
export interface SentBody {
  readonly model: string;
  readonly system?: string;
  readonly tools?: readonly unknown[];
  readonly messages: readonly { readonly role: string; readonly content: readonly SentBlock[] }[];
}

interface SentBlock {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface Signature {
  readonly model: string;
  readonly prefix: string;
  /** The thinking block before this one, across turns. */
  readonly previous: string;
  readonly number: number;
}

/** What an answer consists of: `T` thinking, `R` redacted thinking, `W` words, `C` a call. */
export type Plan = readonly ('T' | 'R' | 'W' | 'C')[];

let count = 0;

/** The objections to the thinking in a request; empty when it is accepted. */
export function objections(body: SentBody): string[] {
  const found: string[] = [];
  let previous: string | undefined;
  for (const [at, { content }] of body.messages.entries()) {
    for (const [index, block] of content.entries()) {
      const text = signatureIn(block);
      if (text === undefined) continue;
      const signature = JSON.parse(Buffer.from(text, 'base64').toString()) as Signature;
      const where = `messages.${at}.content.${index}`;
      if (signature.model !== body.model) found.push(`${where}: made by ${signature.model}`);
      if (signature.prefix !== prefixOf(body, at))
        found.push(`${where}: Invalid \`signature\` in \`thinking\` block. Something before it has changed.`);
      if (previous !== undefined && signature.previous !== previous)
        found.push(`${where}: an earlier thinking block is missing, new or out of order`);
      previous = text;
    }
  }
  return found;
}

/** The whole answer to a request, made to plan. */
export function answerTo(body: SentBody, plan: Plan): Record<string, unknown> {
  const kept = body.messages.flatMap(({ content }) => content.map(signatureIn).filter(Boolean));
  let previous = kept.at(-1) ?? '';
  const prefix = prefixOf(body, body.messages.length);
  const content = plan.map((kind): SentBlock => {
    count += 1;
    if (kind === 'W') return { type: 'text', text: `Words ${count}. ` };
    if (kind === 'C') return { type: 'tool_use', id: `toolu_${count}`, name: 'f', input: { count } };
    const signature: Signature = { model: body.model, prefix, previous, number: count };
    previous = Buffer.from(JSON.stringify(signature)).toString('base64');
    return kind === 'T'
      ? { type: 'thinking', thinking: count % 2 === 0 ? '' : `Thought ${count}.`, signature: previous }
      : { type: 'redacted_thinking', data: previous };
  });
  return {
    type: 'message',
    role: 'assistant',
    content,
    stop_reason: plan.includes('C') ? 'tool_use' : 'end_turn',
  };
}

/** How many blocks of thinking a request sends back. */
export function thinkingIn(body: SentBody): number {
  return body.messages.flatMap(({ content }) => content).filter((block) => signatureIn(block) !== undefined)
    .length;
}

function signatureIn(block: SentBlock): string | undefined {
  if (block.type === 'thinking') return String(block['signature']);
  return block.type === 'redacted_thinking' ? String(block['data']) : undefined;
}

/** System prompt, tools and every message before, but for the thinking in them. */
function prefixOf({ system, tools, messages }: SentBody, at: number): string {
  const before = messages.slice(0, at).map(({ role, content }) => {
    return { role, content: content.filter((block) => signatureIn(block) === undefined) };
  });
  return createHash('sha256')
    .update(JSON.stringify([system, tools, before]))
    .digest('hex');
}
