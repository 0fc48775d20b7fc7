// Preloaded into the VS Code server (and, because it passes its flags on, into the extension hosts it forks).
// 1. Nothing outlives the process that started it: when stdin closes, this process ends, however the starter died.
// 2. Native modules that npm does not ship compiled are answered by small ones of ours (log files, watchdog).
// 3. In the server: answers POST /mint-key, with which the page encrypts the secrets it keeps. Without it SecretStorage
//    forgets everything at a reload. The key lives in a file of the profile; it is given to no one without the token.
// 4. In the server: where PARLEY_PAGE_DEFAULTS says so, a page asked for without a payload is sent to the same address
//    with one, so that the address a user opens is short and every window has the extension under development.
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const crypto = require('node:crypto');
const { registerHooks } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

// The extension host replaces process.exit later; this one really ends.
const exit = process.exit.bind(process);
const isServer = path.basename(process.argv[1] ?? '') === 'server-main.js';

/** The starter has died. The server leads a process group of its own and takes all of it along. */
function endAll() {
  if (isServer && process.platform !== 'win32') {
    try {
      process.kill(-process.pid, 'SIGKILL');
    } catch {
      // Not the leader of a group: it was started by hand.
    }
  }
  exit(0);
}

const stdin = fs.fstatSync(0);
if (stdin.isFIFO() || stdin.isSocket()) {
  process.stdin.on('end', endAll);
  process.stdin.on('error', endAll);
  process.stdin.resume();
  if (typeof process.stdin.unref === 'function') process.stdin.unref();
}

const ours = {
  '@vscode/spdlog': path.join(__dirname, 'spdlog.cjs'),
  '@vscode/native-watchdog': path.join(__dirname, 'native-watchdog.cjs'),
};
registerHooks({
  resolve(specifier, context, nextResolve) {
    const file = Object.hasOwn(ours, specifier) ? ours[specifier] : undefined;
    if (file === undefined) return nextResolve(specifier, context);
    return { url: pathToFileURL(file).href, format: 'commonjs', shortCircuit: true };
  },
});

/** Reads the value of `--name value` from the command line. */
function option(name) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

function keyOf(profile) {
  const file = path.join(profile, 'secret-storage.key');
  if (!fs.existsSync(file)) fs.writeFileSync(file, crypto.randomBytes(32), { mode: 0o600 });
  return fs.readFileSync(file);
}

/** Whether the request carries the connection token (as the cookie that the server set), where there is one. */
function isAllowed(request, token) {
  if (token === undefined) return true;
  const cookies = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
  return cookies.includes(`vscode-tkn=${token}`);
}

/** Sends the key with which the page encrypts its secrets. */
function answerMint(request, response, profile, token) {
  if (!isAllowed(request, token)) return void response.writeHead(403).end();
  const headers = { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' };
  response.writeHead(200, headers).end(keyOf(profile));
}

/** The address of a window with the query parameters it lacks, or undefined when it lacks none. */
function withDefaults(url, defaults) {
  if (url.pathname !== '/' || url.searchParams.has('payload')) return undefined;
  const opens = ['folder', 'workspace', 'ew'].some((name) => url.searchParams.has(name));
  for (const [name, value] of Object.entries(defaults)) {
    if (name === 'payload' || !opens) url.searchParams.set(name, value);
  }
  return `/${url.search}`;
}

if (isServer) {
  const profile = option('user-data-dir');
  const tokenFile = option('connection-token-file');
  const token = tokenFile === undefined ? undefined : fs.readFileSync(tokenFile, 'utf8').trim();
  const defaults = JSON.parse(process.env.PARLEY_PAGE_DEFAULTS ?? 'null');
  delete process.env.PARLEY_PAGE_DEFAULTS;
  const emit = http.Server.prototype.emit;
  http.Server.prototype.emit = function (event, request, response, ...rest) {
    if (event === 'request') {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      if (request.method === 'POST' && url.pathname === '/mint-key') {
        answerMint(request, response, profile, token);
        return true;
      }
      const better = request.method === 'GET' && defaults !== null ? withDefaults(url, defaults) : undefined;
      if (better !== undefined) {
        response.writeHead(302, { location: better }).end();
        return true;
      }
    }
    return emit.call(this, event, request, response, ...rest);
  };
}
