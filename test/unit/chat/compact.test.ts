// Summing a chat up: in pieces, smaller than before or not at all, and with nothing changed when it fails.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compactPath, type CompactOutcome, type CompactTask } from '../../../src/chat/compact.ts';
import { compactionSystemPrompt } from '../../../src/context/compaction.ts';
import { createTokenMeter } from '../../../src/context/tokens.ts';
import { ChatError } from '../../../src/model/error.ts';
import type { Message } from '../../../src/model/conversation.ts';
import { createScriptedClient, type ClientStep, type ScriptedClient } from '../../fakes/scripted-client.ts';
import { answer, compactionUpTo, userMessage } from '../model/samples.ts';
import { finish, numbered, says, targetOf } from './chat-setup.ts';

const meter = createTokenMeter();
const long = 'word '.repeat(1000);
const path: readonly Message[] = [
  userMessage('q1', undefined, long),
  answer('a1', 'q1', { state: 'done', parts: [{ type: 'text', text: long }] }),
  userMessage('q2', 'a1', long),
  answer('a2', 'q2', { state: 'done', parts: [{ type: 'text', text: long }] }),
];

interface Run {
  readonly outcome: CompactOutcome;
  readonly client: ScriptedClient;
  readonly pieces: string[];
}

async function run(
  scripts: readonly (readonly ClientStep[])[],
  changes: Partial<CompactTask> = {},
  signal = new AbortController().signal,
): Promise<Run> {
  const client = createScriptedClient(scripts);
  const pieces: string[] = [];
  const task: CompactTask = {
    path,
    compactions: undefined,
    target: targetOf(),
    model: 'lab/model-1',
    contextTokens: 100_000,
    focus: '',
    ...changes,
  };
  const onPiece = (piece: number, count: number): void => void pieces.push(`${piece}/${count}`);
  const ports = { client, meter, newId: numbered('k'), nowMs: () => 7000, onPiece };
  return { outcome: await compactPath(task, ports, signal), client, pieces };
}

function tooLong(): ChatError {
  return new ChatError({ kind: 'context-too-long', message: 'Too long.', retryable: false });
}

function promptOf(client: ScriptedClient, call: number): string {
  const message = client.calls[call]?.request.messages.at(-1);
  assert.ok(message?.role === 'user');
  return message.text;
}

describe('a chat that fits', () => {
  test('is summed up in one request, and the summary says what it stands for', async () => {
    const { outcome, client, pieces } = await run([[says('All '), says('of it.'), finish]]);
    assert.deepEqual(outcome, {
      status: 'done',
      compaction: {
        id: 'k-1',
        upToMessageId: 'a2',
        summary: 'All of it.',
        createdAtMs: 7000,
        model: 'lab/model-1',
        tokensBefore: path.reduce((sum, message) => sum + meter.message(message), 0),
        tokensAfter: meter.text(
          'The beginning of this conversation, summed up:\n\n<summary>\nAll of it.\n</summary>',
        ),
      },
    });
    assert.deepEqual(pieces, ['1/1']);
    const [request] = client.calls.map((call) => call.request);
    assert.deepEqual(request?.messages[0], { role: 'system', text: compactionSystemPrompt });
    assert.deepEqual(request?.tools, []);
  });

  test('is asked for in one whole answer where the user wants it so', async () => {
    const { outcome, client } = await run([[says('Short.'), finish]], {
      target: targetOf({ stream: false }),
    });
    assert.equal(outcome.status, 'done');
    assert.equal(client.calls[0]?.method, 'create');
  });

  test('is asked for without what is meant for answers', async () => {
    const parameters = {
      toolChoice: 'required',
      responseFormat: { type: 'json_object' },
      stop: ['.'],
      seed: 3,
    } as const;
    const { client } = await run([[says('Short.'), finish]], { target: targetOf({ parameters }) });
    assert.deepEqual(client.calls[0]?.request.parameters, { seed: 3 });
  });
});

describe('a chat that does not fit', () => {
  test('is summed up in pieces, each with the summary of those before', async () => {
    const scripts = Array.from({ length: 9 }, (_, at) => [says(`Summary ${at + 1}.`), finish]);
    const { outcome, client, pieces } = await run(scripts, { contextTokens: 4000 });
    assert.ok(client.calls.length > 2 && client.calls.length < 9, `${client.calls.length} requests`);
    assert.deepEqual(
      pieces,
      client.calls.map((_, at) => `${at + 1}/${client.calls.length}`),
    );
    assert.ok(!promptOf(client, 0).includes('<summary>'));
    assert.match(promptOf(client, 1), /<summary>\nSummary 1\.\n<\/summary>/);
    for (const [at] of client.calls.entries()) assert.ok(meter.text(promptOf(client, at)) < 4000);
    assert.equal(outcome.status === 'done' && outcome.compaction.summary, `Summary ${client.calls.length}.`);
  });

  test('is tried in smaller pieces when the server can read less than it was said to', async () => {
    const parts = Array.from({ length: 6 }, () => [says('Part.'), finish]);
    const { outcome, client } = await run([[tooLong()], ...parts], { contextTokens: 8000 });
    assert.equal(outcome.status, 'done');
    assert.ok(promptOf(client, 1).length < promptOf(client, 0).length);
  });

  test('fails when even the smallest piece is too long', async () => {
    await assert.rejects(run(Array.from({ length: 20 }, () => [tooLong()])), /Too long/);
  });
});

describe('a summary before', () => {
  test('is carried on, and what it covers is not read again', async () => {
    const { outcome, client } = await run([[says('Both.'), finish]], { compactions: [compactionUpTo('a1')] });
    assert.match(promptOf(client, 0), /<summary>\nSummary up to a1\.\n<\/summary>/);
    assert.equal(promptOf(client, 0).match(/User:/g)?.length, 1);
    assert.equal(outcome.status === 'done' && outcome.compaction.upToMessageId, 'a2');
  });

  test('that covers everything leaves nothing to do', async () => {
    const { outcome, client } = await run([], { compactions: [compactionUpTo('a2')] });
    assert.deepEqual(outcome, { status: 'refused', reason: 'Nothing was said since the last summary.' });
    assert.equal(client.calls.length, 0);
  });
});

describe('a summary that is none', () => {
  const short = [userMessage('q1', undefined, 'Hello'), answer('a1', 'q1', { state: 'done' })];

  test('because it is longer is asked for once more, and then given up', async () => {
    const twice = await run(
      [
        [says(long), finish],
        [says(long), finish],
      ],
      { path: short },
    );
    assert.equal(twice.outcome.status, 'refused');
    assert.match(
      twice.outcome.status === 'refused' ? twice.outcome.reason : '',
      /no shorter.*Nothing was changed/,
    );
    const better = await run([
      [says(long.repeat(5)), finish],
      [says('Short.'), finish],
    ]);
    assert.equal(better.outcome.status === 'done' && better.outcome.compaction.summary, 'Short.');
  });

  test('because it is empty is refused', async () => {
    const { outcome } = await run([[says('  \n'), finish]]);
    assert.deepEqual(outcome, { status: 'refused', reason: 'The model gave no summary.' });
  });

  test('because the request failed or was stopped throws', async () => {
    await assert.rejects(
      run([[new ChatError({ kind: 'auth', message: 'No key.', retryable: false })]]),
      /No key/,
    );
    const abort = new AbortController();
    abort.abort(new DOMException('Stopped by the user.', 'AbortError'));
    await assert.rejects(run([[says('x'), finish]], {}, abort.signal), /Stopped by the user/);
  });
});
