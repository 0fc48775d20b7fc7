// The profile folder of `npm start`: the user's settings, keys, chats and sample workspace outlive the run. A second run
// at the same time gets a folder of its own, because two VS Codes cannot share one.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { copySample } from './sample-copy.ts';
import { cacheFolder } from './cache-folder.ts';
import { isAlive } from './process-group.ts';

export type TrialProfile = {
  folder: string;
  /** Copy of the sample workspace; edits there stay there. */
  workspace: string;
  /** Holds the connection token of the server; readable by the user alone. */
  tokenFile: string;
  token: string;
  /** Ports of the last run. Kept, because a browser keeps secrets by address. */
  ports: { server?: number; practice?: number };
  savePorts(ports: { server?: number; practice?: number }): Promise<void>;
  /** Lets another run use the profile. */
  release(): Promise<void>;
};

/** Takes the first profile that no other run is using. `PARLEY_START_PROFILE` names a folder to use instead. */
export async function takeTrialProfile(sample: string): Promise<TrialProfile> {
  const base = process.env['PARLEY_START_PROFILE'] ?? path.join(cacheFolder(), 'start-profile');
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? base : `${base}-${number}`;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = path.join(folder, 'running.pid');
    if (!(await takeLock(lock))) continue;
    const workspace = path.join(folder, 'sample-workspace');
    await copySample(sample, workspace);
    const portsFile = path.join(folder, 'ports.json');
    const ports = await readPorts(portsFile);
    const tokenFile = path.join(folder, 'connection-token');
    return {
      folder,
      workspace,
      tokenFile,
      token: await readToken(tokenFile),
      ports,
      savePorts: async (used) => {
        Object.assign(ports, used);
        await writeFile(portsFile, JSON.stringify(ports));
      },
      release: () => rm(lock, { force: true }),
    };
  }
}

/** True when nobody alive holds the lock; it is ours then. */
async function takeLock(lock: string): Promise<boolean> {
  for (const isRetry of [false, true]) {
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (isRetry || (holder > 0 && isAlive(holder))) return false;
    await rm(lock, { force: true });
  }
  return false;
}

async function readToken(file: string): Promise<string> {
  const saved = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (/^[\w-]{20,}$/.test(saved)) return saved;
  const token = randomBytes(24).toString('base64url');
  await writeFile(file, token, { mode: 0o600 });
  return token;
}

async function readPorts(file: string): Promise<{ server?: number; practice?: number }> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as { server?: number; practice?: number };
  } catch {
    // None yet, or cut short by a crash: new ports will do.
    return {};
  }
}

/** Returns `wanted` when it is free on loopback, else a port that is. */
export async function freePort(wanted: number | undefined): Promise<number> {
  for (const port of wanted === undefined ? [0] : [wanted, 0]) {
    const found = await new Promise<number | undefined>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(undefined));
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        const bound = typeof address === 'object' && address !== null ? address.port : undefined;
        server.close(() => resolve(bound));
      });
    });
    if (found !== undefined) return found;
  }
  throw new Error('there is no free port on 127.0.0.1');
}
