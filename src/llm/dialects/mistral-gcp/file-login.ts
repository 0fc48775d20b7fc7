// A Google credentials file → a token: checks the file, lends Google's library our own way of sending, and says what a
// refusal means. No token, key or secret of the file ever stands in a message.
import * as z from 'zod';
import { ChatError, type ErrorFacts } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import { isLoopback } from '../../../model/provider.ts';
import type { Timeouts } from '../../chat-request.ts';
import { readHttpError, sourceFacts, type ErrorSource } from '../../http-error.ts';
import { isRecord, parseJson, textAt } from '../../json-value.ts';
import { sendRequest, type FetchPorts } from '../../secure-fetch.ts';
import type { AccessToken, TokenRequest } from './google-auth.ts';

const MAX_BYTES = 1024 * 1024;
/** The metadata services of clouds speak plain http on these addresses, which never leave the machine's own network. */
const LINK_LOCAL = /^(?:169\.254\.\d{1,3}\.\d{1,3}|\[fd00:ec2::254\])$/;

/** A credentials file as found. */
export interface CredentialsText {
  readonly path: string;
  readonly text: string;
}

/** A token made from a file, and what the file says beside. */
export interface FileLogin {
  readonly token: AccessToken;
  readonly fileText: string;
  /** A service account's own project. */
  readonly project?: string;
  /** The project that is to pay, where the file names one. */
  readonly quotaProject?: string;
}

const keyFileSchema = z.looseObject({
  type: z.string(),
  client_email: z.string().exactOptional(),
  private_key: z.string().exactOptional(),
  private_key_id: z.string().exactOptional(),
  client_secret: z.string().exactOptional(),
  refresh_token: z.string().exactOptional(),
  token_uri: z.url().exactOptional(),
  project_id: z.string().min(1).exactOptional(),
  quota_project_id: z.string().min(1).exactOptional(),
  service_account_impersonation_url: z.string().exactOptional(),
  delegates: z.array(z.string()).exactOptional(),
});

const credentialsSchema = keyFileSchema.extend({ source_credentials: keyFileSchema.exactOptional() });

/**
 * Gets a new token with the file.
 * @throws ChatError `configuration` (code `credentials-file`) when the file cannot be used; `auth` when Google refuses it,
 *   with what to do; `network`, `timeout`, `server` or `protocol` as any request; the signal's reason when it aborts.
 */
export async function fileLogin(
  file: CredentialsText,
  source: ErrorSource,
  timeouts: Timeouts,
  ports: FetchPorts,
  signal: AbortSignal,
): Promise<FileLogin> {
  const parsed = credentialsSchema.safeParse(parseJson(file.text));
  if (!parsed.success) throw unusable(file, t('it is not a Google credentials file'), source);
  const { data } = parsed;
  const secrets = [data, data.source_credentials ?? {}].flatMap(secretsIn);
  const run: TokenRun = { file, type: data.type, source: { ...source, secrets }, timeouts, ports, signal };
  try {
    const { fetchToken } = await import('./google-auth.ts');
    const token = await fetchToken(data, (request) => send(request, run));
    const { project_id: project, quota_project_id: quotaProject } = data;
    return {
      token,
      fileText: file.text,
      ...(project === undefined ? {} : { project }),
      ...(quotaProject === undefined ? {} : { quotaProject }),
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (run.failure !== undefined) throw run.failure;
    const reason = error instanceof Error ? error.message : t('unknown reason');
    const host = run.answeredBy;
    if (host === undefined) throw unusable(file, reason, run.source);
    const message = t('{0} sent no access token: {1}', host, reason);
    throw new ChatError(sourceFacts({ ...run.source, host }, 'protocol', message, { code: 'no-token' }));
  }
}

/** One making of a token. The library wraps what it catches and does not say whom it asked, so that is kept here. */
interface TokenRun {
  readonly file: CredentialsText;
  readonly type: string;
  readonly source: ErrorSource;
  readonly timeouts: Timeouts;
  readonly ports: FetchPorts;
  readonly signal: AbortSignal;
  /** Why the last request failed. */
  failure?: ChatError;
  /** Host of the last answer that was a success. */
  answeredBy?: string;
}

/** Sends one request of the library's, as `sendRequest` sends. */
async function send(request: TokenRequest, run: TokenRun): Promise<Response> {
  const { timeouts, ports, signal } = run;
  const { url, headers } = request;
  const source: ErrorSource = { ...run.source, host: url.host };
  delete run.failure;
  delete run.answeredBy;
  try {
    if (url.protocol !== 'https:' && !isLoopback(url.href) && !LINK_LOCAL.test(url.hostname)) {
      const message = t(
        'The credentials name {0}, and they must not travel unencrypted. Nothing was sent.',
        url.origin,
      );
      throw new ChatError(sourceFacts(source, 'configuration', message, { code: 'insecure-address' }));
    }
    headers.set('accept-encoding', 'identity');
    const answer = await sendRequest({ ...request, timeouts, source }, ports, signal);
    const bodyText = (await answer.body?.readText(MAX_BYTES, timeouts.idleMs)) ?? '';
    const { status } = answer;
    if (status >= 400) {
      const failed = { ...source, status, headers: answer.headers, bodyText, nowMs: ports.nowMs() };
      throw new ChatError(refusal(readHttpError(failed, source.provider).facts, bodyText, run));
    }
    run.answeredBy = url.host;
    return new Response(bodyText === '' ? null : bodyText, { status, headers: answer.headers });
  } catch (error) {
    if (error instanceof ChatError) run.failure = error;
    throw error;
  }
}

/** OAuth's error codes (RFC 6749, 5.2) and Google's own, as what the user can do. */
function refusal(facts: ErrorFacts, bodyText: string, { type, file }: TokenRun): ErrorFacts {
  const body = parseJson(bodyText);
  const code = (isRecord(body) ? textAt(body, 'error') : undefined) ?? facts.code;
  const coded = { ...facts, ...(code === undefined ? {} : { code }) };
  const isLoginRefused =
    /^(?:invalid_grant|invalid_rapt|invalid_client|deleted_client|unauthorized_client)$/.test(code ?? '');
  if (!isLoginRefused && coded.kind !== 'auth') return coded;
  const again = t('Run `gcloud auth application-default login` in a terminal, then retry.');
  const hint = !isLoginRefused
    ? t(
        'The account of {0} may not make a token. Check its permissions, or log in as another one: {1}',
        file.path,
        again,
      )
    : type === 'service_account'
      ? t(
          'Google refuses the key in {0}. It may have been deleted: make a new one for the service account. Or the clock of this computer is wrong.',
          file.path,
        )
      : t('Google accepts this login no longer. {0}', again);
  return { ...coded, kind: 'auth', retryable: false, hint };
}

function secretsIn(file: {
  readonly private_key?: string;
  readonly client_secret?: string;
  readonly refresh_token?: string;
}): readonly string[] {
  const { private_key: key, client_secret: secret, refresh_token: token } = file;
  return [key, secret, token].filter((value) => value !== undefined);
}

function unusable({ path }: CredentialsText, reason: string, source: ErrorSource): ChatError {
  return new ChatError(
    sourceFacts(
      source,
      'configuration',
      t('The Google credentials in {0} cannot be used: {1}', path, reason),
      {
        code: 'credentials-file',
      },
    ),
  );
}
