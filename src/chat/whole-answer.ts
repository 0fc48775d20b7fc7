// The operation `create` in the shape of `stream`: the announcements of retries as they happen, then the whole answer.
import type { ChatRequest } from '../llm/chat-request.ts';
import type { ChatClient, RetryWait } from '../llm/client.ts';
import type { StreamPart } from '../model/stream.ts';

/** Asks for one whole answer. Yields every retry wait when it begins, and the answer's parts last. Throws what `create` throws. */
export async function* wholeAnswer(
  client: ChatClient,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly StreamPart[], void, void> {
  const waits: RetryWait[] = [];
  let wake: () => void = () => {};
  const answer = client.create(request, signal, (wait) => {
    waits.push(wait);
    wake();
  });
  for (;;) {
    const woken = new Promise<undefined>((resolve) => {
      wake = () => resolve(undefined);
    });
    // A wait may have begun while the last one was being told.
    const parts = waits.length > 0 ? undefined : await Promise.race([answer, woken]);
    if (waits.length > 0) yield waits.splice(0);
    if (parts !== undefined) {
      yield parts;
      return;
    }
  }
}
