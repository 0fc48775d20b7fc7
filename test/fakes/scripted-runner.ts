// A command runner that runs nothing: it prints what it is told and ends as it is told.
import type { CommandEnd, CommandRequest, CommandRunner, ShellKind } from '../../src/tools/command-runner.ts';

/** What a run prints and how it ends. */
export interface RunScript {
  readonly prints?: readonly (string | Uint8Array)[];
  readonly end?: Partial<CommandEnd>;
  /** Ends only when stopped. */
  readonly isEndless?: boolean;
}

/** A runner that remembers what it was asked to run. */
export interface ScriptedRunner extends CommandRunner {
  readonly requests: readonly CommandRequest[];
}

/** Every run follows the same script. */
export function createScriptedRunner(script: RunScript = {}, kind: ShellKind = 'posix'): ScriptedRunner {
  const requests: CommandRequest[] = [];
  return {
    shell: { kind, name: 'bash', system: 'Linux' },
    requests,
    run: async (request, onOutput, signal) => {
      requests.push(request);
      for (const piece of script.prints ?? []) {
        onOutput(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
      }
      if (script.isEndless === true && !signal.aborted) {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      }
      const end = signal.aborted ? { signal: 'SIGTERM' } : { exitCode: 0 };
      return { ...end, hadBackground: false, survivors: [], refusedPath: [], ...script.end };
    },
  };
}
