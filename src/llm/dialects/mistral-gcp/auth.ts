// GoogleLogin: Application Default Credentials → the key and the project of a request. It does nothing before a request
// asks, keeps the token in memory only, and gives it out for the address the user chose and no other.
// The order is Google's: credentials file, metadata server; then, for a machine that is only logged in, gcloud itself.
import { ChatError } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import { isLoopback, originOf, type Provider } from '../../../model/provider.ts';
import type { BoundKey, ChatRequest, Grant, GrantSource } from '../../chat-request.ts';
import type { ErrorSource } from '../../http-error.ts';
import { isRecord, parseJson, recordAt, textAt } from '../../json-value.ts';
import type { FetchPorts } from '../../secure-fetch.ts';
import { SharedTask } from '../../shared-task.ts';
import { fileLogin, type CredentialsText } from './file-login.ts';
import type { AccessToken } from './google-auth.ts';
import { machineLogin } from './machine-login.ts';

/** A token with less than this left is replaced before it is used; Google's own clients do the same. */
const EARLY_MS = 5 * 60_000;
/** What gcloud prints does not say when it expires, and the user may log in as somebody else meanwhile. */
const GCLOUD_TOKEN_MS = EARLY_MS + 5 * 60_000;
const GCLOUD_PROJECT_MS = 5 * 60_000;
/** Names the project that pays. */
const QUOTA_HEADER = 'x-goog-user-project';
const GCLOUD_TOKEN_COMMANDS: readonly (readonly string[])[] = [
  ['auth', 'application-default', 'print-access-token'],
  ['auth', 'print-access-token'],
];
/** Link-local: never leaves the machine's own network, and needs no name look-up. */
const METADATA_HOST = '169.254.169.254';

/** What the login needs from outside. */
export interface GoogleLoginPorts extends FetchPorts {
  /** The value of an environment variable; undefined when it is not set or empty. */
  readonly environment: (name: string) => string | undefined;
  /**
   * The credentials file that the environment names, else the one gcloud wrote; undefined when there is neither.
   * Rejects with a ChatError when the named one cannot be read.
   */
  readonly credentialsFile: () => Promise<CredentialsText | undefined>;
  /**
   * Runs gcloud with these arguments and resolves with what it printed; undefined when there is no gcloud, or it failed or
   * took too long. Rejects with the signal's reason when it aborts.
   */
  readonly gcloud: (args: readonly string[], signal: AbortSignal) => Promise<string | undefined>;
}

/** A token with what is known about it. */
interface Login {
  readonly token: AccessToken;
  /** The text of the file it was made from; empty when it came from elsewhere. */
  readonly fileText: string;
  readonly project?: string;
  readonly quotaProject?: string;
}

/** See the head of this file. One for all providers and requests of a window. */
export class GoogleLogin {
  readonly #ports: GoogleLoginPorts;
  readonly #fetching = new SharedTask<Login>();
  #login: Login | undefined;
  #gcloudProject: { readonly id: string; readonly untilMs: number } | undefined;

  constructor(ports: GoogleLoginPorts) {
    this.#ports = ports;
  }

