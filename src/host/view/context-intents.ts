// Intents about what the next request holds → actions: the list of its parts, and what is taken out of the chat.
import type { Drafts } from '../../chat/drafts.ts';
import type { Library } from '../../chat/library.ts';
import type { RequestPreviews } from '../../chat/preview-request.ts';
import type { Intent } from '../../protocol/to-host.ts';
import type { ViewEvent } from '../../protocol/to-view.ts';
import type { Toolbox } from '../../tools/toolbox.ts';

/** What these intents act on. */
export interface ContextIntentPorts {
  readonly library: Library;
  readonly drafts: Drafts;
  readonly toolbox: Toolbox;
  readonly previews: Pick<RequestPreviews, 'preview'>;
  /** Sends to the view, with the next batch. */
  readonly send: (events: readonly ViewEvent[]) => void;
}

type ContextIntent = Extract<Intent, { type: `request-${string}` | `part-${string}` }>;

/** Carries out an intent about the next request of the shown chat. */
export async function routeContextIntent(intent: ContextIntent, ports: ContextIntentPorts): Promise<void> {
  const { library, drafts, toolbox, previews, send } = ports;
  const session = library.active;
  const { conversation } = session;
  switch (intent.type) {
    case 'request-show': {
      // What is typed may not be in the draft yet.
      const draft = { ...drafts.of(conversation.id), text: intent.text };
      send([{ type: 'request', preview: await previews.preview(conversation, draft) }]);
      return;
    }
    case 'part-leave-out':
      session.leaveOut(intent.partId, intent.isLeftOut);
      return;
    case 'part-tools-off': {
      const on = toolbox.list(conversation.toolSwitches).filter(({ isOn }) => isOn);
      session.switchTools(
        on.map(({ tool }) => tool.name),
        false,
      );
      return;
    }
  }
}
