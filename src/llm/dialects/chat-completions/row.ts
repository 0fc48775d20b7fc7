// Row: everything in which one chat-completions vendor differs from another, as data.
// A row is a closed list: a field it does not name is never sent.
import * as z from 'zod';
import { ChatError } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import type { Provider } from '../../../model/provider.ts';
import type { RequestParameters, ResponseFormat } from '../../chat-request.ts';
import type { AuthScheme } from '../dialect.ts';

/** How one request parameter is written for a vendor. Ranges are the published ones, ends included. */
export type Field =
  | { readonly form: 'number'; readonly name: string; readonly min: number; readonly max?: number }
  | { readonly form: 'integer'; readonly name: string; readonly min: number; readonly max?: number }
  | { readonly form: 'boolean'; readonly name: string }
  /** Free text, or one of `values`. */
  | { readonly form: 'text'; readonly name: string; readonly values?: readonly string[] }
  /** Always sent as an array: Together takes no other form. */
  | { readonly form: 'list'; readonly name: string; readonly max?: number }
  /** `name: { key: value }`, e.g. OpenRouter's `reasoning: { effort }`. */
  | { readonly form: 'object'; readonly name: string; readonly key: string }
  /** DeepSeek's switch: `none` turns thinking off, anything else on. */
  | { readonly form: 'thinking-switch'; readonly name: string }
  /** Values for the chat template of a local server. */
  | { readonly form: 'template-arguments'; readonly name: string }
  | {
      readonly form: 'response-format';
      readonly name: string;
      readonly types: readonly ResponseFormat['type'][];
    }
  /** `alone`: refused beside tools, and where several answers are asked for. */
  | { readonly form: 'prediction'; readonly name: string; readonly alone: boolean }
  /** `forced` is the vendor's word for "call some tool". */
  | { readonly form: 'tool-choice'; readonly name: string; readonly forced: 'any' | 'required' };

/** The parameters a vendor takes; an absent one is dropped, and the user is told. */
export type FieldList = { readonly [Name in keyof RequestParameters]?: Field };

/** How an assistant's earlier thinking goes back to the model. */
export type ReasoningReplay =
  'strip' | 'reasoning_content' | 'reasoning' | 'reasoning_details' | 'thinking-parts';

/** Single switches; `parley.providers.<id>.quirks` overrides them by these names. */
export interface Switches {
  /** `merge`: the system prompt goes in front of the first user message. */
  readonly systemRole: 'system' | 'developer' | 'merge';
  /** `nine`: tool call ids are mapped to nine letters and digits. */
  readonly toolIds: 'any' | 'nine';
  /** Mistral's role order: an assistant message between tool results and a user message, a user message first. */
  readonly strictTurns: boolean;
  /** Neighbours of the same role become one message. */
  readonly mergeSameRole: boolean;
  /** What to do when the history ends with an assistant message. */
  readonly lastAssistant: 'keep' | 'prefix' | 'ask';
  /** Ask for token counts with `stream_options`; the others send them unasked or refuse the field. */
  readonly askUsage: boolean;
  /** Thinking may stand in the text between `<think>` tags. */
  readonly thinkTags: boolean;
  readonly reasoningReplay: ReasoningReplay;
  /** Tool calls carry a signature in `extra_content` that must come back (Gemini). */
  readonly callSignatures: boolean;
  /** `completion_tokens` leaves reasoning out (xAI). */
  readonly usageExcludesReasoning: boolean;
  /** Temperature 0 is refused unless top_p is 1 (Mistral). */
  readonly greedyNeedsTopP: boolean;
  /** JSON response formats are refused when there are tools (Groq). */
  readonly jsonWithTools: boolean;
  /** How often status 500 is worth another try: these servers use it for the client's mistakes too. */
  readonly retry500: 'always' | 'once' | 'never';
}

/** A vendor. */
export interface Row {
  readonly id: string;
  readonly auth: AuthScheme;
  /** Sent for streams and whole answers alike where the vendor's own client does so. */
  readonly accept?: string;
  readonly modelsPath?: string;
  readonly fields: FieldList;
  readonly switches: Switches;
  /** Differences for some of the vendor's models, applied in order. */
  readonly variants: readonly RowVariant[];
}

/** What changes for models whose id matches. */
export interface RowVariant {
  readonly models: RegExp;
  readonly drop?: readonly (keyof RequestParameters)[];
  readonly switches?: Partial<Switches>;
}

