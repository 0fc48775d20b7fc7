// A friendly stand-in for a model, so that the first run needs no account: real HTTP on loopback, started on purpose.
// It says in every answer that it is no AI; it takes any key or none, keeps nothing, and asks nobody else.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseJson, startLoopbackServer } from './loopback-server.ts';
import type { Exchange } from './loopback-server.ts';
import { playReply } from './play-reply.ts';
import type { Reply } from './play-reply.ts';
import { answerQuestion } from './practice-answers.ts';
import { faultFor, overloadedReply } from './practice-faults.ts';
import { readQuestion } from './practice-question.ts';
import { deliver } from './practice-stream.ts';
import { bodyReply, errorReply, jsonReply } from './replies.ts';
import type { SentBody } from './scripted-provider.ts';

/** The models the practice server offers, the plain one first. */
export const PRACTICE_MODELS = ['practice-model', 'practice-slow', 'practice-reasoning'] as const;

/** A running practice server. */
export interface PracticeServer {
  /** `http://127.0.0.1:PORT`; the base URL for a client is this + `/v1`. */
  readonly url: string;
  /** Answers being sent right now; one whose client went away is not among them. */
  readonly answering: number;
  /** Ends all answers and stops listening. */
  close(): Promise<void>;
}

/** Settings; all optional. */
export interface PracticeServerOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Pace of the answers; default 400. */
  readonly charactersPerSecond?: number;
  /** Another seed gives other pieces and pauses; default 1. */
  readonly seed?: number;
}

/** Starts the practice server on 127.0.0.1. @throws when the port is taken or a setting is not a positive number. */
export async function startPracticeServer(options: PracticeServerOptions = {}): Promise<PracticeServer> {
  const { port = 0, charactersPerSecond = 400, seed = 1 } = options;
  if (!(charactersPerSecond > 0)) {
    throw new RangeError(`charactersPerSecond must be greater than 0, not ${charactersPerSecond}.`);
  }
  const overloaded = new Set<string>();

  const chatReply = (rawBody: string): Reply => {
    const parsed = parseJson(rawBody);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      return errorReply(400, 'Practice server: the request body must be a JSON object.');
    }
    const body = parsed as SentBody;
    const model = body.model ?? PRACTICE_MODELS[0];
    if (!PRACTICE_MODELS.some((known) => known === model)) {
      const known = PRACTICE_MODELS.join(', ');
      return errorReply(404, `Practice server: there is no model "${model}". Choose one of: ${known}.`, {
        code: 'model_not_found',
      });
    }
    let question;
    try {
      question = readQuestion({ ...body, model });
    } catch (error) {
      return errorReply(400, `Practice server: ${error instanceof Error ? error.message : String(error)}`);
    }
    const stream = body.stream === true;
    const fault = question.toolResults.length > 0 ? undefined : faultFor(question.words, stream);
    if (fault) return fault;
    if (/^overloaded once\b/i.test(question.words)) {
      // The same conversation comes again when the client tries again; the next one starts afresh.
      const conversation = JSON.stringify(body.messages);
      if (!overloaded.delete(conversation)) {
        overloaded.add(conversation);
        return overloadedReply();
      }
    }
    const streamOptions = body['stream_options'] as { include_usage?: unknown } | null | undefined;
    return deliver(answerQuestion(question), {
      model,
      stream,
      includeUsage: streamOptions?.include_usage === true,
      maxTokens: limitOf(body),
      stop: [body['stop']].flat().filter((word) => typeof word === 'string'),
      promptTokens: Math.ceil(rawBody.length / 4),
      charactersPerSecond,
      seed,
    });
  };

  const replyTo = ({ request, rawBody }: Exchange): Reply => {
    const path = (request.url ?? '/').replace(/\?.*$/, '');
    switch (`${request.method} ${path}`) {
      case 'POST /v1/chat/completions':
        return chatReply(rawBody);
      case 'GET /v1/models':
        return modelList();
      case 'GET /':
        return bodyReply('This is the practice server of Parley. It is no AI. Its API is at /v1.\n', {
          headers: { 'content-type': 'text/plain; charset=utf-8' },
        });
      default:
        return errorReply(
          404,
          `Practice server: nothing at ${request.method} ${path}. There are POST /v1/chat/completions and GET /v1/models.`,
        );
    }
  };

  let answering = 0;
  const serve = async (exchange: Exchange): Promise<void> => {
    answering += 1;
    try {
      await playReply(replyTo(exchange), exchange.response, exchange.signal);
    } finally {
      answering -= 1;
    }
  };
  const server = await startLoopbackServer(serve, (error) => console.error('Practice server:', error), port);
  return {
    url: server.url,
    get answering() {
      return answering;
    },
    close: () => server.close(),
  };
}

function modelList(): Reply {
  const data = PRACTICE_MODELS.map((id) => ({
    id,
    object: 'model',
    created: 1_700_000_000,
    owned_by: 'practice server (no AI)',
    context_length: 32_768,
  }));
  return jsonReply({ object: 'list', data });
}

function limitOf(body: SentBody): number {
  const limit = body['max_completion_tokens'] ?? body['max_tokens'];
  return typeof limit === 'number' && limit >= 1 ? limit : Number.POSITIVE_INFINITY;
}

async function runByHand(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4141' },
      'characters-per-second': { type: 'string', default: '400' },
    },
  });
  const server = await startPracticeServer({
    port: numberFrom('--port', values.port),
    charactersPerSecond: numberFrom('--characters-per-second', values['characters-per-second']),
  });
  console.log(
    `Practice server (no AI) at ${server.url}/v1 with ${PRACTICE_MODELS.join(', ')}. Ctrl+C ends it.`,
  );
  const end = (): void => void server.close();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function numberFrom(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < 0 || number > 10_000_000) {
    throw new Error(`${option} takes a whole number, not "${text}".`);
  }
  return number;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  runByHand().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
