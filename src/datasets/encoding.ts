import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import chardet from 'chardet';
import iconv from 'iconv-lite';
import { startsWith } from './file-signature.ts';

/**
 * How a file's bytes stand for characters; names as iconv-lite knows them. A byte order mark is
 * never part of the text.
 */
export type Encoding = string;

/**
 * The encoding of a text from a sample of its bytes: by its byte order mark, else UTF-8 when valid,
 * else UTF-16 by the place of its zero bytes, else by letter statistics.
 *
 * @returns null when the bytes are not text
 */
export function detectEncoding(sample: Uint8Array): Encoding | null {
  const marked = byteOrderMark(sample);
  if (marked !== null) return marked;
  if (isBinary(sample)) return utf16WithoutMark(sample);
  if (isUtf8(withoutPartialCharacter(sample))) return 'UTF-8';
  return isDamagedUtf8(sample) ? 'UTF-8' : byLetters(sample);
}

function byteOrderMark(sample: Uint8Array): Encoding | null {
  if (startsWith(sample, [0xef, 0xbb, 0xbf], 0)) return 'UTF-8';
  if (startsWith(sample, [0xff, 0xfe, 0x00, 0x00], 0)) return 'UTF-32LE';
  if (startsWith(sample, [0xff, 0xfe], 0)) return 'UTF-16LE';
  if (startsWith(sample, [0xfe, 0xff], 0)) return 'UTF-16BE';
  return null;
}

/** A few stray control bytes happen in real text; more than one in 500 does not. */
function isBinary(sample: Uint8Array): boolean {
  let control = 0;
  for (const byte of sample) if (isControl(byte)) control++;
  return control > sample.length / 500 && control > 1;
}

/** C0 controls other than tab, line feed, form feed, carriage return, substitute and escape. */
export function isControl(byte: number): boolean {
  if (byte >= 0x20) return byte === 0x7f;
  return byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 26 && byte !== 27;
}

/** European text in UTF-16 has a zero in nearly every second byte, always on the same side. */
function utf16WithoutMark(sample: Uint8Array): Encoding | null {
  const half = sample.length / 2;
  for (const [encoding, low] of [
    ['UTF-16LE', 0],
    ['UTF-16BE', 1],
  ] as const) {
    let lowZeros = 0;
    let highZeros = 0;
    let controls = 0;
    for (let i = 0; i + 1 < sample.length; i += 2) {
      const unit = sample[i + low]!;
      const high = sample[i + 1 - low]!;
      if (unit === 0) lowZeros++;
      if (high === 0) highZeros++;
      if (high === 0 && isControl(unit)) controls++;
    }
    if (highZeros > half * 0.4 && lowZeros < half * 0.02 && controls <= half / 500) return encoding;
  }
  return null;
}

/** A sample may end inside a character of up to four bytes. */
function withoutPartialCharacter(sample: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(4, sample.length); back++) {
    const byte = sample[sample.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    return byte >= 0xc0 ? sample.subarray(0, sample.length - back) : sample;
  }
  return sample;
}

/** Mostly valid multi-byte characters with a few broken ones: UTF-8 that was cut or patched. */
function isDamagedUtf8(sample: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(withoutPartialCharacter(sample));
  let broken = 0;
  let whole = 0;
  for (const character of text) {
    if (character === '\uFFFD') broken++;
    else if (character > '\x7f') whole++;
  }
  return broken * 20 < whole;
}

/** Encodings that the letter statistics may name and iconv-lite can read. */
function byLetters(sample: Uint8Array): Encoding {
  const best = chardet.analyse(sample)[0];
  if (best === undefined || best.confidence < 20) return 'windows-1252';
  // Windows-1252 is Latin-1 with letters in place of unused controls.
  if (best.name === 'ISO-8859-1' || !iconv.encodingExists(best.name)) return 'windows-1252';
  return best.name;
}

/** Decodes a file piece by piece; a byte order mark is dropped, broken bytes become U+FFFD. */
export async function* decodeFile(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  let first = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const text = decoder.write(chunk as Buffer);
    if (text === '') continue;
    yield first && text.startsWith('\uFEFF') ? text.slice(1) : text;
    first = false;
  }
  const rest = decoder.end();
  if (rest !== undefined && rest !== '') yield rest;
}

/** Decodes the beginning of a file for a look at it; the last character may be cut. */
export function decodeSample(sample: Uint8Array, encoding: Encoding): string {
  const text = iconv.decode(Buffer.from(sample), encoding);
  return text.endsWith('\uFFFD') ? text.slice(0, -1) : text;
}
