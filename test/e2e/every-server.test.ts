// What a user sees of the differences between servers: a chat that goes on with another model, waits that can be watched and
// stopped, refusals that are understood, settings in the words of each. The servers take nothing that the real ones refuse.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createGate } from '../fakes/gate.ts';
import type { Reply } from '../fakes/play-reply.ts';
import { errorReply, jsonReply, streamRaw, streamText, wholeAnswer } from '../fakes/replies.ts';
import type { RecordedRequest, ReplyScript } from '../fakes/scripted-provider.ts';
import { deltaChunk, DONE, finishChunk } from '../fakes/sse-chunks.ts';
import { SAMPLE_WORKSPACE } from './support/scripted-chat.ts';
import { messagesStream, strictChat, type StrictName } from './support/strict-servers.ts';

const chat = strictChat();

const models: Readonly<Record<StrictName, string>> = {
  strict: 'strict/mistral-small-latest',
  open: 'open/gpt-4o',
  claude: 'claude/claude-haiku-4-5',
};

/** An answer in the words of each server. */
const says: Readonly<Record<StrictName, (text: string) => Reply>> = {
  strict: (text) => streamText([text]),
  open: (text) => streamText([text]),
  claude: (text) => messagesStream(text),
};

/** Sends a message and waits for the end of its answer; returns the requests that came of it. */
async function ask(name: StrictName, text: string): Promise<readonly RecordedRequest[]> {
  const before = chat.server(name).chats().length;
  await chat.panel().send(text);
  await chat.panel().waitForAnswerEnd();
  return chat.server(name).chats().slice(before);
}

/** The one request that a message led to, which nothing was wrong with. */
async function askOnce(name: StrictName, text: string): Promise<RecordedRequest> {
  const requests = await ask(name, text);
  assert.deepEqual(chat.server(name).faults, []);
  assert.equal(requests.length, 1);
  return requests[0] as RecordedRequest;
}

/** Chooses a model as a user does: the button, the provider, the id. */
async function pickModel(label: string, model: string): Promise<void> {
  const picker = chat.vscode().page.locator('.quick-input-widget');
  await chat
    .panel()
    .button(/^Model/)
    .click();
  await picker.locator('input').fill(label);
  await picker.locator('.monaco-list-row', { hasText: label }).first().waitFor();
  await picker.locator('input').press('Enter');
  await picker.locator('.monaco-list-row', { hasText: 'scripted-model' }).waitFor();
  await picker.locator('input').fill(model);
  await picker.locator('.monaco-list-row', { hasText: 'use this id' }).waitFor();
  await picker.locator('input').press('Enter');
  await chat
    .panel()
    .button(new RegExp(`^Model.*${model}`))
    .waitFor();
}

function textOfBody({ body }: RecordedRequest): string {
  return JSON.stringify(body.messages);
}

describe('the servers of these tests', () => {
  test('refuse what the real ones refuse', async () => {
    const hello = { model: 'm', messages: [{ role: 'user', content: 'Hello' }], stream: true };
    const illegal: readonly (readonly [StrictName, object, RegExp])[] = [
      ['strict', { ...hello, stream_options: { include_usage: true } }, /stream_options/],
      ['open', { ...hello, random_seed: 1 }, /random_seed/],
      ['claude', { ...hello, model: 'claude-haiku-4-5', messages: [] }, /at least one message/],
    ];
    for (const [name, body, said] of illegal) {
      const { provider, faults } = chat.server(name);
      chat.server(name).queue(says[name]('never'));
      const answer = await fetch(`${provider.baseUrl}/chat`, { method: 'POST', body: JSON.stringify(body) });
      assert.equal(answer.status, 422);
      assert.match(faults.join('\n'), said);
      (faults as string[]).length = 0;
    }
  });
});

