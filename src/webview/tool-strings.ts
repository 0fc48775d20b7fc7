// Every word the panel shows or speaks about tools: calls, questions, changes, the list. Like strings.ts, which holds the
// rest: no markup, no logic beyond putting values into sentences.

const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `1 ${one}` : `${count.toLocaleString('en')} ${many}`;

/** The panel's texts about tools. */
export const toolStrings = {
  call: {
    /** `title`: what the call does; may be empty. */
    name: (name: string, title: string) => (title === '' ? `Tool ${name}` : `Tool ${name}: ${title}`),
    several: (count: number) => counted(count, 'tool call', 'tool calls'),
    failedOf: (count: number) => `${count} failed`,
    status: {
      running: 'Running',
      waiting: 'Waiting for you',
      ok: 'Done',
      error: 'Failed',
      denied: 'Denied',
      cancelled: 'Cancelled',
    },
    arguments: 'Arguments',
    result: 'Result',
    output: 'Output',
    decided: {
      once: 'You allowed this once.',
      chat: 'You allowed this in this chat.',
      deny: 'You denied this.',
    },
    lineCounts: (added: number, removed: number) => `+${added} −${removed}`,
    lineCountsSpoken: (added: number, removed: number) =>
      `${counted(added, 'line', 'lines')} added, ${removed} removed`,
  },

  question: {
    asks: (title: string) => `Parley asks: ${title}`,
    answerKey: 'Shift+Tab goes to the answer.',
    allow: 'Allow',
    allowInChat: 'Allow in this chat',
    deny: 'Deny',
    warnings: 'Warnings',
    waits: 'Parley waits for your answer',
    show: 'Show',
    command: 'Command',
    folder: 'Folder',
    shell: 'Shell',
    newFile: 'New file',
    change: (path: string) => `Change of ${path}`,
    openDiff: 'Open diff',
    hidden: (count: number) => `${counted(count, 'hidden character is', 'hidden characters are')} marked.`,
    size: (lines: number, characters: number) =>
      `${counted(lines, 'line', 'lines')}, ${counted(characters, 'character', 'characters')}. All of it is shown.`,
    linesLeftOut: (count: number) =>
      `${counted(count, 'more line is', 'more lines are')} not shown here. “Open diff” shows the whole change.`,
    cutLines: 'Long lines end with “…” here. “Open diff” shows them whole.',
  },

  pause: {
    rounds:
      'Parley paused: the model has called tools as often as one answer may (setting parley.tools.maxRounds).',
    'repeated-call': 'Parley paused: the model asked for the same call three times.',
    'invalid-calls': 'Parley paused: the model made three calls in a row that could not be understood.',
    continue: 'Continue',
  },

  changes: {
    label: 'Changed files',
    count: (count: number) => `${counted(count, 'file', 'files')} changed`,
    review: 'Review',
    keep: 'Keep',
    undo: 'Undo',
    reviewAll: 'Review all',
    keepAll: 'Keep all',
    undoAll: 'Undo all',
    of: (action: string, path: string) => `${action} ${path}`,
    state: { open: '', kept: 'Kept', undone: 'Undone' },
    allSettled: { kept: 'All kept', undone: 'All undone', mixed: 'All decided' },
    created: 'new',
    settled: (path: string, state: string) => `${path}: ${state}`,
    problem: (path: string, problem: string) => `${path}: ${problem}`,
  },

  list: {
    title: 'Tools',
    button: (onCount: number) => `Tools: ${onCount} on`,
    close: 'Close tools',
    loading: 'Looking for tools…',
    empty: 'There are no tools.',
    search: 'Search tools',
    noMatch: 'No tool matches.',
    summary: (onCount: number, count: number) => `${onCount} of ${count} on`,
    cost: (tokens: string) => `about ${tokens} tokens in every request`,
    tokens: (tokens: string) => `≈ ${tokens} tokens`,
    overLimit: (onCount: number, limit: number) =>
      `${onCount} tools are on, but at most ${limit} can go with a request. Switch off ${onCount - limit} or more.`,
    groupSwitch: (source: string) => `All tools of ${source}`,
    groupSwitchFound: (count: number, source: string) =>
      `${counted(count, 'found tool', 'found tools')} of ${source}`,
  },
} as const;
