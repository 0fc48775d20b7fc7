// An independent server that nobody here wrote, with a key, and the addresses under which it imitates vendors.
import { LLMock } from '@copilotkit/aimock';
import type { ChatRequest } from '../../src/llm/chat-request.ts';
import { originOf, type Provider } from '../../src/model/provider.ts';
import type { StreamPart } from '../../src/model/stream.ts';
import { sampleProvider, sampleRequest, textOf, type Outcome } from '../unit/llm/sample-request.ts';
import { KEY } from './clients.ts';
import type { Wish } from './sample-parts.ts';

/** One vendor as this server imitates it: the path before `/chat/completions`, and what else belongs to the address. */
export interface Imitation {
  readonly row: string;
  readonly path: string;
  readonly model: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The header that carries the key. */
  readonly keyHeader: 'authorization' | 'api-key';
}

/** Every vendor of the family that this server has an address for. */
export const imitations: readonly Imitation[] = [
  { row: 'openai', path: '/v1', model: 'o4-mini', keyHeader: 'authorization' },
  {
    row: 'azure-openai',
    path: '/openai/deployments/gpt-5-mini',
    model: 'gpt-5-mini',
    query: { 'api-version': '2024-10-21' },
    keyHeader: 'api-key',
  },
  { row: 'gemini', path: '/v1beta/openai', model: 'gemini-2.5-flash', keyHeader: 'authorization' },
  { row: 'ollama', path: '/v1', model: 'deepseek-r1', keyHeader: 'authorization' },
  { row: 'openrouter', path: '/api/v1', model: 'deepseek/deepseek-r1', keyHeader: 'authorization' },
  { row: 'groq', path: '/openai/v1', model: 'openai/gpt-oss-20b', keyHeader: 'authorization' },
  { row: 'mistral', path: '/v1', model: 'magistral-medium-latest', keyHeader: 'authorization' },
  { row: 'together', path: '/v1', model: 'deepseek-ai/DeepSeek-R1', keyHeader: 'authorization' },
];

/** Starts the server; it takes no request without the key, and cuts texts into small pieces. */
export async function startAimock(): Promise<LLMock> {
  const mock = new LLMock({ port: 0, chunkSize: 5, auth: { apiKeys: [KEY] }, logLevel: 'silent' });
  await mock.start();
  return mock;
}

/** A request of Parley's to one of the imitations. */
export function requestTo(
  mock: LLMock,
  { row, path, model, query = {} }: Imitation,
  wish: Wish & Pick<Partial<ChatRequest>, 'retry' | 'apiKey'>,
): ChatRequest {
  const more: Partial<Provider> = { query };
  const provider = sampleProvider(mock.url + path, row, more);
  return sampleRequest(provider, {
    model,
    apiKey: { value: KEY, origin: originOf(provider.baseUrl) },
    ...wish,
  });
}

/** How an answer ended: `finish` with its reason, or the kind of failure. Anything but one ending is a fault of its own. */
export function endingOf({ parts, facts }: Outcome): string {
  const endings = parts.flatMap((part, at) =>
    part.type === 'finish' ? [`finish: ${part.reason}${isLast(parts, at) ? '' : ', and then more'}`] : [],
  );
  if (facts !== undefined) endings.push(`failure: ${facts.kind}`);
  return endings.length === 1 ? (endings[0] ?? '') : `${endings.length} endings: ${endings.join('; ')}`;
}

/** Text, reasoning and calls of an answer in short. */
export function contentOf({ parts }: Outcome): {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly string[];
} {
  return {
    text: textOf(parts),
    reasoning: parts.map((part) => (part.type === 'reasoning-delta' ? part.text : '')).join(''),
    calls: parts.flatMap((part) =>
      part.type === 'tool-call' ? [`${part.callId} ${part.name} ${part.argumentsText}`] : [],
    ),
  };
}

function isLast(parts: readonly StreamPart[], at: number): boolean {
  return parts.slice(at + 1).every((part) => part.type === 'usage');
}
