// Intents about what goes with the next message → actions: what could complete the words, and what is attached or not.
import type { Drafts } from '../../chat/drafts.ts';
import { findAttachment } from '../../chat/find-attachment.ts';
import type { Library } from '../../chat/library.ts';
import type { Attachment } from '../../model/attachment.ts';
import type { Intent } from '../../protocol/to-host.ts';
import type { SuggestionList, ViewEvent } from '../../protocol/to-view.ts';
import { openAttachment } from '../attach.ts';
import type { Attaching } from '../context/attaching.ts';
import { droppedFiles } from '../context/dropped-files.ts';
import { handedFile } from '../context/handed-file.ts';

/** Port: the lines that complete what is typed. Picking never rejects. */
export interface SuggestionSource {
  completePrompt(queryId: number, words: string): Promise<SuggestionList>;
  completeContext(queryId: number, words: string, send: (list: SuggestionList) => void): Promise<void>;
  pick(suggestionId: string): Promise<void>;
}

/** What these intents act on. */
export interface AttachIntentPorts {
  readonly library: Library;
  readonly drafts: Drafts;
  readonly suggestions: SuggestionSource;
  readonly attaching: Attaching;
  /** Into the unsent message of the shown chat. */
  readonly attach: (attachment: Attachment) => void;
  readonly runCommand: (command: string, ...args: readonly unknown[]) => Promise<void>;
  /** Sends to the view, with the next batch. */
  readonly send: (events: readonly ViewEvent[]) => void;
  /** Sends the panel state anew. */
  readonly panelChanged: () => void;
}

type AttachIntent = Extract<
  Intent,
  { type: 'suggest' | 'image-preview' | `suggestion-${string}` | `attachment-${string}` | `${string}-attach` }
>;

/** Carries out an intent about what is attached in the shown chat. */
export async function routeAttachIntent(intent: AttachIntent, ports: AttachIntentPorts): Promise<void> {
  const { library, drafts, suggestions, attaching, send } = ports;
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
    case 'bytes-attach':
      return attaching.run(async () =>
        ports.attach(await handedFile(intent.name, new Uint8Array(intent.bytes))),
      );
    case 'uris-attach':
      return attaching.run(async () => {
        const [first, ...others] = droppedFiles(intent.uris);
        await ports.runCommand('parley.addFile', first, [first, ...others]);
      });
    case 'image-preview': {
      const image = findAttachment(intent.attachmentId, conversation, drafts);
      if (image?.kind !== 'image') return;
      const { id, mediaType, base64 } = image;
      send([{ type: 'image-preview', attachmentId: id, mediaType, base64 }]);
      return;
    }
    case 'attachment-remove':
      drafts.detach(conversation.id, intent.attachmentId);
      ports.panelChanged();
      return;
    case 'attachment-open':
      return openAttachment(findAttachment(intent.attachmentId, conversation, drafts));
  }
}
