// One opened VS Code for all tests of a file, with a screenshot and the logs of every test that fails in
// test/.out/artifacts. Registers its own hooks; refuses to be used outside a running test.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, type TestContext } from 'node:test';
import { openVsCode, type OpenOptions, type OpenVsCode } from '../../vscode/open-vscode.ts';
import { panelOf, type Panel } from './panel.ts';

const ARTIFACTS = path.join(import.meta.dirname, '..', '..', '.out', 'artifacts');
const OPEN_LIMIT_MS = 180_000;

export type SharedVsCode = {
  /** The opened VS Code; throws before the first test. */
  vscode(): OpenVsCode;
  panel(): Panel;
};

/**
 * Opens VS Code before the first test of this file (or `describe`) and closes it after the last. Options that depend on
 * something that is itself started first (a practice server, say) are given as a function.
 */
export function sharedVsCode(
  options: OpenOptions | (() => OpenOptions | Promise<OpenOptions>),
): SharedVsCode {
  let opened: OpenVsCode | undefined;
  const vscode = (): OpenVsCode => {
    if (opened === undefined)
      throw new Error('VS Code is opened before the first test, not while the file loads');
    return opened;
  };
  before(
    async () => {
      opened = await openVsCode(typeof options === 'function' ? await options() : options);
    },
    { timeout: OPEN_LIMIT_MS },
  );
  // The hook gets the context of the test that has just run.
  afterEach(async (context) => {
    if (opened !== undefined && isFailed(context)) await saveArtifacts(opened, context.name);
  });
  after(async () => opened?.close());
  return { vscode, panel: () => panelOf(vscode()) };
}

function isFailed(context: object): context is TestContext {
  return 'passed' in context && context.passed === false;
}

/** Writes a screenshot and all logs under a name made from the test's. */
export async function saveArtifacts(vscode: OpenVsCode, name: string): Promise<void> {
  const base = path.join(ARTIFACTS, name.replaceAll(/[^\w-]+/g, '-').slice(0, 80));
  await mkdir(ARTIFACTS, { recursive: true });
  const files = Object.entries(await vscode.logFiles()).filter(([file]) => file.includes('parley'));
  const sections = files.map(([file, text]) => `--- ${file}\n${text}`);
  await writeFile(`${base}.log`, `${vscode.log()}\n${sections.join('\n')}`);
  await vscode.screenshot(`${base}.png`).catch((error: unknown) => {
    console.error(`no screenshot: ${error instanceof Error ? error.message : String(error)}`);
  });
  console.error(`screenshot and logs: ${path.relative(process.cwd(), base)}.{png,log}`);
}