/**
 * `parley.providers.<id>.quirks`: switches by their names above, and the wire names of three fields.
 * Unknown names are refused so that a slip of the pen does not go unnoticed.
 */
export const quirksSchema = z.strictObject({
  systemRole: z.enum(['system', 'developer', 'merge']).exactOptional(),
  toolIds: z.enum(['any', 'nine']).exactOptional(),
  strictTurns: z.boolean().exactOptional(),
  mergeSameRole: z.boolean().exactOptional(),
  lastAssistant: z.enum(['keep', 'prefix', 'ask']).exactOptional(),
  askUsage: z.boolean().exactOptional(),
  thinkTags: z.boolean().exactOptional(),
  reasoningReplay: z
    .enum(['strip', 'reasoning_content', 'reasoning', 'reasoning_details', 'thinking-parts'])
    .exactOptional(),
  callSignatures: z.boolean().exactOptional(),
  usageExcludesReasoning: z.boolean().exactOptional(),
  greedyNeedsTopP: z.boolean().exactOptional(),
  jsonWithTools: z.boolean().exactOptional(),
  retry500: z.enum(['always', 'once', 'never']).exactOptional(),
  /** Wire name of the seed; `none`: not sent. */
  seedField: z.enum(['seed', 'random_seed', 'none']).exactOptional(),
  /** Wire name of the answer's length limit. */
  limitField: z.enum(['max_tokens', 'max_completion_tokens']).exactOptional(),
  /** The word that forces a tool call. */
  forcedToolWord: z.enum(['any', 'required']).exactOptional(),
  /** Send `parallel_tool_calls` when the user sets it. */
  parallelToolCalls: z.boolean().exactOptional(),
});

type Quirks = z.infer<typeof quirksSchema>;

/** A row with everything decided for one provider and model. */
export interface ResolvedRow extends Row {
  /** Label of the provider, for messages. */
  readonly label: string;
}

/**
 * Applies the variants for this model, then the user's quirks.
 * @throws ChatError `configuration` naming the quirk that is not understood.
 */
export function resolveRow(row: Row, provider: Provider, model: string): ResolvedRow {
  const quirks = readQuirks(provider);
  let fields = row.fields;
  let switches = row.switches;
  for (const variant of row.variants) {
    if (!variant.models.test(model)) continue;
    fields = withoutFields(fields, variant.drop ?? []);
    switches = { ...switches, ...variant.switches };
  }
  return {
    ...row,
    label: provider.label,
    fields: withQuirks(fields, quirks),
    switches: { ...switches, ...pickSwitches(quirks) },
  };
}

const noQuirks: Quirks = {};

function readQuirks({ id, label, quirks }: Provider): Quirks {
  if (Object.keys(quirks).length === 0) return noQuirks;
  const parsed = quirksSchema.safeParse(quirks);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = ['parley.providers', id, 'quirks', ...(issue?.path ?? [])].map(String).join('.');
  throw new ChatError({
    kind: 'configuration',
    code: 'quirks',
    message: t(
      '{0}: {1}. Known: {2}.',
      path,
      issue?.message ?? t('not understood'),
      Object.keys(quirksSchema.shape).join(', '),
    ),
    retryable: false,
    provider: label,
  });
}

function withoutFields(fields: FieldList, names: readonly string[]): FieldList {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function pickSwitches(quirks: Quirks): Partial<Switches> {
  const {
    seedField: _seed,
    limitField: _limit,
    forcedToolWord: _word,
    parallelToolCalls: _parallel,
    ...rest
  } = quirks;
  return rest;
}

function withQuirks(fields: FieldList, quirks: Quirks): FieldList {
  const { seedField, limitField, forcedToolWord, parallelToolCalls } = quirks;
  const changed: { -readonly [Name in keyof FieldList]: FieldList[Name] } = { ...fields };
  if (seedField === 'none') delete changed.seed;
  else if (seedField !== undefined) changed.seed = { form: 'integer', name: seedField, min: 0 };
  if (limitField !== undefined) changed.maxTokens = { form: 'integer', name: limitField, min: 1 };
  if (forcedToolWord !== undefined) {
    changed.toolChoice = { form: 'tool-choice', name: 'tool_choice', forced: forcedToolWord };
  }
  if (parallelToolCalls === true)
    changed.parallelToolCalls = { form: 'boolean', name: 'parallel_tool_calls' };
  if (parallelToolCalls === false) delete changed.parallelToolCalls;
  return changed;
}
