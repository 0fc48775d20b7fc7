// A copy of the sample project that may be changed. Its tests are TypeScript and need a Node that runs it, which the one
// on a machine's PATH may be too old for: the copy's test script names the Node that runs this.
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

/** Copies the project; what is there already stays as it is. */
export async function copySample(sample: string, folder: string): Promise<void> {
  await cp(sample, folder, { recursive: true, force: false });
  const file = path.join(folder, 'package.json');
  const text = await readFile(file, 'utf8');
  const node = JSON.stringify(`"${process.execPath}" --test`);
  await writeFile(file, text.replace(/"test": "node --test"/, `"test": ${node}`));
}
