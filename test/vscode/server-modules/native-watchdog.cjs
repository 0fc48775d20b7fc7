// Ends an extension host whose server has died even while its main thread is stuck in a loop: a worker thread watches.
// Stands in for the native module of the same interface, which npm does not ship compiled.
'use strict';
const { Worker } = require('node:worker_threads');

const WATCH = `
const { workerData } = require('node:worker_threads');
setInterval(() => {
  try {
    process.kill(workerData, 0);
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}, 1000);
`;

exports.start = (pid) => {
  new Worker(WATCH, { eval: true, workerData: pid, execArgv: [] }).unref();
};

exports.exit = (code) => process.exit(code);
