// The Google login: where a token comes from, how long it is used, which project it is for, and what is said when there is
// none. Everything over real HTTP; the token endpoint verifies what it is sent.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Grant } from '../../../../src/llm/chat-request.ts';
import type { GoogleLogin } from '../../../../src/llm/dialects/mistral-gcp/auth.ts';
import type { Provider } from '../../../../src/model/provider.ts';
import { googleError, startGoogleCloud, type GoogleCloud } from '../../../fakes/google-cloud.ts';
import { createMemoryLog } from '../../../fakes/memory-log.ts';
import { jsonReply, redirectTo, silence } from '../../../fakes/replies.ts';
import { noAbort } from '../sample-request.ts';
import { createMachine, factsOf, loginOf, vertexRequest, type Machine } from './login-setup.ts';

const MINUTE_MS = 60_000;

let cloud: GoogleCloud;
let machine: Machine;
let login: GoogleLogin;

before(async () => {
  cloud = await startGoogleCloud();
});
after(() => cloud.close());
beforeEach(() => {
  machine = createMachine();
  login = loginOf(machine);
});
afterEach(() => {
  cloud.tokenReplies = [];
  cloud.tokenLifetimeS = 3600;
  cloud.hasMetadata = false;
  cloud.beforeToken = () => Promise.resolve();
});

function grant(
  signal = noAbort(),
  refused?: Grant['apiKey'],
  provider: Partial<Provider> = {},
): Promise<Grant> {
  const request = vertexRequest(cloud, login, {}, provider);
  return login.grant(request, signal, refused);
}

/** How many tokens were asked for during `work`. */
async function tokensDuring(work: () => Promise<unknown>): Promise<number> {
  const before = cloud.tokenRequests.length;
  await work();
  return cloud.tokenRequests.length - before;
}

describe('a service account', () => {
  beforeEach(() => {
    machine.file = cloud.serviceAccountFile();
  });

  test('signs an assertion that the token endpoint verifies, and its project is used', async () => {
    const { apiKey, provider } = await grant();
    const seen = cloud.tokenRequests.at(-1);
    assert.equal(seen?.grantType, 'urn:ietf:params:oauth:grant-type:jwt-bearer');
    assert.equal(seen.refusal, undefined);
    assert.match(apiKey.value, /^sample\.token\./);
    assert.equal(apiKey.origin, cloud.url, 'bound to the address of the provider');
    assert.equal(provider.project, 'sample-project');
    assert.deepEqual(provider.headers, {}, 'no quota project in the file');
  });

  test('control: the endpoint does verify: another key, account or audience is refused, and the clock is named', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const wrong: readonly (readonly [Record<string, unknown>, RegExp])[] = [
      [{ private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) }, /Invalid JWT Signature/],
      [{ client_email: 'other@sample-project.iam.gserviceaccount.com' }, /account not found/],
      [{ token_uri: `${cloud.url}/token?audience=other` }, /aud is/],
    ];
    for (const [more, message] of wrong) {
      machine.file = cloud.serviceAccountFile(more);
      const facts = await factsOf(grant());
      assert.deepEqual([facts.kind, facts.code, facts.retryable], ['auth', 'invalid_grant', false]);
      assert.match(facts.message, message);
      assert.match(facts.hint ?? '', /\/home\/me\/key\.json.*clock/);
    }
  });

  test('whose file names no token endpoint is taken to Google’s', async () => {
    machine.file = cloud.serviceAccountFile({ token_uri: undefined });
    const urls: string[] = [];
    login = loginOf(machine, {
      fetch: async (url) => {
        urls.push(url);
        return Response.json({ access_token: 'sample.token.elsewhere', expires_in: 3600 });
      },
    });
    assert.equal((await grant()).apiKey.value, 'sample.token.elsewhere');
    assert.deepEqual(urls, ['https://oauth2.googleapis.com/token']);
  });

  test('whose file is no use is named with its path and what is wrong, and never with its key', async () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['{', /not a Google credentials file/],
      ['[]', /not a Google credentials file/],
      ['{"installed":{"client_id":"x"}}', /not a Google credentials file/],
      [cloud.serviceAccountFile({ client_email: undefined }), /no client_email/],
      [cloud.serviceAccountFile({ private_key: undefined }), /no private_key/],
      [cloud.serviceAccountFile({ private_key: 'CANARY-private-key' }), /cannot be used/],
      [cloud.serviceAccountFile({ type: 'gdch_service_account' }), /“gdch_service_account” is not a kind/],
    ];
    for (const [text, message] of cases) {
      machine.file = text;
      const facts = await factsOf(grant());
      assert.deepEqual([facts.kind, facts.code], ['configuration', 'credentials-file']);
      assert.match(facts.message, /\/home\/me\/key\.json/);
      assert.match(facts.message, message);
      assert.doesNotMatch(JSON.stringify(facts), /CANARY|PRIVATE KEY/);
    }
  });
});

