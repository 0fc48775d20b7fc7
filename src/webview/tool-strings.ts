// Every word the panel shows or speaks about tools: calls, questions, changes, the list. Like strings.ts, which holds the
// rest: no markup, no logic beyond putting values into sentences.

import { formatCount, t } from './language.ts';

/** The panel's texts about tools. */
export const toolStrings = {
  call: {
    /** `title`: what the call does; may be empty. */
    name: (name: string, title: string) =>
      title === '' ? t('Tool {0}', name) : t('Tool {0}: {1}', name, title),
    several: (count: number) => (count === 1 ? t('1 tool call') : t('{0} tool calls', formatCount(count))),
    failedOf: (count: number) => t('{0} failed', count),
    status: {
      running: t('Running'),
      waiting: t('Waiting for you'),
      ok: t('Done'),
      error: t('Failed'),
      denied: t('Denied'),
      cancelled: t('Cancelled'),
    },
    masked: (count: number) =>
      count === 1 ? t('1 secret masked') : t('{0} secrets masked', formatCount(count)),
    maskedFact: (count: number) =>
      count === 1
        ? t('1 secret was masked before the model read this.')
        : t('{0} secrets were masked before the model read this.', formatCount(count)),
    arguments: t('Arguments'),
    result: t('Result'),
    output: t('Output'),
    decided: {
      once: t('You allowed this once.'),
      chat: t('You allowed this in this chat.'),
      deny: t('You denied this.'),
    },
    lineCounts: (added: number, removed: number) => `+${added} −${removed}`,
    lineCountsSpoken: (added: number, removed: number) =>
      t('Lines added: {0}, removed: {1}', formatCount(added), formatCount(removed)),
  },

  question: {
    asks: (title: string) => t('Parley asks: {0}', title),
    answerKey: t('Shift+Tab goes to the answer.'),
    allow: t('Allow'),
    allowInChat: t('Allow in this chat'),
    deny: t('Deny'),
    warnings: t('Warnings'),
    waits: t('Parley waits for your answer'),
    show: t('Show'),
    command: t('Command'),
    folder: t('Folder'),
    shell: t('Shell'),
    newFile: t('New file'),
    change: (path: string) => t('Change of {0}', path),
    openDiff: t('Open diff'),
    hidden: (count: number) =>
      count === 1
        ? t('1 hidden character is marked.')
        : t('{0} hidden characters are marked.', formatCount(count)),
    size: (lines: number, characters: number) =>
      t('Lines: {0}, characters: {1}. All of it is shown.', formatCount(lines), formatCount(characters)),
    linesLeftOut: (count: number) =>
      count === 1
        ? t('1 more line is not shown here. “Open diff” shows the whole change.')
        : t('{0} more lines are not shown here. “Open diff” shows the whole change.', formatCount(count)),
    cutLines: t('Long lines end with “…” here. “Open diff” shows them whole.'),
  },

  pause: {
    rounds: t(
      'Parley paused: the model has called tools as often as one answer may (setting parley.tools.maxRounds).',
    ),
    'repeated-call': t('Parley paused: the model asked for the same call three times.'),
    'invalid-calls': t('Parley paused: the model made three calls in a row that could not be understood.'),
    continue: t('Continue'),
  },

  changes: {
    label: t('Changed files'),
    count: (count: number) =>
      count === 1 ? t('1 file changed') : t('{0} files changed', formatCount(count)),
    review: t('Review'),
    keep: t('Keep'),
    undo: t('Undo'),
    reviewAll: t('Review all'),
    keepAll: t('Keep all'),
    undoAll: t('Undo all'),
    reviewOf: (path: string) => t('Review {0}', path),
    keepOf: (path: string) => t('Keep {0}', path),
    undoOf: (path: string) => t('Undo {0}', path),
    state: { open: '', kept: t('Kept'), undone: t('Undone') },
    allSettled: { kept: t('All kept'), undone: t('All undone'), mixed: t('All decided') },
    created: t('new'),
    settled: (path: string, state: string) => `${path}: ${state}`,
    problem: (path: string, problem: string) => `${path}: ${problem}`,
  },

  list: {
    title: t('Tools'),
    button: (onCount: number) => t('Tools: {0} on', onCount),
    close: t('Close tools'),
    loading: t('Looking for tools…'),
    empty: t('There are no tools.'),
    search: t('Search tools'),
    noMatch: t('No tool matches.'),
    summary: (onCount: number, count: number) => t('{0} of {1} on', onCount, count),
    cost: (tokens: string) => t('about {0} tokens in every request', tokens),
    tokens: (tokens: string) => t('≈ {0} tokens', tokens),
    overLimit: (onCount: number, limit: number) =>
      t(
        '{0} tools are on, but at most {1} can go with a request. Switch off {2} or more.',
        onCount,
        limit,
        onCount - limit,
      ),
    groupSwitch: (source: string) => t('All tools of {0}', source),
    groupSwitchFound: (count: number, source: string) =>
      count === 1
        ? t('1 found tool of {0}', source)
        : t('{0} found tools of {1}', formatCount(count), source),
  },
} as const;
