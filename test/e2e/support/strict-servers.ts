// Three servers on loopback that take no request which the real ones would refuse: Mistral, OpenAI and Anthropic. Each judges
// by the rules of its vendor before it answers what the test has written down; one VS Code knows them as three providers.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { Reply } from '../../fakes/play-reply.ts';
import { errorReply, streamRaw } from '../../fakes/replies.ts';
import {
  startScriptedProvider,
  type RecordedRequest,
  type ReplyScript,
  type ScriptedProvider,
  type SentBody,
} from '../../fakes/scripted-provider.ts';
import { openAiFaults } from '../../oracle/rules/family-rules.ts';
import { mistralFaults } from '../../oracle/rules/mistral-rules.ts';
import { mistralSchemaFaults } from '../../oracle/rules/mistral-schema.ts';
import { messagesEvent } from '../../unit/llm/anthropic/messages-replay.ts';
import { complaints } from '../../unit/llm/anthropic/messages-rules.ts';
import { SAMPLE_WORKSPACE } from './scripted-chat.ts';
import { sharedVsCode, type SharedVsCode } from './shared-vscode.ts';

/** One server with the rules of a vendor. */
export interface StrictServer {
  readonly provider: ScriptedProvider;
  /** What was wrong with requests so far, one sentence each. */
  readonly faults: readonly string[];
  /** Answers the next legal requests; an illegal one gets 422 instead, and its answer is used up. */
  queue(...replies: readonly ReplyScript[]): void;
  /** The requests for answers so far. */
  chats(): readonly RecordedRequest[];
}

export type StrictName = 'strict' | 'open' | 'claude';

/** The providers' settings: id → name shown, vendor whose rules it follows, and who judges. */
const vendors = {
  strict: { label: 'Strict', dialect: 'mistral', judge: mistralJudge },
  open: { label: 'Open', dialect: 'openai', judge: openAiFaults },
  claude: { label: 'Claude', dialect: 'anthropic', judge: complaints },
} as const satisfies Record<
  StrictName,
  { readonly label: string; readonly dialect: string; readonly judge: Judge }
>;

type Judge = (body: SentBody) => readonly string[];

function mistralJudge(body: SentBody): readonly string[] {
  // `min_tokens` is of the published client of 2024; the schema of today does not list it.
  const { min_tokens: _older, ...rest } = body;
  const faults = mistralFaults(rest);
  return faults.length > 0 ? faults : mistralSchemaFaults({ ...rest, messages: [...(rest.messages ?? [])] });
}

export type StrictChat = SharedVsCode & {
  server(name: StrictName): StrictServer;
  /** Changes settings; resolves with the way to put everything back. */
  change(settings: Readonly<Record<string, unknown>>): Promise<() => Promise<void>>;
  /** Changes settings for the time of `during`. */
  withSettings(settings: Readonly<Record<string, unknown>>, during: () => Promise<void>): Promise<void>;
};

/** One VS Code and the three servers for all tests of the file; the model at the beginning is Mistral's, retries are on. */
export function strictChat(): StrictChat {
  const servers = new Map<StrictName, StrictServer>();
  const base: Record<string, unknown> = { 'parley.model': 'strict/mistral-small-latest' };
  const shared = sharedVsCode(async () => {
    const providers: Record<string, unknown> = {};
    for (const [id, { label, dialect, judge }] of Object.entries(vendors)) {
      const server = await startStrictServer(judge);
      servers.set(id as StrictName, server);
      providers[id] = { label, dialect, baseUrl: server.provider.baseUrl };
    }
    return { workspace: SAMPLE_WORKSPACE, userSettings: { ...base, 'parley.providers': providers } };
  });
  after(async () => {
    for (const { provider } of servers.values()) await provider.close();
  });
  const update = async (values: Readonly<Record<string, unknown>>): Promise<void> => {
    for (const [key, value] of Object.entries(values)) await shared.vscode().updateSetting(key, value);
  };
  const change = async (settings: Readonly<Record<string, unknown>>): Promise<() => Promise<void>> => {
    await update(settings);
    return () => update(Object.fromEntries(Object.keys(settings).map((key) => [key, base[key]])));
  };
  return {
    ...shared,
    server: (name) => {
      const server = servers.get(name);
      assert.ok(server !== undefined, 'the servers are started before the first test');
      return server;
    },
    change,
    withSettings: async (settings, during) => {
      const restore = await change(settings);
      try {
        await during();
      } finally {
        await restore();
      }
    },
  };
}

async function startStrictServer(judge: Judge): Promise<StrictServer> {
  const provider = await startScriptedProvider();
  const faults: string[] = [];
  const judged = (script: ReplyScript): ReplyScript => {
    return (request) => {
      const found = judge(request.body);
      faults.push(...found);
      if (found.length > 0) return errorReply(422, found.join('; '));
      return typeof script === 'function' ? script(request) : script;
    };
  };
  return {
    provider,
    faults,
    queue: (...replies) => provider.queue(...replies.map(judged)),
    chats: () => provider.requests.filter(({ method }) => method === 'POST'),
  };
}

/** An answer of the Messages API, with signed thinking before the text where there is some. */
export function messagesStream(text: string, thinking?: string): Reply {
  const blocks: readonly (readonly [start: object, ...deltas: readonly object[]])[] = [
    ...(thinking === undefined
      ? []
      : ([
          [
            { type: 'thinking', thinking: '', signature: '' },
            { type: 'thinking_delta', thinking },
            { type: 'signature_delta', signature: 'c2lnbmVk' },
          ],
        ] as const)),
    [
      { type: 'text', text: '' },
      { type: 'text_delta', text },
    ],
  ];
  return streamRaw([
    messagesEvent({
      type: 'message_start',
      message: {
        id: 'msg_01',
        type: 'message',
        role: 'assistant',
        model: 'claude-haiku-4-5',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 3, output_tokens: 1 },
      },
    }),
    ...blocks.flatMap(([start, ...deltas], index) => [
      messagesEvent({ type: 'content_block_start', index, content_block: start }),
      ...deltas.map((delta) => messagesEvent({ type: 'content_block_delta', index, delta })),
      messagesEvent({ type: 'content_block_stop', index }),
    ]),
    messagesEvent({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 9 },
    }),
    messagesEvent({ type: 'message_stop' }),
  ]);
}
