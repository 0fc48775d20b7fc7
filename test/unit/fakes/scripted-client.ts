// A bare client for scripted providers, and the providers it starts: all are closed after each test.
import { afterEach } from 'node:test';
import { startScriptedProvider } from '../../fakes/scripted-provider.ts';
import type { ScriptedProvider, ScriptedProviderOptions } from '../../fakes/scripted-provider.ts';

const running: ScriptedProvider[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((provider) => provider.close()));
});

/** Starts a provider that ends with the test. */
export async function start(options?: ScriptedProviderOptions): Promise<ScriptedProvider> {
  const provider = await startScriptedProvider(options);
  running.push(provider);
  return provider;
}

/** Posts a chat request with fetch. */
export function post(provider: ScriptedProvider, init: RequestInit = {}): Promise<Response> {
  return fetch(`${provider.baseUrl}/chat/completions?trace=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer key-1' },
    body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'Grüße 🌍' }] }),
    ...init,
  });
}

/** Reads chunks until `text` is in them, or the stream ends. */
export async function readUntil(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  text: string,
): Promise<string> {
  let seen = '';
  const decoder = new TextDecoder();
  while (!seen.includes(text)) {
    const { value, done } = await reader.read();
    if (done) break;
    seen += decoder.decode(value, { stream: true });
  }
  return seen;
}