describe('a user’s login', () => {
  beforeEach(() => {
    machine.file = cloud.userFile();
  });

  test('is refreshed with its refresh token; the quota project is sent along and is the project', async () => {
    const { apiKey, provider } = await grant();
    const seen = cloud.tokenRequests.at(-1);
    assert.equal(seen?.grantType, 'refresh_token');
    assert.equal(seen.refusal, undefined);
    assert.match(apiKey.value, /^sample\.token\./);
    assert.equal(provider.project, 'sample-project');
    assert.deepEqual(provider.headers, { 'x-goog-user-project': 'sample-project' });
  });

  test('that Google no longer accepts says how to log in again, and never the secrets of the file', async () => {
    for (const error of ['invalid_grant', 'invalid_rapt', 'invalid_client']) {
      const description = 'reauth related error for CANARY-refresh-token and CANARY-client-secret';
      cloud.tokenReplies = [
        jsonReply({ error, error_description: description }, error === 'invalid_client' ? 401 : 400),
      ];
      const facts = await factsOf(grant());
      assert.deepEqual([facts.kind, facts.code, facts.retryable], ['auth', error, false]);
      assert.match(facts.hint ?? '', /Run `gcloud auth application-default login`/);
      assert.match(facts.message, /reauth related error/);
      assert.doesNotMatch(JSON.stringify(facts), /CANARY/);
    }
  });

  test('control: a wrong refresh token is refused by the endpoint', async () => {
    machine.file = cloud.userFile({ refresh_token: 'another' });
    assert.equal((await factsOf(grant())).code, 'invalid_grant');
  });

  test('is asked for as plainly as can be: no word about the machine or the library', async () => {
    const sent: string[] = [];
    login = loginOf(machine, {
      fetch: (url, init) => {
        sent.push(...init.headers.keys());
        return globalThis.fetch(url, init);
      },
    });
    await grant();
    assert.deepEqual(sent.toSorted(), ['accept-encoding', 'content-type']);
  });

  test('nothing of it is logged', async () => {
    const log = createMemoryLog();
    login = loginOf(machine, { log });
    const { apiKey } = await grant();
    assert.ok(
      log.lines.some((line) => line.includes('/token: 200')),
      'control: the request is logged',
    );
    assert.doesNotMatch(log.lines.join('\n'), /CANARY|refresh_token/);
    assert.ok(!log.lines.join('\n').includes(apiKey.value));
  });
});

describe('impersonation and federation, which the library does', () => {
  test('a service account on behalf of a user: the library’s two requests go through our own sending', async () => {
    const urls: string[] = [];
    machine.file = JSON.stringify({
      type: 'impersonated_service_account',
      service_account_impersonation_url:
        'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/chat@p.iam.gserviceaccount.com:generateAccessToken',
      source_credentials: JSON.parse(cloud.userFile()) as unknown,
    });
    const expireTime = new Date(Date.now() + 3_600_000).toISOString();
    login = loginOf(machine, {
      fetch: async (url, init) => {
        urls.push(`${init.method} ${url} ${init.redirect}`);
        if (url === `${cloud.url}/token`) return globalThis.fetch(url, init);
        assert.match(init.headers.get('authorization') ?? '', /^Bearer sample\.token\./);
        assert.match(init.body ?? '', /cloud-platform/);
        return Response.json({ accessToken: 'sample.token.impersonated', expireTime });
      },
    });
    const { apiKey } = await grant(noAbort(), undefined, { project: 'p' });
    assert.equal(apiKey.value, 'sample.token.impersonated');
    assert.deepEqual(urls, [
      `POST ${cloud.url}/token manual`,
      'POST https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/chat@p.iam.gserviceaccount.com:generateAccessToken manual',
    ]);
  });

  test('workload identity: the subject’s token is exchanged', async () => {
    const seen: URLSearchParams[] = [];
    machine.file = JSON.stringify({
      type: 'external_account',
      audience:
        '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: 'https://sts.googleapis.com/v1/token',
      credential_source: {
        url: 'http://169.254.169.254/subject',
        format: { type: 'json', subject_token_field_name: 'token' },
      },
    });
    login = loginOf(machine, {
      fetch: async (url, init) => {
        if (url === 'http://169.254.169.254/subject') return Response.json({ token: 'subject' });
        assert.equal(url, 'https://sts.googleapis.com/v1/token');
        seen.push(new URLSearchParams(init.body));
        return Response.json({
          access_token: 'sample.token.exchanged',
          issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          token_type: 'Bearer',
          expires_in: 3600,
        });
      },
    });
    const { apiKey } = await grant(noAbort(), undefined, { project: 'p' });
    assert.equal(apiKey.value, 'sample.token.exchanged');
    assert.equal(seen[0]?.get('subject_token'), 'subject');
    assert.equal(seen[0]?.get('scope'), 'https://www.googleapis.com/auth/cloud-platform');
  });

  test('a client certificate, which only the library itself could send, is refused', async () => {
    machine.file = JSON.stringify({
      type: 'external_account',
      audience:
        '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider',
      subject_token_type: 'urn:ietf:params:oauth:token-type:mtls',
      token_url: 'https://sts.mtls.googleapis.com/v1/token',
      credential_source: { certificate: { use_default_certificate_config: true } },
    });
    assert.match((await factsOf(grant())).message, /certificate as a login cannot be used/);
  });
});