describe('another model in mid-chat', () => {
  test('Mistral, OpenAI, Anthropic and back: each gets the whole chat in a form it takes, and answers', async () => {
    const panel = chat.panel();
    await panel.open();
    const strict = chat.server('strict');

    // Code attached, an answer with thinking in Mistral's form, and a notice about a setting that it does not know.
    await chat
      .vscode()
      .execute(
        'vscode.open',
        { $file: path.join(SAMPLE_WORKSPACE, 'src', 'quantity.ts') },
        { selection: { start: { line: 0, character: 0 }, end: { line: 4, character: 1 } } },
      );
    strict.queue(
      streamRaw([
        deltaChunk({ role: 'assistant', content: '' }),
        deltaChunk({
          content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'French thoughts.' }] }],
        }),
        deltaChunk({ content: 'Answer of Mistral.' }),
        finishChunk('stop'),
        DONE,
      ]),
    );
    await chat.withSettings(
      { 'parley.model': 'strict/magistral-medium-latest', 'parley.request.user': 'somebody' },
      async () => {
        await chat.vscode().execute('parley.askAboutSelection', { prompt: 'What is this?' });
        await panel.waitForText('Answer of Mistral.');
        await panel.waitForAnswerEnd();
        await panel.waitForText(/parley\.request\.user was not sent: Strict/);
        assert.ok(await panel.button('Reasoning').isVisible());
        await pickModel('Open', 'gpt-4o');
      },
    );
    assert.deepEqual(strict.faults, []);
    assert.match(textOfBody(strict.chats().at(-1) as RecordedRequest), /quantity\.ts, lines 1-5/);

    const others = [
      ['open', streamText(['Answer of OpenAI.'], { reasoning: ['Open thoughts.'] })],
      ['claude', messagesStream('Answer of Anthropic.', 'Signed thoughts.')],
      ['claude', messagesStream('Second answer of Anthropic.')],
      ['strict', streamText(['Last answer of Mistral.'])],
    ] as const;
    const said = ['Answer of Mistral.'];
    for (const [name, reply] of others) {
      await chat.withSettings({ 'parley.model': models[name] }, async () => {
        chat.server(name).queue(reply);
        const request = await askOnce(name, `Question to ${name}, number ${said.length}`);
        const text = textOfBody(request);
        assert.match(text, /quantity\.ts, lines 1-5[\s\S]*What is this\?/, 'the code goes on with the chat');
        for (const answer of said) assert.ok(text.includes(answer), `${name} reads “${answer}”`);
        assert.doesNotMatch(
          text,
          /was not sent|French thoughts|Open thoughts/,
          'notices and strange thinking',
        );
      });
      assert.equal(await panel.alerts().count(), 0);
      said.push((await panel.lastAnswer()).match(/(?:Second a|Last a|A)nswer of \w+\./)?.[0] ?? 'nothing');
    }
    assert.deepEqual(said.slice(1), [
      'Answer of OpenAI.',
      'Answer of Anthropic.',
      'Second answer of Anthropic.',
      'Last answer of Mistral.',
    ]);
    assert.equal(await panel.articles().count(), 10);
  });
});

