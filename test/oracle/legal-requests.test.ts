// Whatever was said, with whichever models: the request that goes out next is one that the server at hand accepts. Judged by
// rules written from the servers' schemas and by the schema of Mistral's own package, not by the code that encodes.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { modelMessages } from '../../src/chat/request.ts';
import type { ChatRequest, ModelImage, ModelMessage } from '../../src/llm/chat-request.ts';
import { rows } from '../../src/llm/dialects/chat-completions/rows.ts';
import { dialectOf } from '../../src/llm/dialects/index.ts';
import { sampleProvider, sampleRequest } from '../unit/llm/sample-request.ts';
import {
  anyGaps,
  anyImages,
  anyParameters,
  anyPath,
  anySystemPrompt,
  anyTools,
  targets,
  type Target,
} from './conversations.ts';
import { mistralCases } from './mistral-cases.ts';
import { openAiCases } from './openai-cases.ts';
import { familyFaults, ollamaFaults, openAiFaults, togetherFaults } from './rules/family-rules.ts';
import type { WireMessage } from './rules/history-rules.ts';
import { historyFaults, mistralFaults } from './rules/mistral-rules.ts';
import { mistralSchemaFaults } from './rules/mistral-schema.ts';
import { togetherCases } from './together-cases.ts';
import type { Wish } from './sample-parts.ts';

type Body = Readonly<Record<string, unknown>> & { readonly messages: readonly WireMessage[] };
type Judge = (body: Body) => readonly string[];

const mistralNames = /mistral|mixtral|magistral|codestral|devstral|ministral|pixtral/i;

/** Who decides for a model: the vendor's rules, and those of Mistral's template for its models elsewhere. */
function judgesOf({ row, model }: Target): readonly Judge[] {
  if (row === 'mistral' || row === 'beezy') return [(body) => mistralFaults(body), mistralSchemaFaults];
  if (row === 'mistral-gcp') return [(body) => mistralFaults(body, 'google-cloud'), mistralSchemaFaults];
  const vendors: Readonly<Record<string, Judge>> = {
    openai: openAiFaults,
    'azure-openai': openAiFaults,
    together: togetherFaults,
    ollama: ollamaFaults,
  };
  return [
    vendors[row] ?? familyFaults,
    ...(mistralNames.test(model) ? [({ messages }: Body) => historyFaults(messages)] : []),
    ...(model.startsWith('gemini-3') ? [signatureFaults] : []),
  ];
}

/** Gemini 3: "Function call is missing a thought_signature". */
function signatureFaults({ messages }: Body): readonly string[] {
  return messages
    .flatMap((message) => message.tool_calls ?? [])
    .filter((call) => !/"thought_signature":"[^"]+"/.test(JSON.stringify(call)))
    .map((call) => `call ${call.id} is missing a thought_signature`);
}

/** Conversations for each model. */
const RUNS = 80;

/** The body as it goes over the wire. */
function bodyOf(request: ChatRequest, stream: boolean): Body {
  const { body } = dialectOf('chat-completions').encode(request, stream);
  return JSON.parse(JSON.stringify(body)) as Body;
}

/** Pictures for the questions, in turn; `images` may be too few. */
function withImages(images: readonly (readonly ModelImage[])[]): (message: ModelMessage) => ModelMessage {
  const left = [...images];
  return (message) => (message.role === 'user' ? { ...message, images: left.shift() ?? [] } : message);
}

function requestTo({ row, model }: Target, wish: Wish): ChatRequest {
  return sampleRequest(sampleProvider('http://127.0.0.1:1/v1', row), { ...wish, model: wish.model ?? model });
}

describe('any conversation is legal for', () => {
  for (const target of targets) {
    it(`${target.row}, ${target.model}`, () => {
      const seen = { bodies: 0, calls: 0, switches: 0, tools: 0, images: 0 };
      const anything = [anyPath, anyGaps, anyImages, anySystemPrompt, anyTools, anyParameters] as const;
      fc.assert(
        fc.property(...anything, (path, gaps, images, systemPrompt, offered, parameters) => {
          const said = modelMessages(path, systemPrompt, { id: target.row, row: target.row });
          const messages = said.map(withImages(images)).filter((_, at) => !gaps.includes(at));
          const request = requestTo(target, { messages, tools: offered, parameters });
          for (const stream of [true, false]) {
            const body = bodyOf(request, stream);
            for (const judge of judgesOf(target)) assert.deepEqual(judge(body), []);
            seen.bodies += 1;
            if (body.messages.some(({ tool_calls: calls }) => calls !== undefined)) seen.calls += 1;
            if ('tools' in body) seen.tools += 1;
            if (JSON.stringify(body.messages).includes('"image_url"')) seen.images += 1;
          }
          const models = path.flatMap((message) => (message.role === 'assistant' ? [message.model] : []));
          if (new Set(models).size > 1) seen.switches += 1;
        }),
        { numRuns: RUNS, seed: 20261120 },
      );
      assert.equal(seen.bodies, 2 * RUNS);
      const least = Math.min(seen.calls / 2, seen.tools / 2, seen.images / 2, seen.switches);
      assert.ok(least > RUNS / 4, `too little to judge: ${JSON.stringify(seen)}`);
    });
  }

  it('every row there is', () => {
    const judged = new Set(targets.map(({ row }) => row));
    assert.deepEqual(
      Object.keys(rows).filter((row) => !judged.has(row)),
      [],
    );
  });
});

describe('what is compared with the vendors’ clients is legal for', () => {
  const matrix: readonly (readonly [
    Target,
    readonly { readonly name: string; readonly ours: Wish }[],
    number,
  ])[] = [
    // `min_tokens` is for servers of 2024; the schema of today refuses it.
    [{ row: 'mistral', model: 'm' }, mistralCases.filter(({ name }) => name !== 'least length'), 34],
    [{ row: 'openai', model: 'gpt-4o' }, openAiCases.filter(({ ours }) => ours.extraBody === undefined), 32],
    [{ row: 'together', model: 'm' }, togetherCases, 25],
  ];
  for (const [target, cases, expected] of matrix) {
    it(target.row, () => {
      assert.equal(cases.length, expected);
      for (const { name, ours } of cases) {
        for (const stream of [true, false]) {
          const body = bodyOf(requestTo(target, ours), stream);
          for (const judge of judgesOf(target)) assert.deepEqual(judge(body), [], name);
        }
      }
    });
  }
});
