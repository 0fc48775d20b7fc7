// What is built: Google's login library is a script of its own that the extension loads when it is needed, and everything
// that is built is shipped.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const libraries = /node_modules\/(?:google-auth-library|gaxios|gcp-metadata|gtoken|jws|node-fetch)\//;

let folder = '';
let builds: readonly esbuild.BuildOptions[] = [];
let host: esbuild.Metafile;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-bundles-'));
  const config: unknown = await import(pathToFileURL(path.join(root, 'esbuild.config.mjs')).href);
  ({ builds } = config as { builds: readonly esbuild.BuildOptions[] });
  host = await build(builds[0] ?? {});
});
after(() => rm(folder, { recursive: true, force: true }));

async function build(options: esbuild.BuildOptions): Promise<esbuild.Metafile> {
  const result = await esbuild.build({
    ...options,
    absWorkingDir: root,
    outdir: folder,
    metafile: true,
    logLevel: 'silent',
  });
  return result.metafile;
}

/** Source files that ended up in the output with this name. */
function inputsOf(metafile: esbuild.Metafile, name: string): readonly string[] {
  const output = Object.entries(metafile.outputs).find(([file]) => path.basename(file) === name)?.[1];
  assert.ok(output, `${name} is built`);
  return Object.keys(output.inputs);
}

describe('the extension’s script', () => {
  test('holds nothing of Google’s login library, which is a script of its own', () => {
    assert.deepEqual(
      inputsOf(host, 'extension.js').filter((file) => libraries.test(file)),
      [],
    );
    assert.ok(!inputsOf(host, 'extension.js').includes('src/llm/dialects/mistral-gcp/google-auth.ts'));
    assert.ok(inputsOf(host, 'extension.js').includes('src/llm/dialects/mistral-gcp/auth.ts'), 'control');
    assert.ok(
      inputsOf(host, 'google-auth.js').some((file) => libraries.test(file)),
      'control',
    );
  });

  test('control: built without the rule it would hold the library', async () => {
    const { plugins: _plugins, ...options } = builds[0] ?? {};
    const { outputs } = (
      await esbuild.build({
        ...options,
        absWorkingDir: root,
        entryPoints: { extension: 'src/extension.ts' },
        outdir: folder,
        write: false,
        metafile: true,
        logLevel: 'silent',
      })
    ).metafile;
    assert.ok(
      Object.values(outputs).some(({ inputs }) => Object.keys(inputs).some((file) => libraries.test(file))),
    );
  });

  test('loads the other by `require` where it lies, and shares no code of ours with it', async () => {
    assert.match(
      await readFile(path.join(folder, 'extension.js'), 'utf8'),
      /require\("\.\/google-auth\.js"\)/,
    );
    assert.deepEqual(
      inputsOf(host, 'google-auth.js').filter((file) => file.startsWith('src/')),
      ['src/llm/dialects/mistral-gcp/google-auth.ts'],
    );
    const loaded = createRequire(import.meta.url)(path.join(folder, 'google-auth.js')) as Record<
      string,
      unknown
    >;
    assert.equal(typeof loaded['fetchToken'], 'function');
  });
});

test('every script and style that is built is shipped', async () => {
  const shipped = (await readFile(path.join(root, '.vscodeignore'), 'utf8')).split('\n');
  const outputs = await Promise.all(builds.map(build));
  const files = outputs.flatMap(({ outputs: built }) =>
    Object.keys(built).map((file) => path.relative(folder, path.resolve(file)).split(path.sep).join('/')),
  );
  assert.ok(files.includes('google-auth.js') && files.includes('view.css'), 'control');
  for (const file of files.filter((name) => !name.endsWith('.map')))
    assert.ok(shipped.includes(`!dist/${file.replace(/[^/]+(?=\.woff2$)/, '*')}`), file);
});
