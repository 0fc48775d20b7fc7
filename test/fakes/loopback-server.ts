// A plain HTTP server on 127.0.0.1 that counts its connections and can be closed at any moment.
// It listens on no other address and never outlives `close`.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Who ended an exchange: it ran to its end, the client went away before that, or the server cut it. */
export type ExchangeEnd = 'complete' | 'client' | 'server';

/** One request with the means to answer it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The request body as sent. */
  readonly rawBody: string;
  /** Aborts when the connection closes before the response was sent to its end. */
  readonly signal: AbortSignal;
}

/** A listening server. */
export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, no slash at the end. */
  readonly url: string;
  /** TCP connections accepted so far. */
  readonly connections: number;
  /** TCP connections open now. */
  openSockets(): number;
  /** Drops every connection and stops listening; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1.
 * @param serve answers one exchange; when it throws after its signal aborted, that is no failure.
 * @param onFailure told when `serve` throws on its own account; the connection is then destroyed.
 * @param port 0 lets the system choose.
 * @throws when the port is taken, with the port in the message.
 */
export async function startLoopbackServer(
  serve: (exchange: Exchange) => Promise<void>,
  onFailure: (error: unknown) => void,
  port = 0,
): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  let connections = 0;

  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort(new Error('The connection is closed.'));
    });
    readBody(request)
      .then((rawBody) => serve({ request, response, rawBody, signal: gone.signal }))
      .catch((error: unknown) => {
        if (!gone.signal.aborted) onFailure(error);
        response.destroy();
      });
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} on 127.0.0.1 is taken. Choose another one, or 0 for any free port.`)
          : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;

  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${address.port}`,
    get connections() {
      return connections;
    },
    openSockets: () => sockets.size,
    close() {
      closing ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
      return closing;
    },
  };
}

/** Text as JSON, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
