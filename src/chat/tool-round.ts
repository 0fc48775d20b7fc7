// One round of tool calls: all that a model asked for in one answer. Calls that only read run side by side; whatever
// changes or executes something runs alone and in order, and is prepared only when those before it are done.
import type { ConversationEvent } from '../model/event.ts';
import type { PauseReason } from '../model/conversation.ts';
import type { ToolCall } from '../model/stream.ts';
import type { ToolOutcome } from '../model/tool.ts';
import type { CallStart, ToolOffer } from '../tools/toolbox.ts';
import { EventQueue } from './event-queue.ts';

/** Port: the tools of this chat. Nothing rejects: unknown tools, bad input and failures are outcomes. */
export interface TurnTools {
  /** What the model is offered now. */
  offer(): ToolOffer;
  /** Understands a call; its events go to `emit`, its outcome comes from running it. */
  start(call: ToolCall, emit: (event: ConversationEvent) => void, signal: AbortSignal): Promise<CallStart>;
}

/** How often the same call with the same arguments is made before the turn rests. */
const maxRepeats = 3;
/** Calls in a row that cannot be understood before the turn rests. */
const maxInvalid = 3;

/** What a turn remembers of its calls, to notice that it goes in circles. */
export class CallMemory {
  #counts = new Map<string, number>();
  #invalidInARow = 0;

  /** Notes a call; true when it has now been made too often without anything else having been done in between. */
  isRepeated(call: ToolCall): boolean {
    const key = keyOf(call);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count >= maxRepeats;
  }

  /** Something may have changed: what was asked before may well be asked again, but for the very call that did it. */
  noteEffect(call: ToolCall): void {
    const key = keyOf(call);
    this.#counts = new Map([[key, this.#counts.get(key) ?? 1]]);
  }

  /** Notes whether a call could be understood; true when too many in a row could not. */
  isLost(wasInvalid: boolean): boolean {
    this.#invalidInARow = wasInvalid ? this.#invalidInARow + 1 : 0;
    return this.#invalidInARow >= maxInvalid;
  }
}

/** Given instead of a result to a call that was made too often. */
const repeatedOutcome: ToolOutcome = {
  status: 'error',
  text: 'Not run: this is the third time the same call was made with the same arguments. Its earlier results still hold.',
};

/**
 * Runs the calls and yields their events; every call that was begun ends with exactly one `tool-outcome`. When the signal
 * is aborted no further call begins, and the round ends as soon as the running ones have cleaned up (the end of the turn
 * settles the rest). Never throws.
 * @returns why the turn should rest; undefined when it may go on.
 */
export async function* runRound(
  messageId: string,
  calls: readonly ToolCall[],
  tools: Pick<TurnTools, 'start'>,
  memory: CallMemory,
  signal: AbortSignal,
): AsyncGenerator<readonly ConversationEvent[], PauseReason | undefined, void> {
  const queue = new EventQueue<ConversationEvent>();
  let pause: PauseReason | undefined;
  const emit = (event: ConversationEvent): void => queue.push(event);
  const settle = ({ callId }: ToolCall, outcome: ToolOutcome): void =>
    emit({ type: 'tool-outcome', messageId, callId, outcome });

  const work = async (): Promise<void> => {
    const reading: Promise<void>[] = [];
    for (const call of calls) {
      if (signal.aborted) break;
      if (memory.isRepeated(call)) {
        pause = 'repeated-call';
        settle(call, repeatedOutcome);
        continue;
      }
      const start = await tools.start(call, emit, signal);
      const isLost = memory.isLost(start.state === 'refused' && start.isInvalid);
      if (start.state === 'refused') {
        settle(call, start.outcome);
        if (isLost) pause ??= 'invalid-calls';
        continue;
      }
      const { call: ready } = start;
      const { effect, asks } = ready;
      if (effect === 'read' && !asks) {
        reading.push(ready.run().then((outcome) => settle(call, outcome)));
        continue;
      }
      await Promise.all(reading);
      settle(call, await ready.run());
      if (effect !== 'read') memory.noteEffect(call);
    }
    await Promise.all(reading);
  };

  const done = work();
  const close = (): void => queue.close();
  void done.then(close, close);
  yield* queue.batches();
  await done;
  return pause;
}

function keyOf({ name, argumentsText }: ToolCall): string {
  return JSON.stringify([name, argumentsText]);
}
