// Attachments of every kind come back from disk as they were; what cannot be read is left out alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAttachments } from '../../../src/chat/stored-attachment.ts';
import type { Attachment } from '../../../src/model/attachment.ts';
import { selection } from '../model/samples.ts';

const file = {
  id: 'f',
  path: 'a.ts',
  uri: 'file:///a.ts',
  languageId: 'typescript',
  text: 'x',
  totalLines: 1,
};

/** One of each; the type makes sure that none is forgotten. */
const kinds: { readonly [Kind in Attachment['kind']]: Extract<Attachment, { kind: Kind }> } = {
  selection,
  symbol: { ...file, kind: 'symbol', startLine: 1, endLine: 1, name: 'main', symbolKind: 'function' },
  file: { ...file, kind: 'file', isUnsaved: true, masked: [{ kind: 'GitHub token', line: 1 }] },
  folder: { kind: 'folder', id: 'd', path: 'src', uri: 'file:///src', text: 'a.ts', files: [file] },
  problems: { kind: 'problems', id: 'p', count: 1, text: 'a.ts:1 error' },
  terminal: { kind: 'terminal', id: 't', terminal: 'bash', command: 'ls', exitCode: 0, text: 'a.ts' },
  diff: {
    kind: 'diff',
    id: 'g',
    scope: 'commit',
    repository: '.',
    commit: 'abc',
    subject: 'One',
    text: '+x',
  },
  image: {
    kind: 'image',
    id: 'i',
    name: 'a.png',
    mediaType: 'image/png',
    base64: 'AA==',
    width: 1,
    height: 1,
  },
  url: { kind: 'url', id: 'u', url: 'https://example.com', title: '', fetchedAtMs: 1, text: 'words' },
};

test('each kind passes through JSON unchanged', () => {
  const all = Object.values(kinds);
  assert.equal(all.length, 9);
  assert.deepEqual(readAttachments(JSON.parse(JSON.stringify(all))), all);
});

test('one that lacks a field, or is of a kind nobody knows, is left out; the others stay', () => {
  for (const [kind, whole] of Object.entries(kinds)) {
    const { id: _id, ...broken } = whole;
    assert.deepEqual(readAttachments([broken, selection]), [selection], kind);
  }
  assert.deepEqual(readAttachments([{ kind: 'dream', id: 'x' }, selection]), [selection]);
  for (const record of [undefined, null, 'x', {}]) assert.deepEqual(readAttachments(record), []);
});