describe('a server that asks to wait', () => {
  const countdown = (): ReturnType<ReturnType<typeof chat.panel>['frame']['getByText']> =>
    chat
      .panel()
      .frame.getByText(/Retrying in \d+ s/)
      .first();

  async function secondsShown(): Promise<number> {
    return Number(/Retrying in (\d+) s/.exec(await countdown().innerText())?.[1]);
  }

  test('the wait is counted down, also after the panel was away; Stop ends it and nothing is sent any more', async () => {
    const panel = chat.panel();
    const strict = chat.server('strict');
    await panel.newChat();
    strict.queue(
      errorReply(503, 'Service unavailable', { retryAfter: '8' }),
      says.strict('Must never come.'),
    );
    const before = strict.chats().length;
    await panel.send('Are you there?');
    await countdown().waitFor();
    const first = await secondsShown();
    assert.ok(first > 1 && first <= 8, `${first} s`);
    await panel.frame.getByText(`Retrying in ${first - 1} s`).waitFor();
    assert.ok(await panel.frame.getByText('Service unavailable').first().isVisible(), 'it says why');
    await chat.vscode().execute('workbench.view.explorer');
    await chat.vscode().execute('parley.openChat');
    await countdown().waitFor();
    assert.ok((await secondsShown()) < first, 'it did not begin anew');
    await panel.button('Stop').click();
    await panel.button('Send').waitFor();
    const refusedAtMs = strict.chats().at(-1)?.receivedAtMs ?? 0;
    assert.ok(Date.now() < refusedAtMs + 8000, 'stopped while it still waited');
    assert.equal(await countdown().count(), 0);
    await panel.waitForText('Stopped');
    assert.equal(await panel.alerts().count(), 0);
    await pause(Math.max(0, refusedAtMs + 8700 - Date.now()));
    assert.equal(strict.chats().length, before + 1);
    // The answer that was not fetched is taken by the next message: the chat goes on.
    await askOnce('strict', 'And now?');
    await panel.waitForText('Must never come.');
  });

  for (const stream of [true, false]) {
    test(`the wait ends in one answer, ${stream ? 'streamed' : 'whole'}; nothing is doubled`, async () => {
      const panel = chat.panel();
      const open = chat.server('open');
      await panel.newChat();
      const refusal = stream
        ? errorReply(429, 'Rate limit reached', { code: 'rate_limit_exceeded', retryAfter: '2' })
        : errorReply(503, 'The engine is overloaded', { retryAfter: '2' });
      open.queue(refusal, stream ? says.open('Patience pays.') : wholeAnswer('Patience pays.'));
      await chat.withSettings({ 'parley.model': models.open, 'parley.request.stream': stream }, async () => {
        const before = open.chats().length;
        await panel.send('Quickly!');
        await countdown().waitFor();
        await panel.waitForAnswerEnd();
        const requests = open.chats().slice(before);
        assert.equal(requests.length, 2);
        assert.deepEqual(requests[1]?.body, requests[0]?.body);
        assert.ok((requests[1]?.receivedAtMs ?? 0) - (requests[0]?.receivedAtMs ?? 0) >= 1990);
      });
      assert.equal((await panel.lastAnswer()).match(/Patience pays\./g)?.length, 1);
      assert.equal(await panel.articles().count(), 2);
      assert.equal(await countdown().count(), 0);
      assert.equal(await panel.alerts().count(), 0);
    });
  }

  const bills: readonly (readonly [string, Reply])[] = [
    ['402', errorReply(402, 'Insufficient credits', { retryAfter: '1' })],
    [
      '429 insufficient_quota',
      errorReply(429, 'You exceeded your current quota, please check your plan and billing details.', {
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }),
    ],
  ];
  for (const [title, reply] of bills) {
    test(`${title}: a bill is not waited for; it is explained`, async () => {
      const panel = chat.panel();
      await panel.newChat();
      chat.server('open').queue(reply);
      await chat.withSettings({ 'parley.model': models.open }, async () => {
        assert.equal((await ask('open', 'On credit, please.')).length, 1);
      });
      const text = await panel.alerts().innerText();
      assert.match(text, /Open reports that the quota or credit is used up[\s\S]*plan and billing/);
      assert.ok(await panel.alerts().getByRole('button', { name: 'Choose model', exact: true }).isVisible());
      assert.equal(await countdown().count(), 0);
    });
  }
});

