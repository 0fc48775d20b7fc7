// A workspace is found again after its folder was renamed or moved, and never taken for another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openHistory } from './history-setup.ts';

const gone = new Set<string>();

test('by the file system’s number, by its address, by its repository when the old place is gone', async () => {
  const { history } = openHistory(undefined, { isGone: (uri) => gone.has(uri) });
  const identify = async (
    name: string,
    uri: string,
    fileId?: string,
    repository?: string,
  ): Promise<string> => {
    const keys = {
      name,
      uri,
      ...(fileId === undefined ? {} : { fileId }),
      ...(repository === undefined ? {} : { repository }),
      nowMs: 1,
    };
    return (await history.identifyWorkspace(keys)).id;
  };
  const first = await identify('shop', 'file:///a/shop', '1:10:5', 'repo');
  assert.equal(await identify('shop', 'file:///a/shop', '1:10:5', 'repo'), first);
  assert.equal(await identify('store', 'file:///a/store', '1:10:5', 'repo'), first, 'renamed');
  assert.equal(
    await identify('store', 'file:///a/store', '1:99:7'),
    first,
    'copied over by a tool: same address',
  );
  const clone = await identify('clone', 'file:///b/clone', '1:11:6', 'repo');
  assert.notEqual(clone, first, 'a second clone beside the first');
  gone.add('file:///a/store');
  assert.equal(await identify('store', 'file:///mnt/store', '2:5:9', 'repo'), first, 'moved to another disk');
  assert.notEqual(await identify('other', 'file:///c/other', '1:12:8'), first);
  assert.notEqual(await identify('remote', 'vscode-remote://ssh/x'), first);
});

test('a renamed workspace has its new name on its chats', async () => {
  const { history } = openHistory();
  const keys = { uri: 'file:///a', fileId: '1:1:1', nowMs: 1 };
  const workspace = await history.identifyWorkspace({ ...keys, name: 'before' });
  const message = { role: 'user' as const, id: 'm', createdAtMs: 1, text: 'x', attachments: [] };
  const facts = { createdAtMs: 1, updatedAtMs: 1, model: '', preview: '', messageCount: 1 };
  await history.save({ chatId: 'c', title: 't', ...facts, workspace, messages: [message] });
  await history.identifyWorkspace({ ...keys, name: 'after' });
  const [header] = await history.list({ limit: 1, workspaceId: workspace.id });
  assert.equal(header?.workspace?.name, 'after');
});
