// Reply: an HTTP answer as data, and the player that puts it on the wire step by step.
// It sends exactly what is written down, faults included; it never repairs a reply.
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Gate } from './gate.ts';

/** A wait: a pause in milliseconds, or one release of a gate. */
export type Wait = { readonly pauseMs: number } | { readonly gate: Gate };

/** One step of a body: bytes written at once, or a wait. */
export type Step = string | Uint8Array | Wait;

/** How the connection goes on after the last step. `fin` and `reset` cut the answer short. */
export type Ending = 'complete' | 'fin' | 'reset' | 'silence';

/** One HTTP answer. */
export interface Reply {
  /** Waits before anything is sent. */
  readonly before?: readonly Wait[];
  /** `withheld`: no status line either; `ending` then says what happens instead. */
  readonly head?: 'sent' | 'withheld';
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Each piece of bytes is one write; waits between writes keep the network from merging them. */
  readonly steps?: Iterable<Step>;
  /** Default `complete`. */
  readonly ending?: Ending;
}

/**
 * Plays a reply on a response.
 * @param signal ends the reply at once, also in the middle of a wait; the promise then rejects with its reason.
 * @param onCut called just before the reply's own ending cuts the connection.
 */
export async function playReply(
  reply: Reply,
  response: ServerResponse,
  signal: AbortSignal,
  onCut: () => void = () => undefined,
): Promise<void> {
  for (const wait of reply.before ?? []) await waitFor(wait, signal);
  if (reply.head !== 'withheld') {
    response.writeHead(reply.status ?? 200, { ...reply.headers });
    response.flushHeaders();
    for (const step of reply.steps ?? []) {
      if (typeof step === 'string' || step instanceof Uint8Array) await write(response, step, signal);
      else await waitFor(step, signal);
    }
  }
  const { socket } = response;
  switch (reply.ending ?? 'complete') {
    case 'complete':
      await new Promise<void>((resolve) => response.end(resolve));
      break;
    case 'fin':
      onCut();
      socket?.end();
      break;
    case 'reset':
      onCut();
      socket?.resetAndDestroy();
      break;
    case 'silence':
      await aborted(signal);
      break;
  }
}

async function waitFor(wait: Wait, signal: AbortSignal): Promise<void> {
  if ('gate' in wait) await wait.gate.pass(signal);
  else await pause(wait.pauseMs, undefined, { signal });
}

/** Resolves when the bytes are with the operating system, so that the next step is a separate write. */
function write(response: ServerResponse, bytes: string | Uint8Array, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

/** Never resolves; rejects with the signal's reason. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = (): void => reject(signal.reason as Error);
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}
