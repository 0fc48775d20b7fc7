// Where Mistral's models are on Google Cloud: hosts by region, paths by project, region and model, and how models are named
// there. It refuses to build an address out of anything that is no project, region or model.
// Sources: Google's and Mistral's own clients and the documentation of Vertex AI, 2026.
import { ChatError } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import type { ModelEntry, Provider } from '../../../model/provider.ts';

/** The default of Mistral's own client; its models are regional, offered here and in us-central1. */
export const DEFAULT_REGION = 'europe-west4';

/** A region, a multi-region (`us`, `eu`) or `global`. Becomes a part of a host name, so nothing else may pass. */
export const REGION = /^[a-z]+(?:-[a-z]+\d{1,2})?$/;
/** A project id (also of the old form `domain.com:id`) or number. */
const PROJECT = /^[a-z0-9][a-z0-9.:-]{0,62}$/;
const MODEL = /^[A-Za-z0-9][\w.@-]{0,200}$/;

/** Only these three were renamed when versions moved from behind the `@` into the name. */
const LEGACY: ReadonlyMap<string, string> = new Map([
  ['codestral-2405', 'codestral@2405'],
  ['mistral-large-2407', 'mistral-large@2407'],
  ['mistral-nemo-2407', 'mistral-nemo@2407'],
]);

/** Vertex lists no models: those that are known to chat there. Any other id can be typed. */
export const KNOWN_MODELS: readonly ModelEntry[] = [
  { id: 'mistral-medium-3', contextLength: 128_000, tools: true, vision: true },
  { id: 'mistral-small-2503', contextLength: 128_000, tools: true, vision: true },
  { id: 'mistral-large-2411', contextLength: 128_000, tools: true },
  { id: 'codestral-2' },
  { id: 'codestral-2501' },
];

/** The base URL of a region. `region` must match `REGION`. */
export function vertexBaseUrl(region: string): string {
  return `https://${hostOf(region)}/v1`;
}

function hostOf(region: string): string {
  if (region === 'global') return 'aiplatform.googleapis.com';
  if (!region.includes('-')) return `aiplatform.${region}.rep.googleapis.com`;
  return `${region}-aiplatform.googleapis.com`;
}

/** How a model is called in the path and how in the body. */
export interface VertexModel {
  readonly inPath: string;
  readonly inBody: string;
}

/**
 * Names a model for Vertex: the three legacy ids get their version behind an `@` in the path and lose it in the body; any
 * other id, one that has an `@` included, stays as it is.
 */
export function vertexModel(model: string): VertexModel {
  const inPath = LEGACY.get(model);
  return inPath === undefined
    ? { inPath: model, inBody: model }
    : { inPath, inBody: model.slice(0, model.lastIndexOf('-')) };
}

/**
 * The path below the base URL for one request.
 * @throws ChatError `configuration` when there is no project, or when project or model cannot be what they should.
 */
export function vertexPath(provider: Provider, model: string, stream: boolean): string {
  const { project, region = DEFAULT_REGION } = provider;
  const setting = `parley.providers.${provider.id}.project`;
  if (project === undefined) {
    throw refused(
      provider,
      'no-project',
      t(
        'No Google Cloud project is known. Set {0} or the environment variable GOOGLE_CLOUD_PROJECT, or run `gcloud config set project PROJECT_ID`.',
        setting,
      ),
    );
  }
  if (!PROJECT.test(project)) {
    throw refused(
      provider,
      'project',
      t(
        '“{0}” cannot be a Google Cloud project. Its id looks like my-project-123; set it as {1}.',
        project,
        setting,
      ),
    );
  }
  const { inPath } = vertexModel(model);
  if (!MODEL.test(inPath)) {
    throw refused(
      provider,
      'model',
      t(
        '“{0}” cannot be a model on Vertex AI. Ids look like {1}, without “mistralai/”.',
        model,
        KNOWN_MODELS[0]?.id ?? '',
      ),
    );
  }
  const method = stream ? 'streamRawPredict' : 'rawPredict';
  return `/projects/${project}/locations/${region}/publishers/mistralai/models/${inPath}:${method}`;
}

function refused(provider: Provider, code: string, message: string): ChatError {
  return new ChatError({
    kind: 'configuration',
    code,
    message,
    retryable: false,
    provider: provider.label,
  });
}
