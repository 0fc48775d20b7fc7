// A suite for the rig's own tests: the extension host gets stuck where no timer of its own can help.
import { test } from '../in-host.ts';

test(
  'never gives the thread back',
  () => {
    // Ends by itself in a minute, so that even a rig that fails leaves nothing running.
    const end = Date.now() + 60_000;
    while (Date.now() < end);
  },
  { timeoutMs: 500 },
);
