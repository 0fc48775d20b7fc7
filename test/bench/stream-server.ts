// The server of the stream benchmark, in a process of its own: sends ready-made events, as fast as the socket takes them
// or at a pace. In the path's query: `chunks=N`, `perSecond=R` (0 is full speed), `perWrite=W`. A path that ends in
// /messages gets the events of the Messages API, any other one those of chat-completions.
//
// The two framings of goal C1 are two values of `perWrite`. 256: many events a write, about 64 KB, as a proxy or a slow
// client's kernel delivers them; one read of the client brings many events. 1: each event is a write of its own, hence a
// chunk of the transfer encoding of its own, as servers send them while a model writes; a client gets each as a read of its
// own, whatever the socket has merged, and pays the way of a read for every event. The bytes of the events are the same.
import { createServer } from 'node:http';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

/** Events handed to the socket before the pace and its fullness are looked at again. */
const EVENTS_PER_TURN = 256;

/** What one API sends: the events before the texts, one text as an event, and the events after them. */
interface Api {
  readonly head: string;
  readonly event: (text: string) => string;
  readonly tail: string;
  readonly ready: readonly string[];
}

/** Wall clock with fractions of a millisecond, the same for all processes of a machine. */
function clockMs(): number {
  return performance.timeOrigin + performance.now();
}

function chunk(content: string): string {
  const body = {
    id: 'chatcmpl-9f8e7d6c5b4a39281706',
    object: 'chat.completion.chunk',
    created: 1_760_000_000,
    model: 'bench-model-2026-11-20',
    system_fingerprint: 'fp_0123456789',
    choices: [{ index: 0, delta: { content }, logprobs: null, finish_reason: null }],
  };
  return `data: ${JSON.stringify(body)}\n\n`;
}

function messagesEvent(body: { readonly type: string; readonly [field: string]: unknown }): string {
  return `event: ${body.type}\ndata: ${JSON.stringify(body)}\n\n`;
}

function textDelta(text: string): string {
  return messagesEvent({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
}

function readyEvents(event: (text: string) => string): readonly string[] {
  return Array.from({ length: 1000 }, (_, index) => event(` word${index}`));
}

const chatCompletions: Api = {
  head: '',
  event: chunk,
  ready: readyEvents(chunk),
  tail:
    'data: {"id":"chatcmpl-9f8e7d6c5b4a39281706","object":"chat.completion.chunk","created":1760000000,' +
    '"model":"bench-model-2026-11-20","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],' +
    '"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}\n\ndata: [DONE]\n\n',
};

const messages: Api = {
  head:
    messagesEvent({
      type: 'message_start',
      message: {
        id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
        type: 'message',
        role: 'assistant',
        content: [],
        model: 'claude-haiku-4-5-20251001',
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 10, output_tokens: 1 },
      },
    }) + messagesEvent({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  event: textDelta,
  ready: readyEvents(textDelta),
  tail:
    messagesEvent({ type: 'content_block_stop', index: 0 }) +
    messagesEvent({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 20 },
    }) +
    messagesEvent({ type: 'message_stop' }),
};

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const figure = (name: string, otherwise: number): number => Number(searchParams.get(name) ?? otherwise);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    void send(
      pathname.endsWith('/messages') ? messages : chatCompletions,
      figure('chunks', 1000),
      figure('perSecond', 0),
      figure('perWrite', EVENTS_PER_TURN),
    );
  });
  const receivedAtMs = clockMs();

  async function send(api: Api, total: number, perSecond: number, perWrite: number): Promise<void> {
    const { head, event, tail, ready } = api;
    const begin = performance.now();
    // The first text tells when the request came and when this one left: how long the ways take.
    response.write(head + event(JSON.stringify([receivedAtMs, clockMs()])));
    for (let sent = 1; sent < total;) {
      const due = perSecond === 0 ? total : Math.floor(((performance.now() - begin) / 1000) * perSecond) + 1;
      const end = Math.min(sent + EVENTS_PER_TURN, due, total);
      if (end <= sent) {
        await pause(1);
        continue;
      }
      let isRoomLeft = true;
      while (sent < end) {
        let text = '';
        for (const last = Math.min(end, sent + perWrite); sent < last; sent += 1)
          text += ready[sent % ready.length];
        isRoomLeft = response.write(text);
      }
      if (!isRoomLeft) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end(tail);
  }
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
process.on('disconnect', () => process.exit());