  /**
   * The grant for a request to Vertex AI. Concurrent requests share one fetch of a token.
   * @throws ChatError `auth` (`no-login` when there is none), `configuration`, or what the token's server failed with.
   */
  readonly grant: GrantSource = async (request, signal, refused) => {
    const { provider } = request;
    refuseOpenAddress(provider);
    const login = await this.#current(request, signal, refused);
    const project = provider.project ?? (await this.#project(login, signal));
    return grantOf(provider, login, project, this.#ports.environment('GOOGLE_CLOUD_QUOTA_PROJECT'));
  };

  async #current(request: ChatRequest, signal: AbortSignal, refused: BoundKey | undefined): Promise<Login> {
    // Read each time: whoever has logged in anew after an error must not meet the old token.
    const file = await this.#ports.credentialsFile();
    const known = this.#login;
    const isUsable =
      known !== undefined &&
      known.fileText === (file?.text ?? '') &&
      known.token.value !== refused?.value &&
      (known.token.expiresAtMs ?? 0) - this.#ports.nowMs() > EARLY_MS;
    if (isUsable) return known;
    return this.#fetching.join(async (shared) => {
      const login = await this.#logIn(file, request, shared);
      this.#login = login;
      return login;
    }, signal);
  }

  async #logIn(
    file: CredentialsText | undefined,
    { provider, model, timeouts }: ChatRequest,
    signal: AbortSignal,
  ): Promise<Login> {
    const ports = this.#ports;
    const source: ErrorSource = { host: 'Google', provider: provider.label, model, secrets: [] };
    if (file !== undefined) return fileLogin(file, source, timeouts, ports, signal);
    const machine =
      ports.environment('METADATA_SERVER_DETECTION') === 'none'
        ? undefined
        : await machineLogin(
            ports.environment('GCE_METADATA_HOST') ?? METADATA_HOST,
            source,
            timeouts,
            ports,
            signal,
          );
    if (machine !== undefined) return { fileText: '', ...machine };
    for (const args of GCLOUD_TOKEN_COMMANDS) {
      const value = (await ports.gcloud(args, signal))?.trim();
      if (value === undefined || !/^\S+$/.test(value)) continue;
      return { fileText: '', token: { value, expiresAtMs: ports.nowMs() + GCLOUD_TOKEN_MS } };
    }
    throw noLogin(provider);
  }

  /** The project where the settings name none; undefined when nobody knows one. */
  async #project(login: Login, signal: AbortSignal): Promise<string | undefined> {
    const { environment } = this.#ports;
    const known =
      environment('GOOGLE_CLOUD_PROJECT') ??
      environment('GCLOUD_PROJECT') ??
      login.project ??
      login.quotaProject;
    return known ?? this.#projectOfGcloud(signal);
  }

  async #projectOfGcloud(signal: AbortSignal): Promise<string | undefined> {
    const nowMs = this.#ports.nowMs();
    if (this.#gcloudProject !== undefined && this.#gcloudProject.untilMs > nowMs)
      return this.#gcloudProject.id;
    const printed = await this.#ports.gcloud(['config', 'config-helper', '--format=json'], signal);
    const helper = parseJson(printed ?? '');
    if (!isRecord(helper)) return undefined;
    const { configuration } = helper;
    const properties = isRecord(configuration) ? recordAt(configuration, 'properties') : {};
    const id = textAt(recordAt(properties, 'core'), 'project');
    this.#gcloudProject = id === undefined ? undefined : { id, untilMs: nowMs + GCLOUD_PROJECT_MS };
    return id;
  }
}

function grantOf(
  provider: Provider,
  { token, quotaProject }: Login,
  project: string | undefined,
  quotaFromEnvironment: string | undefined,
): Grant {
  const isSet = Object.keys(provider.headers).some((name) => name.toLowerCase() === QUOTA_HEADER);
  const quota = isSet ? undefined : (quotaFromEnvironment ?? quotaProject);
  return {
    apiKey: { value: token.value, origin: originOf(provider.baseUrl) },
    provider: {
      ...provider,
      ...(project === undefined ? {} : { project }),
      headers: { ...provider.headers, ...(quota === undefined ? {} : { [QUOTA_HEADER]: quota }) },
    },
  };
}

function refuseOpenAddress({ baseUrl, label, id }: Provider): void {
  if (baseUrl.startsWith('https:') || isLoopback(baseUrl)) return;
  throw new ChatError({
    kind: 'configuration',
    code: 'insecure-address',
    retryable: false,
    provider: label,
    message: t(
      '{0} is set to {1}, and a Google token must not travel unencrypted. Use https in parley.providers.{2}.baseUrl, or leave it out.',
      label,
      originOf(baseUrl),
      id,
    ),
  });
}

function noLogin({ label }: Provider): ChatError {
  return new ChatError({
    kind: 'auth',
    code: 'no-login',
    retryable: false,
    provider: label,
    message: t('No Google Cloud login was found on this machine.'),
    hint: t(
      'Run `gcloud auth application-default login` in a terminal, or set the environment variable GOOGLE_APPLICATION_CREDENTIALS to the path of a key file and start VS Code again; then retry.',
    ),
  });
}
