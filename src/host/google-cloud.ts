// The user's Google Cloud login as this machine has it: environment, credentials file, gcloud. Read when a request to
// Google Cloud is sent and at no other time; nothing is written.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { GoogleLogin } from '../llm/dialects/mistral-gcp/auth.ts';
import type { CredentialsText } from '../llm/dialects/mistral-gcp/file-login.ts';
import type { FetchPorts } from '../llm/secure-fetch.ts';
import { ChatError } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import { runGcloud, type GcloudPorts } from './gcloud-cli.ts';

const VARIABLE = 'GOOGLE_APPLICATION_CREDENTIALS';
/** The longest credentials file has a few kilobytes. */
const MAX_FILE_BYTES = 1024 * 1024;

/** The login of this machine. `machine.environment` is read anew at every use. */
export function createGoogleLogin(ports: FetchPorts, machine: GcloudPorts): GoogleLogin {
  const environment = (name: string): string | undefined => {
    const value = machine.environment[name]?.trim();
    return value === '' ? undefined : value;
  };
  return new GoogleLogin({
    ...ports,
    environment,
    credentialsFile: () => findCredentials(environment, machine),
    gcloud: (args, signal) => runGcloud(args, machine, signal),
  });
}

async function findCredentials(
  environment: (name: string) => string | undefined,
  { platform, homeFolder }: GcloudPorts,
): Promise<CredentialsText | undefined> {
  const named = environment(VARIABLE);
  if (named !== undefined) {
    const found = path.isAbsolute(named)
      ? await readSmallFile(named)
      : { fault: t('{0} is not a whole path.', named) };
    if ('text' in found) return { path: named, text: found.text };
    throw unreadable(
      t(
        'The environment variable {0} names no usable file: {1} Correct the variable and start VS Code again.',
        VARIABLE,
        found.fault,
      ),
    );
  }
  const folder =
    environment('CLOUDSDK_CONFIG') ??
    (platform === 'win32'
      ? path.join(environment('APPDATA') ?? homeFolder, 'gcloud')
      : path.join(homeFolder, '.config', 'gcloud'));
  const file = path.join(folder, 'application_default_credentials.json');
  const found = await readSmallFile(file);
  if ('text' in found) return { path: file, text: found.text };
  if (found.isAbsent === true) return undefined;
  throw unreadable(t('{0} Write it anew with `gcloud auth application-default login`.', found.fault));
}

/** The text of a file, or what is wrong with it, to follow its name. */
async function readSmallFile(
  file: string,
): Promise<{ readonly text: string } | { readonly fault: string; readonly isAbsent?: boolean }> {
  try {
    const found = await stat(file);
    // A pipe or a device could hold up the reader for ever.
    if (!found.isFile()) return { fault: t('{0} is not a file.', file) };
    if (found.size > MAX_FILE_BYTES) return { fault: t('{0} is far too long for a credentials file.', file) };
    return { text: await readFile(file, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : t('unknown reason');
    const isAbsent = code === 'ENOENT' || code === 'ENOTDIR';
    return {
      fault: isAbsent ? t('{0} does not exist.', file) : t('{0} cannot be read ({1}).', file, code),
      isAbsent,
    };
  }
}

function unreadable(message: string): ChatError {
  return new ChatError({ kind: 'configuration', code: 'credentials-file', message, retryable: false });
}
