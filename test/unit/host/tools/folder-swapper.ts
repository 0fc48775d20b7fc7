// Run as a process of its own: swaps a folder for a link to another one and back, as fast as it can, until it is ended.
import { renameSync, rmSync, symlinkSync } from 'node:fs';

const [folder = '', aside = '', target = ''] = process.argv.slice(2);
process.on('disconnect', () => process.exit());
process.send?.('started');

/** Puts something else in the folder's place. Whoever writes may make the missing folder anew meanwhile. */
function replace(step: () => void): void {
  for (;;) {
    try {
      rmSync(folder, { recursive: true, force: true });
      step();
      return;
    } catch {
      // Once more.
    }
  }
}

function swap(): void {
  const untilMs = performance.now() + 20;
  while (performance.now() < untilMs) {
    renameSync(folder, aside);
    replace(() => symlinkSync(target, folder));
    replace(() => renameSync(aside, folder));
  }
  // The channel must be heard, or it would never end.
  setImmediate(swap);
}
swap();
