// The clients of the stream benchmark that speak the Messages API: the limit, Parley's dialect for it, and the vendor's SDK.
import { limit, parley, type Load } from './bench-client.ts';

interface Event {
  readonly type: string;
  readonly delta?: { readonly text?: string };
}

const question = {
  model: 'bench',
  max_tokens: 32_000,
  messages: [{ role: 'user' as const, content: 'Go.' }],
  stream: true as const,
};

/** By name, the limit first. */
export const messagesClients: Readonly<Record<string, Load>> = {
  limit: limit('/messages', question, ({ type, delta }: Event) =>
    type === 'content_block_delta' ? delta?.text : undefined,
  ),

  parley: parley('anthropic', 'anthropic'),

  anthropic: async () => {
    const { Anthropic } = await import('@anthropic-ai/sdk');
    return async (url, seen) => {
      const { origin, searchParams } = new URL(url);
      const client = new Anthropic({
        apiKey: 'k',
        // It adds /v1 itself.
        baseURL: origin,
        defaultQuery: Object.fromEntries(searchParams),
        maxRetries: 0,
      });
      for await (const event of await client.messages.create(question)) {
        if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') seen(event.delta.text);
      }
    };
  },
};
