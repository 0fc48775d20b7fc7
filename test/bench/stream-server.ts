// The server of the stream benchmark, in a process of its own: sends ready-made chat-completion chunks, as fast as the
// socket takes them or at a pace. `?chunks=N&perSecond=R` in the path's query; R 0 is at full speed.
import { createServer } from 'node:http';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

/** Chunks in one write at full speed: about 64 KB, as a proxy or the kernel would deliver them. */
const CHUNKS_PER_WRITE = 256;

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

const tail =
  'data: {"id":"chatcmpl-9f8e7d6c5b4a39281706","object":"chat.completion.chunk","created":1760000000,' +
  '"model":"bench-model-2026-11-20","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],' +
  '"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}\n\ndata: [DONE]\n\n';

const ready = Array.from({ length: 1000 }, (_, index) => chunk(` word${index}`));

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const total = Number(query.get('chunks') ?? 1000);
    const perSecond = Number(query.get('perSecond') ?? 0);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    void send(total, perSecond);
  });
  const receivedAtMs = clockMs();

  async function send(total: number, perSecond: number): Promise<void> {
    const begin = performance.now();
    // The first chunk tells when the request came and when this one left: how long the ways take.
    response.write(chunk(JSON.stringify([receivedAtMs, clockMs()])));
    for (let sent = 1; sent < total;) {
      const due = perSecond === 0 ? total : Math.floor(((performance.now() - begin) / 1000) * perSecond) + 1;
      const count = Math.min(CHUNKS_PER_WRITE, due - sent, total - sent);
      if (count <= 0) {
        await pause(1);
        continue;
      }
      let text = '';
      for (let end = sent + count; sent < end; sent += 1) text += ready[sent % ready.length];
      if (!response.write(text)) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end(tail);
  }
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
process.on('disconnect', () => process.exit());
