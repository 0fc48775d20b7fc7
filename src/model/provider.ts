// Provider: where and as whom a model is called. Data only; nothing here sends.

/** The API families Parley speaks. */
export type DialectId = 'chat-completions' | 'mistral-gcp' | 'anthropic';

/** A model as listed by a server or written down by the user. */
export interface ModelEntry {
  /** The server's own id. */
  readonly id: string;
  /** Total context window in tokens. */
  readonly contextLength?: number;
  /** Most tokens one answer may have. */
  readonly maxOutput?: number;
  readonly tools?: boolean;
  readonly vision?: boolean;
}

/** A provider ready to be called: a preset completed by the user's entry. */
export interface Provider {
  /** The part of `provider/model` before the first slash. */
  readonly id: string;
  /** Name shown to the user. */
  readonly label: string;
  readonly dialect: DialectId;
  /** The row of vendor differences: a built-in id or `openai-compatible`. */
  readonly row: string;
  /** Absolute http(s) URL without trailing slash; the dialect's path is appended to its path. */
  readonly baseUrl: string;
  /** Query parameters added to every request, e.g. `api-version`. */
  readonly query: Readonly<Record<string, string>>;
  /** Extra request headers. Never `authorization`: keys come from SecretStorage. */
  readonly headers: Readonly<Record<string, string>>;
  /** Environment variable that holds the key, when the user named one. */
  readonly apiKeyEnv?: string;
  /** Cloud project, where the provider has such; when absent it is looked up with the login. */
  readonly project?: string;
  /** Cloud region, where the provider has such. */
  readonly region?: string;
  /** Models the user wrote down, or known beforehand; the server's list is added where it has one. */
  readonly models: readonly ModelEntry[];
  /** Overrides of single switches of the row, by name. */
  readonly quirks: Readonly<Record<string, unknown>>;
}

/** The origin (scheme, host, port) a key is bound to. Throws TypeError on an invalid URL. */
export function originOf(baseUrl: string): string {
  return new URL(baseUrl).origin;
}

/** Is this address on the user's own machine (loopback names and ranges)? */
export function isLoopback(baseUrl: string): boolean {
  const host = new URL(baseUrl).hostname.replace(/^\[|\]$/g, '');
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
  );
}

/** `mistral/mistral-small-latest` → its two halves; undefined when there is no slash or an empty half. */
export function splitModelName(name: string): { providerId: string; modelId: string } | undefined {
  const slash = name.indexOf('/');
  if (slash <= 0 || slash === name.length - 1) return undefined;
  return { providerId: name.slice(0, slash), modelId: name.slice(slash + 1) };
}
