// A Google credentials file → an access token, through Google's own library: the only file that knows it, loaded when a
// token is first needed and built as a script of its own. It looks for nothing (no files, no environment, no gcloud) and
// sends nothing by itself; it shares no code with the rest, or that would be in two scripts.
import { gaxios, GoogleAuth, Impersonated, JWT, type AuthClient } from 'google-auth-library';

/** All that Vertex AI asks for. */
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
/** Built into the library, which does not look at the file's own `token_uri` as Google's other libraries do. */
const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token';

/** A parsed credentials file. What a type needs beyond this, the library checks. */
export interface CredentialsFile {
  readonly type: string;
  readonly token_uri?: string;
  readonly client_email?: string;
  readonly private_key?: string;
  readonly private_key_id?: string;
  readonly source_credentials?: CredentialsFile;
  readonly service_account_impersonation_url?: string;
  readonly delegates?: readonly string[];
}

/** One HTTP request that the library wants sent. */
export interface TokenRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Headers;
  readonly body?: string;
}

/** Sends it and returns the answer when it is a success; throws what the caller is to see otherwise. */
export type SendTokenRequest = (request: TokenRequest) => Promise<Response>;

/** An access token. */
export interface AccessToken {
  readonly value: string;
  /** Milliseconds since the epoch; absent when nobody said. */
  readonly expiresAtMs?: number;
}

/** The kinds of files from which the library can make a token of the right scope. */
const TYPES: ReadonlySet<string> = new Set([
  'service_account',
  'authorized_user',
  'impersonated_service_account',
  'external_account',
  'external_account_authorized_user',
]);

/**
 * Gets a new token. Keeps nothing.
 * @throws Error when the file lacks something or its key is none; whatever `send` throws, wrapped.
 */
export async function fetchToken(file: CredentialsFile, send: SendTokenRequest): Promise<AccessToken> {
  const tokenUri = file.token_uri ?? file.source_credentials?.token_uri;
  const transporter = new gaxios.Gaxios({
    fetchImplementation: (input, init) => send(toTokenRequest(input, init, tokenUri)),
    // The proxy is VS Code's affair, and so is what to repeat.
    noProxy: [/^/],
    retryConfig: { shouldRetry: () => false },
  });
  const client = clientOf(file, transporter);
  const { token } = await client.getAccessToken();
  if (typeof token !== 'string' || token === '') throw new Error('The answer to it has no access token.');
  const expiresAtMs = client.credentials.expiry_date;
  return { value: token, ...(typeof expiresAtMs === 'number' ? { expiresAtMs } : {}) };
}

function clientOf(file: CredentialsFile, transporter: gaxios.Gaxios): AuthClient {
  // The library's own request parameters come with a log that prints tokens.
  const options = { transporter, useAuthRequestParameters: false };
  if (!TYPES.has(file.type)) {
    throw new Error(`“${file.type}” is not a kind of credentials that can be used here.`);
  }
  if (file.type === 'service_account') {
    const { client_email: email, private_key: key, private_key_id: keyId, token_uri: audience } = file;
    if (email === undefined) throw new Error('There is no client_email in it.');
    if (key === undefined) throw new Error('There is no private_key in it.');
    return new JWT({
      ...options,
      email,
      key,
      ...(keyId === undefined ? {} : { keyId }),
      scopes: [SCOPE],
      ...(audience === undefined ? {} : { additionalClaims: { aud: audience } }),
    });
  }
  if (file.type === 'impersonated_service_account') {
    const { source_credentials: source, service_account_impersonation_url: url = '', delegates = [] } = file;
    const targetPrincipal = /\/([^/]+):generateAccessToken$/.exec(url)?.[1];
    if (source === undefined || targetPrincipal === undefined) {
      throw new Error('There are no source_credentials or no service_account_impersonation_url in it.');
    }
    const sourceClient = clientOf(source, transporter);
    return new Impersonated({
      ...options,
      sourceClient,
      targetPrincipal,
      targetScopes: [SCOPE],
      delegates: [...delegates],
    });
  }
  const client = new GoogleAuth({ scopes: [SCOPE] }).fromJSON({ ...file }, options);
  if (file.type === 'external_account') lendTransporter(client, transporter);
  return client;
}

/** The library (10.9) exchanges a federated token through a sender of its own, whatever it was given: it gets ours. */
function lendTransporter(client: AuthClient, transporter: gaxios.Gaxios): void {
  if (Reflect.get(client, 'credentialSourceType') === 'certificate') {
    throw new Error('A client certificate as a login cannot be used here.');
  }
  const exchange: unknown = Reflect.get(client, 'stsCredential');
  if (typeof exchange === 'object' && exchange !== null) Reflect.set(exchange, 'transporter', transporter);
}

function toTokenRequest(
  input: string | URL | Request,
  init: RequestInit | undefined,
  tokenUri: string | undefined,
): TokenRequest {
  const asked = new URL(input instanceof Request ? input.url : input);
  const url = asked.href === GOOGLE_TOKEN_URL && tokenUri !== undefined ? new URL(tokenUri) : asked;
  const { method = 'GET', body } = init ?? {};
  if (method !== 'GET' && method !== 'POST' && method !== 'PUT') {
    throw new TypeError(`A token cannot be asked for with ${method}.`);
  }
  const headers = new Headers(init?.headers);
  if (body === undefined || body === null) return { url, method, headers };
  if (typeof body === 'string') return { url, method, headers, body };
  if (!(body instanceof URLSearchParams)) {
    throw new TypeError('The body of a token request is neither text nor a form.');
  }
  if (!headers.has('content-type')) headers.set('content-type', 'application/x-www-form-urlencoded');
  return { url, method, headers, body: body.toString() };
}
