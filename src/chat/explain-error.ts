// ErrorFacts → what happened, what to do, and the buttons that do it. The only file with error prose.
import type { ErrorAction, MessageError } from '../model/conversation.ts';
import type { ErrorFacts, ErrorKind } from '../model/error.ts';

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
  const kept = state === 'interrupted' ? 'The text received so far is kept. ' : '';
  return {
    kind: facts.kind,
    title: explanation.title,
    hint: kept + explanation.hint,
    detail: detailOf(facts, explanation),
    actions: explanation.actions,
  };
}

function explain(facts: ErrorFacts): Explanation {
  const provider = facts.provider ?? 'The provider';
  const midSentence = facts.provider ?? 'the provider';
  const at = facts.host === undefined ? '' : ` at ${facts.host}`;
  const model = facts.model === undefined ? 'the model' : `“${facts.model}”`;
  const explanations: Record<ErrorKind, () => Explanation> = {
    configuration: () => configuration(facts),
    auth: () => auth(facts, provider, at),
    quota: () => ({
      title: `${provider} reports that the quota or credit is used up`,
      hint: 'Waiting will not help: check plan and billing with the provider, or choose another model.',
      actions: ['choose-model', 'retry'],
    }),
    'rate-limit': () => ({
      title: `${provider} is limiting requests`,
      hint: `Too many requests in a short time. ${waitHint(facts.waitMs)}`,
      actions: ['retry', 'choose-model'],
    }),
    overloaded: () => ({
      title: `${provider} is overloaded or still loading the model`,
      hint: `This passes. ${waitHint(facts.waitMs)}`,
      actions: ['retry', 'choose-model'],
    }),
    network: () => network(facts),
    timeout: () => ({
      title: `${provider} took too long to answer`,
      hint: `Nothing arrived from the server${at} within the limit (parley.timeout.*). Retry, or raise the limit if this model is slow.`,
      actions: ['retry', 'open-settings'],
    }),
    'bad-request': () => ({
      title: `${provider} refused the request`,
      hint:
        facts.field === undefined
          ? 'The details below say what the server objects to. Check the parley.request.* settings, or choose another model.'
          : `It objects to “${facts.field}”. Remove or change the matching parley.request.* setting, or choose another model.`,
      actions: ['open-settings', 'choose-model', 'retry'],
    }),
    'not-found': () => ({
      title: `${provider} does not know ${model}`,
      hint: `Choose a model that this account can use; if none works, the base URL${at} may have the wrong path (many servers need /v1 at the end).`,
      actions: ['choose-model', 'open-settings', 'retry'],
    }),
    'context-too-long': () => ({
      title: `This conversation is too long for ${model}`,
      hint: 'Sum up what was said before and ask again, attach less, or choose a model with a larger context.',
      actions: ['compact', 'choose-model', 'retry'],
    }),
    filtered: () => ({
      title: `${provider} withheld the answer`,
      hint: 'Its content filter was triggered. Rephrase the question, or choose another model.',
      actions: ['choose-model', 'retry'],
    }),
    protocol: () => ({
      title: `The answer could not be understood`,
      hint: `What came from the server${at} is not a chat-completions answer. Check the base URL of ${midSentence} (often it must end in /v1), and that no proxy or sign-in page is in between.`,
      actions: ['open-settings', 'retry', 'show-log'],
    }),
    interrupted: () => ({
      title: 'The answer was cut off',
      hint:
        facts.code === 'window-closed'
          ? 'VS Code was closed, reloaded or ended while it was being written. Retry to ask again.'
          : `The connection to the server${at} ended before the answer did. Retry to ask again.`,
      actions: ['retry'],
    }),
    server: () => ({
      title: `${provider} failed with an internal error`,
      hint: 'The fault is on the server. Retry in a moment; if it stays, choose another model.',
      actions: ['retry', 'choose-model'],
    }),
    internal: () => ({
      title: 'Something inside Parley failed',
      hint: 'Retry. If it happens again, please report it with the log.',
      actions: ['retry', 'show-log'],
    }),
  };
  const explanation = explanations[facts.kind]();
  return facts.hint === undefined ? explanation : { ...explanation, hint: facts.hint };
}

function auth({ code, message, hint }: ErrorFacts, provider: string, at: string): Explanation {
  // A login, not a key: what helps is outside of Parley, and the hint says what.
  if (hint !== undefined) {
    return {
      title: code === 'no-login' ? `${provider} needs a login` : `${provider} did not grant access`,
      hint,
      actions: ['retry', 'open-settings', 'choose-model'],
    };
  }
  if (code === 'no-key') {
    return {
      title: `${provider} needs an API key`,
      hint: `${message} Set it now: it is stored encrypted by VS Code and sent to this provider only.`,
      actions: ['set-api-key', 'choose-model', 'retry'],
    };
  }
  if (code === 'malformed-key') {
    return { title: 'The key was not sent', hint: message, actions: ['set-api-key', 'retry'] };
  }
  return {
    title: `${provider} did not accept the API key`,
    hint: `The server${at} refused it. Check that the key is complete, still valid and meant for this address, then set it again.`,
    actions: ['set-api-key', 'retry'],
  };
}

function configuration(facts: ErrorFacts): Explanation {
  const { code, message } = facts;
  if (code === 'no-model')
    return { title: 'No model is chosen yet', hint: message, actions: ['choose-model', 'retry'] };
  if (code === 'key-origin') {
    return {
      title: 'The key was not sent',
      hint: message,
      actions: ['set-api-key', 'open-settings', 'retry'],
    };
  }
  return {
    title: 'A setting stands in the way',
    hint: message,
    actions: ['open-settings', 'choose-model', 'retry'],
  };
}

function network(facts: ErrorFacts): Explanation {
  const host = facts.host ?? 'the server';
  const hints: ReadonlyMap<string | undefined, string> = new Map([
    ['ECONNREFUSED', `Nothing is listening at ${host}. Is the server running, and is the port right?`],
    ['ENOTFOUND', `The name ${host} is not known. Check the base URL, and that you are online.`],
    ['EAI_AGAIN', `The name ${host} could not be looked up. Are you online?`],
  ]);
  return {
    title: `${facts.host ?? 'The server'} cannot be reached`,
    hint:
      hints.get(facts.code) ??
      'Check the base URL, your connection and, behind a proxy, the http.proxy setting of VS Code; then retry.',
    actions: ['retry', 'open-settings'],
  };
}

function waitHint(waitMs: number | undefined): string {
  if (waitMs === undefined) return 'Wait a moment, then retry.';
  const seconds = Math.ceil(waitMs / 1000);
  if (seconds <= 1) return 'Retry in a second.';
  return seconds < 120
    ? `Retry in ${seconds} seconds.`
    : `Retry in about ${Math.ceil(seconds / 60)} minutes.`;
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
