// `parley.selectModel` and `parley.askAnotherModel`: provider, key where one is needed and missing, then a model from the
// server's live list.
import * as vscode from 'vscode';
import * as z from 'zod';
import { activePath } from '../../model/conversation.ts';
import { t } from '../../model/l10n.ts';
import { originOf, type ModelEntry, type Provider } from '../../model/provider.ts';
import { needsKey } from '../target.ts';
import { askForKey } from './key-commands.ts';
import type { Parley } from './parley.ts';

type ProviderItem = vscode.QuickPickItem & { readonly provider: Provider };
type ModelItem = vscode.QuickPickItem & { readonly modelId: string };

/** Lets the user choose a model and writes `parley.model`. */
export async function selectModel(parley: Parley): Promise<void> {
  const model = await pickModel(parley, t('Choose Model'));
  if (model === undefined) return;
  await parley.settings.chooseModel(model);
  await parley.view.reveal();
}

const askedSchema = z.object({ messageId: z.string() });

/**
 * `parley.askAnotherModel`: another model answers as well, beside the answer named by `{ messageId }` or the last one of the
 * shown chat. The chosen model stays as it is.
 */
export async function askAnotherModel(parley: Parley, argument: unknown): Promise<void> {
  const { library, view } = parley;
  const asked = askedSchema.safeParse(argument).data?.messageId;
  const messageId = asked ?? activePath(library.active.conversation).at(-1)?.id;
  if (messageId === undefined) {
    void vscode.window.showInformationMessage(t('There is no message to answer yet.'));
    return;
  }
  const model = await pickModel(parley, t('Ask Another Model Too'));
  if (model === undefined) return;
  library.sessionOf(messageId)?.retry(messageId, model);
  await view.reveal();
}

/** Any id can be typed. Asks only the chosen provider's server. Undefined when the user gave it up. */
async function pickModel(parley: Parley, title: string): Promise<string | undefined> {
  const provider = await chooseProvider(parley, title);
  if (provider === undefined) return undefined;
  if (needsKey(provider) && !(await hasUsableKey(parley, provider)) && !(await askForKey(parley, provider)))
    return undefined;
  const modelId = await chooseModel(parley, provider, title);
  return modelId === undefined ? undefined : `${provider.id}/${modelId}`;
}

async function chooseProvider(parley: Parley, title: string): Promise<Provider | undefined> {
  const { settings } = parley;
  const current = settings.model().split('/')[0];
  const ready: ProviderItem[] = [];
  const others: ProviderItem[] = [];
  for (const provider of settings.providers().providers.values()) {
    const hasKey = await hasUsableKey(parley, provider);
    const item: ProviderItem = {
      label: provider.label,
      description: [provider.id === current ? t('in use') : '', hasKey ? t('key set') : '']
        .filter(Boolean)
        .join(', '),
      detail: originOf(provider.baseUrl),
      provider,
    };
    (provider.id === current || hasKey || !needsKey(provider) ? ready : others).push(item);
  }
  const items: (ProviderItem | vscode.QuickPickItem)[] = [
    { label: t('Ready or local'), kind: vscode.QuickPickItemKind.Separator },
    ...ready,
    { label: t('Needs an API key'), kind: vscode.QuickPickItemKind.Separator },
    ...others,
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Parley: {0} (1/2)', title),
    placeHolder: t('Provider'),
    matchOnDetail: true,
  });
  return picked !== undefined && 'provider' in picked ? picked.provider : undefined;
}

async function hasUsableKey({ keys }: Parley, provider: Provider): Promise<boolean> {
  try {
    return (await keys.keyFor(provider)) !== undefined;
  } catch {
    // A key that was saved for another address does not count; the user is asked for a new one.
    return false;
  }
}

function chooseModel(parley: Parley, provider: Provider, title: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const picker = vscode.window.createQuickPick<ModelItem>();
    const abort = new AbortController();
    let known: readonly ModelEntry[] = provider.models;
    let status = t('Asking the server for its models…');
    let accepted: string | undefined;

    function show(): void {
      const typed = picker.value.trim();
      const items = known.map(toItem);
      const isKnown = known.some((model) => model.id === typed);
      if (typed !== '' && !isKnown) {
        items.push({ label: typed, description: t('use this id'), modelId: typed, alwaysShow: true });
      }
      picker.items = items;
      picker.placeholder = status;
    }

    picker.title = t('Parley: {0} (2/2) · {1}', title, provider.label);
    picker.matchOnDescription = true;
    picker.ignoreFocusOut = true;
    picker.onDidChangeValue(show);
    picker.onDidAccept(() => {
      accepted = picker.selectedItems[0]?.modelId;
      if (accepted !== undefined) picker.hide();
    });
    picker.onDidHide(() => {
      abort.abort();
      picker.dispose();
      resolve(accepted);
    });
    function load(refresh: boolean): void {
      picker.busy = true;
      parley.listModels(provider, abort.signal, refresh).then(
        (listed) => {
          const ids = new Set(listed.map((model) => model.id));
          known = [...provider.models.filter((model) => !ids.has(model.id)), ...listed];
          settled(
            known.length === 0
              ? t('The server lists no models: type the id')
              : t('Choose a model or type its id'),
          );
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const reason = error instanceof Error ? error.message : t('unknown reason');
          parley.log.warn(`No model list from ${provider.id}: ${reason}`);
          settled(t("No list from the server ({0}). Type the model's id", reason));
        },
      );
    }

    function settled(text: string): void {
      status = text;
      picker.busy = false;
      show();
    }

    picker.buttons = [{ iconPath: new vscode.ThemeIcon('refresh'), tooltip: t('Ask the server again') }];
    picker.onDidTriggerButton(() => load(true));
    show();
    picker.show();
    load(false);
  });
}

function toItem(model: ModelEntry): ModelItem {
  const traits = [
    model.contextLength === undefined ? '' : t('{0}k context', Math.round(model.contextLength / 1000)),
    model.tools === true ? 'tools' : '',
    model.vision === true ? 'vision' : '',
  ].filter(Boolean);
  return { label: model.id, description: traits.join(' · '), modelId: model.id };
}
