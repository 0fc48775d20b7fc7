// The row of the Messages API for one model: which parameters it takes, in which range, and how a history is repaired for it.
// In the terms of the chat-completions rows, whose code checks values and tells what is not sent.
import type { ChatRequest } from '../../chat-request.ts';
import { topP } from '../chat-completions/fields.ts';
import { resolveRow, type FieldList, type ResolvedRow, type Row } from '../chat-completions/row.ts';
import { ChatError } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import type { Provider } from '../../../model/provider.ts';
import type { ModelRules } from './model-rules.ts';
import { effortChoices } from './thinking.ts';

/** The id under which vendor data of an answer is stored. */
export const ROW_ID = 'anthropic';

/**
 * The published ranges, and the user's quirks. Field names that begin with a dot are no fields of the body yet.
 * @throws ChatError `configuration` naming a quirk that means nothing here.
 */
export function messagesRow({ provider, model }: ChatRequest, rules: ModelRules): ResolvedRow {
  refuseOtherQuirks(provider);
  return resolveRow({ ...row, fields: fieldsOf(rules) }, provider, model);
}

/** Of the switches those about the history and about status 500 have a meaning here. */
const row: Row = {
  id: ROW_ID,
  auth: 'x-api-key',
  fields: {},
  switches: {
    systemRole: 'system',
    toolIds: 'any',
    strictTurns: false,
    mergeSameRole: false,
    // Models since 4.6 refuse to go on from words put into their mouth, thinking ones always did.
    lastAssistant: 'ask',
    askUsage: false,
    thinkTags: false,
    reasoningReplay: 'strip',
    callSignatures: false,
    usageExcludesReasoning: false,
    greedyNeedsTopP: false,
    jsonWithTools: true,
    retry500: 'always',
  },
  variants: [],
};

/** A name with a dot: its checked value is shaped into a field afterwards. */
function fieldsOf(rules: ModelRules): FieldList {
  const efforts = effortChoices(rules);
  return {
    ...(rules.sampling === 'neither'
      ? {}
      : { temperature: { form: 'number', name: 'temperature', min: 0, max: 1 }, topP }),
    maxTokens: { form: 'integer', name: 'max_tokens', min: 1 },
    stop: { form: 'list', name: 'stop_sequences' },
    responseFormat: {
      form: 'response-format',
      name: '.format',
      types: rules.jsonSchema ? ['text', 'json_schema'] : ['text'],
    },
    toolChoice: { form: 'tool-choice', name: '.choice', forced: 'any' },
    parallelToolCalls: { form: 'boolean', name: '.parallel' },
    ...(efforts.length === 0 ? {} : { reasoningEffort: { form: 'text', name: '.effort', values: efforts } }),
    user: { form: 'object', name: 'metadata', key: 'user_id' },
  };
}

/** The other quirks are about what differs within the chat-completions family. */
function refuseOtherQuirks({ id, label, quirks }: Provider): void {
  const other = Object.keys(quirks).find((name) => name !== 'retry500');
  if (other === undefined) return;
  throw new ChatError({
    kind: 'configuration',
    code: 'quirks',
    message: t('parley.providers.{0}.quirks.{1}: means nothing for this API. Known: retry500.', id, other),
    retryable: false,
    provider: label,
  });
}
