// Commands that save and remove API keys. A key is typed masked and goes to SecretStorage, nowhere else.
import * as vscode from 'vscode';
import { providerPresets } from '../../llm/dialects/index.ts';
import { originOf, type Provider } from '../../model/provider.ts';
import type { Parley } from './parley.ts';

/** `parley.setApiKey`: asks for the provider unless a known id is given, then for the key. */
export async function setApiKey(parley: Parley, argument: unknown): Promise<void> {
  const provider = await chooseProvider(parley, argument, 'Parley: Set API Key');
  if (provider !== undefined) await askForKey(parley, provider);
}

/** Asks for the key of one provider and saves it; false when the user backed out or it could not be kept. */
export async function askForKey({ keys, view, log }: Parley, provider: Provider): Promise<boolean> {
  const origin = originOf(provider.baseUrl);
  const keyUrl = providerPresets[provider.row]?.keyUrl;
  const key = await vscode.window.showInputBox({
    title: `API key of ${provider.label}`,
    prompt: `Stored encrypted by VS Code and sent to ${origin} only.${keyUrl === undefined ? '' : ` Get one at ${keyUrl}`}`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => keyFault(value),
  });
  if (key === undefined) return false;
  try {
    await keys.save(provider, key.trim());
  } catch (error) {
    log.error(
      `Saving the key of ${provider.id} failed: ${error instanceof Error ? error.message : 'unknown reason'}`,
    );
    void vscode.window.showErrorMessage(
      `The key of ${provider.label} could not be saved: VS Code's secret storage did not keep it. ` +
        'On Linux this often means that no keyring is running. Until that is mended, name an environment variable ' +
        `with the key as "apiKeyEnv" in parley.providers.${provider.id}.`,
    );
    return false;
  }
  view.panelChanged();
  void vscode.window.showInformationMessage(`The key of ${provider.label} is saved for ${origin}.`);
  return true;
}

/** `parley.removeApiKey`: forgets the saved key of a provider. */
export async function removeApiKey(parley: Parley, argument: unknown): Promise<void> {
  const provider = await chooseProvider(parley, argument, 'Parley: Remove API Key', (candidate) =>
    parley.keys.hasSaved(candidate.id),
  );
  if (provider === undefined) return;
  const removed = await parley.keys.remove(provider.id);
  parley.view.panelChanged();
  void vscode.window.showInformationMessage(
    removed ? `The key of ${provider.label} is removed.` : `No key was saved for ${provider.label}.`,
  );
}

async function chooseProvider(
  { settings, keys }: Parley,
  argument: unknown,
  title: string,
  accept: (provider: Provider) => Promise<boolean> = async () => true,
): Promise<Provider | undefined> {
  const { providers } = settings.providers();
  const given = typeof argument === 'string' ? providers.get(argument) : undefined;
  if (given !== undefined) return given;
  const items: (vscode.QuickPickItem & { provider: Provider })[] = [];
  for (const provider of providers.values()) {
    if (!(await accept(provider))) continue;
    const description = (await keys.hasSaved(provider.id)) ? 'key saved' : '';
    items.push({ label: provider.label, description, detail: originOf(provider.baseUrl), provider });
  }
  if (items.length === 0) {
    void vscode.window.showInformationMessage('No key is saved.');
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Provider',
    matchOnDetail: true,
  });
  return picked?.provider;
}

/** What a typed key cannot be: empty, or with characters that no HTTP header may carry. */
function keyFault(value: string): string | undefined {
  const key = value.trim();
  if (key === '') return 'Paste or type the key.';
  return /^[\u0021-\u007e]+$/.test(key)
    ? undefined
    : 'A key has no spaces, line breaks or special letters in it.';
}
