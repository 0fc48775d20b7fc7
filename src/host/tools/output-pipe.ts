// A true pipe for the output of a command. Node's own pipes to children are sockets: they cannot be opened by name
// (`> /dev/stderr`), need one each for output and errors, so that the order is lost, and every read from them is
// memory of its own: 100 MB of output made the process grow by 60 to 80 MB, here by about ten.
import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Both ends of a pipe. */
export interface OutputPipe {
  /** For the command, as its output and errors. */
  readonly writeEnd: number;
  /** To be called when the command has its copy. */
  closeWriteEnd(): void;
  /**
   * Begins to read. A chunk is only lent.
   * @param onEnd nobody holds the write end any more, or {@link close} was called.
   */
  read(onBytes: (bytes: Uint8Array) => void, onEnd: () => void): void;
  /** Stops reading. Whoever writes then fails. */
  close(): void;
}

/** What a pipe holds. */
const CHUNK_BYTES = 64 * 1024;
/** Read without a pause. */
const MAX_TURN_BYTES = 256 * 1024;
/** Between two looks while something comes: a flood is slowed down to what leaves the extension host time for others. */
const MIN_WAIT_MS = 1;
/** Between two looks while nothing comes. */
const MAX_WAIT_MS = 32;
/** A program that makes a file system entry. */
const LIMIT_MS = 5_000;

/**
 * A new pipe: a named one in a private folder, whose name is gone when this resolves.
 * @param mkfifo absolute path of the program.
 * @returns undefined when the system gives none.
 */
export async function openOutputPipe(mkfifo: string): Promise<OutputPipe | undefined> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(path.join(tmpdir(), 'parley-output-'));
    const name = path.join(folder, 'pipe');
    await runMkfifo(mkfifo, name);
    const readEnd = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
    return pipeOf(readEnd, openWriteEnd(name, readEnd));
  } catch {
    return undefined;
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function runMkfifo(mkfifo: string, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(mkfifo, ['-m', '600', name], { timeout: LIMIT_MS, env: {} }, (error) => {
      if (error === null) resolve();
      else reject(new Error(error.message));
    });
  });
}

/** Does not wait, as there is a reader. The command must find a pipe that waits for its reader. */
function openWriteEnd(name: string, readEnd: number): number {
  try {
    return openSync(name, constants.O_WRONLY);
  } catch (error) {
    closeSync(readEnd);
    throw error;
  }
}

function pipeOf(readEnd: number, writeEnd: number): OutputPipe {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let isWritable = true;
  let isReadable = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onClosed = (): void => undefined;
  const closeWriteEnd = (): void => {
    if (isWritable) closeSync(writeEnd);
    isWritable = false;
  };
  const close = (): void => {
    closeWriteEnd();
    if (!isReadable) return;
    isReadable = false;
    clearTimeout(timer);
    closeSync(readEnd);
    onClosed();
  };
  const readAfter = (waitMs: number, onBytes: (bytes: Uint8Array) => void): void => {
    timer = setTimeout(() => {
      let read = 0;
      for (let length = CHUNK_BYTES; length > 0 && read < MAX_TURN_BYTES; read += length) {
        length = readNow(readEnd, buffer);
        if (length > 0) onBytes(buffer.subarray(0, length));
        if (length === ENDED) close();
        if (!isReadable) return;
      }
      readAfter(read > 0 ? MIN_WAIT_MS : Math.min(waitMs * 2, MAX_WAIT_MS), onBytes);
    }, waitMs);
  };
  return {
    writeEnd,
    closeWriteEnd,
    read: (onBytes, onEnd) => {
      onClosed = onEnd;
      readAfter(MIN_WAIT_MS, onBytes);
    },
    close,
  };
}

const ENDED = -1;

/** Bytes that are there now; 0: none yet; {@link ENDED}: nobody can write any more. */
function readNow(readEnd: number, buffer: Buffer): number {
  try {
    const length = readSync(readEnd, buffer);
    return length === 0 ? ENDED : length;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN' ? 0 : ENDED;
  }
}
