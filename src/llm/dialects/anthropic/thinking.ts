// parley.request.reasoningEffort → `thinking` and `output_config.effort`, in the form the model takes.
import type { JsonRecord } from '../../json-value.ts';
import type { ModelRules } from './model-rules.ts';

/** Tokens of thinking for each effort, where a model wants a number. Budgets over 32,000 run into time limits. */
const BUDGETS: ReadonlyMap<string, number> = new Map([
  ['low', 2048],
  ['medium', 8192],
  ['high', 16_384],
]);
/** The API refuses a smaller budget. */
const MIN_BUDGET = 1024;

/** Newer models send thinking without its text unless they are asked for a summary; the others always send one. */
const adaptive = { type: 'adaptive', display: 'summarized' } as const;

/** What parley.request.reasoningEffort may be for a model; empty: it cannot think. */
export function effortChoices(rules: ModelRules): readonly string[] {
  if (rules.thinking === 'none') return [];
  const levels = rules.thinking === 'manual' ? [...BUDGETS.keys()] : rules.efforts;
  return rules.off === undefined ? levels : ['none', ...levels];
}

/**
 * The tokens of thinking for an effort: never more than half of what the answer may have, since thinking counts towards it.
 * @returns undefined when that is less than the API takes.
 */
export function thinkingBudget(effort: string, maxTokens: number): number | undefined {
  const budget = Math.min(BUDGETS.get(effort) ?? MIN_BUDGET, Math.floor(maxTokens / 2));
  return budget < MIN_BUDGET ? undefined : budget;
}

/** The fields for one request. */
export interface ThinkingFields {
  readonly thinking?: JsonRecord;
  /** For `output_config`. */
  readonly effort?: string;
}

/**
 * @param effort one of `effortChoices`, or undefined when the user set none: then only a model that thinks unasked is told
 *   anything, namely to show what it thinks; without that it would be silent until the answer begins.
 * @param maxTokens most tokens of the answer.
 */
export function thinkingFields(
  effort: string | undefined,
  rules: ModelRules,
  maxTokens: number,
): ThinkingFields {
  if (effort === undefined) return rules.thinksUnasked ? { thinking: adaptive } : {};
  if (effort === 'none') return rules.off === undefined ? {} : { thinking: { type: rules.off } };
  if (rules.thinking === 'adaptive') return { thinking: adaptive, effort };
  const budget = thinkingBudget(effort, maxTokens);
  return {
    ...(budget === undefined ? {} : { thinking: { type: 'enabled', budget_tokens: budget } }),
    // Opus 4.5 takes both: the effort shapes the answer, the budget the thinking.
    ...(rules.efforts.includes(effort) ? { effort } : {}),
  };
}
