// An opened VS Code whose only provider is a scripted server: what most browser tests start from.
import path from 'node:path';
import { after } from 'node:test';
import { startScriptedProvider, type ScriptedProvider } from '../../fakes/scripted-provider.ts';
import type { OpenOptions } from '../../vscode/open-vscode.ts';
import { sharedVsCode, type SharedVsCode } from './shared-vscode.ts';

/** The small project that is open in browser tests. Read only: tests that write copy it. */
export const SAMPLE_WORKSPACE = path.join(import.meta.dirname, '..', '..', 'fakes', 'sample-workspace');

/** User settings that make the scripted server the chosen provider, without retries. */
export function scriptedSettings(provider: ScriptedProvider): Record<string, unknown> {
  return {
    'parley.providers': { scripted: { label: 'Scripted', baseUrl: provider.baseUrl } },
    'parley.model': 'scripted/scripted-model',
    'parley.retry.strategy': 'none',
  };
}

export type ScriptedChat = SharedVsCode & { provider(): ScriptedProvider };

/** One VS Code and one scripted server for all tests of the file. */
export function scriptedChat(options: OpenOptions = {}): ScriptedChat {
  let provider: ScriptedProvider | undefined;
  const shared = sharedVsCode(async () => {
    provider = await startScriptedProvider();
    return {
      workspace: SAMPLE_WORKSPACE,
      ...options,
      userSettings: { ...scriptedSettings(provider), ...options.userSettings },
    };
  });
  after(async () => provider?.close());
  return {
    ...shared,
    provider: () => {
      if (provider === undefined) throw new Error('the scripted server is started before the first test');
      return provider;
    },
  };
}
