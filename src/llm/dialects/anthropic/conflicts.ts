// What the Messages API refuses in combination, although it takes each: found before anything is sent, left out, and told.
import { t } from '../../../model/l10n.ts';
import type { RequestParameters } from '../../chat-request.ts';
import type { ModelRules } from './model-rules.ts';
import { thinkingBudget } from './thinking.ts';

/** What decides beside the parameters themselves. */
export interface Circumstances {
  readonly rules: ModelRules;
  /** See `encodeMessageParameters`. */
  readonly mayThink: boolean;
  readonly hasTools: boolean;
  /** Of the provider. */
  readonly label: string;
}

/**
 * Leaves out what the API refuses in this combination.
 * @param maxTokens most tokens of the answer.
 * @returns what is left, and one sentence for each setting that is not sent.
 */
export function withoutConflicts(
  parameters: RequestParameters,
  maxTokens: number,
  { rules, mayThink, hasTools, label }: Circumstances,
): { readonly kept: RequestParameters; readonly notices: readonly string[] } {
  const kept: { -readonly [Name in keyof RequestParameters]: RequestParameters[Name] } = { ...parameters };
  const notices: string[] = [];
  const drop = (name: keyof RequestParameters, notice: string): void => {
    delete kept[name];
    notices.push(notice);
  };
  const isForced = hasTools && kept.toolChoice !== undefined && !isOptional(kept.toolChoice);
  if (isForced && !rules.forcedTools)
    drop(
      'toolChoice',
      t('parley.request.{0} was not sent: {1} does not take it for this model.', 'toolChoice', label),
    );
  if (rules.thinking === 'manual' && asksToThink(kept.reasoningEffort)) {
    if (isForced)
      drop(
        'reasoningEffort',
        t(
          'parley.request.{0} was not sent: {1} does not take it when a tool must be called (parley.request.toolChoice).',
          'reasoningEffort',
          label,
        ),
      );
    else if (!mayThink)
      drop(
        'reasoningEffort',
        t(
          'parley.request.{0} was not sent: {1} does not take it in the middle of a turn that began without thinking.',
          'reasoningEffort',
          label,
        ),
      );
    else if (thinkingBudget(kept.reasoningEffort ?? '', maxTokens) === undefined) {
      drop(
        'reasoningEffort',
        t(
          'parley.request.{0} was not sent: {1} does not take it with parley.request.maxTokens below 2048.',
          'reasoningEffort',
          label,
        ),
      );
    }
  }
  if (rules.sampling !== 'neither' && asksToThink(kept.reasoningEffort)) {
    const dropBeside = (name: 'temperature' | 'topP'): void =>
      drop(name, together(name, label, 'parley.request.reasoningEffort'));
    if (kept.temperature !== undefined && kept.temperature !== 1) dropBeside('temperature');
    if (kept.topP !== undefined && kept.topP < 0.95) dropBeside('topP');
  }
  if (rules.sampling === 'one' && kept.temperature !== undefined && kept.topP !== undefined) {
    drop('topP', together('topP', label, 'parley.request.temperature'));
  }
  const stop = kept.stop?.filter((text) => text.trim() !== '');
  if (stop !== undefined && stop.length < (kept.stop?.length ?? 0)) {
    drop(
      'stop',
      t(
        'parley.request.{0} was not sent: {1} does not take it where it is nothing but blanks.',
        'stop',
        label,
      ),
    );
    if (stop.length > 0) kept.stop = stop;
  }
  return { kept, notices };
}

function together(name: string, label: string, other: string): string {
  return t('parley.request.{0} was not sent: {1} does not take it together with {2}.', name, label, other);
}

function isOptional(choice: NonNullable<RequestParameters['toolChoice']>): boolean {
  return choice === 'auto' || choice === 'none';
}

function asksToThink(effort: string | undefined): boolean {
  return effort !== undefined && effort !== 'none';
}
