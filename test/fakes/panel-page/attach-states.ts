// States of the composer with things attached and with the list behind `@` open. Runs in the page only.
import type { Attachment } from '../../../src/model/attachment.ts';
import type { Suggestion, ToView } from '../../../src/protocol/to-view.ts';
import { sampleSelection, snapshotOf } from './panel-samples.ts';

const attachments: readonly Attachment[] = [
  { ...sampleSelection('s1', 'src/billing/price.ts', 3, 40), tokens: 412 },
  {
    kind: 'file',
    id: 'f1',
    path: 'config/.env',
    uri: 'file:///project/config/.env',
    languageId: 'env',
    text: '',
    totalLines: 3,
    tokens: 96,
    masked: [
      { kind: '.env value', line: 1 },
      { kind: '.env value', line: 2 },
    ],
  },
  { kind: 'diff', id: 'd1', scope: 'staged', repository: 'project', text: '', tokens: 12_840 },
  {
    kind: 'folder',
    id: 'g1',
    path: 'src/a-rather-long-folder-name/another-one-that-is-long',
    uri: 'file:///project/src/a-rather-long-folder-name/another-one-that-is-long',
    text: '',
    files: [],
    tokens: 51,
  },
  {
    kind: 'image',
    id: 'i1',
    name: 'screenshot.png',
    mediaType: 'image/png',
    base64: '',
    width: 800,
    height: 600,
    tokens: 640,
  },
];

const line = (
  id: string,
  more: Pick<Suggestion, 'kind' | 'group' | 'label'> & Partial<Suggestion>,
): Suggestion => ({
  id,
  detail: '',
  labelMarks: [],
  detailMarks: [],
  hint: '',
  isSecret: false,
  ...more,
});

/** What the fake host offers in the state `completion`. */
export const sampleSuggestions: readonly Suggestion[] = [
  line('1', { kind: 'selection', group: 'editor', label: 'Selection', detail: 'src/billing/price.ts:12-16' }),
  line('2', { kind: 'problems', group: 'editor', label: 'Problems of this file', detail: '2 problems' }),
  line('3', {
    kind: 'file',
    group: 'files',
    label: 'rounding-of-half-cents-in-prices-with-tax.test.ts',
    detail: 'src/billing',
    labelMarks: [0, 1, 2],
  }),
  line('4', {
    kind: 'folder',
    group: 'files',
    label: 'pricing/',
    detail: 'src/a-rather-long-folder-name/deeper',
  }),
  line('5', { kind: 'file', group: 'files', label: '.env', detail: 'config/production', isSecret: true }),
  line('6', {
    kind: 'symbol',
    group: 'symbols',
    label: 'PriceTable',
    detail: 'class · src/billing/price.ts:3',
  }),
];

/** Messages by state. */
export const attachStates: Readonly<Record<string, readonly ToView[]>> = {
  attached: [snapshotOf([], { panel: { attachments }, draft: 'Is this right?' })],
  completion: [snapshotOf([])],
};
