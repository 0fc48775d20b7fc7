// Which addresses a page may be fetched from: public ones. This machine, its network, and the services that clouds hide
// behind link-local addresses are refused. Judges addresses only; names have to be looked up first.

/**
 * Is this IP address one of the public internet? False for anything that is no address.
 * IANA special-purpose registries (RFC 6890 and its updates), and IPv6 forms that hold an IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  const four = parseIpv4(address);
  if (four !== undefined) return isPublicIpv4(four);
  const six = parseIpv6(address);
  return six !== undefined && isPublicIpv6(six);
}

/** Is the host of a URL written as an address? Then no name is looked up, and it must be judged as it stands. */
export function addressInUrl(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return parseIpv4(host) !== undefined || parseIpv6(host) !== undefined ? host : undefined;
}

type Bytes = readonly [number, number, number, number];

/** First address and length of the prefix. */
const refusedIpv4: readonly (readonly [Bytes, number])[] = [
  [[0, 0, 0, 0], 8],
  [[10, 0, 0, 0], 8],
  [[100, 64, 0, 0], 10],
  [[127, 0, 0, 0], 8],
  [[169, 254, 0, 0], 16],
  [[172, 16, 0, 0], 12],
  [[192, 0, 0, 0], 24],
  [[192, 0, 2, 0], 24],
  [[192, 88, 99, 0], 24],
  [[192, 168, 0, 0], 16],
  [[198, 18, 0, 0], 15],
  [[198, 51, 100, 0], 24],
  [[203, 0, 113, 0], 24],
  [[224, 0, 0, 0], 3],
];

function isPublicIpv4(bytes: Bytes): boolean {
  const value = numberOf(bytes);
  // 168.63.129.16 is inside Azure's public range and answers its own machines only.
  if (value === numberOf([168, 63, 129, 16])) return false;
  return !refusedIpv4.some(([first, length]) => {
    const size = 2 ** (32 - length);
    return Math.floor(value / size) === Math.floor(numberOf(first) / size);
  });
}

function numberOf([a, b, c, d]: Bytes): number {
  return ((a * 256 + b) * 256 + c) * 256 + d;
}

/** Of IPv6 only global unicast (2000::/3) is public, without the parts that stand for something else. */
function isPublicIpv6(groups: readonly number[]): boolean {
  const [first = 0, second = 0] = groups;
  const low = embeddedIpv4(groups, 6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return isPublicIpv4(low);
  // NAT64 (RFC 6052) and 6to4 (RFC 3056) lead to the IPv4 address inside.
  if (first === 0x64 && second === 0xff9b && groups.slice(2, 6).every((group) => group === 0)) {
    return isPublicIpv4(low);
  }
  if (first === 0x2002) return isPublicIpv4(embeddedIpv4(groups, 1));
  if (first < 0x2000 || first > 0x3fff) return false;
  // 2001::/23 is for protocols (Teredo among them), 2001:db8::/32 and 3fff::/20 for documents.
  return (
    !(first === 0x2001 && (second < 0x200 || second === 0xdb8)) && !(first === 0x3fff && second < 0x1000)
  );
}

function embeddedIpv4(groups: readonly number[], at: number): Bytes {
  const [high = 0, low = 0] = [groups[at], groups[at + 1]];
  return [high >> 8, high & 255, low >> 8, low & 255];
}

/** Four decimal numbers, as resolvers and URLs write them; other spellings are no addresses here. */
function parseIpv4(text: string): Bytes | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const [a = 256, b = 256, c = 256, d = 256] = match.slice(1).map(Number);
  return Math.max(a, b, c, d) > 255 ? undefined : [a, b, c, d];
}

/** Eight groups; a zone behind `%` is left out, an IPv4 address at the end is read as two groups. */
function parseIpv6(text: string): readonly number[] | undefined {
  const [address = ''] = text.split('%');
  if (!address.includes(':')) return undefined;
  const last = address.slice(address.lastIndexOf(':') + 1);
  const four = parseIpv4(last);
  const plain =
    four === undefined
      ? address
      : `${address.slice(0, -last.length)}${hex(four[0], four[1])}:${hex(four[2], four[3])}`;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [before = [], after = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - before.length - after.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => parseInt(group, 16))
    : undefined;
}

function hex(high: number, low: number): string {
  return (high * 256 + low).toString(16);
}