describe('a setting that a server does not take', () => {
  test('is not sent and told on the answer, where it is known beforehand', async () => {
    const panel = chat.panel();
    await panel.newChat();
    chat.server('claude').queue(says.claude('Without a seed.'));
    await chat.withSettings(
      { 'parley.model': models.claude, 'parley.request.seed': 7, 'parley.request.n': 2 },
      async () => {
        const { body } = await askOnce('claude', 'The same again?');
        assert.doesNotMatch(JSON.stringify(body), /seed|"n":/);
      },
    );
    const answer = await panel.lastAnswer();
    assert.match(answer, /parley\.request\.seed was not sent: Claude does not take it for this model\./);
    assert.match(answer, /parley\.request\.n was not sent: Claude/);
    assert.match(answer, /Without a seed\./);
  });

  const refusals: readonly {
    readonly name: StrictName;
    readonly setting: string;
    readonly field: string;
    readonly refusal: Reply;
    readonly told: RegExp;
  }[] = [
    {
      name: 'open',
      setting: 'frequencyPenalty',
      field: 'frequency_penalty',
      refusal: errorReply(
        400,
        "Unsupported parameter: 'frequency_penalty' is not supported with this model.",
        { param: 'frequency_penalty', code: 'unsupported_parameter' },
      ),
      told: /“frequency_penalty” was not sent: Open refuses it for this model/,
    },
    {
      name: 'strict',
      setting: 'safePrompt',
      field: 'safe_prompt',
      refusal: jsonReply(
        { detail: [{ type: 'extra_forbidden', loc: ['body', 'safe_prompt'], msg: 'Extra inputs' }] },
        422,
      ),
      told: /“safe_prompt” was not sent: Strict refuses it for this model/,
    },
  ];
  for (const { name, setting, field, refusal, told } of refusals) {
    test(`${field}: refused once, left out at once, told, and remembered`, async () => {
      const panel = chat.panel();
      await panel.newChat();
      const picky: (text: string) => ReplyScript = (text) => (request) =>
        field in request.body ? refusal : says[name](text);
      // Three answers for three requests: two for the first message, one for the second.
      chat.server(name).queue(picky('First.'), picky('First.'), picky('Second.'));
      const value = setting === 'safePrompt' ? true : 0.5;
      await chat.withSettings(
        { 'parley.model': models[name], [`parley.request.${setting}`]: value },
        async () => {
          const first = await ask(name, 'One');
          assert.deepEqual(
            first.map(({ body }) => field in body),
            [true, false],
          );
          const { [field]: _left, ...rest } = first[0]?.body ?? {};
          assert.deepEqual(first[1]?.body, rest, 'nothing else has changed');
          assert.match(await panel.lastAnswer(), told);
          assert.match(await panel.lastAnswer(), /First\./);
          const second = await askOnce(name, 'Two');
          assert.ok(!(field in second.body));
          assert.match(await panel.lastAnswer(), /Second\./);
          assert.match(await panel.lastAnswer(), told, 'told on every answer that it concerns');
        },
      );
      assert.equal(await panel.alerts().count(), 0);
    });
  }
});

describe('the settings of a request', () => {
  test('one whole answer instead of a stream: nothing is shown before it is there', async () => {
    const panel = chat.panel();
    await panel.newChat();
    const gate = createGate();
    chat.server('strict').queue({ ...wholeAnswer('All of it at once.'), before: [{ gate }] });
    await chat.withSettings({ 'parley.request.stream': false }, async () => {
      await panel.send('Whole, please.');
      const request = await chat
        .server('strict')
        .provider.nextRequest(({ rawBody }) => rawBody.includes('Whole, please.'));
      assert.notEqual(request.body.stream, true);
      assert.ok(await panel.button('Stop').isVisible());
      gate.open();
      await panel.waitForText('All of it at once.');
      await panel.waitForAnswerEnd();
    });
    assert.deepEqual(chat.server('strict').faults, []);
  });

  test('a value out of every range is named with the range, and the message goes without it', async () => {
    const panel = chat.panel();
    await panel.newChat();
    chat.server('open').queue(says.open('Cool.'));
    await chat.withSettings({ 'parley.model': models.open, 'parley.request.temperature': 9 }, async () => {
      await panel.frame
        .getByText('parley.request.temperature: must be a number from 0 to 2. It is not sent.')
        .waitFor();
      const { body } = await askOnce('open', 'How warm?');
      assert.ok(!('temperature' in body));
    });
    await panel.frame.getByText('parley.request.temperature:').waitFor({ state: 'detached' });
  });

  test('a value out of the range of this server alone is named with that range, and nothing is sent', async () => {
    const panel = chat.panel();
    await panel.newChat();
    await chat.withSettings({ 'parley.request.temperature': 1.8 }, async () => {
      assert.equal((await ask('strict', 'How hot?')).length, 0);
      assert.match(
        await panel.alerts().innerText(),
        /parley\.request\.temperature is 1\.8; Strict takes a number from 0 to 1\.5\. Nothing was sent\./,
      );
      assert.ok(await panel.alerts().getByRole('button', { name: 'Open settings', exact: true }).isVisible());
    });
    // Put right, Retry is enough.
    chat.server('strict').queue(says.strict('Warm enough.'));
    await panel.alerts().getByRole('button', { name: 'Retry', exact: true }).click();
    await panel.waitForText('Warm enough.');
    await panel.waitForAnswerEnd();
    assert.equal(await panel.alerts().count(), 0);
  });
});

