// The login as the machine has it: credentials file by environment or where gcloud writes it, and gcloud itself. Real files,
// a real program, a real token endpoint.
import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { createGoogleLogin } from '../../../src/host/google-cloud.ts';
import type { Grant } from '../../../src/llm/chat-request.ts';
import { ChatError, type ErrorFacts } from '../../../src/model/error.ts';
import { startGoogleCloud, type GoogleCloud } from '../../fakes/google-cloud.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { samplePorts, sampleProvider, sampleRequest } from '../llm/sample-request.ts';

let cloud: GoogleCloud;
let home = '';
let environment: Record<string, string>;

before(async () => {
  cloud = await startGoogleCloud();
});
after(() => cloud.close());
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'parley-google-'));
  environment = { METADATA_SERVER_DETECTION: 'none', PATH: path.join(home, 'bin') };
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const full = path.join(home, name);
  await mkdir(path.dirname(full), { recursive: true });
  await writeFile(full, text);
  return full;
}

function grant(platform: NodeJS.Platform = 'linux'): Promise<Grant> {
  const login = createGoogleLogin(samplePorts(), {
    environment,
    platform,
    homeFolder: home,
    workspaceFolders: () => [],
    log: createMemoryLog(),
  });
  const provider = sampleProvider(cloud.baseUrl, 'mistral-gcp', { dialect: 'mistral-gcp' });
  return login.grant(sampleRequest(provider), new AbortController().signal);
}

async function refusal(): Promise<ErrorFacts> {
  try {
    await grant();
  } catch (error) {
    if (error instanceof ChatError) return error.facts;
    throw error;
  }
  return assert.fail('It was expected to fail.');
}

/** Which kind of login the last token was made from. */
function lastKind(): string | undefined {
  return cloud.tokenRequests.at(-1)?.grantType.replace(/^.*:/, '');
}

describe('the credentials file', () => {
  test('named by the environment wins over the one gcloud wrote', async () => {
    await file('.config/gcloud/application_default_credentials.json', cloud.userFile());
    await grant();
    assert.equal(lastKind(), 'refresh_token');
    environment['GOOGLE_APPLICATION_CREDENTIALS'] = await file('key.json', cloud.serviceAccountFile());
    assert.equal((await grant()).provider.project, 'sample-project');
    assert.equal(lastKind(), 'jwt-bearer');
  });

  test('of gcloud is where its configuration is: by variable, by platform', async () => {
    environment['CLOUDSDK_CONFIG'] = path.join(home, 'elsewhere');
    await file('elsewhere/application_default_credentials.json', cloud.userFile());
    assert.match((await grant()).apiKey.value, /^sample\.token\./);
    environment = { ...environment, CLOUDSDK_CONFIG: '', APPDATA: path.join(home, 'roaming') };
    await file('roaming/gcloud/application_default_credentials.json', cloud.serviceAccountFile());
    await grant('win32');
    assert.equal(lastKind(), 'jwt-bearer');
  });

  test('that the environment names must be there: nothing else is tried in its place', async () => {
    await file('.config/gcloud/application_default_credentials.json', cloud.userFile());
    await mkdir(path.join(home, 'folder'));
    const cases = {
      [path.join(home, 'missing.json')]: /missing\.json does not exist/,
      'key.json': /key\.json is not a whole path/,
      [path.join(home, 'folder')]: /is not a file/,
      '/dev/null': /is not a file/,
      [await file('long.json', ' '.repeat(1024 * 1024 + 1))]: /far too long/,
    };
    for (const [name, message] of Object.entries(cases)) {
      environment['GOOGLE_APPLICATION_CREDENTIALS'] = name;
      const facts = await refusal();
      assert.deepEqual([facts.kind, facts.code], ['configuration', 'credentials-file']);
      assert.match(facts.message, message);
      assert.match(facts.message, /GOOGLE_APPLICATION_CREDENTIALS/);
    }
  });

  test('of gcloud that cannot be read is not passed over', async () => {
    await mkdir(path.join(home, '.config/gcloud/application_default_credentials.json'), { recursive: true });
    assert.match((await refusal()).message, /is not a file.*gcloud auth application-default login/);
  });
});

describe('without a credentials file', { skip: process.platform === 'win32' }, () => {
  test('gcloud on the PATH is asked for token and project', async () => {
    const script = [
      '#!/bin/sh',
      'case "$*" in',
      '"auth application-default print-access-token") exit 1;;',
      '"auth print-access-token") echo sample.token.of.gcloud;;',
      `"config config-helper --format=json") echo '{"configuration":{"properties":{"core":{"project":"cli-project"}}}}';;`,
      'esac',
    ].join('\n');
    await chmod(await file('bin/gcloud', script), 0o755);
    const { apiKey, provider } = await grant();
    assert.deepEqual([apiKey.value, provider.project], ['sample.token.of.gcloud', 'cli-project']);
  });

  test('and without gcloud: what to do is said', async () => {
    const facts = await refusal();
    assert.equal(facts.code, 'no-login');
    assert.match(facts.hint ?? '', /gcloud auth application-default login/);
  });
});
