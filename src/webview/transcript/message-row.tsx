// One message of the transcript. Rendered again only when that message, its siblings or its place change.
import { siblingsOf, type Message } from '../../model/conversation.ts';
import { useMemo } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { useView } from '../view-context.ts';
import { Answer } from './answer.tsx';
import { Prompt } from './prompt.tsx';

/** `isLast`: nothing follows it, so its actions stay in view. */
export function MessageRow({ message, isLast }: { message: Message; isLast: boolean }): VNode {
  const { store } = useView();
  const conversation = store.conversation.value;
  const siblingIds = useMemo(
    () => (conversation === undefined ? [] : siblingsOf(conversation, message).map((sibling) => sibling.id)),
    [message.id, store.shape.value],
  );
  return useMemo(
    () =>
      message.role === 'user' ? (
        <Prompt message={message} siblingIds={siblingIds} />
      ) : (
        <Answer message={message} siblingIds={siblingIds} isLast={isLast} />
      ),
    [message, siblingIds, isLast],
  );
}
