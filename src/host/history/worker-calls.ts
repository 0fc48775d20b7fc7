// What crosses between the extension host and the thread of the history. Types only; both ends are ours.
import type { ChatStoreOperation, ChatStoreOperations, StoreEvent } from '../../chat/chat-store.ts';
import type { StoreFault } from '../../chat/store-error.ts';
import type { Bundle } from '../../model/l10n.ts';

/** What the thread is started with. */
export interface WorkerSetup {
  readonly folder: string;
  readonly windowId: string;
  /** Texts in the user's language; English without them. */
  readonly texts?: Bundle;
}

/** One call. */
export interface WorkerCall<K extends ChatStoreOperation> {
  readonly id: number;
  readonly operation: K;
  readonly args: ChatStoreOperations[K]['args'];
}

/** Anything the host may post. */
export type ToWorker =
  { [K in ChatStoreOperation]: WorkerCall<K> }[ChatStoreOperation] | { readonly operation: 'close' };

/** Anything the thread may post. */
export type FromWorker<K extends ChatStoreOperation> =
  | { readonly type: 'result'; readonly id: number; readonly result: ChatStoreOperations[K]['result'] }
  | {
      readonly type: 'failure';
      readonly id: number;
      readonly fault: StoreFault;
      readonly message: string;
    }
  | { readonly type: 'event'; readonly event: StoreEvent };
