// Request parameters in the words of one vendor: renamed, checked against the published range, or dropped aloud.
import type { RequestParameters, ResponseFormat, ToolChoice } from '../../chat-request.ts';
import { ChatError } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import type { Field, ResolvedRow } from './row.ts';

/** Fields for the body, and one sentence per setting that is not sent. */
export interface EncodedParameters {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];
}

/**
 * Encodes what the user set, and nothing else.
 * @param toolNames tools of this request; without any, fields about tools are left out silently.
 * @throws ChatError `configuration` naming the setting, its value and what the provider takes.
 */
export function encodeParameters(
  parameters: RequestParameters,
  row: ResolvedRow,
  toolNames: readonly string[],
): EncodedParameters {
  const fields: Record<string, unknown> = {};
  const notices: string[] = [];
  for (const name of names) {
    const value = parameters[name];
    if (value === undefined || (isAboutTools(name) && toolNames.length === 0)) continue;
    const field = row.fields[name];
    if (field === undefined) {
      notices.push(
        t('parley.request.{0} was not sent: {1} does not take it for this model.', name, row.label),
      );
      continue;
    }
    const conflict = conflictOf(field, parameters, row, toolNames);
    if (conflict !== undefined) {
      notices.push(
        t(
          'parley.request.{0} was not sent: {1} does not take it together with {2}.',
          name,
          row.label,
          conflict,
        ),
      );
      continue;
    }
    const encoded = encodeField(field, name, value, row, toolNames);
    if (encoded === undefined) {
      notices.push(t('parley.request.{0} was not sent: {1} does not take this format.', name, row.label));
    } else {
      fields[field.name] = encoded;
    }
  }
  if ((parameters.n ?? 1) > 1 && row.fields.n !== undefined) {
    notices.push(
      t('parley.request.n: the server writes (and bills) several answers; the others are beside this one.'),
    );
  }
  checkGreedy(parameters, row);
  return { fields, notices };
}

/** In the order in which they are written. */
const names = [
  'temperature',
  'topP',
  'maxTokens',
  'minTokens',
  'stop',
  'seed',
  'n',
  'presencePenalty',
  'frequencyPenalty',
  'responseFormat',
  'toolChoice',
  'parallelToolCalls',
  'reasoningEffort',
  'safePrompt',
  'user',
  'prediction',
] as const satisfies readonly (keyof RequestParameters)[];

type Name = (typeof names)[number];
type Value = NonNullable<RequestParameters[Name]>;

function isAboutTools(name: Name): boolean {
  return name === 'toolChoice' || name === 'parallelToolCalls';
}

/** What else is in this request that the vendor does not take beside the field. */
function conflictOf(
  field: Field,
  { responseFormat, n = 1 }: RequestParameters,
  row: ResolvedRow,
  toolNames: readonly string[],
): string | undefined {
  const hasTools = toolNames.length > 0;
  if (field.form === 'response-format') {
    const isJson = responseFormat !== undefined && responseFormat.type !== 'text';
    return isJson && hasTools && !row.switches.jsonWithTools ? t('tools') : undefined;
  }
  if (field.form !== 'prediction' || !field.alone) return undefined;
  if (hasTools) return t('tools');
  return n > 1 ? t('parley.request.n above 1') : undefined;
}

