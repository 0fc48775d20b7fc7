// node test/fakes/panel-page/serve.ts [port]: the panel in a plain browser, for working on its looks.
import process from 'node:process';
import { servePanel } from './panel-server.ts';
import { bodyClass } from './themes.ts';

const { origin } = await servePanel(Number(process.argv[2] ?? 0));
console.log(`Themes: ${Object.keys(bodyClass).join(', ')}. States: see panel-states.ts.`);
console.log(`Open ${origin}/?theme=dark&state=showcase`);
