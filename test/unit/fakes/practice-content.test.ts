// What the practice server makes of code, tools and their results.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { attachmentBlock } from '../../../src/context/attachments.ts';
import { startPracticeServer } from '../../fakes/practice-server.ts';
import type { PracticeServer } from '../../fakes/practice-server.ts';
import { ask, user } from './practice-client.ts';
import type { Fields } from './practice-client.ts';

let server: PracticeServer;
before(async () => {
  server = await startPracticeServer({ charactersPerSecond: 1_000_000 });
});
after(() => server.close());

test('says which lines of which file it was sent, and what can be counted there', async () => {
  const block = attachmentBlock({
    kind: 'selection',
    id: 'a',
    path: 'src/my math.ts',
    uri: 'file:///x/src/my%20math.ts',
    languageId: 'typescript',
    startLine: 12,
    endLine: 16,
    totalLines: 40,
    text: '```\nexport function add(a: number, b: number): number {\n  return a + b;\n}\nconst twice = (n: number): number => 2 * n;',
  });
  const { text } = await ask(server, `${block}\n\nExplain this.`);
  assert.match(text, /`src\/my math\.ts`, lines 12–16 of 40/);
  assert.match(text, /language: typescript/);
  assert.match(text, /5 lines, 0 of them blank/);
  assert.match(text, /longest line: 13 with 51 characters/);
  assert.match(text, /`add` \(line 13\), `twice` \(line 16\)/);
  assert.match(text, /```typescript\n\/\*\*\n \* What add takes.*\n \* @param a .*\n \* @param b /);
  const tests = await ask(server, `${block}\n\nWrite tests for this.`);
  assert.match(tests.text, /import \{ add \} from '\.\/my math\.ts';/);
});

test('a block without a header is described as far as it can be', async () => {
  const { text } = await ask(
    server,
    'Look:\n\n```python\ndef area(width, height):\n    return width * height\n```',
  );
  assert.match(text, /a block of code without a file name\. What/);
  assert.match(text, /`area` \(line 1\)/);
  assert.match(text, /```python\n# What area/);
  assert.match((await ask(server, '~~~\nno end')).text, /1 line, /);
});

const TOOLS = [
  tool('edit_file', { path: { type: 'string' }, text: { type: 'string' } }, ['path', 'text']),
  tool('read_file', { path: { type: 'string' }, line: { type: 'integer', minimum: 3 } }, ['path', 'line']),
  tool('search_text', { query: { type: 'string' }, flag: { type: 'boolean' }, extra: {} }, ['query', 'flag']),
];

function tool(name: string, properties: Fields, required: readonly string[]): Fields {
  return { type: 'function', function: { name, parameters: { type: 'object', properties, required } } };
}

test('calls a tool that only reads, the one it is told, or two; and says when it was offered none', async () => {
  const first = await ask(server, 'tool', { tools: TOOLS });
  assert.equal(first.finish, 'tool_calls');
  assert.deepEqual(first.calls, [
    { id: 'prac00100', name: 'read_file', arguments: '{"path":"README.md","line":3}' },
  ]);
  assert.deepEqual((await ask(server, 'tools please', { tools: TOOLS })).calls.slice(1), [
    { id: 'prac00101', name: 'search_text', arguments: '{"query":"function","flag":false}' },
  ]);
  const named = await ask(server, 'tool edit_file src/a.ts', { tools: TOOLS });
  assert.deepEqual(
    named.calls.map((call) => [call.name, JSON.parse(call.arguments)]),
    [['edit_file', { path: 'src/a.ts', text: 'function' }]],
  );
  const forced = { type: 'function', function: { name: 'search_text' } };
  assert.equal(
    (await ask(server, 'Hello', { tools: TOOLS, tool_choice: forced })).calls[0]?.name,
    'search_text',
  );
  assert.equal((await ask(server, 'Hello', { tools: TOOLS, tool_choice: 'required' })).calls.length, 1);
  assert.match((await ask(server, 'tool')).text, /none was offered/);
  assert.match((await ask(server, 'tool', { tools: TOOLS, tool_choice: 'none' })).text, /forbids tools/);
  assert.deepEqual((await ask(server, 'Hello', { tools: TOOLS })).calls, []);
});

test('quotes the results of its tools, fences and all', async () => {
  const calls = [{ id: 'prac00100', type: 'function', function: { name: 'read_file', arguments: '{}' } }];
  const { text, calls: more } = await ask(
    server,
    [
      ...user('tool'),
      { role: 'assistant', content: '', tool_calls: calls },
      { role: 'tool', tool_call_id: 'prac00100', content: `a\n\`\`\`\n${'line\n'.repeat(20)}` },
    ],
    { tools: TOOLS },
  );
  assert.match(text, /`read_file` answered with 106 characters/);
  assert.match(text, /````text\na\n```\nline\n[^]*… 7 more lines …\n(?:line\n)+\n````/);
  assert.deepEqual(more, []);
});

test('repairs the failing test step by step, and only with tools that were offered', async () => {
  const named = (...names: readonly string[]) =>
    names.map((name) => ({ type: 'function', function: { name, parameters: { type: 'object' } } }));
  const tools = named('read_file', 'search_text', 'edit_file', 'get_diagnostics', 'run_command');
  const messages: unknown[] = [...user('Fix the failing test')];
  const steps: string[][] = [];
  for (let round = 0; round < 6; round += 1) {
    const { calls } = await ask(server, messages as never, { tools });
    steps.push(calls.map(({ name }) => name));
    if (calls.length === 0) break;
    messages.push({
      role: 'assistant',
      content: '',
      tool_calls: calls.map(({ id, name, arguments: text }) => ({
        id,
        type: 'function',
        function: { name, arguments: text },
      })),
    });
    for (const { id } of calls) messages.push({ role: 'tool', tool_call_id: id, content: 'ok' });
  }
  assert.deepEqual(steps, [
    ['read_file', 'search_text'],
    ['edit_file'],
    ['get_diagnostics'],
    ['run_command'],
    [],
  ]);
  const alone = await ask(server, 'Fix the failing test', { tools: named('read_file') });
  assert.deepEqual(alone.calls, [], 'control: without the tools it needs it does not begin');
});
