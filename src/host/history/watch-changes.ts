// Notices that another window has written to the history: by the file system's own notices, without a timer at rest.
import { watch } from 'node:fs';
import { databaseName } from './files.ts';

/** Writes come in bursts; one look is enough, in milliseconds. */
const settleMs = 60;
/** Where the file system gives no notices: the time between two looks, in milliseconds. */
const lookMs = 3000;

/** Calls back after the files of the database may have changed, by anybody. Returns the way to stop. */
export function watchChanges(folder: string, onChange: () => void): () => void {
  let settling: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;
  const look = (): void => {
    looking ??= setInterval(onChange, lookMs).unref();
  };
  const stop = (): void => {
    clearTimeout(settling);
    clearInterval(looking);
  };
  // Windows tells of a change only when the file is closed, which a database in use is not.
  if (process.platform === 'win32') {
    look();
    return stop;
  }
  try {
    const watcher = watch(folder, { persistent: false }, (_kind, name) => {
      if (name?.startsWith(databaseName) !== true) return;
      // Not begun anew by every notice: a window that writes without a pause must be heard as well.
      settling ??= setTimeout(() => {
        settling = undefined;
        onChange();
      }, settleMs);
    });
    watcher.on('error', look);
    return () => {
      watcher.close();
      stop();
    };
  } catch {
    // No watches left, or a file system without them.
    look();
    return stop;
  }
}