describe('a token', () => {
  beforeEach(() => {
    machine.file = cloud.serviceAccountFile();
  });

  test('is used again until five minutes before it expires', async () => {
    assert.equal(await tokensDuring(() => grant()), 1);
    machine.laterMs = 54 * MINUTE_MS;
    assert.equal(await tokensDuring(() => grant()), 0);
    machine.laterMs = 56 * MINUTE_MS;
    assert.equal(await tokensDuring(() => grant()), 1);
  });

  test('that was refused is dropped, once for all who hold it', async () => {
    const { apiKey } = await grant();
    let renewed: Grant | undefined;
    assert.equal(await tokensDuring(async () => (renewed = await grant(noAbort(), apiKey))), 1);
    assert.notEqual(renewed?.apiKey.value, apiKey.value);
    const second = await grant(noAbort(), apiKey);
    assert.equal(
      second.apiKey.value,
      renewed?.apiKey.value,
      'whoever comes later with the old one gets the new one',
    );
  });

  test('is not used when the file has changed: whoever logged in anew is somebody else', async () => {
    await grant();
    machine.file = cloud.userFile();
    assert.equal(await tokensDuring(() => grant()), 1);
    assert.equal(cloud.tokenRequests.at(-1)?.grantType, 'refresh_token');
  });

  test('is fetched once for all who ask at the same time', async () => {
    let keys: string[] = [];
    const fetched = await tokensDuring(async () => {
      const grants = await Promise.all(Array.from({ length: 8 }, () => grant()));
      keys = grants.map(({ apiKey }) => apiKey.value);
    });
    assert.equal(fetched, 1);
    assert.equal(new Set(keys).size, 1);
  });

  test('goes to no address but over https, unless that is this machine', async () => {
    const facts = await factsOf(grant(noAbort(), undefined, { baseUrl: 'http://gateway.test/v1' }));
    assert.deepEqual([facts.kind, facts.code], ['configuration', 'insecure-address']);
    const origin = (await grant(noAbort(), undefined, { baseUrl: 'https://gateway.test/v1' })).apiKey.origin;
    assert.equal(origin, 'https://gateway.test', 'control');
  });

  test('is not asked for at an address that is not https either', async () => {
    machine.file = cloud.serviceAccountFile({ token_uri: 'http://gateway.test/token' });
    let sent = 0;
    login = loginOf(machine, {
      fetch: async () => {
        sent += 1;
        return Response.json({});
      },
    });
    const facts = await factsOf(grant());
    assert.deepEqual([facts.kind, facts.code, sent], ['configuration', 'insecure-address', 0]);
  });
});

