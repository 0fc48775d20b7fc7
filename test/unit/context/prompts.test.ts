// Slash prompts: what there is, what a file adds, how a message is read and its places are filled.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fillTemplate } from '../../../src/context/prompt-template.ts';
import {
  builtInPrompts,
  completeSlash,
  mergePrompts,
  promptFromFile,
  readSlashCall,
  type SlashPrompt,
} from '../../../src/context/prompts.ts';

const prompts = mergePrompts([]);

function fromFile(name: string, text: string, source: 'user' | 'project' = 'user'): SlashPrompt {
  const prompt = promptFromFile(name, text, source);
  assert.ok(prompt);
  return prompt;
}

describe('the built-in prompts', () => {
  test('are the seven that are promised', () => {
    assert.deepEqual(
      prompts.map(({ name }) => name),
      ['explain', 'fix', 'tests', 'docs', 'review', 'commit', 'compact'],
    );
    for (const { name, description, template, action } of prompts) {
      assert.notEqual(description, '', name);
      assert.equal(template === '', action === 'compact', name);
    }
  });
});

describe('a prompt file', () => {
  test('gives its text, its description and its hint', () => {
    const text =
      '---\ndescription: "Reviews SQL"\nargument-hint: table\nmode: agent\ntools: [run_command]\n---\nReview ${selection}.\n';
    assert.deepEqual(fromFile('Review SQL.prompt.md', text, 'project'), {
      name: 'review-sql',
      description: 'Reviews SQL',
      argumentHint: 'table',
      source: 'project',
      action: 'send',
      template: 'Review ${selection}.',
    });
  });

  test('without front matter is described by its first line', () => {
    assert.equal(fromFile('x.prompt.md', '\n# Make it short\nText').description, 'Make it short');
  });

  test('without a name or a text is none', () => {
    for (const [name, text] of [
      ['.prompt.md', 'x'],
      ['é.prompt.md', 'x'],
      ['a.md', 'x'],
      ['a.prompt.md', '---\nmode: ask\n---\n'],
    ] as const) {
      assert.equal(promptFromFile(name, text, 'user'), undefined, name);
    }
  });
});

describe('names', () => {
  test('of the user win over Parley’s, those of a project over none', () => {
    const merged = mergePrompts([
      fromFile('fix.prompt.md', 'My fix.'),
      fromFile('fix.prompt.md', 'Their fix.', 'project'),
      fromFile('explain.prompt.md', 'Their explanation.', 'project'),
      fromFile('ours.prompt.md', 'Ours.', 'project'),
      fromFile('compact.prompt.md', 'Not that.'),
    ]);
    const text = (name: string): string | undefined => merged.find((one) => one.name === name)?.template;
    assert.equal(text('fix'), 'My fix.');
    assert.equal(text('project-fix'), 'Their fix.');
    assert.equal(text('explain'), builtInPrompts.explain.template);
    assert.equal(text('project-explain'), 'Their explanation.');
    assert.equal(text('ours'), 'Ours.');
    assert.equal(text('compact'), '');
    assert.equal(new Set(merged.map(({ name }) => name)).size, merged.length);
  });
});

describe('a message', () => {
  test('that begins with a name is that prompt, with what stands behind', () => {
    assert.deepEqual(readSlashCall(' /Fix  the  loop\nplease ', prompts), {
      prompt: builtInPrompts.fix,
      argument: 'the  loop\nplease',
    });
    assert.equal(readSlashCall('/compact', prompts)?.argument, '');
  });

  test('of any other kind is a message', () => {
    for (const text of [
      'fix',
      '/unknown x',
      '/usr/bin/env',
      '/fix/it',
      '//fix',
      'a /fix',
      '/',
      '/ fix',
      '/fix, please',
    ]) {
      assert.equal(readSlashCall(text, prompts), undefined, text);
    }
  });
});

describe('completion', () => {
  const names = (typed: string): string[] => completeSlash(typed, prompts).map(({ name }) => name);

  test('offers all at the slash, then what fits by name and by description', () => {
    assert.equal(names('/').length, prompts.length);
    assert.deepEqual(names('/ex'), ['explain']);
    assert.deepEqual(names('/CO'), ['commit', 'compact', 'explain', 'fix', 'tests', 'docs']);
    assert.deepEqual(names('/changes'), ['review', 'commit']);
  });

  test('offers nothing elsewhere', () => {
    for (const typed of ['', 'x', '/fix ', 'a /', '/a/b']) assert.deepEqual(names(typed), [], typed);
  });
});

describe('a template', () => {
  test('takes the words into its one place', () => {
    assert.deepEqual(fillTemplate('Name it ${input:name:a name}!', 'big "red" dog', {}), {
      text: 'Name it big "red" dog!',
      missing: [],
    });
  });

  test('takes named values, and the other words in order', () => {
    const template = '${input:a} ${input:b:the b} ${input:c} ${input:a}';
    assert.equal(
      fillTemplate(template, 'b="two words" one rest of it', {}).text,
      'one two words rest of it one',
    );
    assert.deepEqual(fillTemplate(template, 'one', {}).missing, [
      { name: 'b', placeholder: 'the b' },
      { name: 'c', placeholder: '' },
    ]);
  });

  test('takes all of it at $ARGUMENTS, and at the end where there is no place', () => {
    assert.equal(fillTemplate('Do $ARGUMENTS now.', 'a=1 b', {}).text, 'Do a=1 b now.');
    assert.equal(fillTemplate('Do it.', 'quickly', {}).text, 'Do it.\n\nquickly');
    assert.equal(fillTemplate('Do it.', '', {}).text, 'Do it.');
  });

  test('takes what the editor knows and leaves what nobody knows', () => {
    const values = { file: 'src/a.ts', selection: '${input:x} $ARGUMENTS ${file}' };
    assert.equal(
      fillTemplate('${file}: ${selection} ${unknown} ${toString} $1', 'z', values).text,
      'src/a.ts: ${input:x} $ARGUMENTS ${file} ${unknown} ${toString} $1\n\nz',
    );
  });
});
