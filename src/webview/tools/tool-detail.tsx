// The exact thing a call would do, or did: a command, a change, or arguments.
import type { ToolDetail } from '../../model/tool.ts';
import { countHidden, exactText } from '../exact-text.ts';
import { useMemo } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { CommandLines, Exact } from './exact.tsx';
import { DiffLines } from './diff-lines.tsx';

/** From here on a text is called long, and its size is told: so many lines, or so many characters. */
const longText = { lines: 20, characters: 1_000 };

/** `openDiff` opens a change in the diff editor. */
export function ToolDetailView(props: { detail: ToolDetail; openDiff: () => void }): VNode {
  const { detail, openDiff } = props;
  const texts = strings.tool.question;
  switch (detail.kind) {
    case 'command':
      return (
        <>
          <pre class="tool-exact command" tabIndex={0} role="group" aria-label={texts.command}>
            <CommandLines command={detail.command} />
          </pre>
          <TextFacts text={detail.command} />
          <dl class="tool-place">
            <div>
              <dt>{texts.folder}</dt>
              <dd>
                <Exact text={detail.folder} />
              </dd>
            </div>
            <div>
              <dt>{texts.shell}</dt>
              <dd>
                <Exact text={detail.shell} />
              </dd>
            </div>
          </dl>
        </>
      );
    case 'diff':
      return (
        <>
          <div class="diff-header">
            <span class="diff-path">
              <Exact text={detail.path} />
            </span>
            {detail.isNew && <span class="diff-new">{texts.newFile}</span>}
            <LineCounts added={detail.addedLines} removed={detail.removedLines} />
            <button type="button" class="button button-quiet diff-open" onClick={openDiff}>
              {texts.openDiff}
            </button>
          </div>
          <DiffLines patch={detail.patch} path={exactText(detail.path)} />
        </>
      );
    case 'arguments':
      return (
        <>
          <p class="tool-label">{strings.tool.call.arguments}</p>
          <pre class="tool-exact" tabIndex={0} role="group" aria-label={strings.tool.call.arguments}>
            <code>
              <Exact text={detail.json} />
            </code>
          </pre>
          <TextFacts text={detail.json} />
        </>
      );
  }
}

/** “+3 −1”, and the same in words for those who listen. */
export function LineCounts({ added, removed }: { added: number; removed: number }): VNode {
  return (
    <span class="line-counts">
      <span aria-hidden="true">{strings.tool.call.lineCounts(added, removed)}</span>
      <span class="visually-hidden">{strings.tool.call.lineCountsSpoken(added, removed)}</span>
    </span>
  );
}

/** What is easily missed about a text: how long it is, and that it hides something. */
function TextFacts({ text }: { text: string }): VNode | null {
  const facts = useMemo(() => {
    const lines = text.split('\n').length;
    const hidden = countHidden(text);
    const isLong = lines > longText.lines || text.length > longText.characters;
    return [
      ...(hidden > 0 ? [strings.tool.question.hidden(hidden)] : []),
      ...(isLong ? [strings.tool.question.size(lines, text.length)] : []),
    ];
  }, [text]);
  return facts.length === 0 ? null : <p class="tool-fact">{facts.join(' ')}</p>;
}
