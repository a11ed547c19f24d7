#!/usr/bin/env node
/**
 * `node build/data/digit-strings.mjs fsdd.tar.gz digit-strings.tar [seed]`: makes a data set of
 * spoken digit strings from the Free Spoken Digit Dataset, as docs/results.md measures it.
 *
 * Each string joins three to seven digits of one speaker with 50 to 250 ms of faint noise between
 * them. Digits of the test strings are takes 0 to 4, of the validation strings takes 5 to 9, of the
 * training strings the rest, so that no recording is in two parts.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';

const rate = 8000;
const parts = [
  { name: 'train', first: 10, last: 49, strings: 2400 },
  { name: 'dev', first: 5, last: 9, strings: 200 },
  { name: 'test', first: 0, last: 4, strings: 300 },
];

const [source, target, seed = '1'] = process.argv.slice(2);
if (source === undefined || target === undefined) {
  console.error('Usage: node build/data/digit-strings.mjs fsdd.tar.gz digit-strings.tar [seed]');
  process.exit(2);
}
const random = generator(Number(seed));
const clips = await readClips(source);
const speakers = [...new Set(clips.map(({ speaker }) => speaker))].sort();
const pack = tar.pack();
const written = pipeline(pack, createWriteStream(target));
for (const part of parts) {
  const rows = ['wav_filename,wav_filesize,transcript'];
  for (let index = 0; index < part.strings; index++) {
    const speaker = speakers[index % speakers.length];
    const { digits, samples } = makeString(part, speaker);
    const name = `${part.name}/${speaker}-${String(index).padStart(4, '0')}.wav`;
    const file = wavOf(samples);
    rows.push(`${name},${file.length},${digits.join(' ')}`);
    pack.entry({ name, mtime: new Date(0) }, file);
  }
  pack.entry({ name: `${part.name}.csv`, mtime: new Date(0) }, `${rows.join('\n')}\n`);
}
pack.finalize();
await written;
console.log(`${target}: ${parts.map(({ name, strings }) => `${strings} ${name}`).join(', ')}`);

async function readClips(path) {
  const extract = tar.extract();
  const reading = pipeline(createReadStream(path), createGunzip(), extract);
  const found = [];
  for await (const entry of extract) {
    const match = /(\d)_(\w+)_(\d+)\.wav$/.exec(entry.header.name);
    const pieces = [];
    for await (const piece of entry) pieces.push(/** @type {Buffer} */ (piece));
    if (match === null) continue;
    const [, digit, speaker, take] = match;
    found.push({ digit, speaker, take: Number(take), samples: samplesOf(Buffer.concat(pieces)) });
  }
  await reading;
  return found.sort((a, b) =>
    `${a.digit}${a.speaker}${a.take}` < `${b.digit}${b.speaker}${b.take}` ? -1 : 1,
  );
}

/** The data chunk of a 16-bit mono file. */
function samplesOf(file) {
  for (let at = 12; at + 8 <= file.length; ) {
    const size = file.readUInt32LE(at + 4);
    if (file.toString('latin1', at, at + 4) === 'data') {
      const end = Math.min(file.length, at + 8 + size);
      return Array.from({ length: (end - at - 8) >> 1 }, (_, n) =>
        file.readInt16LE(at + 8 + 2 * n),
      );
    }
    at += 8 + size + (size % 2);
  }
  return [];
}

function makeString({ first, last }, speaker) {
  const own = clips.filter(
    (clip) => clip.speaker === speaker && clip.take >= first && clip.take <= last,
  );
  const count = 3 + Math.floor(random() * 5);
  const digits = [];
  const samples = [...pause()];
  for (let place = 0; place < count; place++) {
    const clip = own[Math.floor(random() * own.length)];
    digits.push(clip.digit);
    samples.push(...clip.samples, ...pause());
  }
  return { digits, samples };
}

function pause() {
  const length = Math.floor(rate * (0.05 + 0.2 * random()));
  return Array.from({ length }, () => Math.round(8 * (random() - 0.5)));
}

function wavOf(samples) {
  const file = Buffer.alloc(44 + 2 * samples.length);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  [16, 1 | (1 << 16), rate, 2 * rate, 2 | (16 << 16)].forEach((value, at) => {
    file.writeUInt32LE(value, 16 + 4 * at);
  });
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, at) => {
    file.writeInt16LE(sample, 44 + 2 * at);
  });
  return file;
}

/** mulberry32: the same seed gives the same strings everywhere. */
function generator(start) {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
