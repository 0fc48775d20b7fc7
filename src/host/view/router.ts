// Intents → actions. Each intent is parsed before it is looked at; what does not fit is logged and dropped.
import type { Drafts } from '../../chat/drafts.ts';
import { expandPrompt, type PromptPorts } from '../../chat/expand-prompt.ts';
import { findAttachment } from '../../chat/find-attachment.ts';
import type { Session } from '../../chat/session.ts';
import { findMessage } from '../../model/conversation.ts';
import { t } from '../../model/l10n.ts';
import { splitModelName } from '../../model/provider.ts';
import { intentSchema, type Intent } from '../../protocol/to-host.ts';
import { routeHistory, type HistoryPorts } from './history-router.ts';
import { openAttachment } from '../attach.ts';
import { routeToolIntent, type ToolIntentPorts } from './tool-intents.ts';
import { copyText, insertAtCursor, openLink } from './editor-actions.ts';

/** What intents act on. */
export interface RouterPorts extends HistoryPorts, ToolIntentPorts {
  readonly drafts: Drafts;
  readonly prompts: PromptPorts;
  /** Sums a chat up; the user is told what became of it. True when there is a summary now. */
  readonly compact: (session: Session, focus: string) => Promise<boolean>;
  /** Sends everything anew. */
  readonly sendSnapshot: () => void;
  /** Sends the panel state anew. */
  readonly panelChanged: () => void;
  /** Runs one of Parley's commands. */
  readonly runCommand: (command: string, ...args: readonly unknown[]) => Promise<void>;
}

/** Handles one message from the view, whatever it is. Never rejects: a failing action is logged and reported by itself. */
export async function routeMessage(message: unknown, ports: RouterPorts): Promise<void> {
  const parsed = intentSchema.safeParse(message);
  if (!parsed.success) {
    ports.log.warn(
      `The panel sent something that is not an intent: ${parsed.error.issues[0]?.message ?? ''}`,
    );
    return;
  }
  try {
    await ports.library.start();
    await route(parsed.data, ports);
  } catch (error) {
    ports.log.error(`${parsed.data.type} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function route(intent: Intent, ports: RouterPorts): Promise<void> {
  const { library, drafts, runCommand } = ports;
  const session = library.active;
  const chatId = session.conversation.id;
  switch (intent.type) {
    case 'view-ready':
    case 'snapshot-request':
      ports.sendSnapshot();
      return;
    case 'prompt-submit':
      return submit(intent.promptId, intent.text, ports);
    case 'turn-stop':
      session.stop();
      return;
    case 'message-retry':
      session.retry(intent.messageId);
      return;
    case 'sibling-select':
      session.selectSibling(intent.messageId);
      return;
    case 'turn-continue':
      session.continueTurn(intent.messageId);
      return;
    case 'tool-decide':
    case 'tool-diff-open':
    case 'tools-show':
    case 'tools-switch':
    case 'changes-review':
    case 'changes-keep':
    case 'changes-undo':
      return routeToolIntent(intent, ports);
    case 'compaction-remove':
      session.changeCompactions(intent);
      return;
    case 'chat-new':
      return runCommand('parley.newChat');
    case 'history-query':
    case 'chat-open':
    case 'chat-rename':
    case 'chat-pin':
    case 'chat-delete':
    case 'chat-restore':
    case 'chat-fork':
      return routeHistory(intent, ports);
    case 'prompt-edit':
      session.editPrompt(intent.messageId, intent.text);
      return;
    case 'model-choose':
      return runCommand('parley.selectModel');
    case 'error-action':
      return errorAction(intent, ports);
    case 'attachment-remove':
      drafts.detach(chatId, intent.attachmentId);
      ports.panelChanged();
      return;
    case 'attachment-open':
      return openAttachment(findAttachment(intent.attachmentId, session.conversation, drafts));
    case 'draft-update':
      drafts.setText(chatId, intent.text);
      return;
    case 'text-copy':
      return copyText(intent.text);
    case 'code-insert':
      return insertAtCursor(intent.text);
    case 'link-open':
      return openLink(intent.href);
  }
}

/** The draft is cleared only after the conversation has the message: whatever fails, its words are still there. */
async function submit(promptId: string, text: string, ports: RouterPorts): Promise<void> {
  const { library, drafts, prompts, send, panelChanged } = ports;
  const session = library.active;
  const chatId = session.conversation.id;
  const { attachments } = drafts.of(chatId);
  if (text.trim() === '' && attachments.length === 0) {
    send([{ type: 'prompt-refused', promptId, reason: t('Write a message first.') }]);
    return;
  }
  try {
    const expanded = await expandPrompt(text, attachments, prompts);
    if (expanded.status === 'refused') {
      send([{ type: 'prompt-refused', promptId, reason: expanded.reason }]);
      return;
    }
    if (expanded.status === 'compact') {
      // What is attached waits for the next message.
      drafts.setText(chatId, '');
      send([{ type: 'prompt-accepted', promptId }]);
      await ports.compact(session, expanded.focus);
      return;
    }
    session.submit(expanded.text, expanded.attachments);
  } catch (error) {
    send([{ type: 'prompt-refused', promptId, reason: t('Something inside Parley failed; see the log.') }]);
    throw error;
  }
  drafts.clear(chatId);
  send([{ type: 'prompt-accepted', promptId }]);
  panelChanged();
}

async function errorAction(
  intent: Extract<Intent, { type: 'error-action' }>,
  ports: RouterPorts,
): Promise<void> {
  const { library, runCommand } = ports;
  switch (intent.action) {
    case 'choose-model':
      return runCommand('parley.selectModel');
    case 'set-api-key': {
      // The provider that failed, so that the user is not asked again which one is meant.
      const failed = findMessage(library.active.conversation, intent.messageId);
      const model = failed?.role === 'assistant' ? failed.model : '';
      return runCommand('parley.setApiKey', splitModelName(model)?.providerId);
    }
    case 'compact': {
      const { messageId } = intent;
      const isCompact = await ports.compact(library.active, '');
      if (isCompact && messageId !== undefined) library.sessionOf(messageId)?.retry(messageId);
      return;
    }
    case 'open-settings':
      return runCommand('workbench.action.openSettings', '@ext:parley.parley');
    case 'show-log':
      return runCommand('parley.showLog');
  }
}
