// `parley.request.*`, `retry.*`, `timeout.*` → request parameters. Unset stays unset; a wrong parameter is named, not
// sent; a wrong retry figure or time limit falls back to the documented default.
import * as z from 'zod';
import type {
  RequestParameters,
  ResponseFormat,
  RetryPolicy,
  Timeouts,
  ToolChoice,
} from '../llm/chat-request.ts';
import { t } from '../model/l10n.ts';

/** Reads one setting by its name below `parley.`; undefined when the user has not set it. */
export type ReadSetting = (name: string) => unknown;

/** Parameters as set, and one sentence per wrong value. */
export interface RequestSettings {
  readonly parameters: RequestParameters;
  readonly problems: readonly string[];
}

const responseFormatSchema = z.union(
  [
    z.enum(['text', 'json_object']).transform((type): ResponseFormat => ({ type })),
    z
      .object({
        type: z.literal('json_schema'),
        json_schema: z.object({
          name: z.string().min(1),
          description: z.string().optional(),
          schema: z.record(z.string(), z.unknown()),
          strict: z.boolean().optional(),
        }),
      })
      .transform(({ json_schema: { name, schema, description, strict } }): ResponseFormat => {
        return {
          type: 'json_schema',
          name,
          schema,
          ...(description === undefined ? {} : { description }),
          ...(strict === undefined ? {} : { strict }),
        };
      }),
  ],
  {
    error: () =>
      t('must be text, json_object, or { "type": "json_schema", "json_schema": { "name": …, "schema": … } }'),
  },
);

const toolChoiceSchema = z
  .string()
  .min(1)
  .transform((choice): ToolChoice => {
    if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
    return choice === 'any' ? 'required' : { name: choice };
  });

/** A number, with one sentence for everything else, the range in it. */
function figure(min: number, max = Infinity, kind: 'number' | 'whole number' = 'number'): z.ZodType<number> {
  const error = (): string => figureFault(min, max, kind === 'whole number');
  const isRight = (value: number): boolean =>
    value >= min && value <= max && (kind === 'number' || Number.isSafeInteger(value));
  return z.number({ error }).refine(isRight, { error });
}

function figureFault(min: number, max: number, isWhole: boolean): string {
  if (Number.isFinite(max)) {
    return isWhole
      ? t('must be a whole number from {0} to {1}', min, max)
      : t('must be a number from {0} to {1}', min, max);
  }
  if (Number.isFinite(min)) {
    return isWhole ? t('must be a whole number from {0} up', min) : t('must be a number from {0} up', min);
  }
  return isWhole ? t('must be a whole number') : t('must be a number');
}

const penalty = figure(-2, 2);

const parametersSchema = z.object({
  temperature: figure(0, 2).exactOptional(),
  topP: figure(0, 1).exactOptional(),
  maxTokens: figure(1, Infinity, 'whole number').exactOptional(),
  minTokens: figure(0, Infinity, 'whole number').exactOptional(),
  stop: z
    .union(
      [
        z
          .string()
          .min(1)
          .transform((text) => [text]),
        z.array(z.string().min(1)).min(1),
      ],
      { error: () => t('must be a text or a list of texts') },
    )
    .exactOptional(),
  seed: figure(-Infinity, Infinity, 'whole number').exactOptional(),
  n: figure(1, 128, 'whole number').exactOptional(),
  presencePenalty: penalty.exactOptional(),
  frequencyPenalty: penalty.exactOptional(),
  responseFormat: responseFormatSchema.exactOptional(),
  toolChoice: toolChoiceSchema.exactOptional(),
  parallelToolCalls: z.boolean().exactOptional(),
  reasoningEffort: z.string().min(1).exactOptional(),
  safePrompt: z.boolean().exactOptional(),
  user: z.string().min(1).exactOptional(),
  prediction: z.string().min(1).exactOptional(),
}) satisfies z.ZodType<RequestParameters>;

/** The names below `parley.request.` that become parameters of a request. */
export const requestParameterNames: readonly string[] = Object.keys(parametersSchema.shape);

/** Reads all request parameters. `null` and `""` count as unset: they are the manifest's defaults. */
export function readRequestParameters(read: ReadSetting): RequestSettings {
  const values: Record<string, unknown> = {};
  for (const name of requestParameterNames) {
    const value = read(`request.${name}`);
    if (value !== undefined && value !== null && value !== '') values[name] = value;
  }
  const problems: string[] = [];
  const first = parametersSchema.safeParse(values);
  for (const issue of first.error?.issues ?? []) {
    const name = String(issue.path[0]);
    problems.push(t('parley.request.{0}: {1}. It is not sent.', issue.path.join('.'), issue.message));
    delete values[name];
  }
  return { parameters: parametersSchema.parse(values), problems };
}

const notNegative = z.number().min(0);

/** What `parley.retry.*` and `parley.timeout.*` may be. */
const limitSchemas: Readonly<Record<string, z.ZodType>> = {
  'retry.strategy': z.enum(['backoff', 'none']),
  'retry.maxRetries': z.number().int().min(0),
  'retry.initialInterval': notNegative,
  'retry.maxInterval': notNegative,
  'retry.exponent': z.number().min(1),
  'retry.maxElapsedTime': notNegative,
  'retry.retryConnectionErrors': z.boolean(),
  'timeout.connect': notNegative,
  'timeout.firstByte': notNegative,
  'timeout.idle': notNegative,
};

/** One sentence per wrong value of `parley.retry.*` and `parley.timeout.*`, for which the default is used. */
export function limitProblems(read: ReadSetting): readonly string[] {
  return Object.entries(limitSchemas).flatMap(([name, schema]) => {
    const value = read(name);
    const issue =
      value === undefined || value === null ? undefined : schema.safeParse(value).error?.issues[0];
    return issue === undefined ? [] : [t('parley.{0}: {1}. The default is used.', name, issue.message)];
  });
}

/** Longest time a timer can be set to (2³¹ - 1 ms, 24 days): anything longer would fire at once. */
const maxTimerMs = 2_147_483_647;

function msOr(fallback: number, value: unknown, unitMs = 1): number {
  return Math.min(maxTimerMs, numberOr(fallback, value) * unitMs);
}

function numberOr(fallback: number, value: unknown, min = 0): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= min ? value : fallback;
}

/** `parley.retry.*`; a wrong value falls back to the documented default. Milliseconds. */
export function readRetryPolicy(read: ReadSetting): RetryPolicy {
  return {
    strategy: read('retry.strategy') === 'none' ? 'none' : 'backoff',
    initialIntervalMs: msOr(500, read('retry.initialInterval')),
    maxIntervalMs: msOr(8000, read('retry.maxInterval')),
    exponent: numberOr(1.5, read('retry.exponent'), 1),
    maxElapsedTimeMs: msOr(60_000, read('retry.maxElapsedTime')),
    maxRetries: Math.floor(numberOr(2, read('retry.maxRetries'))),
    retryConnectionErrors: read('retry.retryConnectionErrors') !== false,
  };
}

/** `parley.timeout.*` (seconds) in milliseconds; what the user has not set is more patient with a local server. */
export function readTimeouts(read: ReadSetting, isLocal: boolean): Timeouts {
  const seconds = isLocal
    ? { connect: 3, firstByte: 600, idle: 600 }
    : { connect: 10, firstByte: 60, idle: 120 };
  return {
    connectMs: msOr(seconds.connect, read('timeout.connect'), 1000),
    firstByteMs: msOr(seconds.firstByte, read('timeout.firstByte'), 1000),
    idleMs: msOr(seconds.idle, read('timeout.idle'), 1000),
  };
}
