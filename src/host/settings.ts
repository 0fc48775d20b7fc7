// The user's settings, read at the moment of use. Sensitive ones are taken from the user's value only, never a workspace's.
import * as vscode from 'vscode';
import * as z from 'zod';
import type { RequestParameters, RetryPolicy, Timeouts } from '../llm/chat-request.ts';
import { t } from '../model/l10n.ts';
import { readProviders, type ProviderSettings } from './provider-settings.ts';
import { limitProblems, readRequestParameters, readRetryPolicy, readTimeouts } from './request-settings.ts';

/** Reads of `parley.*`. Nothing is cached: VS Code does that. */
export interface Settings {
  readonly model: () => string;
  readonly systemPrompt: () => string;
  readonly sendWith: () => 'enter' | 'ctrlEnter';
  /** Do AGENTS.md and its kin go with a chat? They never do in Restricted Mode. */
  readonly instructionFiles: () => boolean;
  /** Who gives a chat its title: the rule, the model, or the model where it runs on this machine. */
  readonly titles: () => 'rule' | 'model' | 'local';
  readonly stream: () => boolean;
  readonly maxRounds: () => number;
  readonly toolsEnabled: () => boolean;
  /** May tools that only read inside the workspace run without a question? */
  readonly allowsReads: () => boolean;
  readonly extraBody: () => Readonly<Record<string, unknown>>;
  readonly providers: () => ProviderSettings;
  readonly parameters: () => RequestParameters;
  readonly retry: () => RetryPolicy;
  readonly timeouts: (isLocal: boolean) => Timeouts;
  /** Every fault in the settings, one sentence each. */
  readonly problems: () => readonly string[];
  /** Writes the chosen model: to the workspace when the workspace has its own value, else for the user. */
  readonly chooseModel: (model: string) => Promise<void>;
}

const extraBodySchema = z.record(z.string(), z.unknown());

/** What the user or, where it is trusted, the workspace chose; undefined when nobody did, whatever the manifest's default. */
function setValue(name: string): unknown {
  const inspected = vscode.workspace.getConfiguration('parley').inspect<unknown>(name);
  if (!vscode.workspace.isTrusted) return inspected?.globalValue;
  return inspected?.workspaceFolderValue ?? inspected?.workspaceValue ?? inspected?.globalValue;
}

/** The user's own value: a workspace's is not looked at, whatever the manifest's scope lets through. */
function userValue(name: string): unknown {
  return vscode.workspace.getConfiguration('parley').inspect<unknown>(name)?.globalValue;
}

function textOr(fallback: string, value: unknown): string {
  return typeof value === 'string' ? value : fallback;
}

/** The settings of this window. */
export const settings: Settings = {
  model: () => textOr('', setValue('model')).trim(),
  systemPrompt: () => textOr('', setValue('systemPrompt')),
  sendWith: () => (setValue('chat.sendWith') === 'ctrlEnter' ? 'ctrlEnter' : 'enter'),
  instructionFiles: () => setValue('chat.instructionFiles') !== false,
  titles: () => {
    const value = setValue('chat.titles');
    return value === 'rule' || value === 'model' ? value : 'local';
  },
  stream: () => setValue('request.stream') !== false,
  maxRounds: () => {
    const value = userValue('tools.maxRounds');
    return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 25;
  },
  toolsEnabled: () => setValue('tools.enabled') !== false,
  allowsReads: () => userValue('tools.allowReadOnly') !== false,
  extraBody: () => extraBodySchema.catch({}).parse(userValue('request.extraBody') ?? {}),
  providers: () => readProviders(userValue('providers')),
  parameters: () => readRequestParameters(setValue).parameters,
  retry: () => readRetryPolicy(setValue),
  timeouts: (isLocal) => readTimeouts(setValue, isLocal),
  problems: () => [
    ...readProviders(userValue('providers')).problems,
    ...readRequestParameters(setValue).problems,
    ...limitProblems(setValue),
    ...(extraBodySchema.safeParse(userValue('request.extraBody') ?? {}).success
      ? []
      : [t('parley.request.extraBody must be an object: field → value. It is not sent.')]),
  ],
  chooseModel: async (model) => {
    const configuration = vscode.workspace.getConfiguration('parley');
    const inWorkspace = configuration.inspect('model')?.workspaceValue !== undefined;
    await configuration.update(
      'model',
      model,
      inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
    );
  },
};
