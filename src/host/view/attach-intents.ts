// Intents about what goes with the next message → actions: what could complete the words, and what is attached or not.
import type { Drafts } from '../../chat/drafts.ts';
import { findAttachment } from '../../chat/find-attachment.ts';
import type { Library } from '../../chat/library.ts';
import type { Intent } from '../../protocol/to-host.ts';
import type { SuggestionList, ViewEvent } from '../../protocol/to-view.ts';
import { openAttachment } from '../attach.ts';

/** Port: the lines that complete what is typed. Picking never rejects. */
export interface SuggestionSource {
  completePrompt(queryId: number, words: string): Promise<SuggestionList>;
  completeContext(queryId: number, words: string, send: (list: SuggestionList) => void): Promise<void>;
  pick(suggestionId: string): Promise<void>;
  /** Resolves when what was picked is attached. */
  whenAttached(): Promise<void>;
}

/** What these intents act on. */
export interface AttachIntentPorts {
  readonly library: Library;
  readonly drafts: Drafts;
  readonly suggestions: SuggestionSource;
  /** Sends to the view, with the next batch. */
  readonly send: (events: readonly ViewEvent[]) => void;
  /** Sends the panel state anew. */
  readonly panelChanged: () => void;
}

type AttachIntent = Extract<Intent, { type: 'suggest' | `suggestion-${string}` | `attachment-${string}` }>;

/** Carries out an intent about what is attached in the shown chat. */
export async function routeAttachIntent(intent: AttachIntent, ports: AttachIntentPorts): Promise<void> {
  const { library, drafts, suggestions, send } = ports;
  const { conversation } = library.active;
  switch (intent.type) {
    case 'suggest': {
      const { queryId, kind, words } = intent;
      const tell = (list: SuggestionList): void => send([{ type: 'suggestions', list }]);
      if (kind === 'prompt') tell(await suggestions.completePrompt(queryId, words));
      else await suggestions.completeContext(queryId, words, tell);
      return;
    }
    case 'suggestion-attach':
      return suggestions.pick(intent.suggestionId);
    case 'attachment-remove':
      drafts.detach(conversation.id, intent.attachmentId);
      ports.panelChanged();
      return;
    case 'attachment-open':
      return openAttachment(findAttachment(intent.attachmentId, conversation, drafts));
  }
}
