// Reads what the workbench writes to its console while tests run: which lines are noise of VS Code itself, and which say
// that the extension host is in trouble.

/** Lines of VS Code that say nothing about the extension under test. */
const NOISE: readonly RegExp[] = [
  /^(INFO |TRACE |DEBUG )/,
  /^(Resolv(ing|ed) connection token|Creating a socket|Updating additional builtin extensions)/,
  /^\[(reconnection-grace-time|remote-connection)\]/,
  /^Canceled: Canceled/,
  /^An iframe which has both allow-scripts/,
  /open-vsx\.org|marketplace/i,
  /^\[RemoteAgentHost/,
  /\[(AgentHost|ChatModelSelection|AccountPolicyGate|McpGateway|Service Worker|lifecycle)\b/,
  /Failed to load resource|bad HTTP response code/,
  /web worker extension host is started in a same-origin iframe/,
  /DialogService: Dialog requested during smoke test/,
  /Settings pattern "\*\*\/\.gitattributes"/,
];

/** Whether a console line, formatted as text, is noise. */
export function isNoise(line: string): boolean {
  return NOISE.some((pattern) => pattern.test(line.trimStart()));
}

/** The line without stack frames inside the workbench itself, which say nothing to anyone here. */
export function withoutWorkbenchFrames(line: string): string {
  return line.replaceAll(/\n\s+at [^\n]*\/workbench\.js:[^\n]*/g, '');
}

/** Whether a console line says that the extension host got stuck, or that it answers again. */
export function hostTrouble(line: string): 'stuck' | 'recovered' | undefined {
  if (/extension host .*is unresponsive/i.test(line)) return 'stuck';
  if (/extension host .*is responsive/i.test(line)) return 'recovered';
  return undefined;
}

/** How an extension host crashed, from the server's log; undefined when none did. */
export function crashIn(serverLog: string): string | undefined {
  const endings = serverLog.matchAll(/Extension Host Process exited with code: (\w+), signal: (\w+)/g);
  for (const [, code, signal] of endings) {
    if (code !== '0') return `the extension host crashed (${signal === 'null' ? `code ${code}` : signal})`;
  }
  return undefined;
}
