// Sums up the shown path of a chat and puts the summary in its place. A question that failed is not part of it: it is
// asked again after that. Refuses while an answer runs.
import { createTokenMeter } from '../context/tokens.ts';
import { activePath, type Message } from '../model/conversation.ts';
import { t } from '../model/l10n.ts';
import { compactPath, type CompactPorts } from './compact.ts';
import type { ContextPorts } from './plan-request.ts';
import type { Session } from './session.ts';
import type { ChooseTarget } from './target.ts';

/** What it needs from outside. */
export interface CompactChatPorts extends Omit<CompactPorts, 'meter'> {
  readonly context: Pick<ContextPorts, 'contextTokens' | 'calibration'>;
  readonly chooseTarget: ChooseTarget;
  /** The chat that holds this message, if it is in memory: it may have been left, or left and loaded anew. */
  readonly sessionOf: (messageId: string) => Pick<Session, 'changeCompactions'> | undefined;
}

/** Assumed where nobody knows the model's context length, in tokens: few models have less. */
const assumedContextTokens = 16_000;

/**
 * Asks the chosen model for a summary.
 * @returns one sentence that says why nothing has changed; undefined when there is a summary now.
 * @throws ChatError when a request fails, the signal's reason when it aborts; nothing has changed then.
 */
export async function compactChat(
  session: Pick<Session, 'conversation' | 'isRunning'>,
  focus: string,
  ports: CompactChatPorts,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (session.isRunning) return t('An answer is being written. Wait for its end, or stop it.');
  const path = answeredPath(activePath(session.conversation));
  if (path.length === 0) return t('There is nothing to sum up yet.');
  const chosen = ports.chooseTarget();
  const { model } = chosen;
  const target = await chosen.resolve();
  signal.throwIfAborted();
  const outcome = await compactPath(
    {
      path,
      compactions: session.conversation.compactions,
      target,
      model,
      contextTokens: ports.context.contextTokens(target) ?? assumedContextTokens,
      focus,
    },
    { ...ports, meter: createTokenMeter(ports.context.calibration.factor(model)) },
    signal,
  );
  if (outcome.status === 'refused') return outcome.reason;
  const { compaction } = outcome;
  const open = ports.sessionOf(compaction.upToMessageId);
  if (open === undefined) return t('The chat was left meanwhile. Nothing was changed.');
  open.changeCompactions({ type: 'compaction-add', compaction });
  return undefined;
}

/** Without a last question that has no answer: nothing came but an error. */
function answeredPath(path: readonly Message[]): readonly Message[] {
  const last = path.at(-1);
  const failed = last?.role === 'assistant' && last.state === 'error';
  return failed
    ? path.slice(
        0,
        path.findLastIndex(({ role }) => role === 'user'),
      )
    : path;
}
