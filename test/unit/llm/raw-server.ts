// A TCP server on loopback that answers any HTTP request with bytes written down by the test, valid HTTP or not.
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What a raw server does once it has received the head of a request. */
export type RawAnswer = (socket: Socket) => void;

/** A listening raw server. */
export interface RawServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Connections accepted so far. */
  readonly connections: number;
  openSockets(): number;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function startRawServer(answer: RawAnswer): Promise<RawServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let head = '';
    socket.on('data', (bytes) => {
      head += bytes.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      head = '';
      answer(socket);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    openSockets: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The head of an event stream; `extra` are further header lines. */
export function streamHead(...extra: readonly string[]): string {
  return ['HTTP/1.1 200 OK', 'content-type: text/event-stream', ...extra, '', ''].join('\r\n');
}

/** A piece of a chunked body. */
export function chunked(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}