describe('all settings at once', () => {
  /** Everything that can be set but what belongs to tools. */
  const everything: Readonly<Record<string, unknown>> = {
    temperature: 0.4,
    topP: 0.96,
    maxTokens: 4000,
    minTokens: 5,
    stop: ['END', 'STOP'],
    seed: 7,
    n: 2,
    presencePenalty: 0.25,
    frequencyPenalty: -0.5,
    responseFormat: 'json_object',
    reasoningEffort: 'high',
    safePrompt: true,
    user: 'somebody',
  };
  const penalties = { presence_penalty: 0.25, frequency_penalty: -0.5 };
  const wire: readonly {
    readonly name: StrictName;
    readonly fields: Readonly<Record<string, unknown>>;
    /** Settings that are not sent; the answer says so. */
    readonly dropped: readonly string[];
  }[] = [
    {
      name: 'strict',
      fields: {
        temperature: 0.4,
        top_p: 0.96,
        max_tokens: 4000,
        min_tokens: 5,
        stop: ['END', 'STOP'],
        random_seed: 7,
        n: 2,
        ...penalties,
        response_format: { type: 'json_object' },
        reasoning_effort: 'high',
        safe_prompt: true,
      },
      dropped: ['user'],
    },
    {
      name: 'open',
      fields: {
        temperature: 0.4,
        top_p: 0.96,
        max_completion_tokens: 4000,
        stop: ['END', 'STOP'],
        seed: 7,
        n: 2,
        ...penalties,
        response_format: { type: 'json_object' },
        reasoning_effort: 'high',
        user: 'somebody',
        stream_options: { include_usage: true },
      },
      dropped: ['minTokens', 'safePrompt'],
    },
    {
      name: 'claude',
      fields: {
        max_tokens: 4000,
        stop_sequences: ['END', 'STOP'],
        top_p: 0.96,
        thinking: { type: 'enabled', budget_tokens: 2000 },
        metadata: { user_id: 'somebody' },
      },
      dropped: [
        'temperature',
        'minTokens',
        'seed',
        'n',
        'presencePenalty',
        'frequencyPenalty',
        'responseFormat',
        'safePrompt',
      ],
    },
  ];
  /** Others than above: what a server has refused for a model is not sent to it again. */
  const freshModels: Readonly<Record<StrictName, string>> = {
    strict: 'strict/mistral-medium-latest',
    open: 'open/gpt-4.1',
    claude: 'claude/claude-sonnet-4-5-20250929',
  };
  let restore: () => Promise<void>;
  before(async () => {
    const named = Object.entries(everything).map(([name, value]): [string, unknown] => [
      `parley.request.${name}`,
      value,
    ]);
    restore = await chat.change(Object.fromEntries(named));
  });
  after(() => restore());

  for (const { name, fields, dropped } of wire) {
    test(`reach ${name} under its names; what it does not take is told`, async () => {
      const panel = chat.panel();
      await panel.newChat();
      chat.server(name).queue(says[name]('{}'));
      await chat.withSettings({ 'parley.model': freshModels[name] }, async () => {
        const { body } = await askOnce(name, 'As set, please.');
        const {
          model: _model,
          messages: _messages,
          system: _system,
          stream: _stream,
          tools: _tools,
          ...sent
        } = body;
        assert.deepEqual(sent, fields);
      });
      const told = (await panel.lastAnswer()).matchAll(/parley\.request\.(\w+) was not sent/g);
      assert.deepEqual([...told].map(([, setting]) => setting).toSorted(), [...dropped].toSorted());
    });
  }
});
