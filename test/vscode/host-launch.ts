// The process that calls `runTests`, apart from the test process, so that a VS Code that hangs can be ended the way
// Ctrl+C ends it. Takes one JSON argument; exits with VS Code's verdict.
import process from 'node:process';
import { runTests } from '@vscode/test-electron';

export type LaunchOptions = {
  vscodeExecutablePath: string;
  extensionDevelopmentPath: string;
  extensionTestsPath: string;
  extensionTestsEnv: Record<string, string>;
  launchArgs: string[];
};

// The other end of the channel is gone: whoever wanted the result has died.
process.on('disconnect', () => process.emit('SIGINT'));

try {
  await runTests(JSON.parse(process.argv[2] ?? '') as LaunchOptions);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
