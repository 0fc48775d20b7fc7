// Runs one outside program as a named step: progress with elapsed seconds, a time limit, and the end of its output when
// it fails. Refuses to hang: the whole process group ends when the limit is reached.
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import type { Progress } from './cache-folder.ts';
import { killGroup } from './process-group.ts';

export type StepOptions = {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Longest time the step may take, in milliseconds. */
  limitMs: number;
  progress: Progress;
};

const TICK_MS = 5000;
const KEPT_OUTPUT = 4000;

/** Runs `command`; throws an Error with the end of its output when it fails or runs out of time. */
export async function runStep(
  title: string,
  command: string,
  args: readonly string[],
  options: StepOptions,
): Promise<void> {
  const { progress } = options;
  const started = Date.now();
  const seconds = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
  progress(`${title} …`);
  const tick = setInterval(() => progress(`${title} … ${seconds()}`), TICK_MS);
  let limit: NodeJS.Timeout | undefined;
  try {
    const problem = await new Promise<string | undefined>((resolve) => {
      const child = spawn(command, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: process.platform !== 'win32',
        shell: process.platform === 'win32' && command.endsWith('.cmd'),
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        env: options.env ?? process.env,
      });
      // The step leads its own process group, so Ctrl+C does not reach it: end it when this process ends.
      const endWithThisProcess = (): void => killGroup(child.pid);
      process.on('exit', endWithThisProcess);
      let output = '';
      const keep = (data: Buffer): void => {
        output = (output + data.toString()).slice(-KEPT_OUTPUT);
      };
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      limit = setTimeout(() => {
        killGroup(child.pid);
        resolve(`did not end within ${Math.round(options.limitMs / 1000)} s\n${output}`);
      }, options.limitMs);
      child.on('error', (error) => resolve(error.message));
      child.on('close', (code, signal) => {
        process.off('exit', endWithThisProcess);
        resolve(code === 0 ? undefined : `ended with ${signal ?? `code ${code}`}\n${output.trim()}`);
      });
    });
    if (problem !== undefined) throw new Error(`${title}: ${problem}`);
    progress(`${title}: done in ${seconds()}`);
  } finally {
    clearInterval(tick);
    clearTimeout(limit);
  }
}

/** Runs npm with `args` in `cwd` as a step. It is the npm that started us where there is one, else the one on PATH. */
export async function runNpm(
  title: string,
  args: readonly string[],
  options: StepOptions & { cwd: string },
): Promise<void> {
  const script = process.env['npm_execpath'];
  const env = environmentForNpm(process.env);
  if (script !== undefined && path.basename(script) === 'npm-cli.js') {
    await runStep(title, process.execPath, [script, ...args], { ...options, env });
  } else {
    await runStep(title, process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { ...options, env });
  }
}

/** npm hands its own state to scripts by environment; an npm that works elsewhere must not inherit it. */
function environmentForNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const stateOfThisProject =
    /^(npm_(package|lifecycle|command|node)|npm_config_(local_prefix|prefix|global|omit|include|only|production|dry_run|ignore_scripts|package_lock|workspaces?)$|NODE_ENV$|INIT_CWD$)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !stateOfThisProject.test(name)));
}
