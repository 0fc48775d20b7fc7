// Mistral on Google Cloud in the real VS Code: a service account's key file named by the environment of the extension host,
// a local Google Cloud that verifies what is signed with it, and what the user reads when something is wrong.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { startGoogleCloud, type GoogleCloud } from '../fakes/google-cloud.ts';
import { streamText } from '../fakes/replies.ts';
import { sharedVsCode } from './support/shared-vscode.ts';
import { SAMPLE_WORKSPACE } from './support/scripted-chat.ts';

let cloud: GoogleCloud;
let folder = '';
const keyFile = (): string => path.join(folder, 'key.json');

const chat = sharedVsCode(async () => {
  cloud = await startGoogleCloud();
  folder = await mkdtemp(path.join(tmpdir(), 'parley-gcp-'));
  await writeFile(keyFile(), cloud.serviceAccountFile(), { mode: 0o600 });
  return {
    workspace: SAMPLE_WORKSPACE,
    env: { GOOGLE_APPLICATION_CREDENTIALS: keyFile() },
    userSettings: {
      'parley.providers': { 'mistral-gcp': { baseUrl: cloud.baseUrl } },
      'parley.model': 'mistral-gcp/mistral-small-2503',
      'parley.retry.strategy': 'none',
    },
  };
});
after(async () => {
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a service account of the environment', () => {
  test('nothing is asked of Google before the first message; then the answer streams in', async () => {
    const panel = chat.panel();
    await panel.open();
    assert.deepEqual([cloud.tokenRequests.length, cloud.vertexRequests.length], [0, 0]);
    await panel.send('Bonjour ?');
    await panel.waitForText('Bonjour from Vertex.');
    assert.deepEqual(
      cloud.tokenRequests.map(({ grantType, refusal }) => [grantType, refusal]),
      [['urn:ietf:params:oauth:grant-type:jwt-bearer', undefined]],
    );
    assert.equal(
      cloud.vertexRequests.at(-1)?.url,
      '/v1/projects/sample-project/locations/europe-west4/publishers/mistralai/models/mistral-small-2503:streamRawPredict',
    );
  });

  test('the token serves the next message; one that was withdrawn is replaced unseen', async () => {
    const panel = chat.panel();
    cloud.queue(streamText(['The second.']), streamText(['The third.']));
    await panel.send('Again');
    await panel.waitForText('The second.');
    assert.equal(cloud.tokenRequests.length, 1);
    cloud.revokeTokens();
    await panel.send('And again');
    await panel.waitForText('The third.');
    assert.equal(cloud.tokenRequests.length, 2);
    assert.equal(await panel.alerts().count(), 0);
  });

  test('one whole answer', async () => {
    const panel = chat.panel();
    await panel.newChat();
    await chat.vscode().updateSetting('parley.request.stream', false);
    await panel.send('In one piece');
    await panel.waitForText('Bonjour from Vertex.');
    assert.match(cloud.vertexRequests.at(-1)?.url ?? '', /:rawPredict$/);
    await chat.vscode().updateSetting('parley.request.stream', undefined);
  });

  test('neither token nor key is in any log', async () => {
    const token = String(cloud.vertexRequests.at(-1)?.headers['authorization']).replace('Bearer ', '');
    assert.ok(token.length > 10, 'control');
    const logs = Object.values(await chat.vscode().logFiles()).join('\n') + chat.vscode().log();
    assert.match(logs, /:rawPredict: 200/, 'control: the request is logged');
    assert.ok(!logs.includes(token));
    assert.doesNotMatch(logs, /PRIVATE KEY|assertion=/);
  });
});

describe('what is wrong is said', () => {
  test('a wrong project', async () => {
    const panel = chat.panel();
    await panel.newChat();
    await chat.vscode().updateSetting('parley.providers', {
      'mistral-gcp': { baseUrl: cloud.baseUrl, project: 'another-project' },
    });
    await panel.send('Anyone?');
    await panel.alerts().waitFor();
    const text = await panel.alerts().innerText();
    assert.match(
      text,
      /did not grant access[\s\S]*no project “another-project”[\s\S]*parley\.providers\.mistral-gcp\.project/,
    );
    assert.ok(await panel.alerts().getByRole('button', { name: 'Open settings', exact: true }).isVisible());
    assert.equal(await panel.alerts().getByRole('button', { name: 'Set API key', exact: true }).count(), 0);
    await chat.vscode().updateSetting('parley.providers', { 'mistral-gcp': { baseUrl: cloud.baseUrl } });
  });

  test('a credentials file that is gone; and when it is back, Retry is enough', async () => {
    const panel = chat.panel();
    await panel.newChat();
    await rm(keyFile());
    await panel.send('With which key?');
    await panel.alerts().waitFor();
    assert.match(await panel.alerts().innerText(), /GOOGLE_APPLICATION_CREDENTIALS[\s\S]*does not exist/);
    await writeFile(keyFile(), cloud.serviceAccountFile(), { mode: 0o600 });
    await panel.alerts().getByRole('button', { name: 'Retry', exact: true }).click();
    await panel.waitForText('Bonjour from Vertex.');
    assert.equal(await panel.alerts().count(), 0);
  });
});
