// Builds the two bundles: dist/extension.js, dist/google-auth.js and dist/history-worker.js for the extension host,
// dist/view.js, dist/highlight.js, dist/highlight-rare.js, dist/katex.js and their styles for the panel.
// node esbuild.config.mjs [--watch] [--production]
import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const isProduction = process.argv.includes('--production');
const isWatch = process.argv.includes('--watch');

const base = {
  bundle: true,
  minify: isProduction,
  sourcemap: isProduction ? false : 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'info',
  // Some packages ship a UMD main that does not bundle; their ES module does.
  mainFields: ['module', 'main'],
};

/** Files that are scripts of their own: loaded by `require` when their `import()` runs, never part of the file around it. */
const ownScripts = {
  name: 'own-scripts',
  setup(build) {
    build.onResolve({ filter: /\/google-auth\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './google-auth.js', external: true } : undefined,
    );
  },
};

/**
 * Of KaTeX's fonts only the format that VS Code's browser takes first, and none of the bold and slanted cuts that hardly a
 * formula uses: the browser makes those of the upright ones.
 */
const fewerFonts = {
  name: 'fewer-fonts',
  setup(build) {
    const rareCuts = /Fraktur-Bold|Caligraphic-Bold|SansSerif-(?:Bold|Italic)|Main-BoldItalic/;
    build.onLoad({ filter: /katex[\\/]dist[\\/]katex\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, '')
        .replace(/@font-face\s*\{[^}]*\}/g, (rule) => (rareCuts.test(rule) ? '' : rule)),
      loader: 'css',
    }));
  },
};

export const builds = [
  {
    ...base,
    entryPoints: {
      extension: 'src/extension.ts',
      'google-auth': 'src/llm/dialects/mistral-gcp/google-auth.ts',
      'history-worker': 'src/host/history/history-worker.ts',
    },
    outdir: 'dist',
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    plugins: [ownScripts],
    // The extension host loads with `require`, and so does what is loaded later.
    supported: { 'dynamic-import': false },
  },
  {
    ...base,
    // The highlighter is loaded with the first code block, rare grammars with the first that needs them, KaTeX (with its style and fonts) with the first formula.
    entryPoints: {
      view: 'src/webview/main.tsx',
      highlight: 'src/webview/markdown/highlight-engine.ts',
      'highlight-rare': 'src/webview/markdown/highlight-rare.ts',
      katex: 'src/webview/markdown/math-engine.ts',
    },
    loader: { '.woff2': 'file' },
    assetNames: 'fonts/[name]',
    plugins: [fewerFonts],
    outdir: 'dist',
    platform: 'browser',
    format: 'iife',
    target: 'chrome132',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // The browser knows the named entities of HTML already.
    alias: { entities: './src/webview/markdown/named-entities.ts' },
    mainFields: ['browser', 'module', 'main'],
  },
];

async function run() {
  if (!isWatch) return Promise.all(builds.map((options) => esbuild.build(options)));
  const contexts = await Promise.all(builds.map((options) => esbuild.context(options)));
  return Promise.all(contexts.map((context) => context.watch()));
}

// Imported by a test, it only says what is built.
if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) await run();
