// A login over real HTTP, with the machine's facts written down by the test.
import { GoogleLogin, type GoogleLoginPorts } from '../../../../src/llm/dialects/mistral-gcp/auth.ts';
import type { ChatRequest } from '../../../../src/llm/chat-request.ts';
import type { Provider } from '../../../../src/model/provider.ts';
import { ChatError, type ErrorFacts } from '../../../../src/model/error.ts';
import type { GoogleCloud } from '../../../fakes/google-cloud.ts';
import { samplePorts, sampleProvider, sampleRequest } from '../sample-request.ts';

/** What a machine has. Everything is looked at anew at each use, so a test may change it. */
export interface Machine {
  environment: Record<string, string>;
  /** The text of the credentials file. */
  file: string | undefined;
  /** What gcloud prints, by its arguments joined with blanks. */
  gcloud: Record<string, string>;
  /** The calls of gcloud so far. */
  gcloudCalls: string[];
  /** Added to the clock. */
  laterMs: number;
}

/** A machine on which nobody has logged in and no metadata server is looked for. */
export function createMachine(more: Partial<Machine> = {}): Machine {
  return {
    environment: { METADATA_SERVER_DETECTION: 'none' },
    file: undefined,
    gcloud: {},
    gcloudCalls: [],
    laterMs: 0,
    ...more,
  };
}

/** The login of this machine. */
export function loginOf(machine: Machine, more: Partial<GoogleLoginPorts> = {}): GoogleLogin {
  return new GoogleLogin({
    ...samplePorts({ nowMs: () => Date.now() + machine.laterMs }),
    environment: (name) => machine.environment[name],
    credentialsFile: async () =>
      machine.file === undefined ? undefined : { path: '/home/me/key.json', text: machine.file },
    gcloud: async (args, signal) => {
      signal.throwIfAborted();
      machine.gcloudCalls.push(args.join(' '));
      return machine.gcloud[args.join(' ')];
    },
    ...more,
  });
}

/** The provider as the settings make it, at this server. */
export function vertexProvider(cloud: Pick<GoogleCloud, 'baseUrl'>, more: Partial<Provider> = {}): Provider {
  return sampleProvider(cloud.baseUrl, 'mistral-gcp', {
    label: 'Mistral on Google Cloud',
    dialect: 'mistral-gcp',
    region: 'europe-west4',
    ...more,
  });
}

/** A request to this server, signed by this login. */
export function vertexRequest(
  cloud: Pick<GoogleCloud, 'baseUrl'>,
  login: GoogleLogin,
  more: Partial<ChatRequest> = {},
  provider: Partial<Provider> = {},
): ChatRequest {
  return sampleRequest(vertexProvider(cloud, provider), {
    model: 'mistral-small-2503',
    grant: login.grant,
    ...more,
  });
}

/** The facts of the ChatError that a promise rejects with; anything else fails the test. */
export async function factsOf(promise: Promise<unknown>): Promise<ErrorFacts> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ChatError) return error.facts;
    throw error;
  }
  throw new Error('It was expected to fail, and did not.');
}
