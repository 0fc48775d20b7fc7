// Builds the two bundles: dist/extension.js for the extension host, dist/view.js, dist/highlight.js and dist/view.css for
// the panel.
// node esbuild.config.mjs [--watch] [--production]
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

const builds = [
  {
    ...base,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
  },
  {
    ...base,
    // The highlighter is loaded with the first code block.
    entryPoints: { view: 'src/webview/main.tsx', highlight: 'src/webview/markdown/highlight-engine.ts' },
    outdir: 'dist',
    platform: 'browser',
    format: 'iife',
    target: 'chrome132',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    mainFields: ['browser', 'module', 'main'],
  },
];

if (isWatch) {
  const contexts = await Promise.all(builds.map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  await Promise.all(builds.map((options) => esbuild.build(options)));
}
