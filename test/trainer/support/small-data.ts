import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../../src/backend/random.ts';
import type { DataFile } from '../../../src/contract/index.ts';

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

function written(folder: string, name: string, format: string, text: string): DataFile {
  const path = join(folder, name);
  writeFileSync(path, text);
  const hash = createHash('sha256').update(text).digest('hex');
  return { path, format, compression: null, hash };
}
