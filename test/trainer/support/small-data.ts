import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../../src/backend/random.ts';
import type { DataFile } from '../../../src/contract/index.ts';
import { inspectFile } from '../../../src/datasets/index.ts';
import { tones } from '../../support/recordings.ts';
import { tarOf } from '../../support/tar.ts';

/** Hourly rows of two channels with a daily rhythm and some noise. */
export function smallTable(folder: string, rows = 600): DataFile {
  const random = new Random(5);
  const start = Date.UTC(2024, 0, 1);
  const lines = Array.from({ length: rows }, (_, row) => {
    const angle = (2 * Math.PI * row) / 24;
    const warm = 10 + 5 * Math.sin(angle) + random.normal();
    const load = 3 + Math.cos(angle) + 0.2 * random.normal();
    const time = new Date(start + row * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    return `${time},${warm.toFixed(4)},${load.toFixed(4)}`;
  });
  return written(folder, 'small.csv', 'csv', `date,warm,load\n${lines.join('\n')}\n`);
}

/** Sentences put together from few words. */
export function smallText(folder: string, sentences = 1500): DataFile {
  const random = new Random(6);
  const pick = (words: readonly string[]) => words[random.integer(words.length)]!;
  const lines = Array.from({ length: sentences }, () => {
    const who = pick(['the otter', 'a heron', 'the old man', 'my sister']);
    const what = pick(['sees', 'forgets', 'follows', 'sings to']);
    return `${who} ${what} ${pick(['the river', 'the moon', 'a boat', 'nobody'])}.`;
  });
  return written(folder, 'small.txt', 'text', `${lines.join('\n')}\n`);
}

/** Two words of two tones each, in parts for training, validation and test. */
export async function smallRecordings(folder: string): Promise<DataFile> {
  const words = { rise: [300, 900], fall: [1500, 600] } as const;
  const files: Record<string, Uint8Array> = {};
  for (const [part, takes] of Object.entries({ train: 8, dev: 2, test: 2 })) {
    for (const [word, [first, second]] of Object.entries(words)) {
      for (let take = 0; take < takes; take++) {
        const options = { seconds: 0.15 + take / 100, seed: 10 * take + word.length };
        files[`${part}/${word}_${take}.wav`] = tones(first, second, options);
      }
    }
  }
  const path = join(folder, 'words.tar');
  writeFileSync(path, await tarOf(files));
  const { format, compression, hash } = await inspectFile(path);
  return { path, format, compression, hash };
}

/** Rising and falling sequences, told apart by their class, in parts for training and test. */
export async function smallShapes(folder: string): Promise<DataFile> {
  const random = new Random(8);
  const rows = Array.from({ length: 90 }, (_, row) => {
    const slope = row % 2 === 0 ? 1 : -1;
    const values = Array.from({ length: 8 }, (__, step) =>
      (slope * (step - 4) + random.normal() / 4).toFixed(3),
    );
    return [slope > 0 ? 'up' : 'down', ...values].join('\t');
  });
  const path = join(folder, 'shapes.tar');
  const part = (from: number, to: number) => Buffer.from(rows.slice(from, to).join('\n'));
  const files = { 'Shapes_TRAIN.tsv': part(0, 60), 'Shapes_TEST.tsv': part(60, 90) };
  writeFileSync(path, await tarOf(files));
  const { format, compression, hash } = await inspectFile(path);
  return { path, format, compression, hash };
}

/** Sentences of few words beside their word-for-word translation. */
export async function smallPairs(folder: string): Promise<DataFile> {
  const words = { one: 'un', two: 'deux', three: 'trois', cats: 'chats', dogs: 'chiens' } as const;
  const [numbers, animals] = [Object.entries(words).slice(0, 3), Object.entries(words).slice(3)];
  const random = new Random(7);
  const lines = Array.from({ length: 240 }, (_, line) => {
    const [number, nombre] = numbers[random.integer(3)]!;
    const [animal, autre] = animals[random.integer(2)]!;
    return `${number} ${animal} ${line}\t${nombre} ${autre} ${line}`;
  });
  const path = join(folder, 'pairs.tsv');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const { format, compression, hash } = await inspectFile(path);
  return { path, format, compression, hash };
}

/** Scales in thirds over a bass, with given parts. */
export async function smallPieces(folder: string): Promise<DataFile> {
  const piece = (index: number) =>
    Array.from({ length: 8 + (index % 5) }, (_, step) => [48 + index, 60 + step, 64 + step]);
  const pieces = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => piece((from + index) % 12));
  const parts = { train: pieces(0, 16), valid: pieces(3, 4), test: pieces(5, 4) };
  const path = join(folder, 'pieces.json');
  writeFileSync(path, JSON.stringify(parts));
  const { format, compression, hash } = await inspectFile(path);
  return { path, format, compression, hash };
}

function written(folder: string, name: string, format: string, text: string): DataFile {
  const path = join(folder, name);
  writeFileSync(path, text);
  const hash = createHash('sha256').update(text).digest('hex');
  return { path, format, compression: null, hash };
}
