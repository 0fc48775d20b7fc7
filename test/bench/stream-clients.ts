// One run of one client of the stream benchmark, in a process of its own. Prints one line of JSON.
// `node stream-clients.ts API NAME BASE_URL WARM_CALLS`
import process from 'node:process';
import type { Client, Load } from './bench-client.ts';
import { chatCompletionsClients } from './chat-completions-clients.ts';
import { messagesClients } from './messages-clients.ts';

/** What one run measured. Times in milliseconds. */
export interface Run {
  readonly deltas: number;
  readonly characters: number;
  /** CPU of the process from the call to the end. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
  /** From the call to the first text. */
  readonly firstMs: number;
  /** From the call to its arrival at the server, over a connection that is there already; absent without warm calls. */
  readonly toServerMs?: number;
  /** From the server's first text to the callback, likewise. */
  readonly toCallbackMs?: number;
  /** Heap that is still held after the stream, garbage collected. */
  readonly retainedMb: number;
  /** Loading the client's modules. */
  readonly loadMs: number;
}

/** An API that the server of the benchmark speaks. */
export type ApiName = 'chat-completions' | 'messages';

const clients: Readonly<Record<ApiName, Readonly<Record<string, Load>>>> = {
  'chat-completions': chatCompletionsClients,
  messages: messagesClients,
};

/** The names of the clients for an API, the limit first. */
export function clientNames(api: ApiName): readonly string[] {
  return Object.keys(clients[api]);
}

interface Tally {
  deltas: number;
  characters: number;
  firstMs: number;
}

async function main([api = '', name = '', url = '', warmCalls = '0']: readonly string[]): Promise<void> {
  if (api !== 'chat-completions' && api !== 'messages') throw new Error(`There is no API “${api}”.`);
  const load = clients[api][name];
  if (load === undefined) {
    throw new Error(`There is no client “${name}” for ${api}: ${clientNames(api).join(', ')}.`);
  }
  const loading = performance.now();
  const client = await load();
  const loadMs = performance.now() - loading;
  const heapBefore = heapMb();
  const tally: Tally = { deltas: 0, characters: 0, firstMs: 0 };
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await client(url, (text) => {
    if (tally.deltas === 0) tally.firstMs = performance.now() - begin;
    tally.deltas += 1;
    tally.characters += text.length;
  });
  const { user, system } = process.cpuUsage(cpu);
  const wallMs = performance.now() - begin;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const retainedMb = heapMb() - heapBefore;
  const ways = Number(warmCalls) > 0 ? await warmWays(client, url, Number(warmCalls)) : {};
  const run: Run = { ...tally, ...ways, cpuMs: (user + system) / 1000, wallMs, peakMb, retainedMb, loadMs };
  process.stdout.write(`${JSON.stringify(run)}\n`);
}

/**
 * How long the ways to the server and back take once everything is warm.
 * @param calls to warm up with, and as many again, of which the median counts: the engine optimises what it sees often.
 */
async function warmWays(
  client: Client,
  url: string,
  calls: number,
): Promise<{ toServerMs: number; toCallbackMs: number }> {
  const short = url.replace(/chunks=\d+/, 'chunks=3').replace(/perSecond=\d+/, 'perSecond=0');
  const toServer: number[] = [];
  const toCallback: number[] = [];
  for (let call = 0; call < 2 * calls; call += 1) {
    let isFirst = true;
    const calledAtMs = clockMs();
    await client(short, (text) => {
      if (!isFirst) return;
      isFirst = false;
      const [receivedAtMs, sentAtMs] = JSON.parse(text) as [number, number];
      toServer.push(receivedAtMs - calledAtMs);
      toCallback.push(clockMs() - sentAtMs);
    });
  }
  return { toServerMs: median(toServer.slice(calls)), toCallbackMs: median(toCallback.slice(calls)) };
}

/** The middle figure. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function clockMs(): number {
  return performance.timeOrigin + performance.now();
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

if (import.meta.main) await main(process.argv.slice(2));
