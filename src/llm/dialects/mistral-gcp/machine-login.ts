// The metadata server that every Google machine has: a token without any credentials on disk. Elsewhere nothing answers,
// so the first question gets one second. It believes nobody who does not say that he is Google's.
import * as z from 'zod';
import { ChatError } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import type { Timeouts } from '../../chat-request.ts';
import type { ErrorSource } from '../../http-error.ts';
import { parseJson } from '../../json-value.ts';
import { sendRequest, type FetchPorts } from '../../secure-fetch.ts';
import type { AccessToken } from './google-auth.ts';

const PROBE_LIMIT_MS = 1000;
const PROBE_LIMITS: Timeouts = {
  connectMs: PROBE_LIMIT_MS,
  firstByteMs: PROBE_LIMIT_MS,
  idleMs: PROBE_LIMIT_MS,
};
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const MAX_BYTES = 64 * 1024;

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number() });

/** What the metadata server gave. */
export interface MachineLogin {
  readonly token: AccessToken;
  /** The project the machine belongs to. */
  readonly project?: string;
}

/**
 * The machine's own login; undefined when this is no Google machine, within a second.
 * @param host name or address of the server; Google's link-local one unless the environment names another.
 * @param timeouts for the token itself: a cold one may take a while.
 * @throws ChatError when a metadata server is there but gives no token; the signal's reason when it aborts.
 */
export async function machineLogin(
  host: string,
  source: ErrorSource,
  timeouts: Timeouts,
  ports: FetchPorts,
  signal: AbortSignal,
): Promise<MachineLogin | undefined> {
  const at = `http://${host}/computeMetadata/v1`;
  if (!URL.canParse(at)) return undefined;
  const ask = (path: string, limits: Timeouts): Promise<Reply> =>
    askServer(new URL(at + path), limits, { ...source, host }, ports, signal);
  const probe = await unlessAbsent(ask('/project/project-id', PROBE_LIMITS));
  if (probe === undefined || !probe.isGoogle) return undefined;
  const reply = await ask(`/instance/service-accounts/default/token?scopes=${SCOPE}`, timeouts);
  const parsed = tokenSchema.safeParse(parseJson(reply.text));
  if (reply.status !== 200 || !reply.isGoogle || !parsed.success) {
    throw new ChatError({
      kind: 'auth',
      code: 'no-login',
      retryable: false,
      host,
      provider: source.provider,
      message: t('This Google machine gives no token (HTTP {0}).', reply.status),
      hint: t('Give the machine a service account, with the scope cloud-platform; then retry.'),
    });
  }
  const { access_token: value, expires_in: seconds } = parsed.data;
  return {
    token: { value, expiresAtMs: ports.nowMs() + seconds * 1000 },
    ...(probe.status === 200 ? { project: probe.text.trim() } : {}),
  };
}

interface Reply {
  readonly status: number;
  readonly isGoogle: boolean;
  readonly text: string;
}

async function askServer(
  url: URL,
  timeouts: Timeouts,
  source: ErrorSource,
  ports: FetchPorts,
  signal: AbortSignal,
): Promise<Reply> {
  const headers = new Headers({ 'metadata-flavor': 'Google', accept: '*/*' });
  const answer = await sendRequest({ url, method: 'GET', headers, timeouts, source }, ports, signal);
  const text = (await answer.body?.readText(MAX_BYTES, timeouts.idleMs)) ?? '';
  return { status: answer.status, isGoogle: answer.headers.get('metadata-flavor') === 'Google', text };
}

async function unlessAbsent(reply: Promise<Reply>): Promise<Reply | undefined> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
}
