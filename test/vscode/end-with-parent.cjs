// Preloaded into every test file's process: ends it, with all it has started, when the test command is interrupted or
// dies. A signal must not end the process at once: only an exit lets it take along what it has started.
'use strict';
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 500).unref();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
