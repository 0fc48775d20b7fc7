// What a program printed for a terminal, as plain text: no escape sequences that could hide or fake something, no
// overwritten lines, every other control character visible. Takes and gives text; knows no bytes.

/**
 * ECMA-48 control sequences, strings (title, link, shell-integration marks) and single escapes, 7-bit and C1. A string
 * that is never closed ends with its line, so that it cannot swallow what follows.
 */
const sequences =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?|[\u0080-\u009f]/gu;

/** Text without escape sequences. Linear in its length. */
export function withoutEscapes(text: string): string {
  return text.replaceAll(sequences, '');
}

/** Text as it stays on a screen: what a carriage return or a backspace overwrote is gone. Lines end with `\n`. */
export function plainText(text: string): string {
  return withoutEscapes(text).split('\n').map(settledLine).join('\n');
}

/** The same for a piece of output that is still growing: every rewriting of a line is a line of its own. */
export function plainPiece(text: string): string {
  return visibleControls(withoutEscapes(text).replaceAll(/\r+\n?/g, '\n'));
}

/** The last writing of a line that progress bars and the like wrote again and again. */
function settledLine(line: string): string {
  const last = line.split('\r').findLast((writing) => writing !== '') ?? '';
  return visibleControls(last.includes('\b') ? overstruck(last) : last);
}

function overstruck(line: string): string {
  const characters: string[] = [];
  for (const character of line) {
    if (character === '\b') characters.pop();
    else characters.push(character);
  }
  return characters.join('');
}

/** U+2400 and on are pictures of the control characters. */
function visibleControls(text: string): string {
  return text.replaceAll(/[\p{Cc}--[\t\n]]/gv, (character) =>
    character === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + character.charCodeAt(0)),
  );
}
