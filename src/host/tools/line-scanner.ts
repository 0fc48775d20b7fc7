// Looks for a pattern in lines of text, in a thread of its own that is ended when a pattern takes too long: JavaScript's
// regular expressions can take time without end.
import { Worker } from 'node:worker_threads';
import * as z from 'zod';

/** Longest time for one text, in milliseconds. */
const LIMIT_MS = 5000;

const hitsSchema = z.array(z.object({ line: z.int(), column: z.int() }));
/** Lines of a text (from 1) that hold the pattern, and where in them (from 0). */
export type ScanHit = z.output<typeof hitsSchema>[number];

/** A thread that looks for one pattern. */
export interface LineScanner {
  /**
   * Looks through one text; not to be called again before it has answered.
   * @returns undefined when the pattern took too long; the scanner is of no more use then.
   */
  scan(text: string): Promise<readonly ScanHit[] | undefined>;
  close(): Promise<void>;
}

/**
 * Starts a scanner.
 * @param source of a regular expression that is valid with these flags.
 */
export function startLineScanner(source: string, flags: string, limitMs = LIMIT_MS): LineScanner {
  const worker = new Worker(
    `(${scanLines.toString()})(${JSON.stringify(source)}, ${JSON.stringify(flags)})`,
    {
      eval: true,
      // None of what the extension host was started with.
      execArgv: [],
      env: {},
    },
  );
  let onMessage: (message: unknown) => void = () => {};
  let onEnd: (error: Error) => void = () => {};
  worker.on('message', (message) => onMessage(message));
  worker.on('error', (error) => onEnd(error));
  worker.on('exit', () => onEnd(new Error('The thread that searches has ended.')));
  // A machine that is busy starts a thread late: that is no fault of the pattern.
  const ready = new Promise<void>((resolve, reject) => {
    onMessage = () => resolve();
    onEnd = reject;
  });
  // Closed before it was asked anything.
  ready.catch(() => undefined);
  return {
    scan: async (text) => {
      await ready;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          resolve(undefined);
          void worker.terminate();
        }, limitMs);
        onEnd = (error) => {
          clearTimeout(timer);
          reject(error);
        };
        onMessage = (message) => {
          clearTimeout(timer);
          resolve(hitsSchema.parse(message));
        };
        worker.postMessage(text);
      });
    },
    close: async () => void (await worker.terminate()),
  };
}

/** Runs in the thread, as text: it may use nothing from around it. */
function scanLines(source: string, flags: string): void {
  const port = process.getBuiltinModule('node:worker_threads').parentPort;
  const pattern = new RegExp(source, flags);
  port?.on('message', (text: string) => {
    const hits: { line: number; column: number }[] = [];
    text.split(/\r?\n/).forEach((line, at) => {
      const found = pattern.exec(line);
      if (found !== null) hits.push({ line: at + 1, column: found.index });
    });
    port.postMessage(hits);
  });
  port?.postMessage('ready');
}
