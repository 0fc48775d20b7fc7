// Why an answer of the Messages API ended: what only this API's words mean. The rest is known from the other family.
import { t } from '../../../model/l10n.ts';
import type { ErrorSource } from '../../http-error.ts';
import { textAt, type JsonRecord } from '../../json-value.ts';
import { redact } from '../../redact.ts';

const MAX_EXPLANATION = 600;

/** Did a limit cut the answer? */
export function isCut(stopReason: string | undefined): boolean {
  return stopReason === 'max_tokens' || stopReason === 'model_context_window_exceeded';
}

/**
 * What the user should know about the end of an answer; undefined when it speaks for itself.
 * @param details `stop_details` of the answer.
 */
export function stopNotice(
  stopReason: string | undefined,
  details: JsonRecord,
  { provider, secrets }: ErrorSource,
): string | undefined {
  if (stopReason === 'pause_turn') return t('{0} paused this answer. Ask it to continue.', provider);
  const explanation = stopReason === 'refusal' ? textAt(details, 'explanation') : undefined;
  if (explanation === undefined) return undefined;
  return t('{0} declined to go on: {1}', provider, redact(explanation, secrets).slice(0, MAX_EXPLANATION));
}
