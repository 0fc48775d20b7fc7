// Request parameters in the words of the Messages API: checked by its row, without conflicts, in the shapes that only it has.
import type { ChatRequest, RequestParameters } from '../../chat-request.ts';
import type { JsonRecord } from '../../json-value.ts';
import { encodeParameters } from '../chat-completions/encode-parameters.ts';
import { withoutConflicts } from './conflicts.ts';
import type { ModelRules } from './model-rules.ts';
import { messagesRow } from './row.ts';
import { thinkingFields } from './thinking.ts';

/**
 * Most tokens of an answer where neither the user nor the model's entry says how many; the API wants a number. Every model
 * since Claude Opus 4 takes it, and thinking counts towards it.
 */
const DEFAULT_MAX_TOKENS = 32_000;

/** Fields for the body, and one sentence per setting that is not sent. */
export interface MessageParameters {
  readonly fields: JsonRecord;
  readonly notices: readonly string[];
}

/**
 * Encodes what the user set, and the one field that must always be there, `max_tokens`.
 * @param mayThink false: the history is in the middle of a turn that began without thinking, and a model with a budget
 *   refuses to begin in between.
 * @throws ChatError `configuration` naming the setting, its value and what is accepted.
 */
export function encodeMessageParameters(
  request: ChatRequest,
  rules: ModelRules,
  mayThink: boolean,
): MessageParameters {
  const { provider, model, tools } = request;
  const row = messagesRow(request, rules);
  const maxOutput = provider.models.find(({ id }) => id === model)?.maxOutput;
  const maxTokens = request.parameters.maxTokens ?? maxOutput ?? DEFAULT_MAX_TOKENS;
  const { kept, notices } = withoutConflicts({ ...request.parameters, maxTokens }, maxTokens, {
    rules,
    mayThink,
    hasTools: tools.length > 0,
    label: row.label,
  });
  const checked = encodeParameters(
    kept,
    row,
    tools.map(({ name }) => name),
  );
  return { fields: shape(checked.fields, kept, rules, maxTokens), notices: [...notices, ...checked.notices] };
}

/** @param checked fields by name, each value found good; `kept` are the same values in neutral words. */
function shape(
  checked: JsonRecord,
  kept: RequestParameters,
  rules: ModelRules,
  maxTokens: number,
): JsonRecord {
  const plain = Object.fromEntries(Object.entries(checked).filter(([name]) => !name.startsWith('.')));
  const isSent = (name: string): boolean => Object.hasOwn(checked, name);
  const choice = toolChoice(
    isSent('.choice') ? kept.toolChoice : undefined,
    isSent('.parallel') ? kept.parallelToolCalls : undefined,
  );
  const { thinking, effort } = thinkingFields(
    isSent('.effort') ? kept.reasoningEffort : undefined,
    rules,
    maxTokens,
  );
  const format = kept.responseFormat;
  const outputConfig = {
    ...(effort === undefined ? {} : { effort }),
    ...(isSent('.format') && format?.type === 'json_schema'
      ? { format: { type: format.type, schema: format.schema } }
      : {}),
  };
  return {
    ...plain,
    ...(choice === undefined ? {} : { tool_choice: choice }),
    ...(thinking === undefined ? {} : { thinking }),
    ...(Object.keys(outputConfig).length === 0 ? {} : { output_config: outputConfig }),
  };
}

function toolChoice(
  choice: RequestParameters['toolChoice'],
  parallel: boolean | undefined,
): JsonRecord | undefined {
  if (choice === undefined && parallel === undefined) return undefined;
  const form =
    typeof choice === 'object'
      ? { type: 'tool', name: choice.name }
      : { type: choice === 'required' ? 'any' : (choice ?? 'auto') };
  // Where no tool may be called there is nothing to say about several.
  return parallel === undefined || choice === 'none'
    ? form
    : { ...form, disable_parallel_tool_use: !parallel };
}
