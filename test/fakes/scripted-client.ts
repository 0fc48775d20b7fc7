// A ChatClient that says what a test wrote down, step by step. It sends nothing and decides nothing by itself.
import type { ChatRequest } from '../../src/llm/chat-request.ts';
import type { ChatClient } from '../../src/llm/client.ts';
import type { StreamPart } from '../../src/model/stream.ts';
import type { Gate } from './gate.ts';

/** One step of an answer: a batch of parts (one network read), a gate to wait at, or an error to throw. */
export type ClientStep = readonly StreamPart[] | Gate | Error;

/** One request as the client got it. */
export interface ClientCall {
  readonly method: 'stream' | 'create';
  readonly request: ChatRequest;
  readonly signal: AbortSignal;
  /** The reader has left: the script ended, failed, was aborted, or the loop was left early. */
  readonly isOver: boolean;
}

/** A scripted client and what it was asked. */
export interface ScriptedClient extends ChatClient {
  readonly calls: readonly ClientCall[];
}

/** How a scripted client behaves beside its script. */
export interface ScriptedClientOptions {
  /** Goes on delivering after the abort, as no real client may: for tests of what protects against that. */
  readonly ignoresAbort?: boolean;
}

/** A client that plays one script per request, in order; a request without a script fails. */
export function createScriptedClient(
  scripts: readonly (readonly ClientStep[])[],
  { ignoresAbort = false }: ScriptedClientOptions = {},
): ScriptedClient {
  const calls: { method: 'stream' | 'create'; request: ChatRequest; signal: AbortSignal; isOver: boolean }[] =
    [];
  const never = new AbortController().signal;

  async function* play(
    method: 'stream' | 'create',
    request: ChatRequest,
    signal: AbortSignal,
  ): AsyncGenerator<readonly StreamPart[], void, void> {
    const script = scripts[calls.length];
    const call = { method, request, signal, isOver: false };
    calls.push(call);
    const heard = ignoresAbort ? never : signal;
    try {
      if (script === undefined) throw new Error(`There is no script for request ${calls.length}.`);
      for (const step of script) {
        heard.throwIfAborted();
        if (step instanceof Error) throw step;
        if ('pass' in step) await step.pass(heard);
        else yield step;
      }
      heard.throwIfAborted();
    } finally {
      call.isOver = true;
    }
  }

  return {
    calls,
    stream: (request, signal) => play('stream', request, signal),
    async create(request, signal, onWait) {
      const parts: StreamPart[] = [];
      for await (const batch of play('create', request, signal)) {
        for (const part of batch) {
          if (part.type === 'retry-wait') onWait?.(part);
          else parts.push(part);
        }
      }
      return parts;
    },
  };
}