describe('a token endpoint that misbehaves', () => {
  beforeEach(() => {
    machine.file = cloud.userFile();
  });

  test('sends nowhere else: a redirect is refused', async () => {
    cloud.tokenReplies = [redirectTo(`${cloud.url}/elsewhere`)];
    const facts = await factsOf(grant());
    assert.deepEqual([facts.kind, facts.code], ['protocol', 'redirect']);
  });

  test('is not asked twice behind the user’s back', async () => {
    cloud.tokenReplies = [jsonReply({ error: 'internal_failure' }, 503)];
    const asked = await tokensDuring(async () => {
      const facts = await factsOf(grant());
      assert.deepEqual([facts.kind, facts.status, facts.retryable], ['overloaded', 503, true]);
    });
    assert.equal(asked, 1);
  });

  test('that answers with nonsense, nothing or a page gives an error, not a request without a key', async () => {
    for (const reply of [
      jsonReply({}),
      jsonReply('hello'),
      jsonReply({ access_token: 7 }),
      { steps: ['<html>'] },
    ]) {
      cloud.tokenReplies = [reply];
      const facts = await factsOf(grant());
      assert.deepEqual([facts.kind, facts.code], ['protocol', 'no-token']);
      assert.ok(facts.message.includes(new URL(cloud.url).host));
    }
  });

  test('that may not be used says so in its own words, without a word about keys', async () => {
    cloud.tokenReplies = [googleError(403, 'PERMISSION_DENIED', 'iam.serviceAccounts.getAccessToken denied')];
    const facts = await factsOf(grant());
    assert.deepEqual([facts.kind, facts.code], ['auth', 'PERMISSION_DENIED']);
    assert.match(facts.hint ?? '', /permissions/);
  });

  test('that stays silent is left: by Stop at once, else after the time limit', async () => {
    cloud.tokenReplies = [silence(), silence()];
    const stop = new AbortController();
    const stopped = grant(stop.signal);
    const reason = new Error('stopped');
    setTimeout(() => stop.abort(reason), 50);
    await assert.rejects(stopped, reason);
    const request = vertexRequest(cloud, login, {
      timeouts: { connectMs: 0, firstByteMs: 100, idleMs: 100 },
    });
    const facts = await factsOf(login.grant(request, noAbort()));
    assert.deepEqual(
      [facts.kind, facts.code, facts.host],
      ['timeout', 'first-byte', new URL(cloud.url).host],
    );
  });

  test('one who leaves does not take the token from the others', async () => {
    let release: () => void = () => {};
    cloud.beforeToken = () => new Promise((resolve) => (release = resolve));
    const stop = new AbortController();
    const leaving = grant(stop.signal);
    const staying = grant();
    await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort(new Error('stopped'));
    await assert.rejects(leaving, /stopped/);
    release();
    assert.match((await staying).apiKey.value, /^sample\.token\./);
  });
});

describe('the metadata server', () => {
  beforeEach(() => {
    machine.environment = { GCE_METADATA_HOST: new URL(cloud.url).host };
  });

  test('gives the machine’s token and project', async () => {
    cloud.hasMetadata = true;
    const { apiKey, provider } = await grant();
    assert.match(apiKey.value, /^sample\.token\./);
    assert.equal(provider.project, 'machine-project');
  });

  test('is asked only where there is no file, and nobody who is not Google’s is believed', async () => {
    cloud.hasMetadata = true;
    machine.file = cloud.userFile();
    const before = cloud.metadataRequests.length;
    await grant();
    assert.equal(cloud.metadataRequests.length, before);
    machine.file = undefined;
    login = loginOf(machine, {
      fetch: async () => Response.json({ access_token: 'sample.token.false', expires_in: 3600 }),
    });
    assert.equal((await factsOf(grant())).code, 'no-login');
  });

  test('that is absent costs a second at most: silence, refusal and a name that is none', async (context) => {
    // A silent server is what a laptop behind a firewall has.
    let waited: AbortSignal | undefined;
    login = loginOf(machine, {
      fetch: (_url, init) => {
        waited = init.signal;
        return new Promise(() => {});
      },
    });
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const failed = factsOf(grant());
    await new Promise((resolve) => setImmediate(resolve));
    context.mock.timers.tick(1000);
    assert.equal((await failed).code, 'no-login');
    assert.equal(waited?.aborted, true);
    context.mock.timers.reset();
    for (const host of ['127.0.0.1:1', 'no host']) {
      machine.environment = { GCE_METADATA_HOST: host };
      login = loginOf(machine);
      assert.equal((await factsOf(grant())).code, 'no-login');
    }
  });

  test('that has no service account says so', async () => {
    login = loginOf(machine, {
      fetch: async (url) => {
        const headers = { 'metadata-flavor': 'Google' };
        return url.endsWith('/project-id')
          ? new Response('machine-project', { headers })
          : new Response('Not found', { status: 404, headers });
      },
    });
    const facts = await factsOf(grant());
    assert.deepEqual([facts.kind, facts.code], ['auth', 'no-login']);
    assert.match(facts.hint ?? '', /service account/);
  });
});

