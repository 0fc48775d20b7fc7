// Keeps the panel's outline of the next request (meter, instruction chips, warnings) up to date: a moment after something
// that matters has changed, never for each key or each word of an answer, and only while there is a panel.
import type { Drafts } from '../../chat/drafts.ts';
import type { Library } from '../../chat/library.ts';
import type { RequestPreviews } from '../../chat/preview-request.ts';
import type { ConversationEvent } from '../../model/event.ts';
import type { Log } from '../../model/log.ts';
import type { RequestOutline } from '../../model/request-preview.ts';

/** What it needs. */
export interface ContextWatchPorts {
  readonly library: Pick<Library, 'active'>;
  readonly drafts: Drafts;
  readonly previews: Pick<RequestPreviews, 'outline'>;
  /** Tells the panel. */
  readonly send: (outline: RequestOutline) => void;
  /** Calls back once after `delayMs`; returns the way to call it off. */
  readonly schedule: (callback: () => void, delayMs: number) => () => void;
  readonly log: Log;
}

/** Changes often come in groups, in milliseconds. */
const pauseMs = 120;

/** See the head of this file. */
export class ContextWatch {
  readonly #ports: ContextWatchPorts;
  #callOff: (() => void) | undefined;
  /** What the panel was told last, as JSON. */
  #told = '';
  #isBusy = false;
  #again = false;
  #isClosed = false;

  constructor(ports: ContextWatchPorts) {
    this.#ports = ports;
  }

  /** Something that may matter has changed. */
  changed(): void {
    if (this.#isClosed) return;
    this.#callOff ??= this.#ports.schedule(() => {
      this.#callOff = undefined;
      void this.#look();
    }, pauseMs);
  }

  /** The shown chat has changed: only what changes the size of the next request matters. */
  heard(events: readonly ConversationEvent[]): void {
    if (events.some(matters)) this.changed();
  }

  /** The panel knows nothing any more: it is told in any case. */
  tellAnew(): void {
    this.#told = '';
    this.changed();
  }

  /** Ends it. */
  close(): void {
    this.#isClosed = true;
    this.#callOff?.();
  }

  async #look(): Promise<void> {
    if (this.#isBusy) {
      this.#again = true;
      return;
    }
    this.#isBusy = true;
    try {
      const { library, drafts, previews } = this.#ports;
      const { conversation } = library.active;
      const outline = await previews.outline(conversation, drafts.of(conversation.id));
      const text = JSON.stringify(outline);
      // Another chat may be shown by now; its own look is on its way.
      if (this.#isClosed || library.active.conversation.id !== conversation.id || text === this.#told) return;
      this.#told = text;
      this.#ports.send(outline);
    } catch (error) {
      this.#ports.log.warn(
        `The size of the next request is not known: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      this.#isBusy = false;
      if (this.#again) {
        this.#again = false;
        this.changed();
      }
    }
  }
}

function matters({ type }: ConversationEvent): boolean {
  switch (type) {
    case 'message-add':
    case 'messages-delete':
    case 'messages-restore':
    case 'tool-outcome':
    case 'turn-end':
    case 'tool-switch':
    case 'part-leave-out':
    case 'compaction-add':
    case 'compaction-remove':
    case 'leaf-select':
      return true;
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-call-add':
    case 'tool-describe':
    case 'tool-ask':
    case 'tool-decide':
    case 'tool-output':
    case 'part-add':
    case 'changes-update':
    case 'reasoning-end':
    case 'request-end':
    case 'usage-update':
    case 'retry-wait':
    case 'turn-resume':
    case 'title-set':
      return false;
  }
}
