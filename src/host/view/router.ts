// Intents → actions. Each intent is parsed before it is looked at; what does not fit is logged and dropped.
import type { Drafts } from '../../chat/drafts.ts';
import { submitPrompt, type SubmitPorts } from '../../chat/submit-prompt.ts';
import { findMessage } from '../../model/conversation.ts';
import { t } from '../../model/l10n.ts';
import { splitModelName } from '../../model/provider.ts';
import { intentSchema, type Intent } from '../../protocol/to-host.ts';
import { routeHistory, type HistoryPorts } from './history-router.ts';
import { routeContextIntent, type ContextIntentPorts } from './context-intents.ts';
import { routeAttachIntent, type AttachIntentPorts } from './attach-intents.ts';
import { routeToolIntent, type ToolIntentPorts } from './tool-intents.ts';
import { routeAnswerIntent, type AnswerIntentPorts } from './answer-intents.ts';

/** What intents act on. */
export interface RouterPorts
  extends
    HistoryPorts,
    ToolIntentPorts,
    ContextIntentPorts,
    AttachIntentPorts,
    SubmitPorts,
    AnswerIntentPorts {
  readonly drafts: Drafts;
  /** Sends everything anew. */
  readonly sendSnapshot: () => void;
  /** Sends the panel state anew. */
  readonly panelChanged: () => void;
  /** The unsent words changed. */
  readonly draftTyped: () => void;
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
    case 'message-ask-other':
      return runCommand('parley.askAnotherModel', { messageId: intent.messageId });
    case 'message-delete':
      session.deleteMessage(intent.messageId);
      return;
    case 'message-restore':
      session.restoreMessage(intent.messageId, intent.leafId);
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
    case 'request-show':
    case 'part-leave-out':
    case 'part-tools-off':
      return routeContextIntent(intent, ports);
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
      return editPrompt(intent, ports);
    case 'model-choose':
      return runCommand('parley.selectModel');
    case 'error-action':
      return errorAction(intent, ports);
    case 'suggest':
    case 'suggestion-attach':
    case 'bytes-attach':
    case 'uris-attach':
    case 'image-preview':
    case 'attachment-remove':
    case 'attachment-open':
      return routeAttachIntent(intent, ports);
    case 'draft-update':
      drafts.setText(chatId, intent.text);
      ports.draftTyped();
      return;
    case 'text-copy':
    case 'link-open':
    case 'code-insert':
    case 'code-replace':
    case 'code-apply':
    case 'code-new-file':
    case 'code-run':
    case 'diagram-show':
    case 'places-check':
    case 'place-open':
    case 'symbol-open':
      return routeAnswerIntent(intent, ports);
  }
}

/** The draft is cleared only after the conversation has the message: whatever fails, its words are still there. */
async function submit(promptId: string, text: string, ports: RouterPorts): Promise<void> {
  const { library, drafts, attaching, send, panelChanged } = ports;
  const session = library.active;
  const chatId = session.conversation.id;
  // What was picked a moment ago goes with it.
  await attaching.whenDone();
  const { attachments } = drafts.of(chatId);
  if (text.trim() === '' && attachments.length === 0) {
    send([{ type: 'prompt-refused', promptId, reason: t('Write a message first.') }]);
    return;
  }
  try {
    const submitted = await submitPrompt(text, attachments, () => session, ports);
    switch (submitted.status) {
      case 'refused':
        send([{ type: 'prompt-refused', promptId, reason: submitted.reason }]);
        return;
      case 'compacting':
        // What is attached waits for the next message.
        drafts.setText(chatId, '');
        send([{ type: 'prompt-accepted', promptId }]);
        await submitted.whenDone;
        return;
      case 'sent':
        break;
    }
  } catch (error) {
    send([{ type: 'prompt-refused', promptId, reason: t('Something inside Parley failed; see the log.') }]);
    throw error;
  }
  drafts.clear(chatId);
  send([{ type: 'prompt-accepted', promptId }]);
  panelChanged();
}

/** The new words go with what was attached to the old ones. */
async function editPrompt(
  { messageId, text }: Extract<Intent, { type: 'prompt-edit' }>,
  ports: RouterPorts,
): Promise<void> {
  const session = ports.library.active;
  const message = findMessage(session.conversation, messageId);
  if (message?.role !== 'user') return;
  const submitted = await submitPrompt(text, message.attachments, () => session, ports, messageId);
  if (submitted.status !== 'refused') return;
  ports.showProblem(submitted.reason);
  // The words are not lost: they can be put right in the composer.
  const { drafts, send } = ports;
  const chatId = session.conversation.id;
  const unsent = [drafts.of(chatId).text, text].filter((part) => part !== '').join('\n\n');
  drafts.setText(chatId, unsent);
  send([{ type: 'draft-set', text: unsent }]);
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