describe('gcloud', () => {
  const adc = 'auth application-default print-access-token';
  const user = 'auth print-access-token';
  const config = 'config config-helper --format=json';
  const configured = JSON.stringify({ configuration: { properties: { core: { project: 'cli-project' } } } });

  test('is asked last: for its application default, then for the account it is logged in with', async () => {
    machine.gcloud = { [user]: 'sample.token.of.gcloud\n', [config]: configured };
    const { apiKey, provider } = await grant();
    assert.deepEqual([apiKey.value, provider.project], ['sample.token.of.gcloud', 'cli-project']);
    assert.deepEqual(machine.gcloudCalls, [adc, user, config]);
    machine.gcloud[adc] = 'sample.token.of.adc';
    login = loginOf(machine);
    assert.equal((await grant()).apiKey.value, 'sample.token.of.adc');
  });

  test('is not asked while there is anything better', async () => {
    machine.file = cloud.serviceAccountFile();
    await grant();
    assert.deepEqual(machine.gcloudCalls, []);
  });

  test('is asked again after five minutes: its account may be another one by then', async () => {
    machine.gcloud = { [adc]: 'sample.token.of.gcloud', [config]: configured };
    await grant();
    machine.laterMs = 4 * MINUTE_MS;
    await grant();
    assert.deepEqual(machine.gcloudCalls, [adc, config]);
    machine.laterMs = 6 * MINUTE_MS;
    await grant();
    assert.deepEqual(machine.gcloudCalls, [adc, config, adc, config]);
  });

  test('that prints something else than a token does not count', async () => {
    machine.gcloud = {
      [adc]: 'Your browser has been opened to visit:\nhttps://accounts.google.com',
      [user]: '\n',
    };
    assert.equal((await factsOf(grant())).code, 'no-login');
  });

  test('no login at all: what to do is said exactly', async () => {
    const facts = await factsOf(grant());
    assert.deepEqual([facts.kind, facts.code, facts.retryable], ['auth', 'no-login', false]);
    assert.match(facts.hint ?? '', /`gcloud auth application-default login`.*GOOGLE_APPLICATION_CREDENTIALS/);
    machine.gcloud = { [adc]: 'sample.token.of.gcloud' };
    assert.equal(
      (await grant()).apiKey.value,
      'sample.token.of.gcloud',
      'after logging in, the next request goes through',
    );
  });
});

test('the project: setting, environment, service account, quota project, gcloud, in this order', async () => {
  const projectWith = async (provider: Partial<Provider> = {}): Promise<string | undefined> =>
    (await grant(noAbort(), undefined, provider)).provider.project;
  const config = 'config config-helper --format=json';
  machine.gcloud = {
    [config]: JSON.stringify({ configuration: { properties: { core: { project: 'of-gcloud' } } } }),
  };
  machine.file = cloud.userFile({ quota_project_id: undefined });
  assert.equal(await projectWith(), 'of-gcloud');
  machine.file = cloud.userFile({ quota_project_id: 'of-quota' });
  assert.equal(await projectWith(), 'of-quota');
  machine.file = cloud.serviceAccountFile({ quota_project_id: 'of-quota' });
  assert.equal(await projectWith(), 'sample-project');
  machine.environment['GCLOUD_PROJECT'] = 'of-environment-2';
  assert.equal(await projectWith(), 'of-environment-2');
  machine.environment['GOOGLE_CLOUD_PROJECT'] = 'of-environment-1';
  assert.equal(await projectWith(), 'of-environment-1');
  assert.equal(await projectWith({ project: 'of-setting' }), 'of-setting');
  assert.deepEqual(machine.gcloudCalls, [config], 'gcloud is asked for it only when nothing else says');
});

test('the quota project: the user’s header, the environment, the file', async () => {
  const quota = async (headers: Record<string, string> = {}): Promise<string | null> =>
    new Headers((await grant(noAbort(), undefined, { headers })).provider.headers).get('x-goog-user-project');
  machine.file = cloud.userFile();
  assert.equal(await quota(), 'sample-project');
  machine.environment['GOOGLE_CLOUD_QUOTA_PROJECT'] = 'of-environment';
  assert.equal(await quota(), 'of-environment');
  assert.equal(await quota({ 'X-Goog-User-Project': 'of-user' }), 'of-user');
});
