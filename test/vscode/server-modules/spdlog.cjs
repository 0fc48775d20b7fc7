// Log files for the VS Code server without its native logger, which npm does not ship compiled: the same interface,
// appending to the file at once. Refuses to rotate: a test or a trial run is short.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  #file;
  #level = 0;
  #formatted = true;

  constructor(file) {
    this.#file = file;
  }

  setLevel(level) {
    this.#level = level;
  }

  getLevel() {
    return this.#level;
  }

  setPattern() {
    this.#formatted = true;
  }

  clearFormatters() {
    this.#formatted = false;
  }

  flush() {}

  drop() {}

  write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    // Without formatters the caller brings its own line ends.
    const line = this.#formatted ? `${time} [${LEVELS[level]}] ${message}\n` : message;
    try {
      fs.appendFileSync(this.#file, line);
    } catch {
      // The profile may be deleted while the server is still ending.
    }
  }
}

for (const [level, name] of LEVELS.entries()) {
  Logger.prototype[name] = function (message) {
    this.write(level, message);
  };
}

async function createLogger(name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger(file);
}

// One by one and by name: that is how an ES module that imports this one learns what there is.
exports.version = 0;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
