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
import { CompletionList, completionListId, completionOptionId } from './completion-list.tsx';
import { isInputMethodKey, readComposerKey, readCompletionKey } from './keys.ts';
import { ModelPicker } from './model-picker.tsx';
import { createPromptRecall } from './prompt-recall.ts';
import { Queue } from './queue.tsx';

/** `box` is filled with the text area, so that others can put the cursor there. */
export function Composer({ box }: { box: RefObject<HTMLTextAreaElement | null> }): VNode {
  const { store, composer, completion, handedFiles } = useView();
  const recall = useRef(createPromptRecall());
  const text = composer.text.value;
  const refusal = composer.refusal.value;
  const open = completion.shown.value;
  const panel = store.panel.value;
  const attachments = panel?.attachments ?? [];
  const frame = useRef<HTMLDivElement>(null);
  const isRunning = store.isRunning.value;
  const sendWith = panel?.sendWith ?? 'enter';
  useLayoutEffect(() => growToContent(box.current), [text]);

  /** The list of suggestions comes first: true when the key was for it. */
  const forCompletion = (event: KeyboardEvent): boolean => {
    const isShown = completion.shown.value !== undefined;
    const key = completion.isActive ? readCompletionKey(event, isShown) : undefined;
    if (key === undefined) return false;
    event.preventDefault();
    if (key === 'pick') completion.pick();
    else if (key === 'enter') completion.enter();
    else if (key === 'close') completion.close();
    else completion.move(key);
    return true;
  };

  const follow = (mayOpen: boolean): void => {
    const element = box.current;
    if (element === null || element.selectionStart !== element.selectionEnd)
      return completion.follow('', 0, false);
    completion.follow(element.value, element.selectionStart, mayOpen);
  };

  /** As if `@` had been typed. */
  const askForContext = (): void => {
    const element = box.current;
    if (element === null) return;
    element.focus();
    const { value, selectionStart, selectionEnd } = element;
    const sign = /(?:^|\s)$/.test(value.slice(0, selectionStart)) ? '@' : ' @';
    element.setRangeText(sign, selectionStart, selectionEnd, 'end');
    composer.edit(element.value);
    follow(true);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (forCompletion(event)) return;
    if (text === '' && event.key === 'Backspace' && !isInputMethodKey(event)) {
      const chips = frame.current?.querySelectorAll<HTMLElement>('.chip-open');
      const last = chips?.[chips.length - 1];
      if (last !== undefined) event.preventDefault();
      last?.focus();
    }
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
      {handedFiles.problem.value !== '' && (
        <p class="refusal" role="alert">
          {handedFiles.problem.value}
        </p>
      )}
      <div ref={frame} class={handedFiles.isOver.value ? 'composer-box is-drop' : 'composer-box'}>
        <CompletionList completion={completion} />
        {handedFiles.isOver.value && <p class="composer-drop">{strings.attachments.drop}</p>}
        <Attachments attachments={attachments} canRemove />
        <InstructionChips box={box} />
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          aria-label={strings.composer.label}
          placeholder={isRunning ? strings.composer.placeholderRunning : strings.composer.placeholder}
          aria-autocomplete="list"
          aria-controls={open === undefined ? undefined : completionListId}
          aria-activedescendant={open === undefined ? undefined : completionOptionId(open.activeIndex)}
          value={text}
          onPaste={(event) => {
            if (handedFiles.paste(event.clipboardData)) event.preventDefault();
          }}
          onInput={(event) => {
            handedFiles.dismiss();
            composer.edit(event.currentTarget.value);
            // What is pasted or dropped was not typed to be completed.
            follow(event instanceof InputEvent && !event.inputType.startsWith('insertFrom'));
          }}
          onCompositionEnd={() => follow(true)}
          onKeyUp={() => follow(false)}
          onClick={() => follow(false)}
          onKeyDown={onKeyDown}
          onBlur={() => {
            completion.follow('', 0, false);
            composer.flushDraft();
          }}
        />
        <div class="composer-bar">
          <div class="composer-choices">
            <AttachButton onClick={askForContext} />
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

function AttachButton({ onClick }: { onClick: () => void }): VNode {
  return (
    <IconButton
      icon="attach"
      class="attach-button"
      label={strings.composer.attach}
      hint={strings.composer.attachHint}
      onClick={onClick}
    />
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
