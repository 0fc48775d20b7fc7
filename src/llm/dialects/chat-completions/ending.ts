// How an answer failed that did not end as it should: cut, broken, empty, or given up by the server.
import { ChatError, type ErrorFacts } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import { sourceFacts, type ErrorSource } from '../../http-error.ts';
import { failedFinish } from './finish.ts';

/** What is known of an answer at its end. */
export interface Ending {
  readonly source: ErrorSource;
  /** Text, reasoning or a part of a tool call has come. */
  readonly hasContent: boolean;
  /** The server's word for why it stopped. */
  readonly finishWord: string | undefined;
  /** Events that began as JSON and were not. */
  readonly broken: number;
  /** Events that were no JSON at all. */
  readonly ignored: number;
}

/** The failure of an answer that reached its end, if it has one all the same. */
export function lateFailure(ending: Ending): ChatError | undefined {
  const { source, finishWord } = ending;
  const failed = failedFinish(finishWord);
  if (failed !== undefined) return new ChatError(sourceFacts(source, failed.kind, failed.message));
  if (ending.broken > 0) return new ChatError(brokenFacts(source));
  return !ending.hasContent && finishWord === undefined ? emptyAnswer(ending) : undefined;
}

/**
 * The failure of an answer that did not reach its end.
 * @param cut why reading stopped; undefined when the bytes simply ended.
 */
export function cutFailure(ending: Ending, cut: ChatError | undefined): ChatError {
  if (!ending.hasContent) return cut ?? emptyAnswer(ending);
  // Silence has a remedy of its own (the limit), so it keeps its kind; every other end in the middle is a cut.
  if (cut !== undefined && (cut.facts.kind === 'timeout' || cut.facts.kind === 'protocol')) return cut;
  const message = cut?.facts.message ?? t('The connection ended before the answer did.');
  const code = cut?.facts.code;
  const facts = sourceFacts(ending.source, 'interrupted', message, code === undefined ? {} : { code });
  return new ChatError(facts, cut === undefined ? {} : { cause: cut });
}

/** Facts of an answer of which a part was unreadable. The part itself is not in them. */
export function brokenFacts(source: ErrorSource): ErrorFacts {
  return sourceFacts(source, 'protocol', t('Part of the answer was not valid JSON.'), {
    code: 'broken-event',
  });
}

function emptyAnswer({ source, broken, ignored }: Ending): ChatError {
  return broken + ignored > 0
    ? new ChatError(
        sourceFacts(source, 'protocol', t('The server sent nothing that is a chat answer.'), {
          code: 'not-chat',
        }),
      )
    : new ChatError(
        sourceFacts(source, 'protocol', t('The server sent an empty answer.'), { code: 'empty-answer' }),
      );
}
