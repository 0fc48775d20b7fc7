// Google Cloud on loopback, as far as Mistral's models there need it: the token endpoint, the metadata server and Vertex AI.
// It is strict: a signed assertion is verified, a token counts until it expires, an unknown request field is refused.
import { generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import { parseJson, startLoopbackServer, type Exchange } from './loopback-server.ts';
import { playReply, type Reply } from './play-reply.ts';
import { jsonReply, streamText, wholeAnswer } from './replies.ts';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const ACCOUNT = 'chat@sample-project.iam.gserviceaccount.com';

/** What the schema of Mistral on Google Cloud lists, and nothing else. */
const FIELDS: ReadonlySet<string> = new Set(
  (
    'model messages temperature top_p max_tokens stream stop random_seed metadata response_format tools tool_choice ' +
    'presence_penalty frequency_penalty n prediction parallel_tool_calls reasoning_effort prompt_mode guardrails'
  ).split(' '),
);

/** A request to Vertex AI as it arrived. */
export interface VertexRequest {
  /** Path with the query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request for a token as it arrived. */
export interface SeenTokenRequest {
  readonly grantType: string;
  readonly form: URLSearchParams;
  /** Why it was refused; absent when a token was given. */
  readonly refusal?: string;
}

/** A running Google Cloud. */
export interface GoogleCloud {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** The base URL for `parley.providers.mistral-gcp.baseUrl`. */
  readonly baseUrl: string;
  readonly tokenRequests: readonly SeenTokenRequest[];
  readonly vertexRequests: readonly VertexRequest[];
  /** Requests to the metadata server, by path. */
  readonly metadataRequests: readonly string[];
  /** The key file of the sample service account. Its private key is made for this server and nothing else. */
  serviceAccountFile(more?: Readonly<Record<string, unknown>>): string;
  /** The file that `gcloud auth application-default login` writes. */
  userFile(more?: Readonly<Record<string, unknown>>): string;
  /** A token that Vertex AI takes, as if it had been given out before. */
  issueToken(): string;
  /** No token given out so far is taken any longer. */
  revokeTokens(): void;
  /** Answers of Vertex AI, one per accepted request; an answer that says what was asked when there is none. */
  queue(...replies: readonly Reply[]): void;
  /** How long the next tokens live, in seconds. Default 3600. */
  tokenLifetimeS: number;
  /** Answers the next requests for a token instead, one each. */
  tokenReplies: Reply[];
  /** Is there a metadata server? */
  hasMetadata: boolean;
  /** Held before a token is given out. */
  beforeToken: () => Promise<void>;
  close(): Promise<void>;
}

/** Starts one on a free port. Its project is `sample-project`, its models `mistral-small-2503` and `mistral-large@2407`. */
export async function startGoogleCloud(): Promise<GoogleCloud> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const tokens = new Map<string, number>();
  const tokenRequests: SeenTokenRequest[] = [];
  const vertexRequests: VertexRequest[] = [];
  const metadataRequests: string[] = [];
  const answers: Reply[] = [];
  let issued = 0;

  const issue = (): string => {
    issued += 1;
    // No pattern would find it: whoever keeps it out of a text must know it.
    const token = `sample.token.${issued}.of.google`;
    tokens.set(token, Date.now() + cloud.tokenLifetimeS * 1000);
    return token;
  };

  const giveToken = async (rawBody: string): Promise<Reply> => {
    const form = new URLSearchParams(rawBody);
    const grantType = form.get('grant_type') ?? '';
    await cloud.beforeToken();
    const scripted = cloud.tokenReplies.shift();
    const refusal =
      scripted === undefined ? refusalOf(grantType, form, publicKey, `${cloud.url}/token`) : 'scripted';
    tokenRequests.push({ grantType, form, ...(refusal === undefined ? {} : { refusal }) });
    if (scripted !== undefined) return scripted;
    if (refusal !== undefined) return jsonReply({ error: 'invalid_grant', error_description: refusal }, 400);
    return jsonReply({
      access_token: issue(),
      expires_in: cloud.tokenLifetimeS,
      token_type: 'Bearer',
      scope: SCOPE,
    });
  };

  const metadata = (path: string, flavor: unknown): Reply => {
    metadataRequests.push(path);
    const headers = { 'metadata-flavor': 'Google' };
    if (!cloud.hasMetadata) return jsonReply({}, 404);
    if (flavor !== 'Google') return jsonReply({}, 403);
    if (path === '/computeMetadata/v1/project/project-id') return { headers, steps: ['machine-project'] };
    return jsonReply(
      { access_token: issue(), expires_in: cloud.tokenLifetimeS, token_type: 'Bearer' },
      200,
      headers,
    );
  };

  const vertex = ({ request, rawBody }: Exchange): Reply => {
    const body = (parseJson(rawBody) ?? {}) as Readonly<Record<string, unknown>>;
    const { url = '', headers } = request;
    vertexRequests.push({ url, headers, body });
    const expiresAt = tokens.get((headers.authorization ?? '').replace(/^Bearer /, ''));
    if (expiresAt === undefined || expiresAt <= Date.now()) {
      return googleError(
        401,
        'UNAUTHENTICATED',
        'Request had invalid authentication credentials.',
        'ACCESS_TOKEN_EXPIRED',
      );
    }
    const route =
      /^\/v1\/projects\/([^/]+)\/locations\/[^/]+\/publishers\/mistralai\/models\/([^/:]+):(streamRawPredict|rawPredict)$/.exec(
        url,
      );
    if (route === null) return googleError(404, 'NOT_FOUND', 'Not found.');
    const [, project, model = '', method] = route;
    if (project !== 'sample-project' && project !== 'machine-project') {
      const message = `Permission denied on resource project ${project}.`;
      return googleError(403, 'PERMISSION_DENIED', message, 'CONSUMER_INVALID');
    }
    if (model !== 'mistral-small-2503' && model !== 'mistral-large@2407') {
      const message = `Publisher Model \`publishers/mistralai/models/${model}\` was not found or your project does not have access to it.`;
      return googleError(404, 'NOT_FOUND', message);
    }
    const unknown = Object.keys(body).find((name) => !FIELDS.has(name));
    if (unknown !== undefined) {
      const detail = [
        { type: 'extra_forbidden', loc: ['body', unknown], msg: 'Extra inputs are not permitted' },
      ];
      return jsonReply({ detail }, 422);
    }
    const isStream = method === 'streamRawPredict';
    if (body['stream'] !== isStream)
      return googleError(400, 'INVALID_ARGUMENT', 'stream does not fit the method.');
    const scripted = answers.shift();
    if (scripted !== undefined) return scripted;
    return isStream ? streamText(['Bonjour', ' from Vertex.']) : wholeAnswer('Bonjour from Vertex.');
  };

  const serve = async (exchange: Exchange): Promise<void> => {
    const { request, response, rawBody, signal } = exchange;
    const path = (request.url ?? '').replace(/\?.*$/, '');
    const reply =
      path === '/token'
        ? await giveToken(rawBody)
        : path.startsWith('/computeMetadata/')
          ? metadata(path, request.headers['metadata-flavor'])
          : vertex(exchange);
    await playReply(reply, response, signal);
  };

  const failures: unknown[] = [];
  const server = await startLoopbackServer(serve, (error) => failures.push(error));
  const cloud: GoogleCloud = {
    url: server.url,
    baseUrl: `${server.url}/v1`,
    tokenRequests,
    vertexRequests,
    metadataRequests,
    serviceAccountFile: (more = {}) =>
      JSON.stringify({
        type: 'service_account',
        project_id: 'sample-project',
        private_key_id: 'key-1',
        private_key: pem,
        client_email: ACCOUNT,
        token_uri: `${server.url}/token`,
        ...more,
      }),
    userFile: (more = {}) =>
      JSON.stringify({
        type: 'authorized_user',
        client_id: 'client-1',
        client_secret: 'CANARY-client-secret',
        refresh_token: 'CANARY-refresh-token',
        quota_project_id: 'sample-project',
        token_uri: `${server.url}/token`,
        ...more,
      }),
    issueToken: issue,
    revokeTokens: () => tokens.clear(),
    queue: (...replies) => void answers.push(...replies),
    tokenLifetimeS: 3600,
    tokenReplies: [],
    hasMetadata: false,
    beforeToken: () => Promise.resolve(),
    close: async () => {
      await server.close();
      if (failures.length > 0) throw new AggregateError(failures, 'The sample Google Cloud itself failed.');
    },
  };
  return cloud;
}

/** An error as Google words it, in an array of one as its streaming methods wrap it. */
export function googleError(status: number, name: string, message: string, reason?: string): Reply {
  const info = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' };
  const details = reason === undefined ? [] : [info];
  return jsonReply([{ error: { code: status, message, status: name, details } }], status);
}

/** Why a request for a token is refused, in Google's words where it has some; undefined when it is right. */
function refusalOf(
  grantType: string,
  form: URLSearchParams,
  publicKey: KeyObject,
  audience: string,
): string | undefined {
  if (grantType === 'refresh_token') {
    const isRight =
      form.get('client_id') === 'client-1' &&
      form.get('client_secret') === 'CANARY-client-secret' &&
      form.get('refresh_token') === 'CANARY-refresh-token';
    return isRight ? undefined : 'Bad Request';
  }
  if (grantType !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
    return `unsupported grant type ${grantType}`;
  const [head = '', claims = '', signature = '', ...rest] = (form.get('assertion') ?? '').split('.');
  if (rest.length > 0) return 'Invalid JWT: more than three parts.';
  const { alg } = decoded(head);
  if (alg !== 'RS256') return `Invalid JWT: alg is ${String(alg)}.`;
  const isSigned = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${claims}`),
    publicKey,
    Buffer.from(signature, 'base64url'),
  );
  if (!isSigned) return 'Invalid JWT Signature.';
  const { iss, scope, aud, iat, exp } = decoded(claims);
  if (iss !== ACCOUNT) return `Invalid grant: account not found: ${String(iss)}`;
  if (aud !== audience) return `Invalid JWT: aud is ${String(aud)}.`;
  if (String(scope) !== SCOPE) return `Invalid JWT: scope is ${String(scope)}.`;
  const nowS = Date.now() / 1000;
  const isShort =
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    Math.abs(nowS - iat) < 60 &&
    exp > nowS &&
    exp - iat <= 3600;
  return isShort
    ? undefined
    : 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.';
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  return (parseJson(Buffer.from(part, 'base64url').toString('utf8')) ?? {}) as Readonly<
    Record<string, unknown>
  >;
}
