// Finds the user's texts in a source file: what is given to `t`, and what should have been. Reads syntax only.
import ts from 'typescript';

/** What was found in one file. */
export interface SourceTexts {
  /** The texts given to `t`. */
  readonly texts: readonly string[];
  /** What is wrong with calls of `t`: one sentence each, with the place. */
  readonly faults: readonly string[];
  /** Texts shown without `t`, with the place. */
  readonly unwrapped: readonly string[];
}

/** Calls that show their first arguments to the user. */
const showing = /^show(?:Information|Warning|Error)Message$|^setStatusBarMessage$/;

/** Fields of what is shown, by the folder of the file: elsewhere the same names are for models or for the log. */
const shownFields: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^host\/(?:commands|context|view)\//,
    /^(?:title|placeHolder|placeholder|prompt|openLabel|saveLabel|tooltip|label|hint)$/,
  ],
  [/^(?:host\/)?tools\//, /^(?:title|label|words)$/],
  [/^(?:llm|chat|host)\//, /^(?:hint|openLabel)$/],
];

/** The `{0}`, `{1}` … of a text, sorted, each as often as it stands there. */
export function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/\{\d+\}/g)].map(([found]) => found).toSorted();
}

/**
 * Reads one file.
 * @param name below `src`, with `/`.
 */
export function sourceTexts(name: string, source: string): SourceTexts {
  const kind = name.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, kind);
  const texts: string[] = [];
  const faults: string[] = [];
  const unwrapped: string[] = [];
  const placeOf = (node: ts.Node): string =>
    `${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const look = (value: ts.Node): void => {
    for (const text of shownLiterals(value)) unwrapped.push(`${placeOf(value)}: ${text}`);
  };

  function visit(node: ts.Node): void {
    if (ts.isCallExpression(node)) {
      if (ts.isIdentifier(node.expression) && node.expression.text === 't') {
        const [message, ...values] = node.arguments;
        if (message === undefined || !ts.isStringLiteralLike(message)) {
          faults.push(`${placeOf(node)}: t is not called with a literal.`);
        } else {
          texts.push(message.text);
          const fault = callFault(message.text, values.length, name);
          if (fault !== undefined) faults.push(`${placeOf(node)}: ${fault}`);
          if (!isInFunction(node) && !/^webview\/(?:tool-|request-)?strings\.ts$/.test(name))
            faults.push(`${placeOf(node)}: t is called when the module is read, maybe before useBundle.`);
        }
      }
      const called = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : '';
      if (showing.test(called)) node.arguments.forEach(look);
    }
    if (ts.isPropertyAssignment(node) || isAssignment(node)) {
      const field = ts.isPropertyAssignment(node) ? node.name.getText() : fieldOf(node.left);
      const value = ts.isPropertyAssignment(node) ? node.initializer : node.right;
      if (shownFields.some(([place, names]) => place.test(name) && names.test(field))) look(value);
    }
    ts.forEachChild(node, visit);
  }
  visit(file);
  return { texts, faults, unwrapped };
}

function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

function fieldOf(node: ts.Expression): string {
  return ts.isPropertyAccessExpression(node) ? node.name.text : '';
}

function callFault(text: string, valueCount: number, name: string): string | undefined {
  const used = new Set(placeholders(text));
  const wanted = Array.from({ length: used.size }, (_, at) => `{${at}}`);
  if (wanted.some((one) => !used.has(one))) return 'the placeholders are not {0}, {1} … without a gap.';
  // Where keys are drawn into a sentence, the page fills it itself.
  if (valueCount === 0 && name === 'webview/strings.ts') return undefined;
  return valueCount === used.size ? undefined : `${used.size} values are needed, ${valueCount} are given.`;
}

function isInFunction(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent)
    if (ts.isFunctionLike(at)) return true;
  return false;
}

/** The literals with words in them that are (a choice of) this value itself. */
function shownLiterals(value: ts.Node): readonly string[] {
  if (ts.isParenthesizedExpression(value)) return shownLiterals(value.expression);
  if (ts.isConditionalExpression(value)) return [value.whenTrue, value.whenFalse].flatMap(shownLiterals);
  if (ts.isBinaryExpression(value)) return [value.left, value.right].flatMap(shownLiterals);
  if (ts.isStringLiteralLike(value)) return hasWords(value.text) ? [value.text] : [];
  if (!ts.isTemplateExpression(value)) return [];
  const words = [value.head, ...value.templateSpans.map(({ literal }) => literal)].map(({ text }) => text);
  return words.some(hasWords) ? [value.getText()] : [];
}

/** The product's name is the same in every language. */
function hasWords(text: string): boolean {
  return /\p{L}{2}/u.test(text.replaceAll(/\b(?:Parley|MCP|VS Code)\b|https:\S*/g, ''));
}
