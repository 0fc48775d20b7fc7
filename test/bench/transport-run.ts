// What transport.ts asks of its extension, and what comes back.

/** `nothing`: the same clock, but no message. */
export type TransportWish = {
  readonly way: 'nothing' | 'each' | 'outbox';
  readonly tokensPerSecond: number;
  readonly seconds: number;
};

/** One stream. Lengths are those of the messages as JSON. */
export type TransportRun = {
  readonly hostCpuMs: number;
  readonly posted: number;
  readonly arrived: number;
  readonly bytes: number;
  readonly longest: number;
  readonly textBytes: number;
  /** From the first token to the first message, in milliseconds; NaN when it did not go at once. */
  readonly firstMs: number;
  readonly seconds: number;
};
