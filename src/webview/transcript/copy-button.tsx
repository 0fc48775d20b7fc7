// "Copy message", and a moment's sign that it was copied.
import { IconButton } from '../parts/icon-button.tsx';
import { useEffect, useState } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';

/** How long the sign stays. */
const confirmMs = 1500;

/** `text` is asked for when the button is pressed. */
export function CopyButton({ text }: { text: () => string }): VNode {
  const { send, announcer } = useView();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), confirmMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <IconButton
      icon={isCopied ? 'check' : 'copy'}
      class={isCopied ? 'is-confirmed' : ''}
      label={strings.message.copy}
      onClick={() => {
        send({ type: 'text-copy', text: text() });
        announcer.say(strings.announce.copied);
        setCopied(true);
      }}
    />
  );
}
