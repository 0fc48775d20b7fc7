// Against an independent server that nobody here wrote.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { LLMock } from '@copilotkit/aimock';
import { sharedVsCode } from './support/shared-vscode.ts';

const mock = new LLMock({ port: 0 });

const shared = sharedVsCode(async () => {
  mock.onMessage('hello', { content: 'Hello from somebody else entirely.' });
  await mock.start();
  return {
    userSettings: {
      'parley.providers': { independent: { dialect: 'openai', baseUrl: `${mock.url}/v1` } },
      'parley.model': 'independent/gpt-4o-mini',
      'parley.retry.initialInterval': 50,
    },
  };
});

after(() => mock.stop());

describe('an independent server', () => {
  test('a plain chat', async () => {
    await shared.panel().open();
    await shared.panel().send('hello');
    await shared.panel().waitForText('Hello from somebody else entirely.');
    await shared.panel().waitForAnswerEnd();
    assert.equal(await shared.panel().alerts().count(), 0);
  });

  test('a 429 followed by success: the wait is shown, the answer comes once', async () => {
    mock.nextRequestError(429, { message: 'Slow down', type: 'rate_limit_error' });
    await shared.panel().newChat();
    await shared.panel().send('hello');
    await shared.panel().waitForText('Hello from somebody else entirely.');
    await shared.panel().waitForAnswerEnd();
    assert.equal(await shared.panel().alerts().count(), 0);
    assert.equal((await shared.panel().lastAnswer()).match(/somebody else/g)?.length, 1);
    assert.equal(mock.getRequests().length, 3);
  });
});
