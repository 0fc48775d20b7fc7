// The operation `create` in the shape of `stream`: the announcements of retries as they happen, then the whole answer.
import type { ChatRequest } from '../llm/chat-request.ts';
import type { ChatClient } from '../llm/client.ts';
import type { StreamPart } from '../model/stream.ts';
import { EventQueue } from './event-queue.ts';

/** Asks for one whole answer. Yields every retry wait when it begins, and the answer's parts last. Throws what `create` throws. */
export async function* wholeAnswer(
  client: ChatClient,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly StreamPart[], void, void> {
  const waits = new EventQueue<StreamPart>();
  const answer = client.create(request, signal, (wait) => waits.push(wait));
  // Both ways of ending: the waits are read out before the answer, or its error, is.
  void answer.then(
    () => waits.close(),
    () => waits.close(),
  );
  yield* waits.batches();
  yield await answer;
}
