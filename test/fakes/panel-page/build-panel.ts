// Builds the view as it ships, into memory, together with the fake host script of the page.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '../../..');

/** Contents by path in `dist`: view.js, view.css and the rest, and the tests' page-host.js and markdown-probe.js. */
export type PanelFiles = ReadonlyMap<string, Uint8Array>;

/** How the view is built for shipping (esbuild.config.mjs), but into memory. */
export async function viewBuild(): Promise<esbuild.BuildOptions> {
  const config: unknown = await import(pathToFileURL(path.join(root, 'esbuild.config.mjs')).href);
  const { builds } = config as { builds: readonly esbuild.BuildOptions[] };
  const view = builds.find(({ platform }) => platform === 'browser');
  if (view === undefined) throw new Error('esbuild.config.mjs builds nothing for the browser.');
  return {
    ...view,
    absWorkingDir: root,
    outdir: 'memory',
    write: false,
    minify: true,
    sourcemap: false,
    logLevel: 'silent',
  };
}

/** Runs a build made from {@link viewBuild}. Rejects with esbuild's messages. */
export async function buildFiles(options: esbuild.BuildOptions): Promise<PanelFiles> {
  const { outputFiles = [] } = await esbuild.build(options);
  const nameOf = (file: string): string =>
    path.relative(path.join(root, 'memory'), file).split(path.sep).join('/');
  return new Map(outputFiles.map((file) => [nameOf(file.path), file.contents]));
}

let built: Promise<PanelFiles> | undefined;

/** Builds once per process. Rejects with esbuild's messages. */
export function buildPanel(): Promise<PanelFiles> {
  built ??= build();
  return built;
}

async function build(): Promise<PanelFiles> {
  const showcase = await readFile(new URL('../practice-showcase.md', import.meta.url), 'utf8');
  const options = await viewBuild();
  return buildFiles({
    ...options,
    entryPoints: {
      ...options.entryPoints,
      'page-host': 'test/fakes/panel-page/page-host.ts',
      'markdown-probe': 'test/fakes/panel-page/markdown-probe.ts',
    },
    define: { PRACTICE_SHOWCASE: JSON.stringify(showcase.trim()) },
  });
}
