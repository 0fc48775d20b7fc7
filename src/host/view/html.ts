// The page of the panel. Nothing inline, nothing remote: the policy allows our script, our style and data images only.
import { randomBytes } from 'node:crypto';
import type { Bundle } from '../../model/l10n.ts';

/** What the page is built from; URIs as the webview may load them. */
export interface PageParts {
  readonly scriptUri: string;
  readonly styleUri: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** Fresh for every page. */
  readonly nonce: string;
  /** BCP 47 language of the texts. */
  readonly language: string;
  /** The texts in that language; what it lacks is English. */
  readonly bundle: Bundle;
}

/** 128 random bits, for the script of one page. */
export function createNonce(): string {
  return randomBytes(16).toString('base64');
}

/** The policy of the page (VS Code webview guide, tightened: no remote image, no base, no form). */
export function contentSecurityPolicy({ cspSource, nonce }: Pick<PageParts, 'cspSource' | 'nonce'>): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

/** The whole page; the script fills `#app`. */
export function panelPage(parts: PageParts): string {
  return `<!DOCTYPE html>
<html lang="${parts.language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(parts)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Parley</title>
    <link rel="stylesheet" href="${parts.styleUri}">
  </head>
  <body>
    <main id="app"></main>
    <script type="application/json" id="l10n">${inScript(parts.bundle)}</script>
    <script nonce="${parts.nonce}" src="${parts.scriptUri}"></script>
  </body>
</html>`;
}

// Data in a script element may not hold what would end the element.
function inScript(bundle: Bundle): string {
  return JSON.stringify(bundle).replaceAll('<', String.raw`\u003c`);
}
