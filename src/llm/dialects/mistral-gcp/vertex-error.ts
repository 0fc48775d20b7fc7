// What an error answer of Vertex AI means, and what to do about it: Google says so in codes that only its own users know.
// Classification is the family's; here are the hints, and the one status that only Google sends.
import type { ErrorFacts } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import type { Provider } from '../../../model/provider.ts';
import { readErrorText } from '../../error-body.ts';
import { readHttpError, type ErrorReport, type FailedAnswer } from '../../http-error.ts';
import { DEFAULT_REGION, KNOWN_MODELS } from './endpoint.ts';

/** Google's CANCELLED: its side gave up, for example while a model was being moved. */
const CANCELLED = 499;

/** Reads an answer with an error status; Google's errors may stand in an array of one. */
export function readVertexError(answer: FailedAnswer, provider: Provider): ErrorReport {
  const report = readHttpError(answer, provider.label);
  const { marks, message = '' } = readErrorText(answer.bodyText);
  const hint = hintFor(answer, `${marks} ${message}`, provider);
  const facts: ErrorFacts =
    answer.status === CANCELLED ? { ...report.facts, kind: 'timeout', retryable: true } : report.facts;
  return { ...report, facts: { ...facts, ...(hint === undefined ? {} : { hint }) } };
}

/** `told` is what the server said, its codes and reasons included. */
function hintFor({ status, model }: FailedAnswer, told: string, provider: Provider): string | undefined {
  if (status === 400 && /FAILED_PRECONDITION/.test(told)) {
    return t(
      'Check that billing is on for the project “{0}” and that {1} is offered in the region {2} (parley.providers.{3}.region).',
      projectOf(provider),
      model,
      regionOf(provider),
      provider.id,
    );
  }
  if (status === 401) {
    return t(
      'Google did not accept the login. Log in again with `gcloud auth application-default login`, or check the key that GOOGLE_APPLICATION_CREDENTIALS names; then retry.',
    );
  }
  if (status === 403) return permissionHint(told, provider);
  if (status === 404) return notFoundHint(model, provider);
  if (status === 429) {
    return t(
      'Wait a moment, then retry. A new project may have no quota for this model at all: see IAM & Admin, Quotas, in the Google Cloud console.',
    );
  }
  return undefined;
}

/** Reasons as in google.rpc.ErrorInfo. */
function permissionHint(told: string, provider: Provider): string {
  const project = projectOf(provider);
  if (/SERVICE_DISABLED/.test(told)) {
    return t(
      'The Vertex AI API is off in the project “{0}”. Turn it on with `gcloud services enable aiplatform.googleapis.com --project {0}`, wait a few minutes, then retry.',
      project,
    );
  }
  if (/BILLING_DISABLED/.test(told)) {
    return t(
      'Billing is off for the project “{0}”. Turn it on in the Google Cloud console, then retry.',
      project,
    );
  }
  if (/CONSUMER_INVALID|USER_PROJECT_DENIED|RESOURCE_PROJECT_INVALID/.test(told)) {
    return t(
      'Google knows no project “{0}” that this login may use. Check parley.providers.{1}.project: it is the id of the project, not its name. If the project is right, check the quota project: `gcloud auth application-default set-quota-project PROJECT_ID`.',
      project,
      provider.id,
    );
  }
  if (/ACCESS_TOKEN_SCOPE_INSUFFICIENT/.test(told)) {
    return t(
      'The login lacks the scope cloud-platform. Log in with `gcloud auth application-default login`, then retry.',
    );
  }
  return t(
    'The account needs the role Vertex AI User (roles/aiplatform.user) in the project “{0}”, and the model must have been enabled there once in Model Garden.',
    project,
  );
}

function notFoundHint(model: string, provider: Provider): string {
  if (model.endsWith('-latest')) {
    const ids = KNOWN_MODELS.map(({ id }) => id).join(', ');
    return t('Names that end in -latest do not exist on Vertex AI. Choose a dated model: {0}.', ids);
  }
  return t(
    "Check three things: the id “{0}”, the region {1} (parley.providers.{2}.region; Mistral's models are not in every one), and that the model is enabled in Model Garden for “{3}”.",
    model,
    regionOf(provider),
    provider.id,
    projectOf(provider),
  );
}

function projectOf({ project = '?' }: Provider): string {
  return project;
}

function regionOf({ region = DEFAULT_REGION }: Provider): string {
  return region;
}
