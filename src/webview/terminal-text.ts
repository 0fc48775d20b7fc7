// What a program printed, as plain text: colours and cursor moves taken out, rewritten lines as they ended up. Not a
// terminal: programs that paint the whole screen are not followed.
import { exactText } from './exact-text.ts';

const escape = '\u001b';
const bell = '\u0007';

/** What follows an escape character (ECMA-48): a control sequence with its parameters, or a short escape. */
const afterEscape = /^(?:\[[0-?]*[ -/]*[@-~]?|[ -/]*[0-~]?)/;
/** What begins a string that goes on to a bell or to the next escape: OSC, DCS, SOS, PM, APC. */
const beginsString = /^[\]PX^_]/;

/** The text a reader would have seen at the end. Other invisible characters are spelled out. */
export function terminalText(printed: string): string {
  const [first = '', ...rest] = printed.split(escape);
  const plain = rest.reduce((text, piece) => text + withoutSequence(piece), first);
  return exactText(plain.replaceAll('\r\n', '\n').split('\n').map(lastWritten).join('\n'));
}

function withoutSequence(piece: string): string {
  if (!beginsString.test(piece)) return piece.replace(afterEscape, '');
  const end = piece.indexOf(bell);
  return end === -1 ? '' : piece.slice(end + 1);
}

/** A carriage return goes back to the beginning of the line: progress bars leave their last state. */
function lastWritten(line: string): string {
  const written = line.replace(/\r+$/, '');
  return written.slice(written.lastIndexOf('\r') + 1);
}
