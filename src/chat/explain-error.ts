// ErrorFacts → what happened, what to do, and the buttons that do it. The only file with error prose.
import type { ErrorAction, MessageError } from '../model/conversation.ts';
import type { ErrorFacts, ErrorKind } from '../model/error.ts';
import { t } from '../model/l10n.ts';

interface Explanation {
  readonly title: string;
  readonly hint: string;
  readonly actions: readonly ErrorAction[];
}

/**
 * Explains a failure to a person. `state` tells whether text had already come (then it is said that it was kept).
 * Every card ends with a way to ask again: what was wrong may have been put right meanwhile.
 * The server's own words go to `detail`, unless title or hint are those words.
 */
export function explainError(facts: ErrorFacts, state: 'error' | 'interrupted'): MessageError {
  const explanation = explain(facts);
  return {
    kind: facts.kind,
    title: explanation.title,
    hint:
      state === 'interrupted'
        ? t('The text received so far is kept. {0}', explanation.hint)
        : explanation.hint,
    detail: detailOf(facts, explanation),
    actions: explanation.actions,
  };
}

function explain(facts: ErrorFacts): Explanation {
  const provider = facts.provider ?? t('The provider');
  const midSentence = facts.provider ?? t('the provider');
  const { host } = facts;
  const model = facts.model === undefined ? t('the model') : t('“{0}”', facts.model);
  const explanations: Record<ErrorKind, () => Explanation> = {
    configuration: () => configuration(facts),
    auth: () => auth(facts, provider),
    quota: () => ({
      title: t('{0} reports that the quota or credit is used up', provider),
      hint: t('Waiting will not help: check plan and billing with the provider, or choose another model.'),
      actions: ['choose-model', 'retry'],
    }),
    'rate-limit': () => ({
      title: t('{0} is limiting requests', provider),
      hint: t('Too many requests in a short time. {0}', waitHint(facts.waitMs)),
      actions: ['retry', 'choose-model'],
    }),
    overloaded: () => ({
      title: t('{0} is overloaded or still loading the model', provider),
      hint: t('This passes. {0}', waitHint(facts.waitMs)),
      actions: ['retry', 'choose-model'],
    }),
    network: () => network(facts),
    timeout: () => ({
      title: t('{0} took too long to answer', provider),
      hint:
        host === undefined
          ? t(
              'Nothing arrived from the server within the limit (parley.timeout.*). Retry, or raise the limit if this model is slow.',
            )
          : t(
              'Nothing arrived from the server at {0} within the limit (parley.timeout.*). Retry, or raise the limit if this model is slow.',
              host,
            ),
      actions: ['retry', 'open-settings'],
    }),
    'bad-request': () => ({
      title: t('{0} refused the request', provider),
      hint:
        facts.field === undefined
          ? t(
              'The details below say what the server objects to. Check the parley.request.* settings, or choose another model.',
            )
          : t(
              'It objects to “{0}”. Remove or change the matching parley.request.* setting, or choose another model.',
              facts.field,
            ),
      actions: ['open-settings', 'choose-model', 'retry'],
    }),
    'not-found': () => ({
      title: t('{0} does not know {1}', provider, model),
      hint:
        host === undefined
          ? t(
              'Choose a model that this account can use; if none works, the base URL may have the wrong path (many servers need /v1 at the end).',
            )
          : t(
              'Choose a model that this account can use; if none works, the base URL at {0} may have the wrong path (many servers need /v1 at the end).',
              host,
            ),
      actions: ['choose-model', 'open-settings', 'retry'],
    }),
    'context-too-long': () => ({
      title: t('This conversation is too long for {0}', model),
      hint: t(
        'Sum up what was said before and ask again, attach less, or choose a model with a larger context.',
      ),
      actions: ['compact', 'choose-model', 'retry'],
    }),
    filtered: () => ({
      title: t('{0} withheld the answer', provider),
      hint: t('Its content filter was triggered. Rephrase the question, or choose another model.'),
      actions: ['choose-model', 'retry'],
    }),
    protocol: () => ({
      title: t('The answer could not be understood'),
      hint:
        host === undefined
          ? t(
              'What came from the server is not a chat-completions answer. Check the base URL of {0} (often it must end in /v1), and that no proxy or sign-in page is in between.',
              midSentence,
            )
          : t(
              'What came from the server at {0} is not a chat-completions answer. Check the base URL of {1} (often it must end in /v1), and that no proxy or sign-in page is in between.',
              host,
              midSentence,
            ),
      actions: ['open-settings', 'retry', 'show-log'],
    }),
    interrupted: () => ({
      title: t('The answer was cut off'),
      hint:
        facts.code === 'window-closed'
          ? t('VS Code was closed, reloaded or ended while it was being written. Retry to ask again.')
          : host === undefined
            ? t('The connection to the server ended before the answer did. Retry to ask again.')
            : t('The connection to the server at {0} ended before the answer did. Retry to ask again.', host),
      actions: ['retry'],
    }),
    server: () => ({
      title: t('{0} failed with an internal error', provider),
      hint: t('The fault is on the server. Retry in a moment; if it stays, choose another model.'),
      actions: ['retry', 'choose-model'],
    }),
    internal: () => ({
      title: t('Something inside Parley failed'),
      hint: t('Retry. If it happens again, please report it with the log.'),
      actions: ['retry', 'show-log'],
    }),
  };
  const explanation = explanations[facts.kind]();
  return facts.hint === undefined ? explanation : { ...explanation, hint: facts.hint };
}

