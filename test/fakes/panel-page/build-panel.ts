// Builds the view as it ships, into memory, together with the fake host script of the page.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '../../..');

/** Contents by file name: view.js, view.css, highlight.js, and the tests' page-host.js and markdown-probe.js. */
export type PanelFiles = ReadonlyMap<string, Uint8Array>;

let built: Promise<PanelFiles> | undefined;

/** Builds once per process. Rejects with esbuild's messages. */
export function buildPanel(): Promise<PanelFiles> {
  built ??= build();
  return built;
}

async function build(): Promise<PanelFiles> {
  const showcase = await readFile(new URL('../practice-showcase.md', import.meta.url), 'utf8');
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: {
      view: 'src/webview/main.tsx',
      highlight: 'src/webview/markdown/highlight-engine.ts',
      'page-host': 'test/fakes/panel-page/page-host.ts',
      'markdown-probe': 'test/fakes/panel-page/markdown-probe.ts',
    },
    outdir: 'memory',
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'chrome132',
    alias: { entities: './src/webview/markdown/named-entities.ts' },
    define: { PRACTICE_SHOWCASE: JSON.stringify(showcase.trim()) },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
  return new Map(result.outputFiles.map((file) => [path.basename(file.path), file.contents]));
}
