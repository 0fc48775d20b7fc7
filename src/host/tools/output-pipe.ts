// A true pipe for the output of a command. Node's own pipes to children are sockets: they cannot be opened by name
// (`> /dev/stderr`), need one each for output and errors, so that the order is lost, and every read from them is
// memory of its own: 100 MB of output made the process grow by 60 to 80 MB, here by next to nothing.
import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
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

const CHUNK_BYTES = 64 * 1024;
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
  let isWritable = true;
  let socket: Socket | undefined;
  const closeWriteEnd = (): void => {
    if (isWritable) closeSync(writeEnd);
    isWritable = false;
  };
  return {
    writeEnd,
    closeWriteEnd,
    read: (onBytes, onEnd) => {
      const buffer = Buffer.alloc(CHUNK_BYTES);
      const callback = (length: number): boolean => {
        onBytes(buffer.subarray(0, length));
        return true;
      };
      socket = new Socket({ fd: readEnd, readable: true, writable: false, onread: { buffer, callback } });
      socket.once('close', onEnd);
      socket.on('error', () => undefined);
      socket.resume();
    },
    close: () => {
      closeWriteEnd();
      if (socket === undefined) closeSync(readEnd);
      else socket.destroy();
    },
  };
}
