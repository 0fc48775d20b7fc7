// What Parley's commands act on, gathered once in extension.ts and passed along.
import type { ChatStore } from '../../chat/chat-store.ts';
import type { Drafts } from '../../chat/drafts.ts';
import type { Library } from '../../chat/library.ts';
import type { SubmitPorts } from '../../chat/submit-prompt.ts';
import type { ChooseTarget } from '../../chat/target.ts';
import type { ChatClient } from '../../llm/client.ts';
import type { ModelEntry, Provider } from '../../model/provider.ts';
import type { Proposals } from '../code/proposals.ts';
import type { TerminalCommands } from '../context/terminals.ts';
import type { LogChannel } from '../log.ts';
import type { Keys } from '../secrets.ts';
import type { Settings } from '../settings.ts';
import type { ChatView } from '../view/chat-view.ts';
import type { CommitMessages } from '../context/commit-messages.ts';

/** The running extension, as its commands see it. */
export interface Parley extends SubmitPorts {
  readonly library: Library;
  readonly drafts: Drafts;
  readonly store: ChatStore;
  readonly view: ChatView;
  readonly settings: Settings;
  readonly keys: Keys;
  readonly log: LogChannel;
  readonly client: ChatClient;
  readonly chooseTarget: ChooseTarget;
  readonly terminals: TerminalCommands;
  readonly proposals: Proposals;
  readonly commitMessages: CommitMessages;
  /** The models a provider's server lists, remembered for a while unless `refresh`; rejects with a ChatError. */
  readonly listModels: (
    provider: Provider,
    signal: AbortSignal,
    refresh: boolean,
  ) => Promise<readonly ModelEntry[]>;
}

/**
 * A command: takes whatever VS Code or another extension passes, and trusts none of it. `selected` is what menus of lists
 * add: everything that is selected there.
 */
export type Command = (parley: Parley, argument: unknown, selected: unknown) => Promise<void> | void;
