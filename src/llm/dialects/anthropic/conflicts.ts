// What the Messages API refuses in combination, although it takes each: found before anything is sent, left out, and told.
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
  const drop = (name: keyof RequestParameters, why: string): void => {
    delete kept[name];
    notices.push(`parley.request.${name} was not sent: ${label} does not take it ${why}.`);
  };
  const isForced = hasTools && kept.toolChoice !== undefined && !isOptional(kept.toolChoice);
  if (isForced && !rules.forcedTools) drop('toolChoice', 'for this model');
  if (rules.thinking === 'manual' && asksToThink(kept.reasoningEffort)) {
    if (isForced) drop('reasoningEffort', 'when a tool must be called (parley.request.toolChoice)');
    else if (!mayThink) drop('reasoningEffort', 'in the middle of a turn that began without thinking');
    else if (thinkingBudget(kept.reasoningEffort ?? '', maxTokens) === undefined) {
      drop('reasoningEffort', 'with parley.request.maxTokens below 2048');
    }
  }
  if (rules.sampling !== 'neither' && asksToThink(kept.reasoningEffort)) {
    const why = 'together with parley.request.reasoningEffort';
    if (kept.temperature !== undefined && kept.temperature !== 1) drop('temperature', why);
    if (kept.topP !== undefined && kept.topP < 0.95) drop('topP', why);
  }
  if (rules.sampling === 'one' && kept.temperature !== undefined && kept.topP !== undefined) {
    drop('topP', 'together with parley.request.temperature');
  }
  const stop = kept.stop?.filter((text) => text.trim() !== '');
  if (stop !== undefined && stop.length < (kept.stop?.length ?? 0)) {
    drop('stop', 'where it is nothing but blanks');
    if (stop.length > 0) kept.stop = stop;
  }
  return { kept, notices };
}

function isOptional(choice: NonNullable<RequestParameters['toolChoice']>): boolean {
  return choice === 'auto' || choice === 'none';
}

function asksToThink(effort: string | undefined): boolean {
  return effort !== undefined && effort !== 'none';
}
