// `parley.providers` → providers. Checks every entry by itself: a bad one is named, the others go on working.
import * as z from 'zod';
import { providerPresets, type ProviderPreset } from '../llm/dialects/index.ts';
import { REGION } from '../llm/dialects/mistral-gcp/endpoint.ts';
import { isRecord } from '../llm/json-value.ts';
import { t } from '../model/l10n.ts';
import type { Provider } from '../model/provider.ts';

/** The providers that can be used now, by id, and what is wrong with the rest. */
export interface ProviderSettings {
  readonly providers: ReadonlyMap<string, Provider>;
  /** One sentence per fault, naming the entry, the key and what to write instead. */
  readonly problems: readonly string[];
}

const customRow = 'openai-compatible';

const modelEntrySchema = z.strictObject({
  id: z.string().min(1),
  contextLength: z.number().int().positive().exactOptional(),
  maxOutput: z.number().int().positive().exactOptional(),
  tools: z.boolean().exactOptional(),
  vision: z.boolean().exactOptional(),
});

const entrySchema = z.strictObject({
  label: z.string().min(1).exactOptional(),
  dialect: z.string().exactOptional(),
  baseUrl: z.string().exactOptional(),
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
      error: () => t('must be the name of an environment variable, not a key'),
    })
    .exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional(),
  models: z.array(modelEntrySchema).exactOptional(),
  project: z.string().min(1).exactOptional(),
  region: z
    .string()
    .regex(REGION, { error: () => t('must be a region, for example europe-west4, or global') })
    .exactOptional(),
  query: z.record(z.string(), z.string()).exactOptional(),
  quirks: z.record(z.string(), z.unknown()).exactOptional(),
});

type Entry = z.infer<typeof entrySchema>;

/**
 * Completes the built-in presets with the user's entries.
 * @param value the user's `parley.providers`, whatever it is; undefined when not set.
 */
export function readProviders(value: unknown): ProviderSettings {
  const problems: string[] = [];
  const providers = new Map<string, Provider>();
  for (const preset of Object.values(providerPresets)) {
    const provider = preset.baseUrl === '' ? undefined : toProvider(preset.id, preset, {}, preset.baseUrl);
    if (provider !== undefined) providers.set(preset.id, provider);
  }
  if (value !== undefined && !isRecord(value)) {
    problems.push(t('parley.providers must be an object: provider id → { baseUrl, … }.'));
  }
  for (const [id, entry] of Object.entries(isRecord(value) ? value : {})) {
    const provider = readEntry(id, entry, problems);
    // A bad entry takes its built-in namesake with it: what the user wanted there is not known.
    if (provider === undefined) providers.delete(id);
    else providers.set(id, provider);
  }
  return { providers, problems };
}

function readEntry(id: string, value: unknown, problems: string[]): Provider | undefined {
  const where = `parley.providers.${id}`;
  if (!/^[\w.-]+$/.test(id)) {
    problems.push(t('{0}: a provider id may hold letters, digits, “.”, “_” and “-” only.', where));
    return undefined;
  }
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => describeIssue(where, issue)));
    return undefined;
  }
  const entry = parsed.data;
  const row = entry.dialect ?? (Object.hasOwn(providerPresets, id) ? id : customRow);
  const preset = Object.hasOwn(providerPresets, row) ? providerPresets[row] : undefined;
  if (preset === undefined) {
    problems.push(
      t('{0}.dialect: “{1}” is not known. Known: {2}.', where, row, Object.keys(providerPresets).join(', ')),
    );
    return undefined;
  }
  const headerFault = Object.keys(entry.headers ?? {}).find((name) =>
    /^(authorization|x-api-key|api-key)$/i.test(name),
  );
  if (headerFault !== undefined) {
    problems.push(
      t(
        '{0}.headers.{1}: keys do not belong in settings files. Run “Parley: Set API Key” instead.',
        where,
        headerFault,
      ),
    );
    return undefined;
  }
  const address = readBaseUrl(entry.baseUrl ?? knownBaseUrl(id, preset, entry));
  if ('fault' in address) {
    problems.push(`${where}.baseUrl: ${address.fault}`);
    return undefined;
  }
  return toProvider(id, preset, entry, address.url);
}

/** Where the provider is when the user does not say: a region tells, or the name of a built-in one. */
function knownBaseUrl(id: string, { id: presetId, baseUrl, regional }: ProviderPreset, entry: Entry): string {
  if (regional !== undefined) return regional.baseUrl(entry.region ?? regional.region);
  return id === presetId ? baseUrl : '';
}

function toProvider(id: string, preset: ProviderPreset, entry: Entry, baseUrl: string): Provider {
  const region = entry.region ?? preset.regional?.region;
  return {
    id,
    label: entry.label ?? (id === preset.id ? preset.label : id),
    dialect: preset.dialect,
    row: preset.id,
    baseUrl,
    query: entry.query ?? {},
    headers: entry.headers ?? {},
    ...(entry.apiKeyEnv === undefined ? {} : { apiKeyEnv: entry.apiKeyEnv }),
    ...(entry.project === undefined ? {} : { project: entry.project }),
    ...(region === undefined ? {} : { region }),
    models: entry.models ?? preset.models ?? [],
    quirks: entry.quirks ?? {},
  };
}

/**
 * Trims spaces and final slashes and cuts a pasted `/chat/completions`.
 * @returns the absolute http(s) URL, or what is wrong, to follow the setting's name. An address with an `@` is not
 *   quoted: what stands before it may be a password.
 */
export function readBaseUrl(text: string): { readonly url: string } | { readonly fault: string } {
  const trimmed = text.trim();
  const example = t('Write it like https://host/v1 or http://localhost:8080/v1.');
  if (trimmed === '') return { fault: t('is missing. {0}', example) };
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) {
    return {
      fault: trimmed.includes('@')
        ? t('this is not a web address. {0}', example)
        : t('“{0}” is not a web address. {1}', trimmed, example),
    };
  }
  const url = new URL(trimmed);
  if (url.username !== '' || url.password !== '') {
    return {
      fault: t(
        'must not hold a user name or password. Remove them, and run “Parley: Set API Key” for the key.',
      ),
    };
  }
  if (url.search !== '')
    return { fault: t('must end before the “?”. Write what follows it as "query": { … } beside it.') };
  const path = url.pathname.replace(/\/+$/, '').replace(/\/+chat\/completions$/, '');
  return { url: `${url.origin}${path}` };
}

function describeIssue(where: string, issue: z.core.$ZodIssue): string {
  const path = [where, ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    const allowed =
      issue.path.length === 0 ? Object.keys(entrySchema.shape) : Object.keys(modelEntrySchema.shape);
    return t(
      '{0}: unknown {1}. Known: {2}.',
      path,
      issue.keys.map((key) => `“${key}”`).join(', '),
      allowed.join(', '),
    );
  }
  return `${path}: ${issue.message}.`;
}
