// `parley.addPage`: asks for an address, fetches that page once, and attaches its text.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { isPublicAddress } from '../../context/public-address.ts';
import { t } from '../../model/l10n.ts';
import { fetchPage, type PagePorts } from '../context/page.ts';
import { httpFetch } from '../http-fetch.ts';
import { attachAndShow } from './attach-commands.ts';
import type { Parley } from './parley.ts';

const ports: PagePorts = {
  fetch: httpFetch,
  mayConnect: isPublicAddress,
  newId: randomUUID,
  nowMs: Date.now,
  limitMs: 20_000,
};

/** Whatever a caller passes is not looked at: only what the user types is fetched. */
export async function addPage(parley: Parley): Promise<void> {
  const typed = await vscode.window.showInputBox({
    title: t('Parley: Add Web Page'),
    prompt: t('The page is fetched once, now, and its text is attached.'),
    placeHolder: 'https://…',
  });
  if (typed === undefined || typed.trim() === '') return;
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: t('Fetching {0}', typed),
    cancellable: true,
  };
  const page = await vscode.window.withProgress(progress, async (_progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return fetchPage(typed, ports, abort.signal).catch((error: unknown) => {
      if (abort.signal.aborted) return undefined;
      throw error;
    });
  });
  if (page !== undefined) await attachAndShow(parley, page);
}