function auth({ code, message, hint, host }: ErrorFacts, provider: string): Explanation {
  // A login, not a key: what helps is outside of Parley, and the hint says what.
  if (hint !== undefined) {
    return {
      title: code === 'no-login' ? t('{0} needs a login', provider) : t('{0} did not grant access', provider),
      hint,
      actions: ['retry', 'open-settings', 'choose-model'],
    };
  }
  if (code === 'no-key') {
    return {
      title: t('{0} needs an API key', provider),
      hint: t('{0} Set it now: it is stored encrypted by VS Code and sent to this provider only.', message),
      actions: ['set-api-key', 'choose-model', 'retry'],
    };
  }
  if (code === 'malformed-key') {
    return { title: t('The key was not sent'), hint: message, actions: ['set-api-key', 'retry'] };
  }
  return {
    title: t('{0} did not accept the API key', provider),
    hint:
      host === undefined
        ? t(
            'The server refused it. Check that the key is complete, still valid and meant for this address, then set it again.',
          )
        : t(
            'The server at {0} refused it. Check that the key is complete, still valid and meant for this address, then set it again.',
            host,
          ),
    actions: ['set-api-key', 'retry'],
  };
}

function configuration(facts: ErrorFacts): Explanation {
  const { code, message } = facts;
  if (code === 'no-model')
    return { title: t('No model is chosen yet'), hint: message, actions: ['choose-model', 'retry'] };
  if (code === 'key-origin') {
    return {
      title: t('The key was not sent'),
      hint: message,
      actions: ['set-api-key', 'open-settings', 'retry'],
    };
  }
  return {
    title: t('A setting stands in the way'),
    hint: message,
    actions: ['open-settings', 'choose-model', 'retry'],
  };
}

function network(facts: ErrorFacts): Explanation {
  const host = facts.host ?? t('the server');
  const hints: ReadonlyMap<string | undefined, string> = new Map([
    ['ECONNREFUSED', t('Nothing is listening at {0}. Is the server running, and is the port right?', host)],
    ['ENOTFOUND', t('The name {0} is not known. Check the base URL, and that you are online.', host)],
    ['EAI_AGAIN', t('The name {0} could not be looked up. Are you online?', host)],
  ]);
  return {
    title:
      facts.host === undefined ? t('The server cannot be reached') : t('{0} cannot be reached', facts.host),
    hint:
      hints.get(facts.code) ??
      t(
        'Check the base URL, your connection and, behind a proxy, the http.proxy setting of VS Code; then retry.',
      ),
    actions: ['retry', 'open-settings'],
  };
}

function waitHint(waitMs: number | undefined): string {
  if (waitMs === undefined) return t('Wait a moment, then retry.');
  const seconds = Math.ceil(waitMs / 1000);
  if (seconds <= 1) return t('Retry in a second.');
  return seconds < 120
    ? t('Retry in {0} seconds.', seconds)
    : t('Retry in about {0} minutes.', Math.ceil(seconds / 60));
}

/** The server's words with status, code and request id, each once: what a support request needs. */
function detailOf(facts: ErrorFacts, { title, hint }: Explanation): string {
  const { message } = facts;
  if (message !== '' && (hint.startsWith(message) || message === `${title}.`)) return '';
  const marks = [
    facts.status === undefined ? undefined : `HTTP ${facts.status}`,
    facts.code,
    facts.requestId === undefined ? undefined : `request ${facts.requestId}`,
  ].filter((mark) => mark !== undefined && !message.includes(mark));
  return marks.length === 0 ? message : `${message} (${marks.join(', ')})`.trimStart();
}
