// Commands that save and remove API keys. A key is typed masked and goes to SecretStorage, nowhere else.
import * as vscode from 'vscode';
import { providerPresets } from '../../llm/dialects/index.ts';
import { t } from '../../model/l10n.ts';
import { originOf, type Provider } from '../../model/provider.ts';
import type { Parley } from './parley.ts';

/** `parley.setApiKey`: asks for the provider unless a known id is given, then for the key. */
export async function setApiKey(parley: Parley, argument: unknown): Promise<void> {
  const provider = await chooseProvider(parley, argument, t('Parley: Set API Key'));
  if (provider !== undefined) await askForKey(parley, provider);
}

/** Asks for the key of one provider and saves it; false when the user backed out or it could not be kept. */
export async function askForKey({ keys, view, log }: Parley, provider: Provider): Promise<boolean> {
  const origin = originOf(provider.baseUrl);
  const keyUrl = providerPresets[provider.row]?.keyUrl;
  const key = await vscode.window.showInputBox({
    title: t('API key of {0}', provider.label),
    prompt:
      keyUrl === undefined
        ? t('Stored encrypted by VS Code and sent to {0} only.', origin)
        : t('Stored encrypted by VS Code and sent to {0} only. Get one at {1}', origin, keyUrl),
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
      t(
        'The key of {0} could not be saved: VS Code\'s secret storage did not keep it. On Linux this often means that no keyring is running. Until that is mended, name an environment variable with the key as "apiKeyEnv" in parley.providers.{1}.',
        provider.label,
        provider.id,
      ),
    );
    return false;
  }
  view.panelChanged();
  void vscode.window.showInformationMessage(t('The key of {0} is saved for {1}.', provider.label, origin));
  return true;
}

/** `parley.removeApiKey`: forgets the saved key of a provider. */
export async function removeApiKey(parley: Parley, argument: unknown): Promise<void> {
  const provider = await chooseProvider(parley, argument, t('Parley: Remove API Key'), (candidate) =>
    parley.keys.hasSaved(candidate.id),
  );
  if (provider === undefined) return;
  const removed = await parley.keys.remove(provider.id);
  parley.view.panelChanged();
  void vscode.window.showInformationMessage(
    removed
      ? t('The key of {0} is removed.', provider.label)
      : t('No key was saved for {0}.', provider.label),
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
    const description = (await keys.hasSaved(provider.id)) ? t('key saved') : '';
    items.push({ label: provider.label, description, detail: originOf(provider.baseUrl), provider });
  }
  if (items.length === 0) {
    void vscode.window.showInformationMessage(t('No key is saved.'));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: t('Provider'),
    matchOnDetail: true,
  });
  return picked?.provider;
}

/** What a typed key cannot be: empty, or with characters that no HTTP header may carry. */
function keyFault(value: string): string | undefined {
  const key = value.trim();
  if (key === '') return t('Paste or type the key.');
  return /^[\u0021-\u007e]+$/.test(key)
    ? undefined
    : t('A key has no spaces, line breaks or special letters in it.');
}