function encodeField(
  field: Field,
  name: Name,
  value: Value,
  row: ResolvedRow,
  toolNames: readonly string[],
): unknown {
  switch (field.form) {
    case 'number':
    case 'integer':
      return checkedNumber(field, name, value, row);
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong(name, value, row, t('true or false'));
    case 'text':
      if (typeof value !== 'string' || (field.values !== undefined && !field.values.includes(value))) {
        return wrong(
          name,
          value,
          row,
          field.values === undefined ? t('a text') : t('one of {0}', field.values.join(', ')),
        );
      }
      return value;
    case 'list':
      if (!Array.isArray(value) || (field.max !== undefined && value.length > field.max)) {
        return wrong(
          name,
          value,
          row,
          field.max === undefined ? t('a list') : t('at most {0} entries', field.max),
        );
      }
      return value;
    case 'object':
      return { [field.key]: value };
    case 'prediction':
      return typeof value === 'string'
        ? { type: 'content', content: value }
        : wrong(name, value, row, t('a text'));
    case 'thinking-switch':
      return { type: value === 'none' ? 'disabled' : 'enabled' };
    case 'template-arguments':
      return { enable_thinking: value !== 'none', reasoning_effort: value };
    case 'response-format':
      return isResponseFormat(value) && field.types.includes(value.type) ? encodeFormat(value) : undefined;
    case 'tool-choice':
      return isToolChoice(value) ? encodeChoice(value, field.forced, row, toolNames) : undefined;
  }
}

function checkedNumber(
  field: Extract<Field, { form: 'number' | 'integer' }>,
  name: Name,
  value: Value,
  row: ResolvedRow,
): number {
  const { min, max } = field;
  if (typeof value !== 'number' || !Number.isFinite(value))
    return wrong(name, value, row, figureWords(field));
  const isWhole = field.form === 'number' || Number.isSafeInteger(value);
  if (!isWhole || value < min || (max !== undefined && value > max))
    return wrong(name, value, row, figureWords(field));
  return value;
}

function figureWords({ form, min, max }: Extract<Field, { form: 'number' | 'integer' }>): string {
  const isWhole = form === 'integer';
  if (min === Number.MIN_SAFE_INTEGER) return isWhole ? t('a whole number') : t('a number');
  if (max === undefined)
    return isWhole ? t('a whole number from {0} up', min) : t('a number from {0} up', min);
  return isWhole ? t('a whole number from {0} to {1}', min, max) : t('a number from {0} to {1}', min, max);
}

function isResponseFormat(value: Value): value is ResponseFormat {
  return typeof value === 'object' && 'type' in value;
}

function isToolChoice(value: Value): value is ToolChoice {
  return typeof value === 'string' || (typeof value === 'object' && 'name' in value && !('type' in value));
}

function encodeFormat(format: ResponseFormat): unknown {
  if (format.type !== 'json_schema') return { type: format.type };
  const { name, description, schema, strict } = format;
  return {
    type: format.type,
    json_schema: {
      name,
      ...(description === undefined ? {} : { description }),
      schema,
      ...(strict === undefined ? {} : { strict }),
    },
  };
}

function encodeChoice(
  choice: ToolChoice,
  forced: 'any' | 'required',
  row: ResolvedRow,
  toolNames: readonly string[],
): unknown {
  if (choice === 'required') return forced;
  if (typeof choice === 'string') return choice;
  if (!toolNames.includes(choice.name)) {
    return wrong(
      'toolChoice',
      choice.name,
      row,
      t('auto, none, required, or one of {0}', toolNames.join(', ')),
    );
  }
  return { type: 'function', function: { name: choice.name } };
}

/** Mistral: "top_p must be 1 when using greedy sampling". */
function checkGreedy(parameters: RequestParameters, row: ResolvedRow): void {
  const { temperature, topP } = parameters;
  if (row.switches.greedyNeedsTopP && temperature === 0 && topP !== undefined && topP !== 1) {
    wrong('topP', topP, row, t('1 while parley.request.temperature is 0'));
  }
}

function wrong(name: Name, value: unknown, row: ResolvedRow, accepted: string): never {
  const shown = (JSON.stringify(value) ?? '').slice(0, 100);
  throw new ChatError({
    kind: 'configuration',
    code: 'parameter',
    field: `parley.request.${name}`,
    message: t(
      'parley.request.{0} is {1}; {2} takes {3}. Nothing was sent.',
      name,
      shown,
      row.label,
      accepted,
    ),
    retryable: false,
    provider: row.label,
  });
}
