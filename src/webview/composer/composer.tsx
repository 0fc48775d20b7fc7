// The message box with its attachments, model picker and send or stop button.
import { IconButton } from '../parts/icon-button.tsx';
import { Attachments } from '../parts/attachments.tsx';
import { useLayoutEffect, useRef } from '../preact.ts';
import type { RefObject, VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { ContextMeter } from '../request/context-meter.tsx';
import { InstructionChips } from '../request/instruction-chips.tsx';
import { RequestWarnings } from '../request/request-warnings.tsx';
import { ToolsButton } from '../tools/tools-button.tsx';
import { useView } from '../view-context.ts';
import { readComposerKey } from './keys.ts';
import { ModelPicker } from './model-picker.tsx';
import { createPromptRecall } from './prompt-recall.ts';
import { Queue } from './queue.tsx';

/** `box` is filled with the text area, so that others can put the cursor there. */
export function Composer({ box }: { box: RefObject<HTMLTextAreaElement | null> }): VNode {
  const { store, composer } = useView();
  const recall = useRef(createPromptRecall());
  const text = composer.text.value;
  const refusal = composer.refusal.value;
  const panel = store.panel.value;
  const isRunning = store.isRunning.value;
  const sendWith = panel?.sendWith ?? 'enter';
  useLayoutEffect(() => growToContent(box.current), [text]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const canRecall = text === '' || recall.current.isShowing(text);
    const key = readComposerKey(event, sendWith, canRecall);
    if (key === undefined) return;
    if (key === 'send') {
      event.preventDefault();
      composer.submit();
      return;
    }
    const prompts = store.path.value.flatMap((message) => (message.role === 'user' ? [message.text] : []));
    const recalled =
      key === 'older-prompt' ? recall.current.older(prompts, text) : recall.current.newer(prompts, text);
    if (recalled === undefined) return;
    event.preventDefault();
    composer.edit(recalled);
  };

  return (
    <div class="composer">
      <Queue />
      <RequestWarnings />
      {refusal !== '' && (
        <p class="refusal" role="alert">
          {strings.composer.refused(refusal)}
        </p>
      )}
      <div class="composer-box">
        <Attachments attachments={panel?.attachments ?? []} canRemove />
        <InstructionChips box={box} />
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          aria-label={strings.composer.label}
          placeholder={isRunning ? strings.composer.placeholderRunning : strings.composer.placeholder}
          value={text}
          onInput={(event) => composer.edit(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={() => composer.flushDraft()}
        />
        <div class="composer-bar">
          <div class="composer-choices">
            <ModelPicker />
            <ToolsButton />
            <ContextMeter />
          </div>
          <SendOrStop box={box} />
        </div>
      </div>
    </div>
  );
}

function SendOrStop({ box }: { box: RefObject<HTMLTextAreaElement | null> }): VNode {
  const { store, composer, send } = useView();
  const panel = store.panel.value;
  if (store.isRunning.value) {
    return (
      <IconButton
        key="stop"
        icon="stop"
        class="send-button is-stop"
        label={strings.composer.stop}
        hint={strings.composer.stopHint}
        onClick={(event) => {
          // The second half of a double click on "Send" is no wish to stop.
          if (event.detail > 1) return;
          send({ type: 'turn-stop' });
          box.current?.focus();
        }}
      />
    );
  }
  const isEmpty = composer.text.value.trim() === '' && (panel?.attachments.length ?? 0) === 0;
  const command = panel?.isMac === true ? 'Cmd' : 'Ctrl';
  return (
    <IconButton
      key="send"
      icon="send"
      class="send-button"
      label={strings.composer.send}
      hint={strings.composer.sendHint(panel?.sendWith === 'ctrlEnter' ? `${command}+Enter` : 'Enter')}
      disabled={isEmpty}
      onClick={() => {
        composer.submit();
        box.current?.focus();
      }}
    />
  );
}

// Where the browser grows a text area by itself (`field-sizing`), this is not needed.
function growToContent(box: HTMLTextAreaElement | null): void {
  if (box === null || CSS.supports('field-sizing', 'content')) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}
