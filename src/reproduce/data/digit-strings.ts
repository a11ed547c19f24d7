import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { UnrollError } from '../../contract/index.ts';

/** Samples a second of the Free Spoken Digit Dataset. */
const rate = 8000;

interface Part {
  readonly name: string;
  /** First and last take of the recordings that its strings are made of. */
  readonly takes: readonly [number, number];
  readonly strings: number;
}

const parts: readonly Part[] = [
  { name: 'train', takes: [10, 49], strings: 2400 },
  { name: 'dev', takes: [5, 9], strings: 200 },
  { name: 'test', takes: [0, 4], strings: 300 },
];

interface Clip {
  readonly digit: string;
  readonly speaker: string;
  readonly take: number;
  /** 16 bit, the low byte first. */
  readonly samples: Buffer;
}

type Random = () => number;

/**
 * Makes a data set of spoken digit strings from the Free Spoken Digit Dataset: a tar archive of WAV
 * files with a manifest for each part.
 *
 * Each string joins three to seven digits of one speaker with 50 to 250 ms of faint noise between
 * them. Digits of the test strings are takes 0 to 4, of the validation strings takes 5 to 9, of the
 * training strings the rest, so that no recording is in two parts. The same seed makes the same
 * bytes.
 *
 * @param source gzipped tar of recordings called `{digit}_{speaker}_{take}.wav`
 * @throws UnrollError `unfit-data` when there are no such recordings, or a part gets none of a speaker
 */
export async function writeDigitStrings(source: string, target: string, seed = 1): Promise<void> {
  const clips = await readClips(source);
  const speakers = [...new Set(clips.map(({ speaker }) => speaker))].sort();
  checkTakes(clips, speakers, source);
  const random = mulberry32(seed);
  const archive = tar.pack();
  const written = pipeline(archive, createWriteStream(target));
  const add = (name: string, content: Buffer | string): void => {
    archive.entry({ name, mtime: new Date(0) }, content);
  };
  for (const part of parts) {
    const rows = ['wav_filename,wav_filesize,transcript'];
    for (let index = 0; index < part.strings; index++) {
      const speaker = speakers[index % speakers.length]!;
      const { digits, samples } = makeString(clips, part, speaker, random);
      const name = `${part.name}/${speaker}-${String(index).padStart(4, '0')}.wav`;
      const file = wavOf(samples);
      rows.push(`${name},${file.length},${digits.join(' ')}`);
      add(name, file);
    }
    add(`${part.name}.csv`, `${rows.join('\n')}\n`);
  }
  archive.finalize();
  await written;
}

function checkTakes(clips: readonly Clip[], speakers: readonly string[], source: string): void {
  const lacking = parts.flatMap((part) =>
    speakers
      .filter((speaker) => clipsFor(clips, part, speaker).length === 0)
      .map((speaker) => `${speaker} has no take from ${part.takes.join(' to ')}`),
  );
  if (speakers.length > 0 && lacking.length === 0) return;
  throw new UnrollError({
    code: 'unfit-data',
    message: `Digit strings cannot be made from ${source}: ${lacking[0] ?? 'it holds no recording called digit_speaker_take.wav'}.`,
    where: source,
    hint: 'Use the whole Free Spoken Digit Dataset, takes 0 to 49.',
  });
}

async function readClips(path: string): Promise<Clip[]> {
  const entries = tar.extract();
  const reading = pipeline(createReadStream(path), createGunzip(), entries);
  const found: Clip[] = [];
  for await (const entry of entries) {
    const match = /(\d)_(\w+)_(\d+)\.wav$/.exec(entry.header.name);
    const pieces: Buffer[] = [];
    for await (const piece of entry) pieces.push(piece as Buffer);
    if (match === null) continue;
    const [, digit = '', speaker = '', take = ''] = match;
    found.push({ digit, speaker, take: Number(take), samples: samplesOf(Buffer.concat(pieces)) });
  }
  await reading;
  const key = ({ digit, speaker, take }: Clip) => `${digit}${speaker}${take}`;
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The data chunk of a 16-bit mono file. */
function samplesOf(file: Buffer): Buffer {
  for (let at = 12; at + 8 <= file.length; ) {
    const size = file.readUInt32LE(at + 4);
    const isData = file.toString('latin1', at, at + 4) === 'data';
    if (isData) return file.subarray(at + 8, at + 8 + size - (size % 2));
    at += 8 + size + (size % 2);
  }
  return Buffer.alloc(0);
}

function makeString(
  clips: readonly Clip[],
  part: Part,
  speaker: string,
  random: Random,
): { digits: string[]; samples: Buffer } {
  const own = clipsFor(clips, part, speaker);
  const count = 3 + Math.floor(random() * 5);
  const digits: string[] = [];
  const pieces = [pause(random)];
  for (let place = 0; place < count; place++) {
    const clip = own[Math.floor(random() * own.length)]!;
    digits.push(clip.digit);
    pieces.push(clip.samples, pause(random));
  }
  return { digits, samples: Buffer.concat(pieces) };
}

function clipsFor(
  clips: readonly Clip[],
  { takes: [first, last] }: Part,
  speaker: string,
): readonly Clip[] {
  return clips.filter(
    (clip) => clip.speaker === speaker && clip.take >= first && clip.take <= last,
  );
}

function pause(random: Random): Buffer {
  const length = Math.floor(rate * (0.05 + 0.2 * random()));
  const samples = Buffer.alloc(2 * length);
  for (let n = 0; n < length; n++) samples.writeInt16LE(Math.round(8 * (random() - 0.5)), 2 * n);
  return samples;
}

function wavOf(samples: Buffer): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  [16, 1 | (1 << 16), rate, 2 * rate, 2 | (16 << 16)].forEach((value, at) => {
    head.writeUInt32LE(value, 16 + 4 * at);
  });
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** The same seed gives the same numbers, in [0, 1), everywhere. */
function mulberry32(start: number): Random {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
