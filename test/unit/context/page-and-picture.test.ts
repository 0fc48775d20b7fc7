// Bytes and pages from outside: pictures told by their bytes, addresses that may be fetched, HTML reduced to words.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { htmlToText } from '../../../src/context/html-text.ts';
import { readImage } from '../../../src/context/image-type.ts';
import { addressInUrl, isPublicAddress } from '../../../src/context/public-address.ts';

const root = path.resolve(import.meta.dirname, '../../..');

function bytes(text: string, length = 0): Uint8Array {
  const result = new Uint8Array(Math.max(length, text.length));
  for (let at = 0; at < text.length; at += 1) result[at] = text.charCodeAt(at);
  return result;
}

describe('a picture', () => {
  const jpeg =
    '\u00ff\u00d8\u00ff\u00e0\u0000\u0010JFIF\u0000\u0001\u0001\u0000\u0000\u0001\u0000\u0001\u0000\u0000' +
    '\u00ff\u00ff\u00c0\u0000\u0011\u0008\u0001\u0002\u0003\u0004\u0003';
  const known = {
    gif: bytes('GIF89a\u0040\u0001\u00f0\u0000', 20),
    jpeg: bytes(jpeg),
    lossy: bytes('RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\u009d\u0001\u002a\u0040\u0001\u00f0\u0000', 30),
    lossless: bytes('RIFF\0\0\0\0WEBPVP8L\0\0\0\0\u002f\u003f\u00c1\u003b\u0000', 30),
    extended: bytes('RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\u003f\u0001\u0000\u00ef\u0000\u0000', 30),
  };

  test('is told by its bytes, with its size', () => {
    const icon = readImage(readFileSync(path.join(root, 'media/icon.png')));
    assert.equal(icon?.mediaType, 'image/png');
    assert.ok(icon.width > 0 && icon.width === icon.height);
    assert.deepEqual(readImage(known.gif), { mediaType: 'image/gif', width: 320, height: 240 });
    assert.deepEqual(readImage(known.jpeg), { mediaType: 'image/jpeg', width: 772, height: 258 });
    for (const webp of [known.lossy, known.lossless, known.extended]) {
      assert.deepEqual(readImage(webp), { mediaType: 'image/webp', width: 320, height: 240 });
    }
  });

  test('is told wherever its bytes lie in a buffer', () => {
    const larger = new Uint8Array([1, 2, 3, ...known.gif]);
    assert.equal(readImage(larger.subarray(3))?.width, 320);
  });

  test('is nothing else: text, SVG, cut headers, other formats, no pixels', () => {
    for (const text of [
      '',
      'GIF',
      'hello',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '\u0089PNG\r\n\u001a\n',
      'BM',
      'II*\0',
      jpeg.slice(0, 20),
    ]) {
      assert.equal(readImage(bytes(text)), undefined, text);
    }
    assert.equal(readImage(bytes('GIF89a\0\0\0\0', 20)), undefined);
    assert.equal(readImage(bytes('RIFF\0\0\0\0WEBPABCD', 40)), undefined);
  });

  test('whatever the bytes, there is an answer', () => {
    const starts = fc.constantFrom(...Object.values(known), bytes(''), bytes('\u00ff\u00d8'));
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 64 }), fc.nat(40), (start, noise, cut) => {
        readImage(new Uint8Array([...start.subarray(0, cut), ...noise]));
      }),
    );
  });
});

describe('an address', () => {
  const refused = [
    '0.0.0.0',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '127.0.0.1',
    '127.1.2.3',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '192.0.2.1',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    '2002:a00:1::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '3fff::1',
    '::127.0.0.1',
    '64:ff9b:1::1',
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '0x7f.1',
    '1:2',
    ':::',
    '2606::1::2',
  ];
  const taken = [
    '1.1.1.1',
    '8.8.8.8',
    '93.184.216.34',
    '100.128.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '2606:4700:4700::1111',
    '2a00:1450:4001:82a::200e',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '2002:808:808::1',
  ];

  test('of this machine, its network or a cloud’s services is refused, a public one is not', () => {
    for (const address of refused) assert.equal(isPublicAddress(address), false, address);
    for (const address of taken) assert.equal(isPublicAddress(address), true, address);
  });

  test('in a URL is seen through every spelling that URLs know', () => {
    for (const host of [
      '127.0.0.1',
      '0x7f.1',
      '2130706433',
      '017700000001',
      '127.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
      '１２７.0.0.1',
    ]) {
      const address = addressInUrl(new URL(`http://${host}/`));
      assert.ok(address !== undefined, host);
      assert.equal(isPublicAddress(address), false, host);
    }
    assert.equal(addressInUrl(new URL('http://example.org/')), undefined);
    assert.equal(addressInUrl(new URL('http://1.1.1.1/')), '1.1.1.1');
  });
});

describe('a page', () => {
  const text = (html: string): string => htmlToText(html).text;

  test('becomes its words, in lines', () => {
    const page = htmlToText(
      '<!doctype html><html><head><title>The &amp; title</title><style>p{}</style></head><body><nav>Menu</nav>' +
        '<h1>Head  line</h1><p>One\n two &lt;b&gt; &#8211; <b>three</b>.<br>four</p><ul><li>a</li><li>b <a href="https://x">link</a></li></ul>' +
        '<script>alert("<p>no</p>")</script><table><tr><td>1</td><td>2</td></tr></table><pre>a\n  b</pre></body></html>',
    );
    assert.equal(page.title, 'The & title');
    assert.equal(
      page.text,
      '# Head line\n\nOne two <b> – three.\nfour\n\n- a\n- b link\n\n| 1 | 2\n\na\n  b',
    );
  });

  test('keeps nothing of scripts, styles, comments and attributes', () => {
    assert.equal(text('a<script>x</SCRIPT >b<!-- c --><style>d</style>e<p title="<f>">g</p>'), 'abe\n\ng');
    assert.equal(text('a<script>never ends'), 'a');
    assert.equal(text('a<!-- never ends'), 'a');
    assert.equal(text('<head>no end<p>words'), 'no end\n\nwords');
    assert.equal(text("<p x='>'>in</p>"), 'in');
    assert.equal(text('<p>It\'s <b class=x>5" wide</b></p>'), 'It\'s 5" wide');
  });

  test('that is none is the text it was', () => {
    assert.equal(text('1 < 2 && 3 > 2'), '1 < 2 && 3 > 2');
    assert.equal(text('&nope; &#xD800; &#0; &#128512;'), '&nope; \uFFFD \uFFFD 😀');
  });

  test('of any kind ends at once, with no tag of a script left', () => {
    for (const piece of [
      '<',
      '<nav>',
      '<p ',
      '<p a="',
      '&',
      '&#',
      '<!--',
      '<script>',
      '<head>',
      '</',
      '<svg',
      "<a b='>",
    ]) {
      text(piece.repeat(100_000));
    }
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('<', '>', 'script', '/', ' ', 'p', '"', '=', '!--', 'x')),
        (pieces) => {
          text(pieces.join(''));
        },
      ),
    );
  });
});
