// A sent message as text to change and send anew. The old version stays, with all that followed it.
import { useLayoutEffect, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';

/** `onEnd`: it was sent or given up. Enter with Ctrl or Cmd sends, Escape gives up. */
export function EditPrompt(props: { messageId: string; text: string; onEnd: () => void }): VNode {
  const { send } = useView();
  const box = useRef<HTMLTextAreaElement>(null);
  const { messageId, text, onEnd } = props;
  useLayoutEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(text.length, text.length);
  }, []);
  const submit = (): void => {
    const edited = box.current?.value ?? '';
    if (edited.trim() === '') return;
    send({ type: 'prompt-edit', messageId, text: edited });
    onEnd();
  };
  return (
    <div class="edit-box">
      <textarea
        ref={box}
        dir="auto"
        aria-label={strings.message.editBox}
        defaultValue={text}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
          else if (event.key === 'Escape') onEnd();
          else return;
          event.preventDefault();
        }}
      />
      <div class="button-row">
        <button type="button" class="button" onClick={submit}>
          {strings.message.sendEdited}
        </button>
        <button type="button" class="button button-quiet" onClick={onEnd}>
          {strings.message.cancelEdit}
        </button>
      </div>
    </div>
  );
}
