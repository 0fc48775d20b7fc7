// Serves the panel's page over HTTP on loopback: the real page and policy of the host, the built view, and a fake host.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { contentSecurityPolicy, createNonce, panelPage } from '../../../src/host/view/html.ts';
import { buildPanel } from './build-panel.ts';
import { bodyClass, themeCss, type ThemeName } from './themes.ts';

/** A running server. */
export interface PanelServer {
  /** E.g. `http://127.0.0.1:40123`. */
  readonly origin: string;
  close(): Promise<void>;
}

const typeByExtension: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  woff2: 'font/woff2',
};

/** Builds the view and serves it. The page takes `?theme=` (see themes.ts) and `?state=` (see panel-states.ts). */
export async function servePanel(port = 0): Promise<PanelServer> {
  const files = await buildPanel();
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const name = url.pathname.slice(1);
    if (name === '') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(page(`http://${request.headers.host ?? ''}`, themeOf(url)));
      return;
    }
    if (name === 'probe') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(probePage(`http://${request.headers.host ?? ''}`));
      return;
    }
    const content = name === 'theme.css' ? themeCss(themeOf(url)) : files.get(name);
    if (content === undefined) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader('content-type', typeByExtension[name.split('.').at(-1) ?? ''] ?? '');
    response.setHeader('cache-control', 'max-age=3600');
    response.end(content);
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function themeOf(url: URL): ThemeName {
  const name = url.searchParams.get('theme');
  return name !== null && name in bodyClass ? (name as ThemeName) : 'dark';
}

// The page as the host builds it, plus VS Code's own part: theme, body class, and the API before the view's script.
function page(origin: string, theme: ThemeName): string {
  const parts = { cspSource: origin, nonce: createNonce(), language: 'en', bundle: {} };
  const html = panelPage({ ...parts, scriptUri: `${origin}/view.js`, styleUri: `${origin}/view.css` });
  if (!html.includes(contentSecurityPolicy(parts))) throw new Error('The page lacks its policy.');
  return html
    .replace('<link ', `<link rel="stylesheet" href="${origin}/theme.css?theme=${theme}"><link `)
    .replace('<body>', `<body class="${bodyClass[theme]}">`)
    .replace('<script ', `<script nonce="${parts.nonce}" src="${origin}/page-host.js"></script><script `);
}

// The same page and policy around the markdown probe instead of the view.
function probePage(origin: string): string {
  const parts = { cspSource: origin, nonce: createNonce(), language: 'en', bundle: {} };
  return panelPage({ ...parts, scriptUri: `${origin}/markdown-probe.js`, styleUri: `${origin}/view.css` });
}
